"""The election: who wins, and how long a backup waits. For failover that is all that differs between CARP and VRRP.

Source: ucarp 1.5.2, src/carp.c lines 346-349 and 567-571; RFC 3768 section 6.1 (VRRPv2); RFC 5798 section 6.1 (VRRPv3);
keepalived, vrrp.c and include/vrrp.h.
"""

from __future__ import annotations

from collections.abc import Sequence

from carplint.model.net import VirtualRouter
from carplint.text.typing import NamedTuple

Rank = tuple[float, int]

OWNER = 255
"""The priority of the address owner, the node whose own address the VIP is."""


def interval(router: VirtualRouter) -> float | None:
    """Return the seconds between two advertisements of a master; None if not known."""
    if router.interval is None or router.interval.value is None:
        return None
    if router.protocol != "carp":
        return router.interval.value
    if router.advskew is None or router.advskew.value is None:
        return None
    return router.interval.value + router.advskew.value / 256


def rank(router: VirtualRouter) -> Rank | None:
    """Return the rank in the election: the smallest wins. None if not known.

    CARP: the shorter interval, then the lower source address. VRRP: the higher priority, then the higher source
    address. An unknown source address counts as 0, so a tie stays a tie."""
    source = router.source_address
    address = int(source.value) if source is not None and source.value is not None else 0
    if router.protocol == "carp":
        seconds = interval(router)
        return None if seconds is None else (seconds, address)
    if router.priority is None or router.priority.value is None:
        return None
    return -router.priority.value, -address


def ranks(routers: Sequence[VirtualRouter]) -> list[Rank | None]:
    """Return the ranks of the members of a cluster while everything they track is healthy. Source addresses decide only
    if every daemon compares them: the kernels of OpenBSD and FreeBSD do not, and a master there steps down for an
    equal one. Source: FreeBSD 14, sys/netinet/ip_carp.c, carp_input_c; OpenBSD 7, the same file, carp_proto_input_c."""
    found = [rank(well(r)) for r in routers]
    if all(r.daemon in ("ucarp", "keepalived") for r in routers):
        return found
    return [None if own is None else (own[0], 0) for own in found]


def timer(router: VirtualRouter) -> float | None:
    """Return the seconds to which a backup sets its timer with each advertisement; None if not known.

    CARP: deadratio x advbase + advskew/256. VRRPv2: 3 x advert_int + (256 - priority)/256; in VRRPv3 the last term is a
    fraction of advert_int instead of a second."""
    if router.interval is None or router.interval.value is None:
        return None
    if router.dead_ratio is None or router.dead_ratio.value is None:
        return None
    base, ratio = router.interval.value, router.dead_ratio.value
    if router.protocol == "carp":
        seconds = interval(router)
        return None if seconds is None else ratio * base + (seconds - base)
    if router.priority is None or router.priority.value is None:
        return None
    skew = (256 - router.priority.value) / 256
    return ratio * base + (skew * base if router.protocol == "vrrp3" else skew)


def master_down_time(router: VirtualRouter) -> float | None:
    """Return the seconds without an advertisement after which this node, a backup, takes over; None if not known.

    keepalived and the kernels take over when the timer ends. ucarp looks at its timer when its poll() ends, after each
    interval, so it waits for the next whole number of intervals, or less if frames of other virtual routers wake it.
    Source: ucarp 1.5.2, src/carp.c, docarp; seen: with advskew 100 3 x 1.391 s instead of 3.391 s."""
    from math import ceil  # few runs ask for it

    seconds, own = timer(router), interval(router)
    return ceil(seconds / own) * own if seconds and own and router.daemon == "ucarp" else seconds


class Range(NamedTuple):
    """The effective priority of a node while everything it tracks is healthy, and while everything that has a weight
    has failed. Trackers of weight 0 are not included: their failure takes the node out of the election (FAULT)."""

    healthy: int
    failed: int


def priorities(router: VirtualRouter) -> Range | None:
    """Return the effective priorities of a VRRP node; None if one of the numbers is not known before it runs: a tracked
    file says its own one, and the members of a sync group share one fate.

    A positive weight is added while its object is healthy, a negative one while it is not; `reverse` swaps the two. The
    sum is kept within 1 to 254. Priority 255 ignores weights. Source: keepalived, vrrp/vrrp_track.c; RFC 5798, 5.2.4.
    """
    base = router.priority.value if router.priority is not None else None
    if base is None or router.sync_group is not None:
        return None
    if base == OWNER:
        return Range(base, base)
    healthy = failed = base
    for tracker in router.trackers:
        weight = tracker.weight.value
        if weight is None or (tracker.kind == "file" and weight != 0):
            return None
        if (weight > 0) != tracker.reverse:
            healthy += weight
        else:
            failed += weight
    return Range(min(254, max(1, healthy)), min(254, max(1, failed)))


def well(router: VirtualRouter) -> VirtualRouter:
    """Return a router with the priority it has while everything it tracks is healthy, as far as that is known."""
    reach = priorities(router)
    if reach is None or router.priority is None:
        return router
    return router._replace(priority=router.priority.but(reach.healthy))
