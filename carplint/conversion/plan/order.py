"""The order of a change: one algorithm for every kind, whatever the services and releases are.

Where old and new daemons hear each other, each node is changed by itself, the backups first. Where they do not (CARP and
VRRP, another secret), an old and a new one must never run at the same time, since both would own the VIP: so all backups
stop first, then the master stops and the best new daemon starts at once, then the others. Nodes that share no virtual
router do not wait for each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from carplint.conversion.plan.steps import Facts, Step, commands, made
from carplint.text.typing import NamedTuple

Hosts = Sequence[str]
"""The hosts of a cluster, from the best one to the worst."""


class Change(NamedTuple):
    """A change: whether old and new daemons `hear` each other, what a reason tells of that, and the names of the steps on a node
    before anything stops, while the daemon stands still, and after all have started."""

    hear: bool
    reason: str
    before: Sequence[str] = ()
    meanwhile: Sequence[str] = ()
    after: Sequence[str] = ()


class Node(NamedTuple):
    """A host in the change: the facts that its steps are made from, its VIPs, its `own` ones, which it is the best node for,
    each with the next best one, those of them that it has `taken` from another node as soon as it preempts, and the nodes
    `beside` it that share a VIP with it and stay as they are: they hear the new daemons, and run all the time."""

    host: str
    facts: Facts
    vips: Collection[str]
    own: Mapping[str, str]
    taken: Collection[str]
    beside: Sequence[Node] = ()


class Group(NamedTuple):
    """Nodes that depend on each other, from the best one to the last backup. The masters, the best nodes of any VIP, are
    given once more, those together that share a VIP, in the same order."""

    nodes: Sequence[Node]
    masters: Sequence[Sequence[Node]]


def _linked(clusters: Iterable[Hosts]) -> Iterator[list[Hosts]]:
    """Yield the clusters that share hosts, directly or by way of others, group by group."""
    of: dict[str, list[Hosts]] = {}
    for cluster in clusters:
        for host in cluster:
            of.setdefault(host, []).append(cluster)
    while of:
        hosts, found = [next(iter(of))], dict[int, Hosts]()
        for host in hosts:  # the list grows meanwhile
            new = {id(c): c for c in of.pop(host, ()) if id(c) not in found}
            found |= new
            hosts += (h for c in new.values() for h in c)
        yield list(found.values())


def _ranked(clusters: Iterable[Hosts]) -> list[str]:
    """Return the hosts of some clusters, from the best one to the worst by the sum of its places."""
    places: Counter[str] = Counter()
    for cluster in clusters:
        places.update({host: place for place, host in enumerate(dict.fromkeys(cluster))})
    return sorted(places, key=lambda host: (places[host], host))


def groups(nodes: Mapping[str, Node], clusters: Iterable[Hosts]) -> list[Group]:
    """Return the nodes that depend on each other, group by group; those without clusters are groups of their own."""
    found: list[tuple[list[str], list[list[str]]]] = []
    for together in _linked(clusters):
        best = ([host for host in cluster if nodes[host].own] for cluster in together)
        found.append((_ranked(together), sorted(map(_ranked, _linked(best)))))
    linked = {host for hosts, _ in found for host in hosts}
    found = [*sorted(found), *(([host], []) for host in nodes if host not in linked)]
    return [
        Group([nodes[h] for h in hosts], [[nodes[h] for h in own] for own in masters or [hosts[:1]]])
        for hosts, masters in found
    ]


def steps(change: Change, groups: Sequence[Group]) -> Iterator[Step]:
    """Return all steps of a change in their order."""
    for group in groups:
        for node in reversed(group.nodes):
            yield from made(change.before, "prepare", node.facts)
    for group in groups:
        yield from _rolled(change, group.nodes) if change.hear else _switched(change, group)
    for group in groups:
        for node in group.nodes:
            yield from made(change.after, "settle", node.facts)


def _rolled(change: Change, nodes: Sequence[Node]) -> Iterator[Step]:
    """One node after the other, the backups first. The VIPs of one that speaks CARP are away until others have them, and
    stay there unless it preempts."""
    everyone = [*{n.host: n for node in nodes for n in node.beside}.values(), *nodes]
    alone = len(everyone) == 1
    held = {node.host: dict(node.own) for node in nodes}
    for node in reversed(nodes):
        left = held[node.host]
        for vip in (v for v in left if v not in node.own):  # it came from another node
            left[vip] = next((n.host for n in everyone if n is not node and vip in n.vips), "")
        carp = "carp" in node.facts[0]
        found = ((n, [v for v, heir in left.items() if heir == n.host and v in n.vips]) for n in everyone if carp)
        heirs = [(heir, vips) for heir, vips in found if vips]
        outage = "".join(f"an outage of {', '.join(vips)} until {heir.host} has it; " for heir, vips in heirs)
        if not alone and any(set(n.own) - set(n.taken) for n in everyone if "carp" in n.facts[0]):
            yield from made(["look"], "roll", node.facts)
        yield from _stop(change, node, "roll", "the outage begins here" if alone else outage + change.reason)
        for heir, vips in heirs:
            several = (
                len([n for n in everyone if not set(vips).isdisjoint(n.vips)]) > 2
            )  # chance decides among close timers
            other, here = (" or another backup", ", here or there") if several else ("", "")
            facts = [{**f, "shown": f["shown"] + here} for f in heir.facts if f.get("vip") in vips]
            told = {"inherited": ", ".join(vips), "other": other, "was_within": heir.facts[0]["within"]}
            yield from made(["see"], "roll", [heir.facts[0], *facts], **told)
        yield from _start(node, "roll", alone=alone)
        held[node.host] = {v: heir for v, heir in left.items() if v in node.taken}
        vips_of = {n.host: n.vips for n in nodes}
        for vip in (v for v in left if v not in node.taken and v in vips_of.get(left[v], ())):
            held[left[vip]][vip] = ""


def _switched(change: Change, group: Group) -> Iterator[Step]:
    if len(group.nodes) == 1 and not group.nodes[0].beside:
        yield from made(["others"], "stop", group.nodes[0].facts)
    masters = {n.host for own in group.masters for n in own}
    serving = [n.host for n in group.nodes if n.host in masters]
    backups = [n for n in group.nodes if n.host not in masters]
    serve = f"{' and '.join(serving)} {'go' if len(serving) > 1 else 'goes'} on serving; from now on nobody stands in"
    for node in reversed(backups):
        yield from _stop(change, node, "stop", serve)
    for own in group.masters:
        yield from _exchanged(change, own)
    for node in backups:
        yield from _start(node, "join")


def _exchanged(change: Change, masters: Sequence[Node]) -> Iterator[Step]:
    """The masters of VIPs that they share: the best one takes those of the others for a while."""
    best, *others = masters
    for node in reversed(others):
        taken, away = [v for v in node.own if v in best.vips], [v for v in node.own if v not in best.vips]
        why = [f"an outage of {', '.join(taken)} until {best.host} has it"] if taken else []
        why += [f"an outage of {', '.join(away)} until {node.host} is back"] if away else []
        yield from _stop(change, node, "stop", "; ".join([*why, f"from now on nobody stands in for {best.host}"]))
    see = made(["see"], "switch", best.facts)
    yield from see if best.vips else ()
    seen = [{"seen": c} for step in see for c in step.commands]
    again = [{"again": c} for c in commands(["{old_stop}", "{old_start}", "{seen}"], [*best.facts, *seen])]
    yield from made(change.meanwhile, "switch", [*best.facts, *again])  # what was put back counts after one more start
    outage = "All its VIPs are away from here on" if others else "The outage begins here"
    why_now = f"{change.reason}: with both running, two nodes would own one VIP. {outage}: have the next step's commands ready"
    yield from made(["stop"], "switch", [*best.facts, *seen], reason=why_now)
    yield from _start(best, "switch", alone=True)
    for node in others:
        yield from _start(node, "join")


def _stop(change: Change, node: Node, phase: str, why: str) -> Iterator[Step]:
    yield from made(["stop"], phase, node.facts, reason=why)
    yield from made(change.meanwhile, phase, node.facts, still=phase)


def _start(node: Node, phase: str, *, alone: bool = False) -> list[Step]:
    """Start a node's new service; `alone` where no other one runs, but what stays as it is."""
    there = {vip for n in node.beside for vip in n.vips}
    once, won = node.facts[0], [v for v in node.vips if v in node.taken or (alone and v not in there)]
    stays = [v for v in node.vips if v not in won]
    held = [v for v in node.own if v not in won]
    note = f" ({', '.join(held)} would be its own, but it does not preempt: the VIP comes when the other node stops)"
    told = {"beside": f" and stays a backup of {', '.join(stays)}" if stays else "", "held": note if held else ""}
    told |= {"won": ", ".join(won)} if won else {}
    told |= {} if alone else {"among": "others"}
    told |= {"seconds": once["within" if alone or not won else "taken_within"]} if node.vips else {}
    now = [
        {"now": f["vip"], "expected": f["shown"] if f["vip"] in won else "nothing"} for f in node.facts if "vip" in f
    ]
    return made(["start"], phase, [*node.facts, *now], **told)
