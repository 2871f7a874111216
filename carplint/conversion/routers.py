"""From Net to Net′: each virtual router as the target shall run it, for all nodes at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from carplint.conversion.elections import Pair, elected, made
from carplint.dialects.comments import carried
from carplint.dialects.keepalived.write import has
from carplint.dialects.ucarp.scripts.custom import custom
from carplint.model import Address, Cluster, Host, IPAddress, Net, Value, VirtualAddress, VirtualRouter, known
from carplint.model.target import CARP, GROUP, VRRP, Converted, ConvertedNet, certain
from carplint.text.finding import Finding, Related
from carplint.text.source import Span
from carplint.text.typing import Any, NamedTuple
from carplint.text.version import Version

_NAME = re.compile(r"[\w.:@+-]+")
"""Names of interfaces that may stand in files that a shell sources."""

LONGEST_WAIT = 100
"""The largest down_timer_adverts (keepalived.conf(5))."""


def lost(message: str, span: Span, related: tuple[Related, ...] = ()) -> Finding:
    """The finding that something cannot be said to the target at all."""
    return Finding(message, span, related, name="migrate-inexpressible")


def vips(router: VirtualRouter) -> Iterator[tuple[VirtualAddress, IPAddress]]:
    """The VIPs of a router that are known, with their addresses."""
    for vip in (*router.addresses, *router.excluded):
        if vip.address.value is not None:
            yield vip, vip.address.value.ip


def _addresses(host: Host, device: str) -> list[Value[Address]]:
    """The addresses of a host's interface that are known."""
    interface = host.interface(device)
    return [a for a in interface.addresses if a.value is not None] if interface is not None else []


def addressed(host: Host, router: VirtualRouter) -> VirtualRouter:
    """A router with the address that its advertisements come from, which decides ties: the first one of its interface
    unless the files say another."""
    own = _addresses(host, known(router.interface, "").partition(":")[0])
    first = next((a for a in own if certain(a).ip.version == 4), None)
    if router.source_address is not None or first is None:
        return router
    return router._replace(source_address=first.but(certain(first).ip))


def _address(host: Host, said: IPAddress | None, device: str, near: Sequence[VirtualAddress]) -> Address | None:
    """The node's own address with its prefix: that of its interface, or else of the VIP's subnet."""
    own = [certain(a) for a in _addresses(host, device)]
    if said is None:
        return next((a for a in own if a.ip.version == 4), None)
    found = (Address(said, certain(v.address).length) for v in near if said in certain(v.address).network)
    return next((a for a in own if a.ip == said), next(found, Address(said, said.max_prefixlen)))


class _Ids:
    """The ids that are taken. On one host no two routers may share one where files are named by it; a new id is one
    that no virtual router of the inputs has, so that it clashes on no segment that carplint sees."""

    def __init__(self, net: Net) -> None:
        self.used = {r.id.value for r in net.virtual_routers if r.id is not None and r.id.value is not None}
        self.on_hosts: set[tuple[str, int]] = set()

    def give(self, routers: Sequence[VirtualRouter], wanted: int) -> int | None:
        """The id for a VIP of a cluster: `wanted` or the next one that is free; None where there is none left."""
        hosts = {r.host for r in routers}
        free = (i for i in (*range(wanted + 1, 256), *range(1, wanted)) if i not in self.used)
        number = wanted if not any((h, wanted) in self.on_hosts for h in hosts) else next(free, None)
        if number is not None:
            self.used.add(number)
            self.on_hosts |= {(h, number) for h in hosts}
        return number


def _is_unheard(vip: VirtualAddress) -> bool:
    """Whether a VIP is on an interface where no other node hears a daemon: each would be MASTER there. Seen: ucarp -i lo."""
    device = known(vip.device, "").partition(":")[0]
    return device == "lo" or device.startswith("dummy")


def _announced(router: VirtualRouter) -> list[IPAddress]:
    """The VIPs of a router that CARP could have with an id of their own."""
    unheard = {ip for vip, ip in vips(router) if _is_unheard(vip)}
    return [ip for _, ip in vips(router) if ip.version == 4 and ip not in unheard]


class _Group(NamedTuple):
    """What the routers of a cluster have in common: the VIPs that all of them have; for CARP the `ids` of VIPs, and the
    VIP whose id all share that stay together, None where each gets its own one."""

    common: frozenset[IPAddress]
    ids: Mapping[IPAddress, int] = {}
    shared: IPAddress | None = None

    @classmethod
    def of(cls, routers: Sequence[VirtualRouter], family: str, ids: _Ids, together: bool) -> _Group:
        """The group of some routers."""
        common = frozenset.intersection(*(frozenset(ip for _, ip in vips(r) if ip.version == 4) for r in routers))
        if family != CARP:
            return cls(common)
        lists = [_announced(r) for r in routers]
        shared = next((ip for ip in lists[0] if together and all(ip in other for other in lists)), None)
        given: dict[IPAddress, int] = {}
        for router, own in zip(routers, lists, strict=True):
            for ip in own:
                if ip not in given and shared in (None, ip) and (number := ids.give(routers, known(router.id, 0))):
                    given[ip] = number
        return cls(common, given, shared)


def _unusable(router: VirtualRouter, addresses: Sequence[VirtualAddress]) -> Iterator[Finding]:
    """Why a virtual router cannot be converted at all."""
    name = router.name.value
    names = (known(router.interface, ""), *(certain(v.device) for v in addresses))
    if router.id is None or router.id.value is None:
        yield lost(f"its id is not known from the files, so {name} was left out", router.span)
    if router.interface is None or router.interface.value is None:
        yield lost(f"its interface is not known from the files, so {name} was left out", router.span)
    elif not all(map(_NAME.fullmatch, names)):
        yield lost(f"its interface has a name that a shell would not leave alone, so {name} was left out", router.span)
    for word in (router.up_script, router.down_script, router.script_parameter):
        if word is not None and not known(word, "").isprintable():
            message = f"this holds a control character, which would not stay on its line, so {name} was left out"
            yield lost(message, word.span)
    if not addresses:
        yield lost(f"no VIP of it can be carried over, so {name} was left out", router.span)


def _not_announced(router: VirtualRouter, group: _Group) -> Iterator[Finding]:
    """The VIPs that CARP cannot have."""
    for vip, ip in vips(router):
        if ip.version != 4:
            yield lost("ucarp knows IPv4 addresses only: this VIP is lost", vip.address.span)
        elif group.shared is None and ip not in group.ids:
            why = "no VHID from 1 to 255 is left for this VIP: it is lost"
            if _is_unheard(vip):
                why = f"on {known(vip.device, '')} no node hears another one, so ucarp cannot have this VIP: it is lost. --vips together keeps it"
            yield lost(why, vip.address.span)


def _owned(host: Host, router: VirtualRouter) -> Iterator[tuple[IPAddress, Finding]]:
    """The VIPs that are a node's own address: VRRP knows such an address owner, CARP does not."""
    interfaces = (i for i in host.interfaces if i.parent is None)
    own = {a.value.ip for i in interfaces for a in i.addresses if a.value is not None}
    own |= {s.value for r in host.virtual_routers if (s := r.source_address) is not None and s.value is not None}
    for vip, ip in vips(router._replace(excluded=())) if router.protocol != CARP else ():
        if ip in own:
            message = (
                f"{ip} is the own address of {host.name}: ucarp would take it away when it stops. This VIP is left out "
            )
            yield (
                ip,
                lost(
                    f"{message}on all nodes: give {router.name.value} one that no node has by itself", vip.address.span
                ),
            )


def _without(router: VirtualRouter, owned: Collection[IPAddress]) -> VirtualRouter:
    """A router without the VIPs that a node has by itself."""

    def kept(own: Iterable[VirtualAddress]) -> tuple[VirtualAddress, ...]:
        return tuple(v for v in own if v.address.value is None or v.address.value.ip not in owned)

    return router._replace(addresses=kept(router.addresses), excluded=kept(router.excluded))


def _placed(router: VirtualRouter, device: str) -> Iterator[VirtualAddress]:
    """The VIPs of a router with the devices that they go up on: an alias is not a device."""
    for vip, _ in vips(router):
        where = known(vip.device, "").partition(":")[0] or device
        label = vip.label if vip.label is not None and _NAME.fullmatch(known(vip.label, "")) else None
        yield vip._replace(device=made(vip.device or router.interface, where, router), label=label)


class Target(NamedTuple):
    """What is converted to: the name of the target's format, its protocol, what its launcher has `fixed` by attribute of
    VirtualRouter, and the release of keepalived."""

    format: str
    family: str
    fixed: Mapping[str, object]
    version: Version


def _router(target: Target, host: Host, pair: Pair, group: _Group) -> Converted | list[Finding]:
    """A router as the target shall run it, or why it cannot."""
    before, after = pair
    device = known(before.interface, "").partition(":")[0]
    all_vips = [v for v in _placed(before, device) if target.family == VRRP or certain(v.address).ip.version == 4]
    if problems := list(_unusable(before, all_vips)):
        return problems
    own = (before.vips or frozenset()) | group.common
    apart = [v for v in all_vips if target.family == VRRP and certain(v.address).ip not in own]
    number, said, multicast = known(before.id, 0), before.source_address, before.multicast_group
    address = _address(host, said.value if said is not None else None, device, all_vips)
    ratio = certain(after.dead_ratio)
    if target.family == VRRP:
        ratio = min(ratio, LONGEST_WAIT) if has(target.version, "down_timer_adverts") else 3
    usual = multicast is None or str(multicast.value) in (GROUP, "None")
    broadcast = target.family == CARP and (known(before.broadcast, False) or bool(before.unicast_peers))
    scripts = custom(host, before)
    changes: dict[str, Any] = {
        "format": target.format,
        "name": made(before.name, f"VI_{number}", before),
        "id": made(before.id, number, before),
        "interface": made(before.interface, device, before),
        "addresses": tuple(v for v in all_vips if v not in apart),
        "excluded": tuple(apart),
        "dead_ratio": made(after.dead_ratio, ratio, before, after.dead_ratio.why if after.dead_ratio else ""),
        "source_address": None if address is None else made(said, address.ip, before, "--nomcast"),
        "unicast_peers": after.unicast_peers if target.family == VRRP else (),
        "multicast_group": None if multicast is None or usual else made(multicast, multicast.value, before, "--mcast"),
        "broadcast": made(before.broadcast, broadcast, before),
        "track_link": made(before.track_link, known(before.track_link, True), before, "--ignoreifstate"),
        "shutdown": made(before.shutdown, known(before.shutdown, True), before),
        "neutral": made(before.neutral, known(before.neutral, False), before),
        **{name: getattr(scripts, name) for name in ("up_script", "down_script", "script_parameter", "alias")},
        **dict.fromkeys(("preempt_delay", "initial_state", "authentication", "sync_group")),
        **dict.fromkeys(("trackers", "settings", "command", "strange", "misread", "unmodelled"), ()),
    }
    for name, value in target.fixed.items():
        changes[name] = None if value is None else made(changes[name], value, before)
    comments = carried(before, host.interface(known(before.alias, "") or None))
    return Converted(before, after._replace(**changes), address, comments)


def _split(host: Host, router: Converted, group: _Group) -> Iterator[Converted]:
    """A router for each of its VIPs that has an id, on the interface of the VIP; those without one go with the shared."""
    first = True
    for vip in router.after.addresses:
        number = group.ids.get(certain(vip.address).ip)
        if number is None:
            continue
        others = () if group.shared is None else tuple(v for v in router.after.addresses if v is not vip)
        own = router.after._replace(id=made(router.before.id, number, router.before), addresses=(vip, *others))
        result = Converted(router.before, own, router.address, router.comments if first else (), first)
        if certain(vip.device) != router.device:
            address = _address(host, None, certain(vip.device), (vip,))
            source = made(vip.device, address.ip, router.before) if address is not None else None
            result = result._replace(after=own._replace(interface=vip.device, source_address=source), address=address)
        yield result
        first = False


def _finished(clusters: Sequence[Sequence[Converted]], one_group: bool) -> Iterator[tuple[Converted, ...]]:
    """The routers with names that are unique on their host, as two segments may use one id, and with one multicast group
    for all instances of a host where the release of keepalived has only one."""
    everyone = [r.after for cluster in clusters for r in cluster]
    names = Counter((r.host, r.name.value) for r in everyone)
    groups = {(r.host, r.multicast_group and r.multicast_group.value) for r in everyone} if one_group else set()
    shared = Counter(host for host, _ in groups)

    def finished(router: Converted) -> Converted:
        after, name = router.after, router.after.name
        if names[after.host, name.value] > 1:
            after = after._replace(name=name.but(f"{name.value}_{router.device}"))
        return router._replace(after=after._replace(multicast_group=None) if shared[after.host] > 1 else after)

    yield from (tuple(map(finished, cluster)) for cluster in clusters)


def converted(net: Net, target: Target, together: str = "") -> ConvertedNet:
    """Net′ of all clusters that are not in the target's format already. `together` says which VIPs share an id of CARP
    by scripts: "" none, "scripted" those that do so far, "all" all of a virtual router."""
    ids = _Ids(net)
    hosts = {h.name: h for h in net.hosts}
    findings: list[Finding] = []
    clusters: list[list[Converted]] = []
    for cluster in net.clusters:
        routers = tuple(addressed(hosts[r.host], r) for r in cluster.routers if r.format != target.format)
        if not routers:
            continue
        owned = [own for r in routers for own in _owned(hosts[r.host], r)] if target.family == CARP else []
        if owned:
            findings += [finding for _, finding in owned]
            routers = tuple(_without(r, {ip for ip, _ in owned}) for r in routers)
            if not any(True for r in routers for _ in vips(r)):
                continue
        one = together == "all" or (together == "scripted" and all(r.protocol == CARP for r in routers))
        group = _Group.of(routers, target.family, ids, one)
        clusters.append([])
        for pair in elected(Cluster(routers), target.family):
            host = hosts[pair[0].host]
            findings += _not_announced(pair[0], group) if target.family == CARP else ()
            router = _router(target, host, pair, group)
            if isinstance(router, list):
                findings += router
            else:
                clusters[-1] += [router] if target.family == VRRP else _split(host, router, group)
    one_group = target.family == VRRP and not has(target.version, "mcast_dst_ip")
    finished = tuple(_finished(clusters, one_group))
    return ConvertedNet(target.family, finished, tuple(findings), target.version, hosts, (target.format,))
