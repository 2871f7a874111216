"""The two changes that there are plans for, as nodes with their steps: to another service, and to another release."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from math import ceil

from carplint.conversion.plan.facts import Goal, Site, facts
from carplint.conversion.plan.order import Change, Group, Node, groups, steps
from carplint.conversion.plan.page import Clusters, Plan, head, vips
from carplint.conversion.plan.services import SERVICES, new, old, old_name
from carplint.dialects.keepalived import write as to_keepalived
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Host, Net, VirtualRouter, known
from carplint.model.election import master_down_time, rank, timer, well
from carplint.model.system import system
from carplint.model.target import CARP, VRRP, Converted, ConvertedNet, OutputFile, host_of
from carplint.text.version import Version, spell


def to_service(net: ConvertedNet, target: str, files: Sequence[OutputFile], output: str) -> Plan:
    """Plan the change to the service of a target; `output` is the folder that the files were written to."""
    crosses = any(r.before.protocol[:4] != net.family for c in net.clusters for r in c)
    filtered = crosses and net.family == VRRP  # ucarp hears by libpcap, which is before any firewall

    @cache
    def lacks(release: Version) -> bool:
        return list(to_keepalived.write(net._replace(version=release))) != list(to_keepalived.write(net))

    goal = Goal(Change("service", not crosses), target, net.version, output, net.formats, filtered, lacks)
    routers = net.by_host
    hosts = {name: host for name, host in net.hosts.items() if name in routers}
    title = "From uCarp to keepalived" if target == to_keepalived.TARGET else f"To {target}"
    return _plan(title, goal, hosts, routers, net.clusters, files)


def to_release(net: Net, after: Net, version: Version, files: Sequence[OutputFile], output: str) -> Plan:
    """Plan the change to a release of keepalived; `after` is what the new files say."""
    new = {(r.host, r.name.value): r for r in after.virtual_routers}
    clusters = [
        [Converted(r, new.get((r.host, r.name.value), r)) for r in sorted(c.routers, key=_place)] for c in net.clusters
    ]
    routers: dict[str, list[Converted]] = {}
    for router in (r for c in clusters for r in c):
        routers.setdefault(router.before.host, []).append(router)
    hosts = {h.name: h for h in net.hosts if h.name in routers or configuration_of(h) is not None}
    heard = all(_wire(r.before) == _wire(new.get((r.before.host, r.before.name.value))) for c in clusters for r in c)
    goal = Goal(Change("release", heard), to_keepalived.TARGET, version, output)
    return _plan(f"To keepalived {spell(version)}", goal, hosts, routers, clusters, files)


def _plan(
    title: str,
    goal: Goal,
    hosts: Mapping[str, Host],
    routers: Mapping[str, Sequence[Converted]],
    clusters: Clusters,
    files: Iterable[OutputFile],
) -> Plan:
    written: dict[str, list[OutputFile]] = {}
    for file in files:
        written.setdefault(host_of(file.path, hosts), []).append(file)
    best = {id(r) for c in clusters for r in c if r.before.host == c[0].before.host}
    sites = (_site(host, routers.get(name, ()), written.get(name, ()), goal) for name, host in hosts.items())
    together = _groups({site.host.name: _node(site, goal, best) for site in sites}, clusters)
    names = tuple(node.host for group in together for node in group.nodes)
    return Plan(head(title, clusters, goal.change.told("page")), names, tuple(steps(goal.change, together)))


def _groups(nodes: Mapping[str, Node], clusters: Clusters) -> list[Group]:
    """Return the nodes that depend on each other, group by group; those without virtual routers are groups of their own."""
    together = groups([r.before.host for r in c] for c in clusters)
    number = {host: n for n, own in enumerate(together) for host in own}
    masters: list[list[tuple[Node, ...]]] = [[] for _ in together]
    for own in groups([r.before.host for r in c if nodes[r.before.host].own] for c in clusters):
        masters[number[own[0]]].append(tuple(nodes[h] for h in own))
    found = [(tuple(nodes[h] for h in own), tuple(m)) for own, m in zip(together, masters, strict=True)]
    found += [((node,), ()) for name, node in nodes.items() if name not in number]
    return [Group(own, m or (own[:1],)) for own, m in found]


def _site(host: Host, routers: Sequence[Converted], files: Sequence[OutputFile], goal: Goal) -> Site:
    """Return a host with its services and its own files."""
    here, before = system(host, SERVICES[goal.target].family), [r.before for r in routers]
    now = tuple(new(goal.target, routers, host, here))
    was = old_name(before) or SERVICES[goal.target].what
    return Site(
        host, here, routers, files, vips(r.after for r in routers), tuple(old(before, host, here)) or now, was, now
    )


def _node(site: Site, goal: Goal, best: Container[int]) -> Node:
    """Return a host with its facts and times; `best` are the virtual routers of the best nodes."""
    routers = site.routers
    own = [r.after for r in routers if id(r) in best]
    taken = [r for r in own if known(r.preempt, r.protocol != CARP)]
    within = [_wait(r.after, goal.version) for r in routers]
    delayed = [_wait(r, goal.version) + known(r.preempt_delay, 0) for r in taken]
    was_within = _whole((master_down_time(r.before) or 0) + known(r.before.interval, 1.0) for r in routers)
    once, *others = facts(site, goal)
    return Node(
        site.host.name,
        [{**once, "was_within": str(was_within)}, *others],
        site.vips,
        tuple(vips(own)),
        tuple(vips(taken)),
        late=any(r.after.protocol == CARP for r in routers),
        within=_whole(within),
        taken_within=_whole([*within, *delayed]),
    )


def _wait(router: VirtualRouter, version: Version) -> float:
    """Return the seconds after which a new daemon that hears no other one has its VIPs. ucarp looks at its timer after each
    interval only (src/carp.c), and keepalived waited one more before 2.0.0 (its ChangeLog)."""
    late = router.protocol == CARP or version < (2, 0, 0)
    return (timer(router) or 0) + (known(router.interval, 1.0) if late else 0)


def _whole(seconds: Iterable[float]) -> int:
    """Return whole seconds that are enough for each."""
    return ceil(max(seconds, default=0)) + 1


def _place(router: VirtualRouter) -> tuple[tuple[float, int], str]:
    """Return what the nodes of a virtual router are ordered by, the best one while all is well first."""
    return rank(well(router)) or (float("inf"), 0), router.host


def _wire(router: VirtualRouter | None) -> tuple[object, ...] | None:
    """Return what two nodes have to agree on to hear each other."""
    if router is None:
        return None
    own = router.authentication
    return (
        router.protocol,
        known(router.id, 0),
        router.vips,
        known(router.interval, 1.0) if router.protocol == "vrrp2" else None,
        (known(own.method, ""), own.secret.value if own.secret is not None else None) if own is not None else None,
        frozenset(p.value for p in router.unicast_peers),
        router.multicast_group.value if router.multicast_group is not None else None,
        [v.value for v in router.unmodelled if v.value == "auth_hmac"],
    )
