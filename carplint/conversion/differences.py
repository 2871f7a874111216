"""How the failover differs after a conversion: its times, and which node wins. Findings of family 7."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from carplint.conversion import elections, starts
from carplint.conversion.result import Result
from carplint.dialects.keepalived.write import has
from carplint.model import known
from carplint.model.election import interval, master_down_time, timer, well
from carplint.model.target import CARP, PLACES, VRRP, Converted, ConvertedNet
from carplint.text.finding import Finding, Related
from carplint.text.version import spell


def _place(part: Converted, design: ConvertedNet, result: Result) -> tuple[Related, ...]:
    word = PLACES[design.family]
    return result.said(part, word, f"the {word} of {part.router.host}")


def _dead_ratio(part: Converted, even: bool, design: ConvertedNet, result: Result) -> Iterator[Finding]:
    """What is said of a dead ratio that keepalived cannot have."""
    span = part.before.dead_ratio.span if part.before.dead_ratio is not None else part.before.span
    wanted = elections.intervals(elections.assumed(part.before), part.place, part.seconds, even)
    if wanted != 3 and not has(design.version, "down_timer_adverts"):
        yield Finding(
            f"{wanted} intervals until a takeover cannot be said to keepalived {spell(design.version)}, which waits 3 "
            "intervals: down_timer_adverts needs 2.2.3",
            span,
            name="migrate-timing",
        )
    elif wanted > 100:
        yield Finding(
            "down_timer_adverts is 100 at most (keepalived.conf(5)), and so the result has 100",
            span,
            result.said(part, "dead_ratio", "the most there is"),
            name="migrate-timing",
        )


def timing(part: Converted, even: bool, design: ConvertedNet, result: Result) -> Iterator[Finding]:
    """How long a part's node waits before it takes over, before and after."""
    router, after = part.router, part.after
    if router.protocol == CARP and design.family == CARP:
        return
    if design.family == VRRP:
        yield from _dead_ratio(part, even, design, result)
    before_seconds, after_seconds = master_down_time(well(router)), master_down_time(after)
    if before_seconds is None or after_seconds is None:
        return
    after_seconds += design.late(part)
    same = "as before" if abs(before_seconds - after_seconds) < 0.001 else f"instead of {before_seconds:.3f} s"
    late = design.late(part)
    once = f"{late:g} s later, as keepalived {spell(design.version)} does" if late else "at once"
    stop = (
        f"after a clean stop of the master {once}, since VRRP says goodbye and CARP does not"
        if design.family == VRRP
        else "also after a clean stop of the master, since CARP says no goodbye"
    )
    yield Finding(
        f"{router.host} takes over {after_seconds:.3f} s after the last advertisement, {same}; {stop}",
        router.span,
        _place(part, design, result),
        name="migrate-timing",
    )


def of_cluster(parts: Sequence[Converted], design: ConvertedNet, result: Result) -> Iterator[Finding]:
    """What differs for a cluster as a whole."""
    first = [p for p in parts if p.first]
    if not first:
        return
    best = first[0]
    if design.family == VRRP:
        yield from _ties_of_carp(first, design, result)
        yield from _outpacing(first)
        if len({known(p.router.interval, best.seconds) for p in first}) > 1:
            yield Finding(
                f"the nodes have different advbase; VRRPv2 needs one advert_int for all, so it is {best.seconds:g} s "
                "everywhere and the priorities keep only the order",
                best.router.span,
                tuple(r for p in first for r in result.said(p, "interval", f"the advert_int of {p.router.host}")),
                name="migrate-timing",
            )
    else:
        yield from _ties_of_vrrp(first, design, result)
    yield from starts.simultaneous(first, [p.after for p in first], design, result)
    yield from _successors(first, design)
    crosses = any(p.router.protocol[:4] != design.family for p in first)
    if crosses and len({p.router.host for p in first}) == 1:
        what, other = PLACES[design.family], PLACES[CARP if design.family == VRRP else VRRP]
        yield Finding(
            f"the peers of {best.router.name.value} on {best.router.host} were not among the inputs: the {what} "
            f"{best.place} assumes that no other node has the same {other}. Convert all nodes in one run",
            best.router.span,
            _place(best, design, result),
            name="migrate-assumed",
        )


def _successors(parts: Sequence[Converted], design: ConvertedNet) -> Iterator[Finding]:
    """Which backup takes over, where that is not the same before and after. With ucarp chance decides among those that wait
    about as long: it hears up to a second late, so the timer of the worse one may end first, and without preemption that
    stays. Seen: with advskew 0, 20 and 40 the third node took over in 1 of 6 runs."""
    if any(p.router.protocol[:4] == design.family for p in parts):
        return
    waits = []
    for place, part in enumerate(parts[1:]):
        sides = master_down_time(well(part.router)), master_down_time(part.after)
        by_ucarp, by_keepalived = sides if design.family == VRRP else sides[::-1]
        if by_ucarp is not None and by_keepalived is not None:
            waits.append((by_ucarp, by_keepalived, place, part))
    for (first, one, place, part), (second, two, other_place, other) in pairwise(sorted(waits)):
        better = part if place < other_place else other
        if better.preempt:  # it has the VIP in the end
            continue
        names, related = (part.router.host, other.router.host), (Related(other.router.span, "the other one"),)
        wait = f"{names[0]} and {names[1]} wait {first:.3f} and {second:.3f} s with ucarp"
        if second - first < starts.LATE:
            yield Finding(
                f"{wait}, which hears up to {starts.LATE:g} s late: when the nodes before them fail either of them may take "
                f"over; with keepalived {names[one > two]} does",
                part.router.span,
                related,
                name="migrate-timing",
            )
        elif one > two:
            message = f"{wait}, {one:.3f} and {two:.3f} s with keepalived: when the nodes before them fail another one takes over"
            yield Finding(message, part.router.span, related, name="migrate-inexpressible")


def _outpacing(parts: Sequence[Converted]) -> Iterator[Finding]:
    """What is said of nodes of uCarp that take over without --preempt."""
    routers = [p.router for p in parts]
    for part in parts:
        found = [] if known(part.router.preempt, False) else elections.outpaced(part.router, routers)
        if not found:
            continue
        host, others = part.router.host, ", ".join(r.host for r in found)
        why = (
            f"without --preempt {host} takes the VIP from {others} all the same, as its timer of {timer(part.router):.3f} s "
            f"ends between two advertisements from there ({interval(found[0]):.3f} s)"
        )
        related = tuple(Related(r.span, f"the interval of {r.host}") for r in found)
        if part.preempt:
            yield Finding(f"{why}: so it preempts in the result", part.router.span, related, name="migrate-timing")
        else:
            message = f"{why}, but not from the other nodes: keepalived preempts all or none, here none"
            yield Finding(message, part.router.span, related, name="migrate-inexpressible")


def _takes_back(better: Converted, worse: Converted) -> str:
    """What becomes of preemption at a tie: an equal place preempted nobody, a better one does."""
    if better.preempt:
        return f". {better.router.host} preempts and so takes the VIP back from {worse.router.host}, which it did not"
    if known(better.router.preempt, better.router.protocol != CARP):
        return ". Preemption did nothing, as nobody was better, and is left out"
    return ""


def _ties_of_carp(parts: Sequence[Converted], design: ConvertedNet, result: Result) -> Iterator[Finding]:
    for better, worse in pairwise(parts):
        if interval(better.router) is None or interval(better.router) != interval(worse.router):
            continue
        sources = better.router.source_address, worse.router.source_address
        reason = (
            "since no source address is known: check it" if None in sources else "which has the lower source address"
        )
        yield Finding(
            f"{better.router.host} and {worse.router.host} tie (advbase + advskew/256 s is the same). CARP prefers the "
            f"lower source address, VRRP the higher one, so the priorities break the tie: {better.place} for "
            f"{better.router.host}, {reason}, {worse.place} for {worse.router.host}{_takes_back(better, worse)}",
            worse.router.span,
            (
                Related(better.router.span, f"{better.router.host} gets {better.place}"),
                *_place(better, design, result),
                *_place(worse, design, result),
            ),
            name="migrate-tie-break-inverts",
        )


def _ties_of_vrrp(parts: Sequence[Converted], design: ConvertedNet, result: Result) -> Iterator[Finding]:
    for better, worse in pairwise(parts):
        one, two = well(better.router).priority, well(worse.router).priority
        if one is not None and two is not None and one.value == two.value:
            yield Finding(
                f"{better.router.host} and {worse.router.host} have the same priority. VRRP prefers the higher source "
                f"address, CARP the lower one, so {worse.router.host} gets the next advskew{_takes_back(better, worse)}",
                two.span,
                (
                    Related(one.span, f"the priority of {better.router.host}"),
                    *_place(better, design, result),
                    *_place(worse, design, result),
                ),
                name="migrate-tie-break-inverts",
            )
