"""How the failover differs after a conversion: how long each node waits, and who wins. Findings of family 7.

ucarp looks at its timer only when its poll() ends, so it waits a whole number of intervals; and libpcap hands it a frame
up to a second late, so a node whose wait ends within that time of the best one's becomes MASTER, too, until it hears the
better one. keepalived waits exactly, and who is first stays MASTER unless a better node preempts.
Source: ucarp 1.5.2, src/carp.c (docarp) and src/carp.h; RFC 3768, 6.4.2; seen in namespaces with ucarp 1.5.2 and
keepalived 2.2.7, `state MASTER` makes no wait shorter there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from carplint.conversion.elections import assumed, even, intervals, outpaced
from carplint.conversion.result import Result
from carplint.conversion.routers import LONGEST_WAIT
from carplint.conversion.words import finding
from carplint.dialects.keepalived.write import has
from carplint.model import VirtualRouter, known
from carplint.model.election import interval, master_down_time, rank, timer, well
from carplint.model.target import CARP, PLACES, VRRP, Converted, ConvertedNet, certain
from carplint.text.finding import Finding, Related
from carplint.text.typing import NamedTuple
from carplint.text.version import spell

LATE = 1.0
"""Seconds by which ucarp may hear a frame late."""


class _Node(NamedTuple):
    """A node of a cluster, the best one at `place` 0: its virtual router before, while all is well that it tracks, and after;
    the seconds that pass until it has the VIPs where no advertisement comes, by daemon, None if not known; the `number` that
    decides its election in the result, and where that is."""

    place: int
    host: str
    made: Converted
    was: VirtualRouter
    now: VirtualRouter
    ucarp: float | None
    keepalived: float | None
    number: int
    there: tuple[Related, ...]


def _node(place: int, made: Converted, net: ConvertedNet, result: Result) -> _Node:
    what, was, now, waits = PLACES[net.family], well(made.before), made.after, master_down_time(made.after)
    sides = master_down_time(was), None if waits is None else waits + net.late(made)
    ucarp, keepalived = sides if net.family == VRRP else sides[::-1]
    number = certain(now.priority if net.family == VRRP else now.advskew)
    there = result.said(made, what, f"the {what} of {now.host}")
    return _Node(place, now.host, made, was, now, ucarp, keepalived, number, there)


def _timing(nodes: Sequence[_Node], net: ConvertedNet) -> Iterator[Finding]:
    for node in nodes:
        was, now = (node.ucarp, node.keepalived) if net.family == VRRP else (node.keepalived, node.ucarp)
        if was is not None and now is not None:
            same, late = "as before" if abs(was - now) < 0.001 else f"instead of {was:.3f} s", net.late(node.made)
            once = f"{late:g} s later, as keepalived {spell(net.version)} does" if late else "at once"
            name = "takes-over-vrrp" if net.family == VRRP else "takes-over-carp"
            yield finding(name, node.was.span, node.there, node=node, now=now, same=same, once=once)


def _intervals(nodes: Sequence[_Node], net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """The dead ratios that keepalived cannot have, and the one interval for all nodes that VRRPv2 needs."""
    seconds, same = certain(nodes[0].now.interval), even([n.was for n in nodes])
    for node in nodes:
        span = node.was.dead_ratio.span if node.was.dead_ratio is not None else node.was.span
        wanted = intervals(assumed(node.was), node.number, seconds, same)
        if wanted != 3 and not has(net.version, "down_timer_adverts"):
            yield finding("no-dead-ratio", span, wanted=wanted, version=spell(net.version))
        elif wanted > LONGEST_WAIT:
            yield finding("longest-dead-ratio", span, result.said(node.made, "dead_ratio", "the most there is"))
    if len({known(n.was.interval, seconds) for n in nodes}) > 1:
        there = [r for n in nodes for r in result.said(n.made, "interval", f"the advert_int of {n.host}")]
        yield finding("one-interval", nodes[0].was.span, tuple(there), seconds=seconds)


def _alone(nodes: Sequence[_Node], net: ConvertedNet) -> Iterator[Finding]:
    best, place, other = nodes[0], PLACES[net.family], PLACES[CARP if net.family == VRRP else VRRP]
    if len({n.host for n in nodes}) == 1:
        yield finding("peers-unknown", best.was.span, best.there, best=best, place=place, other=other)


def _successors(nodes: Sequence[_Node], net: ConvertedNet) -> Iterator[Finding]:
    """Which backup takes over, where that is not the same before and after. With ucarp chance decides among those that wait
    about as long: it hears up to a second late, so the timer of the worse one may end first, and without preemption that
    stays. Seen: with advskew 0, 20 and 40 the third node took over in 1 of 6 runs."""
    waits = sorted((n.ucarp, n.keepalived, n) for n in nodes[1:] if n.ucarp is not None and n.keepalived is not None)
    for (first, one, a), (second, two, b) in pairwise(waits):
        if certain(min(a, b).now.preempt):  # it has the VIP in the end
            continue
        if second - first < LATE or one > two:
            name = "either-successor" if second - first < LATE else "other-successor"
            related = (Related(b.was.span, "the other one"),)
            yield finding(name, a.was.span, related, a=a, b=b, winner=b if one > two else a)


def _outpacing(nodes: Sequence[_Node], net: ConvertedNet) -> Iterator[Finding]:
    """The nodes of ucarp that take over without --preempt, in the source or in the result."""
    result = net.family == CARP
    routers = [n.now if result else n.was for n in nodes]
    for node, router in zip(nodes, routers, strict=True):
        found = [] if known(router.preempt, False) else outpaced(router, routers)
        if found:
            kept = "outpaced-preempts" if certain(node.now.preempt) else "outpaced-some"
            yield finding(
                "outpaced-lost" if result else kept,
                router.preempt.span if result and router.preempt else router.span,
                tuple(Related(r.span, f"the interval of {r.host}") for r in found),
                node=node,
                others=", ".join(r.host for r in found),
                timer=timer(router),
                interval=interval(found[0]),
            )


def _ties(nodes: Sequence[_Node], net: ConvertedNet) -> Iterator[Finding]:
    """The nodes of which an address decides, and of two protocols the other one. An equal place preempts nobody, a better
    one does."""
    for better, worse in pairwise(nodes):
        one, two, ranks = better.was, worse.was, (rank(better.was), rank(worse.was))
        if ranks[0] is None or ranks[1] is None or ranks[0][0] != ranks[1][0] or not better.made.crosses:
            continue
        preempts = ""
        if certain(better.now.preempt):
            preempts = f". {better.host} preempts and so takes the VIP back from {worse.host}, which it did not"
        elif known(one.preempt, one.protocol != CARP):
            preempts = ". Preemption did nothing, as nobody was better, and is left out"
        name, own, others = "tie-of-priorities", one.priority or one.name, two.priority or two.name
        note = f"the priority of {better.host}"
        if net.family == VRRP:
            known_sources = one.source_address is not None and two.source_address is not None
            name, note = "tie-of-sources" if known_sources else "tie", f"{better.host} gets {better.number}"
        related = (Related(own.span, note), *better.there, *worse.there)
        yield finding(name, others.span, related, a=better, b=worse, preempts=preempts)


def _race(daemon: str, nodes: Sequence[_Node], waits: Sequence[float]) -> str:
    """What the daemons of a kind do where the two best nodes start at once."""
    apart, best, other = waits[1] - waits[0], nodes[0].host, nodes[1].host
    if daemon == "ucarp" and apart < LATE:
        end = f"so close that both may hold the VIP for about {LATE:g} s, then {best} alone has it"
    elif daemon != "ucarp" and not apart:
        end = "whichever is first has it for good"
    elif certain(nodes[0].now.preempt):
        end = f"{best} has it in the end"
    else:
        end = f"{best} has it, or {other} for good, where that starts more than {apart:.3f} s earlier"
    return f"{daemon} waits {waits[0]:.3f} s on {best} and {waits[1]:.3f} s on {other}: {end}"


def _simultaneous(nodes: Sequence[_Node], net: ConvertedNet) -> Iterator[Finding]:
    """What happens when all nodes start at the same moment, as after a power failure; nothing where the best one alone has
    the VIP in the end, whatever comes first, and no two have it before."""
    two = nodes[:2]
    ucarp, keepalived = (
        [n.ucarp for n in two if n.ucarp is not None],
        [n.keepalived for n in two if n.keepalived is not None],
    )
    if len({n.host for n in two}) < 2 or len(ucarp) + len(keepalived) < 4:
        return
    safe = certain(two[0].now.preempt) and ucarp[1] - ucarp[0] >= LATE
    if not safe and ucarp[0] <= ucarp[1] and keepalived[0] <= keepalived[1]:
        races = [_race("ucarp", two, ucarp), _race("keepalived", two, keepalived)]
        was, now = races if net.family == VRRP else reversed(races)
        related = (Related(two[1].was.span, f"{two[1].host} is the next best"), *two[0].there, *two[1].there)
        yield finding("simultaneous", two[0].was.span, related, was=was, now=now)


def of_cluster(routers: Sequence[Converted], net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """What differs for a cluster and its nodes."""
    nodes = [_node(i, r, net, result) for i, r in enumerate(r for r in routers if r.first)]
    if any(n.made.crosses for n in nodes):
        for found in (_timing, _ties, _outpacing, _simultaneous, _successors, _alone):
            yield from found(nodes, net)
        if net.family == VRRP:
            yield from _intervals(nodes, net, result)
