"""From the model of the source to the parts of the target: ids, places in the election, VIPs, for all nodes at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from carplint.conversion.elections import Standing, standings
from carplint.dialects.comments import carried
from carplint.dialects.ucarp.scripts.custom import custom
from carplint.model import Address, Cluster, Host, IPAddress, Net, Value, VirtualAddress, VirtualRouter, known
from carplint.model.target import CARP, GROUP, VRRP, Design, Part, Vip, lost
from carplint.text.finding import Finding

_NAME = re.compile(r"[\w.:@+-]+")
"""Names of interfaces that may stand in files that a shell sources."""


def _source(host: Host, router: VirtualRouter, device: str, vips: tuple[Vip, ...]) -> Address | None:
    """The node's own address with its prefix: that of its interface, or else of the VIP's subnet."""
    interface = host.interface(device)
    own = [a.value for a in interface.addresses if a.value is not None] if interface is not None else []
    said = router.source_address.value if router.source_address is not None else None
    if said is None:
        return next((a for a in own if a.ip.version == 4), None)
    near = (Address(said, v.address.length) for v in vips if said in v.address.network)
    return next((a for a in own if a.ip == said), next(near, Address(said, said.max_prefixlen)))


def addressed(host: Host, router: VirtualRouter) -> VirtualRouter:
    """A router with the address that its advertisements come from, which decides ties: where none is said it is the
    first one of its interface."""
    interface = host.interface(known(router.interface, "").partition(":")[0])
    if router.source_address is not None or interface is None:
        return router
    own: Iterator[Value[IPAddress]] = (
        a.but(a.value.ip) for a in interface.addresses if a.value is not None and a.value.ip.version == 4
    )
    return router._replace(source_address=next(own, None))


def _vips(router: VirtualRouter, device: str, family: str) -> Iterator[Vip]:
    for vip in (*router.addresses, *(router.excluded if CARP in (family, router.protocol) else ())):
        if vip.address.value is not None:
            label = known(vip.label, "")
            where = known(vip.device, "").partition(":")[0] or device  # an alias is no device
            yield Vip(vip.address.value, where, label if _NAME.fullmatch(label) else "")


def _unusable(router: VirtualRouter, vips: list[Vip]) -> Iterator[Finding]:
    """Why a virtual router cannot be converted at all."""
    name = router.name.value
    if router.id is None or router.id.value is None:
        yield lost(f"its id is not known from the files, so {name} was left out", router.span)
    if router.interface is None or router.interface.value is None:
        yield lost(f"its interface is not known from the files, so {name} was left out", router.span)
    elif not all(_NAME.fullmatch(word) for v in vips for word in (known(router.interface, ""), v.device)):
        yield lost(f"its interface has a name that a shell would not leave alone, so {name} was left out", router.span)
    for word in (router.up_script, router.down_script, router.script_parameter):
        if word is not None and not known(word, "").isprintable():
            message = f"this holds a control character, which would not stay on its line, so {name} was left out"
            yield lost(message, word.span)
    if not vips:
        yield lost(f"no VIP of it can be carried over, so {router.name.value} was left out", router.span)


def _only_ipv4(router: VirtualRouter) -> Iterator[Finding]:
    for vip in (*router.addresses, *router.excluded):
        if vip.address.value is not None and vip.address.value.ip.version != 4:
            yield lost("ucarp knows IPv4 addresses only: this VIP is lost", vip.address.span)


class _Ids:
    """The ids that are taken. On one host no two parts may share one where files are named by it; a new id is one
    that no virtual router of the inputs has, so that it clashes on no segment that carplint sees."""

    def __init__(self, net: Net) -> None:
        self.used = {r.id.value for r in net.virtual_routers if r.id is not None and r.id.value is not None}
        self.on_hosts: set[tuple[str, int]] = set()

    def give(self, cluster: Cluster, wanted: int) -> int | None:
        """The id for a VIP of a cluster: `wanted` or the next one that is free; None where there is none left."""
        hosts = {r.host for r in cluster.routers}
        free = (i for i in (*range(wanted + 1, 256), *range(1, wanted)) if i not in self.used)
        number = wanted if not any((h, wanted) in self.on_hosts for h in hosts) else next(free, None)
        if number is not None:
            self.used.add(number)
            self.on_hosts |= {(h, number) for h in hosts}
        return number


def _ipv4(router: VirtualRouter) -> list[IPAddress]:
    """The VIPs of a router that CARP could have, in their order."""
    found = (v.address.value.ip for v in (*router.addresses, *router.excluded) if v.address.value is not None)
    return [ip for ip in found if ip.version == 4]


def _is_unheard(vip: VirtualAddress) -> bool:
    """Whether a VIP is on an interface where no other node hears a daemon: each would be MASTER there. Seen: ucarp -i lo."""
    device = known(vip.device, "").partition(":")[0]
    return device == "lo" or device.startswith("dummy")


def _announced(router: VirtualRouter) -> list[IPAddress]:
    """The VIPs of a router that CARP could have with an id of their own."""
    unheard = {v.address.value.ip for v in (*router.addresses, *router.excluded) if _is_unheard(v) and v.address.value}
    return [ip for ip in _ipv4(router) if ip not in unheard]


def _shared(cluster: Cluster, together: bool) -> IPAddress | None:
    """The VIP of whose id all VIPs of a cluster are, where they stay together; None where each gets its own id."""
    lists = [_announced(router) for router in cluster.routers] if together else []
    return next((ip for ip in lists[0] if all(ip in other for other in lists)), None) if lists else None


def _ids(cluster: Cluster, family: str, ids: _Ids, shared: IPAddress | None) -> dict[IPAddress, int]:
    """The id of each VIP of a cluster, or of the `shared` one alone; with VRRP all VIPs have that of their router."""
    result: dict[IPAddress, int] = {}
    for router in cluster.routers if family == CARP else ():
        for ip in _announced(router):
            if ip not in result and shared in (None, ip):
                number = ids.give(cluster, known(router.id, 0))
                if number is not None:
                    result[ip] = number
    return result


def _split(host: Host, part: Part, ids: Mapping[IPAddress, int], shared: IPAddress | None) -> Iterator[Part]:
    """A part for each of its VIPs that has an id, on the interface of the VIP; those without one go with the `shared`."""
    first = True
    for vip in part.vips:
        if vip.address.ip in ids:
            others = () if shared is None else tuple(v for v in part.vips if v is not vip)
            own = part._replace(id=ids[vip.address.ip], vips=(vip, *others), first=first)
            if vip.device != part.device:
                there = part.router._replace(source_address=None)
                own = own._replace(device=vip.device, source=_source(host, there, vip.device, (vip,)))
            yield own
            first = False


def _without_id(router: VirtualRouter, ids: Mapping[IPAddress, int], shared: IPAddress | None) -> Iterator[Finding]:
    for vip in (*router.addresses, *router.excluded) if shared is None else ():
        if vip.address.value is not None and vip.address.value.ip.version == 4 and vip.address.value.ip not in ids:
            why = "no VHID from 1 to 255 is left for this VIP: it is lost"
            if _is_unheard(vip):
                device = known(vip.device, "")
                why = f"on {device} no node hears another one, so ucarp cannot have this VIP: it is lost. --vips together keeps it"
            yield lost(why, vip.address.span)


def _owned(host: Host, router: VirtualRouter) -> Iterator[Finding]:
    """What is said of a node whose own address is a VIP: VRRP knows such an address owner, CARP does not."""
    interfaces = (i for i in host.interfaces if i.parent is None)
    own = {a.value.ip for i in interfaces for a in i.addresses if a.value is not None}
    sources = (r.source_address.value for r in host.virtual_routers if r.source_address is not None)
    own |= {ip for ip in sources if ip is not None}
    for vip in router.addresses if router.protocol != CARP else ():
        ip = vip.address.value.ip if vip.address.value is not None else None
        if ip in own:
            yield lost(
                f"{ip} is the own address of {host.name}: ucarp would take it away when it stops. {known(router.name, '')} is "
                "left out on all nodes: give it a VIP that no node has by itself",
                vip.address.span,
            )


def _part(
    host: Host, router: VirtualRouter, family: str, standing: Standing, common: frozenset[IPAddress]
) -> Part | list[Finding]:
    device = known(router.interface, "").partition(":")[0]
    vips = [v for v in _vips(router, device, family) if family == VRRP or v.address.ip.version == 4]
    own = router.vips or frozenset()
    apart = [v for v in vips if family == VRRP != router.protocol[:4] and v.address.ip not in own | common]
    problems = list(_unusable(router, vips))
    if problems:
        return problems
    group = router.multicast_group.value if router.multicast_group is not None else None
    number = known(router.id, 0)
    return Part(
        router=router,
        id=number,
        name=known(router.name, "") if router.protocol[:4] == family == VRRP else f"VI_{number}",
        device=device,
        vips=tuple(v for v in vips if v not in apart),
        excluded=tuple(apart),
        place=standing.place,
        seconds=standing.seconds,
        dead_ratio=standing.dead_ratio,
        preempt=standing.preempts,
        preempt_delay=known(router.preempt_delay, 0.0),
        watches_link=known(router.track_link, True),
        shutdown=known(router.shutdown, True),
        neutral=known(router.neutral, False),
        source=_source(host, router, device, tuple(vips)),
        peers=standing.peers if family == VRRP else (),
        group="" if group is None or str(group) == GROUP else str(group),
        broadcast=family == CARP and (known(router.broadcast, False) or bool(router.unicast_peers)),
        scripts=custom(host, router),
        comments=carried(router, host.interface(known(router.alias, "") or None)),
    )


def _names(clusters: list[list[Part]]) -> Iterator[tuple[Part, ...]]:
    """The parts with names that are unique on their host: two segments may use one id."""
    seen: dict[tuple[str, str], int] = {}
    for cluster in clusters:
        for part in cluster:
            key = part.router.host, part.name
            seen[key] = seen.get(key, 0) + 1
    for cluster in clusters:
        yield tuple(p._replace(name=f"{p.name}_{p.device}") if seen[p.router.host, p.name] > 1 else p for p in cluster)


def design(
    net: Net, family: str, formats: tuple[str, ...], version: tuple[int, int, int], together: str = ""
) -> Design:
    """The parts of all clusters that are not in one of the target's `formats` already. `together` says which VIPs share
    an id of CARP by scripts: "" none, "scripted" those that do so far, "all" all of a virtual router."""
    ids = _Ids(net)
    hosts = {h.name: h for h in net.hosts}
    findings: list[Finding] = []
    clusters: list[list[Part]] = []
    for cluster in net.clusters:
        routers = tuple(addressed(hosts[r.host], r) for r in cluster.routers if r.format not in formats)
        if not routers:
            continue
        one = together == "all" or (together == "scripted" and all(r.protocol == CARP for r in routers))
        owned = [f for r in routers for f in _owned(hosts[r.host], r)] if family == CARP else []
        if owned:
            findings += owned
            continue
        shared = _shared(Cluster(routers), one and family == CARP)
        common = frozenset.intersection(*(frozenset(_ipv4(r)) for r in routers))
        given = _ids(Cluster(routers), family, ids, shared)
        parts: list[Part] = []
        for router, standing in standings(Cluster(routers), family):
            if family == CARP:
                findings += [*_only_ipv4(router), *_without_id(router, given, shared)]
            part = _part(hosts[router.host], router, family, standing, common)
            if isinstance(part, list):
                findings += part
            else:
                parts += [part] if family == VRRP else _split(hosts[router.host], part, given, shared)
        clusters.append(parts)
    return Design(net, family, tuple(_names(clusters)), tuple(findings), version, formats)
