"""The two changes that there are plans for, as nodes with their steps: to another service, and to another release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import ceil
from shlex import quote

from carplint.conversion.plan.commands import SERVICES
from carplint.conversion.plan.order import Change, Group, Node, groups, steps
from carplint.conversion.plan.page import CROSSES, HEARD, NOT_HEARD, Clusters, Plan, head, vips
from carplint.conversion.plan.preparation import Site, prepare, renew, settle
from carplint.conversion.plan.services import new_commands, old_commands, old_name
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
    routers = net.by_host
    hosts = {name: host for name, host in net.hosts.items() if name in routers}

    @cache
    def lacks(release: Version) -> bool:
        return list(to_keepalived.write(net._replace(version=release))) != list(to_keepalived.write(net))

    sites = _sites(target, net.version, hosts, routers, files, output)
    nodes = {
        name: node._replace(
            prepare=tuple(prepare(sites[name], lacks, filtered)),
            settle=tuple(settle(sites[name], node.was, net.formats, filtered)),
        )
        for name, node in _nodes(sites, net.clusters).items()
    }
    heard = "" if crosses else "the other nodes go on: both services speak CARP"
    change = Change("service", tuple(_groups(net.clusters, nodes)), heard, "CARP and VRRP do not hear each other")
    title = "From uCarp to keepalived" if target == to_keepalived.TARGET else f"To {target}"
    return _plan(title, net.clusters, CROSSES if crosses else (), change)


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
    sites = _sites(to_keepalived.TARGET, version, hosts, routers, files, output)
    nodes = _nodes(sites, clusters)
    running = set() if heard else {m[0].host for g in _groups(clusters, nodes) for m in g.masters}
    nodes = {
        name: node._replace(renew=tuple(renew(sites[name], stopped=name not in running)))
        for name, node in nodes.items()
    }
    why = "what it has, another node takes" if heard else ""
    change = Change("release", tuple(_groups(clusters, nodes)), why, "Old and new nodes do not hear each other")
    return _plan(f"To keepalived {spell(version)}", clusters, HEARD if heard else NOT_HEARD, change)


def _plan(title: str, clusters: Clusters, told: Sequence[str], change: Change) -> Plan:
    hosts = tuple(n.host for g in change.groups for n in g.nodes)
    return Plan(head(title, clusters, told), hosts, tuple(steps(change)))


def _sites(
    target: str,
    version: Version,
    hosts: Mapping[str, Host],
    routers: Mapping[str, Sequence[Converted]],
    files: Iterable[OutputFile],
    output: str,
) -> dict[str, Site]:
    """Return each host with its services and its own files."""
    own = _by_host(files, hosts)

    def site(host: Host, routers: Sequence[Converted]) -> Site:
        here = system(host, SERVICES[target].family)
        new = new_commands(target, routers, host, here)
        old = old_commands([r.before for r in routers], host, here) if routers else new
        return Site(host, here, routers, target, version, own.get(host.name, ()), output, old, new)

    return {name: site(host, routers.get(name, ())) for name, host in hosts.items()}


def _nodes(sites: Mapping[str, Site], clusters: Clusters) -> dict[str, Node]:
    """Return each host with its VIPs and times."""
    leading = {id(r) for c in clusters for r in c if r.before.host == c[0].before.host}
    return {name: _node(site, [r for r in site.routers if id(r) in leading]) for name, site in sites.items()}


def _node(site: Site, own: Sequence[Converted]) -> Node:
    """Return a host, which is the best one of its `own` virtual routers."""
    routers = site.routers
    taken = [r for r in own if known(r.after.preempt, r.after.protocol != CARP)]
    within = [_wait(r.after, site.version) for r in routers]
    delayed = (_wait(r.after, site.version) + known(r.after.preempt_delay, 0) for r in taken)
    return Node(
        site.name,
        old_name([r.before for r in routers]) if routers else SERVICES[site.target].what,
        site.old,
        site.new,
        vips(r.after for r in routers),
        tuple(vips(r.after for r in own)),
        tuple(vips(r.after for r in taken)),
        late=any(r.after.protocol == CARP for r in routers),
        was_within=_whole((master_down_time(r.before) or 0) + known(r.before.interval, 1.0) for r in routers),
        within=_whole(within),
        taken_within=_whole([*within, *delayed]),
        gone=tuple(_removed(routers)),
    )


def _wait(router: VirtualRouter, version: Version) -> float:
    """Return the seconds after which a new daemon that hears no other one has its VIPs. ucarp looks at its timer after each
    interval only (src/carp.c), and keepalived waited one more before 2.0.0 (its ChangeLog)."""
    late = router.protocol == CARP or version < (2, 0, 0)
    return (timer(router) or 0) + (known(router.interval, 1.0) if late else 0)


def _groups(clusters: Clusters, nodes: Mapping[str, Node]) -> list[Group]:
    """Return the nodes that depend on each other, group by group; those without virtual routers are groups of their own."""
    together = groups([r.before.host for r in c] for c in clusters)
    grouped = {h for hosts in together for h in hosts}
    of = {host: number for number, hosts in enumerate(together) for host in hosts}
    masters: list[list[tuple[Node, ...]]] = [[] for _ in together]
    for hosts in groups([r.before.host for r in c if nodes[r.before.host].own] for c in clusters):
        masters[of[hosts[0]]].append(tuple(nodes[h] for h in hosts))
    alone = [Group((n,), ((n,),)) for name, n in nodes.items() if name not in grouped]
    return [
        Group(tuple(nodes[h] for h in g), tuple(m) or ((nodes[g[0]],),)) for g, m in zip(together, masters, strict=True)
    ] + alone


def _by_host(files: Iterable[OutputFile], hosts: Mapping[str, Host]) -> dict[str, list[OutputFile]]:
    """Return the files of each host."""
    found: dict[str, list[OutputFile]] = {}
    for file in files:
        found.setdefault(host_of(file.path, hosts), []).append(file)
    return found


def _removed(routers: Sequence[Converted]) -> Iterable[str]:
    """Return the commands that remove what ucarp may leave behind."""
    if any(r.before.protocol == CARP for r in routers):
        for router in routers:
            for vip in (*router.after.addresses, *router.after.excluded):
                device = quote(known(vip.device, "") or known(router.after.interface, ""))
                yield f"ip addr del {vip.address.value} dev {device} 2> /dev/null || :    # if it was left behind"


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
