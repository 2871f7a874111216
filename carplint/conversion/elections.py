"""From one protocol's election to the other's: the same order, and the same waiting times as far as there is room.

CARP's timer is set to deadratio x advbase + advskew/256 seconds, VRRPv2's to 3 x advert_int + (256 - priority)/256.
So with advert_int = advbase and priority = 256 - advskew both are the same. Priority 255 is the
address owner's, which behaves otherwise, so 254 is the highest that is used; ties are broken as the source's
protocol does (CARP for the lower source address, VRRP for the higher one), and the spacing is kept.

Nothing is guessed in silence. A default that the daemon has is known. Unknown is what a shell or systemd would have to
compute, and all options where one word of them is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from carplint.conversion.words import finding
from carplint.dialects.ucarp.command_lines import uncertain
from carplint.model import Cluster, IPAddress, Net, T, Value, VirtualRouter, known
from carplint.model.election import interval, master_down_time, rank, timer, well
from carplint.model.target import CARP, VRRP
from carplint.text.finding import Finding
from carplint.text.typing import Any, TypeVar

U = TypeVar("U")

HIGHEST = 254
"""The best priority in use: 255 is the address owner's (RFC 3768, 5.3.4)."""

SLOWEST = 255
"""The largest advskew and advbase (ucarp 1.5.2, src/ucarp.c: both are cut to 8 bits)."""

ASSUMED = {"advskew": 0, "priority": 100, "interval": 1.0, "dead_ratio": 3}
"""What is put in place of a value that is not known, and said to be: the defaults of ucarp and keepalived."""

_FACTS = {
    CARP: {
        "advskew": "advskew (0)",
        "interval": "advbase (1)",
        "dead_ratio": "deadratio (3)",
        "preempt": "preempt (no)",
        "track_link": "ignoreifstate (no)",
        "multicast_group": "mcast (224.0.0.18)",
        "broadcast": "nomcast (no)",
    },
    VRRP: {"priority": "priority (100)", "interval": "advert_int (1)", "preempt": "preempt (yes)"},
}
"""The attributes of a virtual router that decide who wins and when, and who hears whom, by the family of its protocol, with
what is assumed of them: ASSUMED, and the defaults of the daemon."""

_SCRIPTS = {"up_script": "the up script", "down_script": "the down script", "script_parameter": "their parameter"}


Pair = tuple[VirtualRouter, VirtualRouter]
"""A virtual router as it is, and with its place in the election of the target."""


def made(like: Value[U] | None, value: T, router: VirtualRouter, why: str = "") -> Value[T]:
    """A value of Net′ that comes from another one, or from its router as a whole; `why` is that one in words."""
    return Value(value, "", router.span, why) if like is None else Value(value, like.written, like.span, why)


def priorities(wanted: Sequence[int]) -> list[int]:
    """Distinct priorities from 1 to 254 for the wanted ones, given from the best node to the worst: each
    as wanted where that keeps the order, else as near below the better one as there is room."""
    result: list[int] = []
    for left, number in zip(range(len(wanted), 0, -1), wanted, strict=True):  # each of those left needs one
        result.append(max(min(number, HIGHEST, result[-1] - 1 if result else HIGHEST), left))
    return result


def _peers(routers: Sequence[VirtualRouter], router: VirtualRouter) -> tuple[Value[IPAddress], ...]:
    """The other nodes' addresses where one broadcasts and all addresses are known: VRRP has unicast in its place."""
    found = [r.source_address for r in routers if r.source_address is not None and r.source_address.value is not None]
    if not any(known(r.broadcast, False) for r in routers) or not len(found) == len(routers) > 1:
        return ()
    own = router.source_address.value if router.source_address is not None else None
    return tuple(a for a in found if a.value != own)


def _worse(router: VirtualRouter, routers: Sequence[VirtualRouter]) -> list[VirtualRouter]:
    own = rank(well(router))
    return [r for r in routers if own is not None and (other := rank(well(r))) is not None and other[0] > own[0]]


def outpaced(router: VirtualRouter, routers: Sequence[VirtualRouter]) -> list[VirtualRouter]:
    """The worse nodes of uCarp from which a router takes over without --preempt, since its timer ends between two of their
    advertisements. Source: ucarp 1.5.2, src/carp.c; seen: advbase 1 took the VIP back from advbase 4 after 1 to 2 s."""
    wait = timer(router)
    if router.daemon != "ucarp" or wait is None:
        return []
    return [r for r in _worse(router, routers) if (interval(r) or 0) > wait]


def _preempts(router: VirtualRouter, routers: Sequence[VirtualRouter], family: str) -> bool:
    """Whether it shall take over from a worse node, of routers from the best to the worst.

    False where in the source it was no better than any other one, so that preemption, if it had it, did nothing: an equal
    place preempts nobody (ucarp, src/carp.c: timercmp; RFC 3768, 6.4.2), but ties are broken in the target. True where
    uCarp does so without being told; see `outpaced`. Of the last node, where it does nothing, it is what looks least odd:
    as the others where they preempt, and not said."""
    own, worse, told = rank(well(router)), _worse(router, routers), known(router.preempt, router.protocol != CARP)
    others = [r for r in routers if r is not router]
    if own is None or not others:
        return told
    if worse:
        return told or len(outpaced(router, routers)) == len(worse)
    preempting = (r for r in others if _worse(r, routers) and _preempts(r, routers, family))
    return router is routers[-1] and family != CARP and any(preempting)


def _open(name: str, router: VirtualRouter, words: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each place that leaves attributes open, with the words for all of them."""
    found: dict[tuple[int, int, str], tuple[Value[object], list[str]]] = {}
    for attribute, word in words.items():
        value: Value[object] | None = getattr(router, attribute)
        if value is not None and value.value is None:
            found.setdefault((value.span.start, value.span.end, value.why), (value, []))[1].append(word)
    for value, own in found.values():
        why = value.why or "it cannot be told from the files"
        yield finding(name, value.span, router=router, why=why, which=", ".join(own))


def scripts(router: VirtualRouter) -> Iterator[Finding]:
    """Yield the scripts of a virtual router that are lost as nobody can tell what they are. One that nobody wrote may be none,
    which `unknown` says."""
    written = {a: word for a, word in _SCRIPTS.items() if (own := getattr(router, a)) is not None and own.written}
    yield from _open("scripts-unknown", router, written)


def unknown(net: Net, target: str) -> Iterator[Finding]:
    """Yield a finding for each place that leaves the election of a virtual router to convert open, and for each that may
    start one more."""
    for router in net.virtual_routers:
        if router.format != target:
            yield from _open("election-unknown", router, _FACTS[router.protocol[:4]])
    for host in net.hosts:
        for span in uncertain(host):
            yield finding("start-unknown", span, host=host.name)


def assumed(router: VirtualRouter) -> VirtualRouter:
    """A router with the defaults of its daemon for what is not known."""
    values = ((name, getattr(router, name), default) for name, default in ASSUMED.items())
    return router._replace(**{n: v.but(default) for n, v, default in values if v is not None and v.value is None})


def order(router: VirtualRouter) -> tuple[tuple[float, int], str]:
    """Return what the members of a cluster are ordered by, the best one while all is well first."""
    return rank(well(router)) or (float("inf"), 0), router.host


def elected(cluster: Cluster, family: str) -> list[Pair]:
    """Return the members of a cluster from the best to the worst while all is well that they track, since no target tracks
    anything, with their places in the target's protocol. What is not known of them is ASSUMED."""
    both = [(r, assumed(r)) for r in cluster.routers]
    both.sort(key=lambda pair: order(pair[1]))
    changes = (_by_carp if family == CARP else _by_vrrp)(both)
    return [(before, router._replace(**own)) for (before, router), own in zip(both, changes, strict=True)]


def _by_carp(both: Sequence[Pair]) -> Iterator[dict[str, Any]]:
    """Yield what changes for CARP. An address owner (255) has no counterpart there, and comes back as 254."""
    routers = [router for _, router in both]
    places = iter(priorities([known(well(r).priority, 100) for r in routers if r.protocol != CARP]))
    for before, router in both:
        changes: dict[str, Any] = {
            "dead_ratio": made(router.dead_ratio, known(router.dead_ratio, 3), before),
            "preempt": made(router.preempt, known(router.preempt, False), before),
        }
        if router.protocol != CARP:
            seconds: float = known(router.interval, 1.0)
            changes |= {
                "protocol": "carp",
                "daemon": "ucarp",
                "priority": None,
                "advskew": made(router.priority, 256 - next(places), before),
                "interval": made(router.interval, float(min(max(1, round(seconds)), SLOWEST)), before),
                "preempt": made(router.preempt, _preempts(router, routers, CARP), before),
            }
        yield changes


def intervals(router: VirtualRouter, priority: int, seconds: float, even: bool) -> int:
    """Return the number of VRRP's intervals until a takeover. Where the nodes have different intervals, so that it is not
    `even`, it is the one that comes nearest to how long a uCarp node really waits, since these times, not the places, say
    which backup takes over."""
    wait = master_down_time(router)
    if even or wait is None or router.daemon != "ucarp":
        return known(router.dead_ratio, 3)
    return max(1, round((wait - (256 - priority) / 256) / seconds))


def even(routers: Sequence[VirtualRouter]) -> bool:
    """Return whether all nodes have the same interval."""
    return len({known(r.interval, 1.0) for r in routers}) == 1


def _by_vrrp(both: Sequence[Pair]) -> Iterator[dict[str, Any]]:
    """Yield what changes for VRRP, each value with the words of the source for it."""
    routers = [router for _, router in both]
    base = int(min(known(r.interval, 1.0) for r in routers))
    wanted = [256 - known(r.advskew, 0) - 256 * int(known(r.interval, 1.0) - base) for r in routers]
    seconds = float(max(1, base))
    for (before, router), priority in zip(both, priorities(wanted), strict=True):
        ratio = intervals(router, priority, seconds, even(routers))
        same = ratio == known(router.dead_ratio, 3)
        preempt_why = "--preempt did nothing" if known(router.preempt, False) else "no --preempt"
        yield {
            "protocol": "vrrp2",
            "daemon": "keepalived",
            "advskew": None,
            "priority": made(router.advskew, priority, before, f"advskew {_word(before.advskew, 0)}"),
            "interval": made(router.interval, seconds, before, f"advbase {_word(before.interval, 1)}"),
            "dead_ratio": made(router.dead_ratio, ratio, before, "--deadratio" if same else "as long as ucarp waits"),
            "preempt": made(router.preempt, _preempts(router, routers, VRRP), before, preempt_why),
            "unicast_peers": _peers(routers, router),
        }


def _word(value: Value[int] | Value[float] | None, default: int) -> str:
    if value is None:
        return str(default)
    return "that is not known" if value.value is None else f"{value.value:g}"
