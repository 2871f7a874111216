"""From one protocol's election to the other's: the same order, and the same waiting times as far as there is room.

CARP's timer is set to deadratio x advbase + advskew/256 seconds, VRRPv2's to 3 x advert_int + (256 - priority)/256.
So with advert_int = advbase and priority = 256 - advskew both are the same. Priority 255 is the
address owner's, which behaves otherwise, so 254 is the highest that is used; ties are broken as the source's
protocol does (CARP for the lower source address, VRRP for the higher one), and the spacing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from carplint.model import Cluster, IPAddress, VirtualRouter, known
from carplint.model.election import interval, master_down_time, rank, timer, well

HIGHEST = 254
"""The best priority in use: 255 is the address owner's (RFC 3768, 5.3.4)."""

SLOWEST = 255
"""The largest advskew and advbase (ucarp 1.5.2, src/ucarp.c: both are cut to 8 bits)."""

ASSUMED = {"advskew": 0, "priority": 100, "interval": 1.0, "dead_ratio": 3}
"""What is put in place of a value that is not known, and said to be: the defaults of ucarp and keepalived."""


class Standing(NamedTuple):
    """A router's part in the election of the target: `place` is a priority or an advskew, `seconds` the interval, and
    `dead_ratio` the number of intervals without an advertisement after which it takes over."""

    place: int
    seconds: float
    dead_ratio: int = 3
    peers: tuple[IPAddress, ...] = ()
    preempts: bool = False
    """Whether it takes over from a worse node. False where in the source it was no better than any other one, so that
    preemption, if it had it, did nothing: an equal place preempts nobody (ucarp, src/carp.c: timercmp; RFC 3768, 6.4.2),
    but ties are broken in the target. True where uCarp does so without being told; see `outpaced`. Of the last node,
    where it does nothing, it is what looks least odd: as the others where they preempt, and not said."""


def priorities(wanted: Sequence[int]) -> list[int]:
    """Distinct priorities from 1 to 254 for the wanted ones, given from the best node to the worst: each
    as wanted where that keeps the order, else as near below the better one as there is room."""
    result: list[int] = []
    for number in wanted:
        result.append(min(number, HIGHEST, result[-1] - 1 if result else HIGHEST))
    floor = 1
    for i in range(len(result) - 1, -1, -1):
        result[i] = max(result[i], floor)
        floor = result[i] + 1
    return result


def _peers(routers: Sequence[VirtualRouter], router: VirtualRouter) -> tuple[IPAddress, ...]:
    """The other nodes' addresses where one broadcasts and all addresses are known: VRRP has unicast in its place."""
    found = [r.source_address.value for r in routers if r.source_address is not None]
    addresses = [a for a in found if a is not None]
    if not any(known(r.broadcast, False) for r in routers) or not len(addresses) == len(routers) > 1:
        return ()
    own = router.source_address.value if router.source_address is not None else None
    return tuple(a for a in addresses if a != own)


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


def _told(router: VirtualRouter) -> bool:
    return known(router.preempt, router.protocol != "carp")


def _preempts(router: VirtualRouter, routers: Sequence[VirtualRouter], family: str) -> bool:
    """Whether it takes over from a worse node, of routers from the best to the worst: see Standing."""
    own, worse = rank(well(router)), _worse(router, routers)
    others = [r for r in routers if r is not router]
    if own is None or not others:
        return _told(router)
    if worse:
        return _told(router) or len(outpaced(router, routers)) == len(worse)
    preempting = (r for r in others if _worse(r, routers) and _preempts(r, routers, family))
    return router is routers[-1] and family != "carp" and any(preempting)


def _dead_ratio(router: VirtualRouter, priority: int, seconds: float) -> int:
    """The number of VRRP's intervals that comes nearest to how long a uCarp node really waits. Where the nodes have different
    intervals these times, not the places, say which backup takes over."""
    wait = master_down_time(router)
    if wait is None or router.daemon != "ucarp":
        return known(router.dead_ratio, 3)
    return max(1, round((wait - (256 - priority) / 256) / seconds))


def _assumed(router: VirtualRouter) -> VirtualRouter:
    """A router with the defaults of its daemon for what is not known."""
    values = ((name, getattr(router, name), default) for name, default in ASSUMED.items())
    return router._replace(**{n: v.but(default) for n, v, default in values if v is not None and v.value is None})


def standings(cluster: Cluster, family: str) -> Iterator[tuple[VirtualRouter, Standing]]:
    """The members of a cluster from the best to the worst while all is well that they track, since no target tracks
    anything, with their standing in the target's protocol. What is not known of them is ASSUMED."""
    both = [(_assumed(r), r) for r in cluster.routers]
    both.sort(key=lambda pair: (rank(well(pair[0])) or (float("inf"), 0), pair[0].host))
    found = _standings([assumed for assumed, _ in both], family)
    yield from ((router, standing) for (_, router), standing in zip(both, found, strict=True))


def _standings(routers: Sequence[VirtualRouter], family: str) -> Iterator[Standing]:
    """The standings of routers that are given from the best to the worst."""
    if not routers:
        return
    if family == "carp":
        # An address owner (255) has no counterpart, and comes back as 254.
        places = iter(priorities([known(well(r).priority, 100) for r in routers if r.protocol != family]))
        for router in routers:
            if router.protocol == family:
                ratio = known(router.dead_ratio, 3)
                preempts = known(router.preempt, False)
                yield Standing(known(router.advskew, 0), known(router.interval, 1.0), ratio, (), preempts)
                continue
            seconds = known(router.interval, 1.0)
            whole = float(min(max(1, round(seconds)), SLOWEST))
            ratio = known(router.dead_ratio, 3)
            yield Standing(256 - next(places), whole, ratio, preempts=_preempts(router, routers, family))
        return
    base = int(min(known(r.interval, 1.0) for r in routers))
    wanted = [256 - known(r.advskew, 0) - 256 * int(known(r.interval, 1.0) - base) for r in routers]
    seconds = float(max(1, base))
    even = len({known(r.interval, 1.0) for r in routers}) == 1
    for router, priority in zip(routers, priorities(wanted), strict=True):
        ratio = known(router.dead_ratio, 3) if even else _dead_ratio(router, priority, seconds)
        yield Standing(priority, seconds, ratio, _peers(routers, router), _preempts(router, routers, family))
