"""The two changes that there are plans for, as nodes with their steps: to another service, and to another release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice

from carplint.conversion.elections import order
from carplint.conversion.hearing import heard, whole
from carplint.conversion.plan.facts import Goal, node, staying, vips
from carplint.conversion.plan.order import Change, groups, steps
from carplint.conversion.plan.page import Plan
from carplint.conversion.plan.steps import table
from carplint.dialects.keepalived import write as to_keepalived
from carplint.model import Net
from carplint.model.target import VRRP, Converted, ConvertedNet, OutputFile, host_of
from carplint.text.secrets import NONE, Values
from carplint.text.version import Version, spell


def to_service(net: ConvertedNet, files: Iterable[OutputFile], output: str, secrets: Values = NONE) -> Plan:
    """Plan the change to the service of the target; `output` is the folder that the files were written to, and what holds one of
    some `secrets` hides it."""

    @cache
    def lacks(release: Version) -> bool:
        writer = to_keepalived.WRITERS[to_keepalived.TARGET]
        return list(writer.write(net._replace(version=release))) != list(writer.write(net))

    goal = Goal("service", net, output, secrets, lacks)
    title = "From uCarp to keepalived" if net.format == to_keepalived.TARGET else f"To {net.format}"
    hear = heard([(r.before, r.after) for c in net.clusters for r in c])
    return _plan(title, goal, list(whole(net)), hear, net.by_host, files)


def to_release(
    net: Net, after: Net, version: Version, files: Iterable[OutputFile], output: str, secrets: Values = NONE
) -> Plan:
    """Plan the change to a release of keepalived; `after` is what the new files say."""
    new = {(r.host, r.name.value): r for r in after.virtual_routers}
    both = [[(r, new.get((r.host, r.name.value))) for r in sorted(c.routers, key=order)] for c in net.clusters]
    clusters = tuple(tuple(Converted(router, now or router) for router, now in cluster) for cluster in both)
    routers: dict[str, list[Converted]] = {}
    for router in (r for c in clusters for r in c):
        routers.setdefault(router.before.host, []).append(router)
    converted = ConvertedNet(VRRP, clusters, (), version, {h.name: h for h in net.hosts}, to_keepalived.TARGET)
    hear = heard([pair for cluster in both for pair in cluster])
    goal = Goal("release", converted, output, secrets)
    return _plan(f"To keepalived {spell(version)}", goal, clusters, hear, routers, files)


def _plan(
    title: str,
    goal: Goal,
    clusters: Sequence[Sequence[Converted]],
    hear: str,
    routers: Mapping[str, Sequence[Converted]],
    files: Iterable[OutputFile],
) -> Plan:
    hosts = goal.net.hosts
    new: dict[str, list[OutputFile]] = {}
    for file in files:
        new.setdefault(host_of(file.path, hosts), []).append(file)
    heirs: dict[int, str] = {}
    others: dict[str, list[Converted]] = {}
    for cluster in clusters:
        ranked: dict[str, dict[str, None]] = {}
        for made in cluster:
            for vip in vips([made]):
                ranked.setdefault(vip, {})[made.before.host] = None
            if made.stays:
                others.setdefault(made.before.host, []).append(made)
        for made in cluster:
            best, *after = islice(ranked[next(iter(vips([made])))], 2) if vips([made]) else ("",)
            heirs |= {id(made): "".join(after)} if best == made.before.host else {}
    beside = [staying(goal, name, own, heirs) for name, own in others.items()]
    nodes = {}
    for name in (h for h in hosts if h in routers or h in new):
        own = routers.get(name, ())
        nodes[name] = node(goal, hosts[name], own, heirs, new.get(name, ()), beside)
    found = groups(nodes, [[r.before.host for r in c if not r.stays] for c in clusters])
    told, switched = table("steps")[f"{goal.what} {hear}"], table("steps")["switched"] if hear != "hear" else {}
    page = [line for part in (told, switched) for line in part.get("page", ())]
    names = {when: own.split() for when, (own,) in table("steps")[goal.what].items()}
    change = Change(hear == "hear", told["reason"][0], **names)
    hosts_in_order = [n.host for group in found for n in group.nodes]
    return Plan(title, clusters, page, hosts_in_order, tuple(steps(change, found)))
