"""The order of a change: one algorithm for every kind, whatever the services and releases are.

Where old and new daemons hear each other, each node is changed by itself, the backups first. Where they do not (CARP and
VRRP, another secret), an old and a new one must never run at the same time, since both would own the VIP: so all backups
stop first, then the master stops and the best new daemon starts at once, then the others. Nodes that share no virtual
router do not wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from carplint.conversion.plan.commands import Commands
from carplint.conversion.plan.steps import Step, asked, shown, waited
from carplint.text.typing import NamedTuple


class Node(NamedTuple):
    """A host in the change: the old service in words, its commands and those of the new one, the VIPs with their interfaces,
    its `own` ones, which it is the best node for, and those of them that it has `taken` from another node as soon as it
    preempts; `late` where its new daemon does that before the other one lets go, as ucarp does. `was_within`, `within` and
    `taken_within` are whole seconds: until the old daemon has its VIPs where it hears no other one, until the new one has,
    and until that has taken what it takes. `gone` are commands that remove VIPs which the old daemon may leave behind. Its
    own steps: to `prepare` before anything stops, to `renew` files and programs while it stands still, to `settle` after all
    daemons have started."""

    host: str
    was: str
    old: Commands
    new: Commands
    vips: Mapping[str, str]
    own: tuple[str, ...]
    taken: tuple[str, ...]
    late: bool
    was_within: int
    within: int
    taken_within: int
    gone: tuple[str, ...] = ()
    prepare: tuple[Step, ...] = ()
    renew: tuple[Step, ...] = ()
    settle: tuple[Step, ...] = ()


class Group(NamedTuple):
    """Nodes that depend on each other, from the best one to the last backup. The masters, the best nodes of any VIP, are
    given once more, those together that share a VIP, in the same order."""

    nodes: tuple[Node, ...]
    masters: tuple[tuple[Node, ...], ...]


class Change(NamedTuple):
    """A change of some nodes: `what` is new, the service or the release; why the other nodes go on, where they are `heard`, ""
    where old and new daemons do not hear each other; and why they are `apart` then."""

    what: str
    groups: tuple[Group, ...]
    heard: str
    apart: str


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


def steps(change: Change) -> Iterator[Step]:
    """Return all steps of a change in their order."""
    for group in change.groups:
        for node in reversed(group.nodes):
            yield from node.prepare
    for group in change.groups:
        yield from _rolled(change, group.nodes) if change.heard else _switched(change, group)
    for group in change.groups:
        for node in group.nodes:
            yield from node.settle


def _rolled(change: Change, nodes: Sequence[Node]) -> Iterator[Step]:
    """One node after the other, the backups first."""
    alone = len(nodes) == 1
    for node in reversed(nodes):
        yield _stop(node, "roll", "the outage begins here" if alone else change.heard)
        yield from _renewed(node, "roll")
        yield _start(change, node, "roll", alone=alone)


def _switched(change: Change, group: Group) -> Iterator[Step]:
    """All nodes: the backups stop, the masters change, the backups start."""
    best = group.nodes[0]
    if len(group.nodes) == 1 and best.vips:
        action = f"Stop {best.was} on every other node of the VIP first: their files were not among the inputs"
        yield Step("stop", best.host, action, (), "with both daemons running, two nodes would own one VIP")
    masters = {n.host for own in group.masters for n in own}
    serving = [n.host for n in group.nodes if n.host in masters]
    backups = [n for n in group.nodes if n.host not in masters]
    serve = f"{' and '.join(serving)} {'go' if len(serving) > 1 else 'goes'} on serving; from now on nobody stands in"
    for node in reversed(backups):
        yield _stop(node, "stop", serve)
        yield from _renewed(node, "stop")
    for own in group.masters:
        yield from _exchanged(change, own)
    yield from (_start(change, node, "join") for node in backups)


def _exchanged(change: Change, masters: Sequence[Node]) -> Iterator[Step]:
    """The masters of VIPs that they share: the best one takes those of the others for a while."""
    best, *others = masters
    for node in reversed(others):
        taken, away = [v for v in node.own if v in best.vips], [v for v in node.own if v not in best.vips]
        why = [f"an outage of {', '.join(taken)} until {best.host} has it"] if taken else []
        why += [f"an outage of {', '.join(away)} until {node.host} is back"] if away else []
        yield _stop(node, "stop", "; ".join([*why, f"from now on nobody stands in for {best.host}"]))
        yield from _renewed(node, "stop")
    back = (waited(best.was_within), *(shown(v, here=True, device=d) for v, d in best.vips.items()))
    if best.vips:
        action = f"See that it has every VIP: what another node had, it takes within {best.was_within} s"
        yield Step("switch", best.host, action, back, "the files do not say who is master now")
    for number, step in enumerate(_renewed(best, "switch")):
        again = (*best.old.stop, *best.old.start, *back)  # on the way back what was put back counts from here on
        yield step if number else step._replace(undo=(*step.undo, *again))
    outage = "All its VIPs are away from here on" if others else "The outage begins here"
    both = f"{change.apart}: with both running, two nodes would own one VIP"
    yield _stop(best, "switch", f"{both}. {outage}: have the next step's commands ready", back)
    yield _start(change, best, "switch", alone=True)
    yield from (_start(change, node, "join") for node in others)


def _renewed(node: Node, phase: str) -> list[Step]:
    return [step._replace(phase=phase) for step in node.renew]


def _stop(node: Node, phase: str, why: str, back: tuple[str, ...] = ()) -> Step:
    """Stop a node's old service; `back` is what is to be seen when it comes back as the first."""
    commands = (*node.old.stop, *node.gone, *(shown(v, here=False) for v in node.vips))
    action = f"Stop {node.was}" + (" and see that no VIP is left" if node.vips else "")
    return Step(phase, node.host, action, commands, why, (*node.old.start, *back))


def _start(change: Change, node: Node, phase: str, *, alone: bool = False) -> Step:
    """Start a node's new service; `alone` where no other one runs."""
    won = dict.fromkeys(node.vips if alone else node.taken)
    seconds = node.within if alone or not won else node.taken_within
    stays = [v for v in node.vips if v not in won]
    told = [f"takes {', '.join(won)} within {seconds} s"] if won else []
    told += [f"stays a backup of {', '.join(stays)}" if won else "stays a backup"] if stays else []
    held = [v for v in node.own if v not in won]
    note = f" ({', '.join(held)} would be its own, but it does not preempt: the VIP comes when the other node stops)"
    action = f"Start the new {change.what}" + (f"; it {' and '.join(told)}{note if held else ''}" if told else "")
    commands = (
        *node.new.start,
        *((waited(seconds),) if node.vips else ()),
        *(shown(v, here=v in won, device=d) for v, d in node.vips.items()),
        *(c for v, d in node.vips.items() for c in asked(v, d)),
    )
    both = (
        f"it preempts, and takes {', '.join(won)} before the other node lets go of it: for up to a second both have it"
    )
    return Step(phase, node.host, action, commands, both if won and not alone and node.late else "", node.new.stop)
