"""Who wins, and how long a backup waits: all that differs between CARP and VRRP for failover.

Source: ucarp 1.5.2, src/carp.c lines 346-349 and 567-571; RFC 3768 section 6.1 (VRRPv2); RFC 5798
section 6.1 (VRRPv3); keepalived, vrrp.c and include/vrrp.h.
"""

from __future__ import annotations

from carplint.model import VirtualRouter

Rank = tuple[float, int]


def interval(router: VirtualRouter) -> float | None:
    """Seconds between two advertisements of a master; None where it is not known."""
    if router.interval is None or router.interval.value is None:
        return None
    if router.protocol != "carp":
        return router.interval.value
    if router.advskew is None or router.advskew.value is None:
        return None
    return router.interval.value + router.advskew.value / 256


def rank(router: VirtualRouter) -> Rank | None:
    """The place in the election: the smallest wins. None where it is not known.

    CARP: the shorter interval, then the lower source address. VRRP: the higher priority, then the higher
    source address. An unknown source address counts as 0, so a tie stays a tie.
    """
    source = router.source_address
    address = int(source.value) if source is not None and source.value is not None else 0
    if router.protocol == "carp":
        seconds = interval(router)
        return None if seconds is None else (seconds, address)
    if router.priority is None or router.priority.value is None:
        return None
    return -router.priority.value, -address


def master_down_time(router: VirtualRouter) -> float | None:
    """Seconds without an advertisement after which this node, a backup, takes over; None where not known.

    CARP: deadratio x advbase + advskew/256. VRRPv2: 3 x advert_int + (256 - priority)/256; in VRRPv3 the
    last term is a part of advert_int instead of a second.
    """
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
