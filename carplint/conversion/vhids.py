"""The VHIDs of a conversion to CARP, which has one VIP for each, and the VIPs that get none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from carplint.conversion.words import finding
from carplint.model import IPAddress, Net, VirtualAddress, VirtualRouter, known
from carplint.model.clusters import shared_ids
from carplint.model.target import CARP, certain
from carplint.text.finding import Finding
from carplint.text.source import Span
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
    """The ids that are taken, and which VIP has them. A VIP of VRRP that CARP has on another node gets the id that it has
    there, any other that of its router. On one host no two routers may share an id, since files are named by it, and on one segment
    no two virtual routers; a new id is one that no virtual router of the inputs has, so that it clashes on no segment
    that carplint sees."""

    def __init__(self, net: Net, format: str) -> None:
        self.used = {known(r.id, 0) for r in net.virtual_routers}
        staying = [r for r in net.virtual_routers if r.format == format]
        self._on_hosts = {(r.host, known(r.id, 0)) for r in staying}
        self._there = {ip: known(r.id, 0) for r in net.virtual_routers if r.protocol == CARP for ip in r.vips or ()}
        self._kept: dict[tuple[str, int], IPAddress] = {}
        """The VIPs for which ids are kept free on their hosts, since other nodes have them there."""
        for router in (r for r in net.virtual_routers if r.protocol != CARP):
            for ip in router.vips or ():
                self._kept.setdefault((router.host, self._there.get(ip, 0)), ip)
        self._had = {r.span: {known(r.id, 0): r.vips or frozenset()} for r in staying}
        """By the place of a router the VIPs that have an id there."""
        self._met: dict[Span, list[Span]] = {}
        """By the place of a router those of others that have its id on its segment."""
        for first, other in shared_ids(net) if len(net.hosts) > 1 else ():
            self._met.setdefault(first.span, []).append(other.span)
            self._met.setdefault(other.span, []).append(first.span)

    def _fits(self, number: int, ip: IPAddress, routers: Sequence[VirtualRouter]) -> bool:
        """Return whether a VIP of some routers can have an id: no other VIP has it on their hosts, or where they are heard."""
        places = [(r.host, number) for r in routers]
        if not number or any(p in self._on_hosts or self._kept.get(p, ip) != ip for p in places):
            return False
        others = (self._had.get(other, {}) for r in routers for other in self._met.get(r.span, ()))
        return all(ip in had[number] for had in others if number in had)

    def of(self, routers: Sequence[VirtualRouter], together: bool) -> Numbers:
        """Return the ids for the VIPs of a cluster, each for itself or `together`: that of its router or the next free one."""
        lists = [_announced(r) for r in routers]
        shared = next((ip for ip in lists[0] if together and all(ip in other for other in lists)), None)
        ids: dict[IPAddress, int] = {}
        for router, own in zip(routers, lists, strict=True):
            for ip in own if shared is None else [shared]:
                if ip in ids:
                    continue
                wanted = known(router.id, 0)
                free = (i for i in (*range(wanted + 1, 256), *range(1, wanted)) if i not in self.used)
                there = 0 if router.protocol == CARP else self._there.get(ip, 0)
                fits = (i for i in (there, wanted) if self._fits(i, ip, routers))
                if number := next(fits, 0) or next(free, 0):
                    ids[ip] = number
                    self.used.add(number)
                    self._on_hosts |= {(r.host, number) for r in routers}
        for router in routers:
            self._had[router.span] = {number: frozenset((ip,)) for ip, number in ids.items()}
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
