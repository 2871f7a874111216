"""The two changes that there are plans for, as nodes with their steps: to another service, and to another release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from carplint.conversion.elections import order
from carplint.conversion.plan.facts import Goal, node
from carplint.conversion.plan.order import Change, groups, steps
from carplint.conversion.plan.page import Plan
from carplint.conversion.plan.steps import table
from carplint.dialects.keepalived import write as to_keepalived
from carplint.model import Net, VirtualRouter, known
from carplint.model.target import CARP, GROUP, VRRP, Converted, ConvertedNet, OutputFile, host_of
from carplint.text.version import Version, spell


def to_service(net: ConvertedNet, files: Iterable[OutputFile], output: str) -> Plan:
    """Plan the change to the service of the target; `output` is the folder that the files were written to."""

    @cache
    def lacks(release: Version) -> bool:
        writer = to_keepalived.WRITERS[to_keepalived.TARGET]
        return list(writer.write(net._replace(version=release))) != list(writer.write(net))

    goal = Goal("service", net, output, lacks)
    title = "From uCarp to keepalived" if net.format == to_keepalived.TARGET else f"To {net.format}"
    return _plan(title, goal, _heard([(r.before, r.after) for c in net.clusters for r in c]), net.by_host, files)


def to_release(net: Net, after: Net, version: Version, files: Iterable[OutputFile], output: str) -> Plan:
    """Plan the change to a release of keepalived; `after` is what the new files say."""
    new = {(r.host, r.name.value): r for r in after.virtual_routers}
    both = [[(r, new.get((r.host, r.name.value))) for r in sorted(c.routers, key=order)] for c in net.clusters]
    clusters = tuple(tuple(Converted(router, now or router) for router, now in cluster) for cluster in both)
    routers: dict[str, list[Converted]] = {}
    for router in (r for c in clusters for r in c):
        routers.setdefault(router.before.host, []).append(router)
    converted = ConvertedNet(VRRP, clusters, (), version, {h.name: h for h in net.hosts}, to_keepalived.TARGET)
    heard = _heard([pair for cluster in both for pair in cluster])
    return _plan(f"To keepalived {spell(version)}", Goal("release", converted, output), heard, routers, files)


def _plan(
    title: str, goal: Goal, heard: str, routers: Mapping[str, Sequence[Converted]], files: Iterable[OutputFile]
) -> Plan:
    hosts, clusters = goal.net.hosts, goal.net.clusters
    new: dict[str, list[OutputFile]] = {}
    for file in files:
        new.setdefault(host_of(file.path, hosts), []).append(file)
    heirs: dict[int, str] = {}
    for cluster in clusters:
        ranked = list(dict.fromkeys(r.before.host for r in cluster))
        heirs |= {id(r): "".join(ranked[1:2]) for r in cluster if r.before.host == ranked[0]}
    nodes = {}
    for name in (h for h in hosts if h in routers or h in new):
        own = routers.get(name, ())
        nodes[name] = node(
            goal, hosts[name], own, [(r, heirs[id(r)]) for r in own if id(r) in heirs], new.get(name, ())
        )
    found = groups(nodes, [[r.before.host for r in c] for c in clusters])
    told, switched = table("steps")[f"{goal.what} {heard}"], table("steps")["switched"] if heard != "hear" else {}
    page = [line for part in (told, switched) for line in part.get("page", ())]
    names = {when: own.split() for when, (own,) in table("steps")[goal.what].items()}
    change = Change(heard == "hear", told["reason"][0], **names)
    hosts_in_order = [n.host for group in found for n in group.nodes]
    return Plan(title, clusters, page, hosts_in_order, tuple(steps(change, found)))


def _heard(routers: Sequence[tuple[VirtualRouter, VirtualRouter | None]]) -> str:
    """Return whether old and new daemons hear each other (steps.tsv)."""
    if any(new is not None and new.protocol[:4] != old.protocol[:4] for old, new in routers):
        return "cross"
    return "hear" if all(new is not None and _wire(old) == _wire(new) for old, new in routers) else "deaf"


def _wire(router: VirtualRouter) -> tuple[object, ...]:
    """Return what two nodes have to agree on to hear each other."""
    own, interval, group = router.authentication, known(router.interval, 1.0), router.multicast_group
    secret = own.secret if own is not None else None
    announced = [v.address.value for v in router.addresses[:1]]  # the digest of CARP is of one VIP
    return (
        router.protocol,
        known(router.id, 0),
        [a and a.ip for a in announced] if router.protocol == CARP else router.vips,
        interval if router.protocol == "vrrp2" else None,
        known(own.method, "") if own is not None and router.protocol != CARP else None,
        (secret.value, secret.value is None and secret.written) if secret is not None else None,
        frozenset(p.value for p in router.unicast_peers),
        GROUP if group is None else str(group.value),
        [v.value for v in router.unmodelled if v.value == "auth_hmac"],
    )
