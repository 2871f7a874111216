"""The order of a change: one algorithm for every kind, whatever the services and releases are.

Where old and new daemons hear each other, each node is changed by itself, the backups first. Where they do not (CARP and
VRRP, another secret), an old and a new one must never run at the same time, since both would own the VIP: so all backups
stop first, then the master stops and the best new daemon starts at once, then the others. Nodes that share no virtual
router do not wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from carplint.conversion.plan.steps import Facts, Step, filled, made, table
from carplint.text.typing import NamedTuple


class Node(NamedTuple):
    """A host in the change: the facts that its steps are made from, the VIPs with their interfaces, its `own` ones, which it is
    the best node for, and those of them that it has `taken` from another node as soon as it preempts; `late` where its new
    daemon does that before the other one lets go, as ucarp does. `within` and `taken_within` are whole seconds: until the new
    daemon has its VIPs where it hears no other one, and until it has taken what it takes."""

    host: str
    facts: Facts
    vips: Mapping[str, str]
    own: tuple[str, ...]
    taken: tuple[str, ...]
    late: bool
    within: int
    taken_within: int


class Group(NamedTuple):
    """Nodes that depend on each other, from the best one to the last backup. The masters, the best nodes of any VIP, are
    given once more, those together that share a VIP, in the same order."""

    nodes: tuple[Node, ...]
    masters: tuple[tuple[Node, ...], ...]


class Change(NamedTuple):
    """A change of some nodes: `what` is new, the service or the release, and whether old and new daemons `hear` each other."""

    what: str
    hear: bool

    def names(self, when: str) -> list[str]:
        """Return the names of the steps on a node before, meanwhile or after."""
        return list(table("steps")["change"][self.what][when])

    def told(self, where: str) -> str:
        """Return what the page or a reason tells of it."""
        return str(table("steps")["change"][self.what]["hear" if self.hear else "deaf"][where])


def groups(clusters: Iterable[Sequence[str]]) -> list[list[str]]:
    """Return the hosts that share clusters, group by group, each from the best host to the worst by the sum of its places;
    a cluster is given by its hosts, the best one first."""
    above: dict[str, str] = {}
    places: dict[str, int] = {}

    def top(host: str) -> str:
        while above[host] != host:
            above[host] = host = above[above[host]]
        return host

    for cluster in clusters:
        for place, host in enumerate(dict.fromkeys(cluster)):
            places[host] = places.get(host, 0) + place
            above.setdefault(host, host)
            above[top(host)] = top(cluster[0])
    found: dict[str, list[str]] = {}
    for host in above:
        found.setdefault(top(host), []).append(host)
    return sorted(sorted(own, key=lambda h: (places[h], h)) for own in found.values())


def steps(change: Change, groups: Sequence[Group]) -> Iterator[Step]:
    """Return all steps of a change in their order."""
    for group in groups:
        for node in reversed(group.nodes):
            yield from _made(change.names("before"), "prepare", node)
    for group in groups:
        yield from _rolled(change, group.nodes) if change.hear else _switched(change, group)
    for group in groups:
        for node in group.nodes:
            yield from _made(change.names("after"), "settle", node)


def _made(names: Iterable[str], phase: str, node: Node) -> list[Step]:
    return [step for name in names for step in made(name, phase, node.facts)]


def _rolled(change: Change, nodes: Sequence[Node]) -> Iterator[Step]:
    """One node after the other, the backups first."""
    alone = len(nodes) == 1
    for node in reversed(nodes):
        yield from _stop(change, node, "roll", "the outage begins here" if alone else change.told("reason"))
        yield from _start(node, "roll", alone=alone)


def _switched(change: Change, group: Group) -> Iterator[Step]:
    """All nodes: the backups stop, the masters change, the backups start."""
    best = group.nodes[0]
    if len(group.nodes) == 1 and best.vips:
        yield from made("others", "stop", best.facts)
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
    (see,) = made("see", "switch", best.facts)
    if best.vips:
        yield see
    outage = "All its VIPs are away from here on" if others else "The outage begins here"
    both = f"{change.told('reason')}: with both running, two nodes would own one VIP"
    renewed = _made(change.names("meanwhile"), "switch", best)
    for number, step in enumerate(renewed):
        again = (
            *filled(["{old_stop}", "{old_start}"], best.facts),
            *see.commands,
        )  # what was put back counts from here on
        yield step if number else step._replace(undo=(*step.undo, *again))
    why_now = f"{both}. {outage}: have the next step's commands ready"
    yield from made("stop", "switch", best.facts, [{"seen": c} for c in see.commands], reason=why_now)
    yield from _start(best, "switch", alone=True)
    for node in others:
        yield from _start(node, "join")


def _stop(change: Change, node: Node, phase: str, why: str) -> Iterator[Step]:
    """Stop a node's old service, and renew what it runs."""
    yield from made("stop", phase, node.facts, reason=why)
    halt = [{"halt": f["new_stop"]} for f in node.facts if "new_stop" in f]
    for name in change.names("meanwhile"):
        yield from made(name, phase, node.facts, halt, still=phase)


def _start(node: Node, phase: str, *, alone: bool = False) -> list[Step]:
    """Start a node's new service; `alone` where no other one runs."""
    won = dict.fromkeys(node.vips if alone else node.taken)
    stays = [v for v in node.vips if v not in won]
    held = [v for v in node.own if v not in won]
    note = f" ({', '.join(held)} would be its own, but it does not preempt: the VIP comes when the other node stops)"
    told = {"beside": f" and stays a backup of {', '.join(stays)}" if stays else "", "held": note if held else ""}
    told |= {"won": ", ".join(won)} if won else {}
    told |= {"early": "CARP"} if won and not alone and node.late else {}
    told |= {"seconds": str(node.within if alone or not won else node.taken_within)} if node.vips else {}
    now = [
        {"now": f["vip"], "expected": f["shown"] if f["vip"] in won else "nothing"} for f in node.facts if "vip" in f
    ]
    return made("start", phase, node.facts, now, **told)
