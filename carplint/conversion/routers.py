"""From Net to Net′: each virtual router as the target shall run it, for all nodes at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from carplint.conversion.elections import Pair, elected, made
from carplint.conversion.vhids import Ids, Numbers, ip_of, not_announced
from carplint.conversion.words import finding
from carplint.dialects.comments import carried
from carplint.dialects.debian.write import LONGEST, names_of
from carplint.dialects.keepalived.write import has
from carplint.dialects.ucarp.scripts.custom import custom
from carplint.dialects.writing import is_plain
from carplint.model import Address, Cluster, Host, IPAddress, Net, Value, VirtualAddress, VirtualRouter, known
from carplint.model.target import CARP, GROUP, VRRP, Converted, ConvertedNet, certain
from carplint.text.finding import Finding
from carplint.text.typing import Any, NamedTuple
from carplint.text.version import Version

_NAME = re.compile(r"[\w.:@+-]+")
"""Names of interfaces that may stand in files that a shell sources."""

LONGEST_WAIT = 100
"""The largest down_timer_adverts (keepalived.conf(5))."""


class Target(NamedTuple):
    """What is converted to: the name of the target's format, its protocol, what its launcher has `fixed` by attribute of
    VirtualRouter, and the release of keepalived."""

    format: str
    family: str
    fixed: Mapping[str, object]
    version: Version

    @property
    def scripts(self) -> bool:
        """Whether ucarp calls scripts of one's own."""
        return self.family == CARP and "up_script" not in self.fixed


def _without(router: VirtualRouter, owned: Collection[IPAddress] = ()) -> VirtualRouter:
    """Return a router without its unknown VIPs, without those that a node has by itself, and with each VIP once: keepalived
    ignores the second of two equal lines, and no target has a VIP on two interfaces."""
    wanted = [v for v in reversed(router.brought_up) if v.address.value is not None and ip_of(v) not in owned]
    first = {id(v) for v in {ip_of(v): v for v in wanted}.values()}
    own, more = (tuple(v for v in vips if id(v) in first) for vips in (router.addresses, router.excluded))
    return router._replace(addresses=own, excluded=more)


def _elsewhere(router: VirtualRouter) -> Iterator[Finding]:
    """Yield the VIPs that another interface has, too, on which they are lost, and those that have another prefix, too: `_without`
    keeps the first."""
    places: dict[IPAddress, tuple[str, Address]] = {}
    for vip in router.brought_up:
        if vip.address.value is not None:
            device, address = known(vip.device, router.device), certain(vip.address)
            first, same = places.setdefault(address.ip, (device, address))
            if first != device:
                yield finding("vip-on-two", vip.address.span, ip=address.ip, device=device, first=first)
            elif same != address:
                yield finding("vip-of-two-prefixes", vip.address.span, ip=address.ip, other=same)


def _address(
    host: Host, device: str, said: Value[IPAddress] | None = None, near: Sequence[VirtualAddress] = ()
) -> Value[Address] | None:
    """Return the node's own address with its prefix: the one that is `said`, with the prefix of its interface or else of the
    VIP's subnet, or the first one of the interface."""
    interface = host.interface(device)
    own = [a for a in interface.addresses if a.value is not None] if interface is not None else []
    if said is None or said.value is None:
        return next((a for a in own if certain(a).ip.version == 4), None)
    ip = said.value
    subnets = (certain(v.address).length for v in near if ip in certain(v.address).network)
    inferred = said.but(Address(ip, next(subnets, ip.max_prefixlen)))
    return next((a for a in own if certain(a).ip == ip), inferred)


def addressed(host: Host, router: VirtualRouter) -> VirtualRouter:
    """Return a router with its known VIPs, and with the address that its advertisements come from, which decides ties: the
    first one of its interface unless the files say another."""
    router, own = _without(router), _address(host, router.device)
    if router.source_address is not None or own is None:
        return router
    return router._replace(source_address=own.but(certain(own).ip))


def _unusable(router: VirtualRouter, addresses: Sequence[VirtualAddress]) -> Iterator[Finding]:
    interface = known(router.interface, "")
    safe = all(map(_NAME.fullmatch, (interface, *(certain(v.device) for v in addresses))))
    scripts = [s for s in (router.up_script, router.down_script, router.script_parameter) if s is not None]
    reasons = [
        ("id-unknown", known(router.id, -1) < 0, router.span),
        ("interface-unknown", not interface, router.span),
        ("interface-unsafe", interface and not safe, router.span),
        *(("script-unsafe", not known(s, "").isprintable(), s.span) for s in scripts),
        ("no-vip", not addresses, router.span),
    ]
    yield from (finding(name, span, router=router) for name, holds, span in reasons if holds)


def _own(host: Host) -> set[IPAddress]:
    own = {a.value.ip for i in host.interfaces if i.parent is None for a in i.addresses if a.value is not None}
    return own | {s.value for r in host.virtual_routers if (s := r.source_address) is not None and s.value is not None}


def _placed(router: VirtualRouter, family: str) -> list[VirtualAddress]:
    """Return the VIPs of a router that a family knows with the devices that they go up on: an alias is not a device."""
    found = []
    for vip in router.brought_up:
        where = known(vip.device, "").partition(":")[0] or router.device
        labelled = ip_of(vip).version == 4 and _NAME.fullmatch(known(vip.label, ""))
        if family == VRRP or ip_of(vip).version == 4:
            found.append(
                vip._replace(
                    device=made(vip.device or router.interface, where, router), label=vip.label if labelled else None
                )
            )
    return found


def _router(
    target: Target, host: Host, pair: Pair, vips: Sequence[VirtualAddress], common: Collection[IPAddress]
) -> Converted:
    """Return a router as the target shall run it; `common` are the VIPs that all nodes have."""
    before, after = pair
    device = before.device
    advertised = {*map(ip_of, before.addresses), *common} if target.family == VRRP else {*map(ip_of, vips)}
    number, said, multicast = known(before.id, 0), before.source_address, before.multicast_group
    address = _address(host, device, said, vips)
    ratio = certain(after.dead_ratio)
    if target.family == VRRP:
        ratio = min(ratio, LONGEST_WAIT) if has(target.version, "down_timer_adverts") else 3
    usual = multicast is None or str(multicast.value) in (GROUP, "None")
    broadcast = target.family == CARP and (known(before.broadcast, False) or bool(before.unicast_peers))
    stopped = target.family == CARP and before.format == "carp"  # by the carp service itself, at a clean stop
    scripts = custom(host, before, target.scripts)
    changes: dict[str, Any] = {
        "format": target.format,
        "name": made(before.name, f"VI_{number}", before),
        "id": made(before.id, number, before),
        "interface": made(before.interface, device, before),
        "addresses": tuple(v for v in vips if ip_of(v) in advertised),
        "excluded": tuple(v for v in vips if ip_of(v) not in advertised),
        "dead_ratio": made(after.dead_ratio, ratio, before, after.dead_ratio.why if after.dead_ratio else ""),
        "source_address": None if address is None else made(said, certain(address).ip, before, "--nomcast"),
        "unicast_peers": after.unicast_peers if target.family == VRRP and has(target.version, "unicast_src_ip") else (),
        "multicast_group": None if multicast is None or usual else made(multicast, multicast.value, before, "--mcast"),
        "broadcast": made(before.broadcast, broadcast, before),
        "track_link": made(before.track_link, known(before.track_link, True), before, "--ignoreifstate"),
        "shutdown": made(before.shutdown, stopped or known(before.shutdown, True), before),
        "neutral": made(before.neutral, known(before.neutral, False), before),
        **{name: getattr(scripts, name) for name in ("up_script", "down_script", "script_parameter", "alias")},
        **dict.fromkeys(("preempt_delay", "initial_state", "authentication", "sync_group")),
        **dict.fromkeys(("trackers", "settings", "command", "strange", "misread", "unmodelled"), ()),
    }
    for names in (("up_script", "down_script"), ("script_parameter",)) if target.family == CARP else ():
        if not all(changes[name] is None or is_plain(known(changes[name], "")) for name in names):
            changes |= dict.fromkeys(names)
    for name, value in target.fixed.items():
        changes[name] = None if value is None else made(changes[name], value, before)
    comments = carried(before, host.interface(known(before.alias, "") or None))
    return Converted(before, after._replace(**changes), address.value if address is not None else None, comments)


def _split(host: Host, router: Converted, numbers: Numbers) -> Iterator[Converted]:
    """Yield a router for each of its VIPs that has an id, on the interface of the VIP; those without one go with the
    shared."""
    announced = [v for v in router.after.addresses if ip_of(v) in numbers.ids]
    for vip in announced:
        others = () if numbers.shared is None else tuple(v for v in router.after.addresses if v is not vip)
        own = router.after._replace(
            addresses=(vip, *others), id=made(router.before.id, numbers.ids[ip_of(vip)], router.before)
        )
        address, first = router.address, vip is announced[0]
        if certain(vip.device) != router.device and own.up_script is None:
            found = _address(host, certain(vip.device))
            address = found.value if found is not None else None
            source = made(vip.device, certain(found).ip, router.before) if found is not None else None
            own = own._replace(interface=vip.device, source_address=source)
        yield Converted(router.before, own, address, router.comments if first else (), first)


def _finished(clusters: Sequence[Sequence[Converted]], one_group: bool) -> Iterator[tuple[Converted, ...]]:
    """Yield the routers with names that are unique on their host, as two segments may use one id, and with one multicast
    group for all instances of a host where the release of keepalived has only one."""
    everyone = [r.after for cluster in clusters for r in cluster]
    names = Counter((r.host, r.name.value) for r in everyone)
    groups = {(r.host, r.multicast_group and r.multicast_group.value) for r in everyone} if one_group else set()
    shared = Counter(host for host, _ in groups)

    def finished(router: Converted) -> Converted:
        after, name = router.after, router.after.name
        if names[after.host, name.value] > 1:
            own = f"{name.value}_{router.device}"
            names[after.host, own] += 1  # a daemon may be started twice
            again = names[after.host, own]
            after = after._replace(name=name.but(own if again == 1 else f"{own}_{again}"))
        return router._replace(after=after._replace(multicast_group=None) if shared[after.host] > 1 else after)

    yield from (tuple(map(finished, cluster)) for cluster in clusters)


def converted(net: Net, target: Target, together: bool = False) -> ConvertedNet:
    """Return Net′ of all clusters that are not in the target's format already. Where the target's launcher runs scripts, these
    keep VIPs together that share an id of CARP so far; with `together` all VIPs of a virtual router."""
    ids, hosts = Ids(net, target.format), {h.name: h for h in net.hosts}
    own = {h.name: _own(h) for h in net.hosts} if target.family == CARP else {}
    findings: list[Finding] = []
    clusters: list[list[Converted]] = []
    for cluster in net.clusters:
        routers = [addressed(hosts[r.host], r) for r in cluster.routers if r.format != target.format]
        findings += [f for r in cluster.routers if r.format != target.format for f in _elsewhere(r)]
        # VRRP knows an address owner, CARP does not.
        owned = [(r, v) for r in routers if r.protocol != CARP for v in r.addresses if ip_of(v) in own.get(r.host, ())]
        findings += [finding("own-address", v.address.span, ip=ip_of(v), router=r) for r, v in owned]
        routers = [_without(r, {ip_of(vip) for _, vip in owned}) for r in routers]
        if not routers or (owned and not any(r.brought_up for r in routers)):
            continue
        shared = target.scripts and (together or all(r.protocol == CARP for r in routers))
        numbers = ids.of(routers, shared) if target.family == CARP else None
        common = set.intersection(*({ip_of(v) for v in r.brought_up if ip_of(v).version == 4} for r in routers))
        clusters.append([])
        for pair in elected(Cluster(tuple(routers)), target.family):
            host, vips = hosts[pair[0].host], _placed(pair[0], target.family)
            scripted = target.scripts and custom(host, pair[0], True).up_script is not None
            findings += not_announced(pair[0], numbers, scripted) if numbers is not None else ()
            if problems := list(_unusable(pair[0], vips)):
                findings += problems
                continue
            made_over = _router(target, host, pair, vips, common)
            clusters[-1] += [made_over] if numbers is None else _split(host, made_over, numbers)
    one_group = target.family == VRRP and not has(target.version, "mcast_dst_ip")
    finished = tuple(_finished(clusters, one_group))
    result = ConvertedNet(target.family, finished, (), target.version, hosts, target.format)
    lost: dict[int, Converted] = {}
    for host_name, mine in result.by_host.items() if target.format == "interfaces" else ():
        names = zip(mine, names_of(mine, hosts[host_name]), strict=True)
        lost |= {id(r): r for r, name in names if len(name) > LONGEST}
    for router in lost.values():
        ip = ip_of(router.after.addresses[0])
        findings.append(finding("name-too-long", router.before.span, made=router, longest=LONGEST, ip=ip))
    kept = tuple(tuple(r for r in cluster if id(r) not in lost) for cluster in finished)
    return result._replace(clusters=kept, findings=tuple(findings))
