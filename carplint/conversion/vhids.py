"""The VHIDs of a conversion to CARP, which has one VIP for each, and the VIPs that get none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from carplint.conversion.words import finding
from carplint.model import IPAddress, Net, VirtualAddress, VirtualRouter, known
from carplint.model.target import certain
from carplint.text.finding import Finding
from carplint.text.typing import NamedTuple

_DEAF = re.compile(r"(?:lo|dummy[^:]*)(?::.*)?")
"""Interfaces on which no other node hears a daemon: each would be MASTER there. Seen: ucarp -i lo."""


def ip_of(vip: VirtualAddress) -> IPAddress:
    """Return the address of a VIP that is known."""
    return certain(vip.address).ip


def _announced(router: VirtualRouter) -> list[IPAddress]:
    """Return the VIPs of a router that CARP could have with an id of their own."""
    return [ip_of(v) for v in router.brought_up if ip_of(v).version == 4 and not _DEAF.fullmatch(known(v.device, ""))]


class Numbers(NamedTuple):
    """The ids of the VIPs of a cluster that CARP has, and the VIP whose id all share that stay together, None where each
    gets its own one."""

    ids: Mapping[IPAddress, int]
    shared: IPAddress | None


class Ids:
    """The ids that are taken. On one host no two routers may share one where files are named by it; a new id is one
    that no virtual router of the inputs has, so that it clashes on no segment that carplint sees. A VIP of several
    that a node in the target's format has already gets its id there, if nothing else has that."""

    def __init__(self, net: Net, format: str) -> None:
        self.used = {known(r.id, 0) for r in net.virtual_routers}
        self.on_hosts: set[tuple[str, int]] = set()
        staying = [r for r in net.virtual_routers if r.format == format]
        self._there = {ip: known(r.id, 0) for r in staying for ip in r.vips or ()}
        self._of_all: dict[int, set[IPAddress]] = {}
        self._taken = {(r.host, known(r.id, 0)) for r in net.virtual_routers}
        for router in net.virtual_routers if staying else ():
            vips = set(router.vips or ())
            self._of_all[known(router.id, 0)] = self._of_all.get(known(router.id, 0), vips) & vips

    def _stays(self, ip: IPAddress, hosts: Collection[str]) -> int:
        """Return the id that a VIP has on nodes in the target's format, 0 if there is none that these hosts can take."""
        number = self._there.get(ip, 0)
        alone = ip in self._of_all.get(number, ())
        return number if alone and self._taken.isdisjoint((h, number) for h in hosts) else 0

    def of(self, routers: Sequence[VirtualRouter], together: bool) -> Numbers:
        """Return the ids for the VIPs of a cluster, each for itself or `together`: that of its router or the next free one."""
        lists, hosts = [_announced(r) for r in routers], {r.host for r in routers}
        shared = next((ip for ip in lists[0] if together and all(ip in other for other in lists)), None)
        ids: dict[IPAddress, int] = {}
        for router, own in zip(routers, lists, strict=True):
            for ip in own if shared is None else [shared]:
                wanted = known(router.id, 0)
                free = (i for i in (*range(wanted + 1, 256), *range(1, wanted)) if i not in self.used)
                clashes = any((h, wanted) in self.on_hosts for h in hosts)
                if ip not in ids and (number := (self._stays(ip, hosts) or next(free, 0)) if clashes else wanted):
                    ids[ip] = number
                    self.used.add(number)
                    self.on_hosts |= {(h, number) for h in hosts}
                    self._taken |= {(h, number) for h in hosts}
        return Numbers(ids, shared)


def not_announced(router: VirtualRouter, numbers: Numbers, scripted: bool) -> Iterator[Finding]:
    """Yield the VIPs that CARP cannot have, of a router whose id is known. If it goes on being `scripted`, its up script adds
    those of IPv6."""
    announced = frozenset(_announced(router))
    for vip in router.brought_up:
        if ip_of(vip).version != 4 and not scripted:
            yield finding("ipv6-vip", vip.address.span)
        elif (
            ip_of(vip).version == 4 and numbers.shared is None and ip_of(vip) not in numbers.ids and known(router.id, 0)
        ):
            name = "no-vhid-left" if ip_of(vip) in announced else "unheard-vip"
            yield finding(name, vip.address.span, device=known(vip.device, ""))
