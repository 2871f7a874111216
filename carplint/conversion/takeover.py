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
from carplint.conversion.routers import LONGEST_WAIT, lost
from carplint.dialects.keepalived.write import has
from carplint.model import known
from carplint.model.election import interval, master_down_time, timer, well
from carplint.model.target import CARP, PLACES, VRRP, Converted, ConvertedNet, certain
from carplint.text.finding import Finding, Related
from carplint.text.version import spell

LATE = 1.0
"""Seconds by which ucarp may hear a frame late."""

RULE = "migrate-timing"


class _Group:
    """The routers of a cluster, from the best node to the worst, and what they become."""

    def __init__(self, routers: Sequence[Converted], net: ConvertedNet, result: Result) -> None:
        self.routers = [r for r in routers if r.first]
        self.net = net
        self.result = result
        self.what = PLACES[net.family]
        self.crosses = any(r.before.protocol[:4] != net.family for r in self.routers)

    def place(self, made: Converted) -> tuple[Related, ...]:
        """Where the result says what decides the election."""
        return self.result.said(made, self.what, f"the {self.what} of {made.before.host}")

    def number(self, made: Converted) -> int:
        """What decides the election in the result."""
        return certain(made.after.priority if self.net.family == VRRP else made.after.advskew)

    def waits(self, made: Converted) -> tuple[float, float] | None:
        """How long a node waits before it takes over, before and after; None where it is not known."""
        was, now = master_down_time(well(made.before)), master_down_time(made.after)
        return None if was is None or now is None else (was, now + self.net.late(made))


def _dead_ratio(group: _Group) -> Iterator[Finding]:
    """The dead ratios that keepalived cannot have."""
    same = even([r.before for r in group.routers])
    version = group.net.version
    for made in group.routers:
        span = made.before.dead_ratio.span if made.before.dead_ratio is not None else made.before.span
        wanted = intervals(assumed(made.before), group.number(made), certain(made.after.interval), same)
        if wanted != 3 and not has(version, "down_timer_adverts"):
            yield Finding(
                f"{wanted} intervals until a takeover cannot be said to keepalived {spell(version)}, which waits 3 "
                "intervals: down_timer_adverts needs 2.2.3",
                span,
                name=RULE,
            )
        elif wanted > LONGEST_WAIT:
            message = "down_timer_adverts is 100 at most (keepalived.conf(5)), and so the result has 100"
            there = group.result.said(made, "dead_ratio", "the most there is")
            yield Finding(message, span, there, name=RULE)


def _timing(group: _Group) -> Iterator[Finding]:
    """How long each node waits before it takes over."""
    stop = "also after a clean stop of the master, since CARP says no goodbye"
    for made in group.routers:
        late, waits = group.net.late(made), group.waits(made)
        if waits is None:
            continue
        if group.net.family == VRRP:
            once = f"{late:g} s later, as keepalived {spell(group.net.version)} does" if late else "at once"
            stop = f"after a clean stop of the master {once}, since VRRP says goodbye and CARP does not"
        same = "as before" if abs(waits[0] - waits[1]) < 0.001 else f"instead of {waits[0]:.3f} s"
        yield Finding(
            f"{made.before.host} takes over {waits[1]:.3f} s after the last advertisement, {same}; {stop}",
            made.before.span,
            group.place(made),
            name=RULE,
        )


def _one_interval(group: _Group) -> Iterator[Finding]:
    """The one interval for all nodes that VRRPv2 needs."""
    best = group.routers[0]
    if len({known(r.before.interval, certain(best.after.interval)) for r in group.routers}) > 1:
        yield Finding(
            f"the nodes have different advbase; VRRPv2 needs one advert_int for all, so it is {certain(best.after.interval):g} s "
            "everywhere and the priorities keep only the order",
            best.before.span,
            tuple(
                r for m in group.routers for r in group.result.said(m, "interval", f"the advert_int of {m.before.host}")
            ),
            name=RULE,
        )


def _alone(group: _Group) -> Iterator[Finding]:
    """A node whose peers are not known."""
    best, other = group.routers[0], PLACES[CARP if group.net.family == VRRP else VRRP]
    if group.crosses and len({r.before.host for r in group.routers}) == 1:
        yield Finding(
            f"the peers of {best.before.name.value} on {best.before.host} were not among the inputs: the {group.what} "
            f"{group.number(best)} assumes that no other node has the same {other}. Convert all nodes in one run",
            best.before.span,
            group.place(best),
            name="migrate-assumed",
        )


def _successors(group: _Group) -> Iterator[Finding]:
    """Which backup takes over, where that is not the same before and after. With ucarp chance decides among those that wait
    about as long: it hears up to a second late, so the timer of the worse one may end first, and without preemption that
    stays. Seen: with advskew 0, 20 and 40 the third node took over in 1 of 6 runs."""
    found = []
    for place, made in enumerate(group.routers[1:]):
        sides = master_down_time(well(made.before)), master_down_time(made.after)
        by_ucarp, by_keepalived = sides if group.net.family == VRRP else sides[::-1]
        if by_ucarp is not None and by_keepalived is not None:
            found.append((by_ucarp, by_keepalived, place, made))
    for (first, one, place, made), (second, two, other_place, other) in pairwise(sorted(found, key=lambda w: w[:3])):
        if certain((made if place < other_place else other).after.preempt):  # it has the VIP in the end
            continue
        names, related = (made.before.host, other.before.host), (Related(other.before.span, "the other one"),)
        wait = f"{names[0]} and {names[1]} wait {first:.3f} and {second:.3f} s with ucarp"
        if second - first < LATE:
            yield Finding(
                f"{wait}, which hears up to {LATE:g} s late: when the nodes before them fail either of them may take "
                f"over; with keepalived {names[one > two]} does",
                made.before.span,
                related,
                name=RULE,
            )
        elif one > two:
            message = f"{wait}, {one:.3f} and {two:.3f} s with keepalived: when the nodes before them fail another one takes over"
            yield lost(message, made.before.span, related)


def _outpacing(group: _Group) -> Iterator[Finding]:
    """The nodes of ucarp that take over without --preempt, in the source or in the result."""
    result = group.net.family == CARP
    routers = [m.after if result else m.before for m in group.routers]
    for made, router in zip(group.routers, routers, strict=True):
        found = [] if known(router.preempt, False) else outpaced(router, routers)
        if not found:
            continue
        why = (
            f"without --preempt {router.host} takes the VIP from {', '.join(r.host for r in found)} all the same, as its timer of "
            f"{timer(router):.3f} s ends between two advertisements from there ({interval(found[0]):.3f} s)"
        )
        related = tuple(Related(r.span, f"the interval of {r.host}") for r in found)
        if result:
            yield lost(f"nopreempt is lost: {why}", router.preempt.span if router.preempt else router.span, related)
        elif certain(made.after.preempt):
            yield Finding(f"{why}: so it preempts in the result", router.span, related, name=RULE)
        else:
            message = f"{why}, but not from the other nodes: keepalived preempts all or none, here none"
            yield lost(message, router.span, related)


def _ties(group: _Group) -> Iterator[Finding]:
    """The nodes of which an address decides, and of two protocols the other one."""
    for better, worse in pairwise(group.routers):
        one, two = well(better.before), well(worse.before)
        hosts, span = (better.before.host, worse.before.host), worse.before.span
        place = Related(one.span, f"{hosts[0]} gets {group.number(better)}")
        if group.net.family == VRRP:
            if interval(one) is None or interval(one) != interval(two):
                continue
            unknown = None in (one.source_address, two.source_address)
            reason = "since no source address is known: check it" if unknown else "which has the lower source address"
            message = (
                f"{hosts[0]} and {hosts[1]} tie (advbase + advskew/256 s is the same). CARP prefers the "
                f"lower source address, VRRP the higher one, so the priorities break the tie: {group.number(better)} for "
                f"{hosts[0]}, {reason}, {group.number(worse)} for {hosts[1]}"
            )
        else:
            if one.priority is None or two.priority is None or one.priority.value != two.priority.value:
                continue
            span, place = two.priority.span, Related(one.priority.span, f"the priority of {hosts[0]}")
            message = (
                f"{hosts[0]} and {hosts[1]} have the same priority. VRRP prefers the higher source "
                f"address, CARP the lower one, so {hosts[1]} gets the next advskew"
            )
        if certain(better.after.preempt):  # an equal place preempted nobody, a better one does
            message += f". {hosts[0]} preempts and so takes the VIP back from {hosts[1]}, which it did not"
        elif known(better.before.preempt, better.before.protocol != CARP):
            message += ". Preemption did nothing, as nobody was better, and is left out"
        related = (place, *group.place(better), *group.place(worse))
        yield Finding(message, span, related, name="migrate-tie-break-inverts")


def _race(daemon: str, hosts: tuple[str, str], waits: tuple[float, float], preempts: bool) -> tuple[str, bool]:
    """What the daemons of a kind do where the two best nodes start at once, and whether the best one alone has the VIP in the
    end, whatever comes first, and no two have it before."""
    apart, (best, other) = waits[1] - waits[0], hosts
    if daemon == "ucarp" and apart < LATE:
        end = f"so close that both may hold the VIP for about {LATE:g} s, then {best} alone has it"
    elif daemon != "ucarp" and not apart:
        end = "whichever is first has it for good"
    elif preempts:
        end = f"{best} has it in the end"
    else:
        end = f"{best} has it, or {other} for good, where that starts more than {apart:.3f} s earlier"
    return (
        f"{daemon} waits {waits[0]:.3f} s on {best} and {waits[1]:.3f} s on {other}: {end}",
        preempts and apart >= LATE,
    )


def _simultaneous(group: _Group) -> Iterator[Finding]:
    """What happens when all nodes start at the same moment, as after a power failure."""
    if len(group.routers) < 2 or group.routers[0].before.host == group.routers[1].before.host:
        return
    two, daemons = group.routers[:2], ["ucarp", "keepalived"]
    waits = [w for w in map(group.waits, two) if w is not None]
    if len(waits) < 2 or any(a > b for a, b in zip(*waits, strict=True)):
        return
    hosts, preempts = (two[0].before.host, two[1].before.host), certain(two[0].after.preempt)
    if group.net.family == CARP:
        daemons.reverse()
    (was, before), (now, after) = (
        _race(daemon, hosts, (waits[0][i], waits[1][i]), preempts) for i, daemon in enumerate(daemons)
    )
    if after if group.net.family == CARP else before:
        return
    yield Finding(
        f"when all nodes start at once, {was}; {now}",
        two[0].before.span,
        (Related(two[1].before.span, f"{hosts[1]} is the next best"), *(r for m in two for r in group.place(m))),
        name="migrate-simultaneous-start",
    )


def of_cluster(routers: Sequence[Converted], net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """What differs for a cluster and its nodes."""
    group = _Group(routers, net, result)
    if group.routers and group.crosses:
        for found in (_timing, _ties, _outpacing, _simultaneous, _successors, _alone):
            yield from found(group)
        if net.family == VRRP:
            yield from _dead_ratio(group)
            yield from _one_interval(group)
