"""No failure of what the best node tracks can make another node take over.

Why: the check fails, the priority moves, and the VIP stays where the service is dead.

Daemon: a negative weight is subtracted while its object is not well, a positive one is added while it is; the highest
sum from 1 to 254 wins, and at a tie the MASTER stays (keepalived, vrrp/vrrp_track.c; serverfault.com/questions/718132; tried on 2.2.7).

Fix: make the weights larger than the distance of the priorities, or leave them out: weight 0 means that the node does not
take part while the check fails.

Exceptions: silent where a priority, a weight or a tracked file decides that is not known, for members of a sync group,
where the priorities are equal (equal-priority), and where the next node has nopreempt, which nopreempt-with-weighted-track tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.election import OWNER, Range, priorities
from carplint.finding import Finding, Related
from carplint.model import Cluster, Net, VirtualRouter

CODE = "CL428"
NAME = "weight-cannot-flip"
SEVERITY = "error"


def ranked(cluster: Cluster) -> list[tuple[VirtualRouter, Range]] | None:
    """The nodes with their effective priorities, the best healthy one first; None unless all are known, on several
    hosts, and none is the address owner."""
    found = [(r, p) for r in cluster.routers if (p := priorities(r)) is not None]
    if len(found) < len(cluster.routers) or len({r.host for r, _ in found}) < len(found) or len(found) < 2:
        return None
    if any(p.healthy == OWNER for _, p in found):
        return None
    return sorted(found, key=lambda item: -item[1].healthy)


def _base(router: VirtualRouter) -> int:
    return (router.priority.value or 0) if router.priority is not None else 0


def _sum(router: VirtualRouter, total: int) -> str:
    base = _base(router)
    step = total - base
    return f"{base} {'−' if step < 0 else '+'} {abs(step)} = {total}"


def check(net: Net) -> Iterator[Finding]:
    """One finding for each cluster whose best node stays the best whatever fails on it."""
    for cluster in net.clusters:
        if not any(t.weight.value for r in cluster.routers for t in r.trackers):
            continue
        order = ranked(cluster)
        if order is None:
            continue
        (best, own), (following, other) = order[:2]
        weighty = [t for t in best.trackers if t.weight.value]
        if not weighty or _base(best) == _base(following) or own.healthy == other.healthy or own.failed < other.healthy:
            continue
        if following.preempt is not None and following.preempt.value is False:
            continue
        needed = own.healthy - other.healthy
        sign = "=" if own.failed == other.healthy else ">"
        message = (
            f"{_sum(best, own.failed)} {sign} {_sum(following, other.healthy)}: when all checks with a weight fail on "
            f"{best.host}, {following.host} still does not take over; the weights must make more than {needed}"
        )
        at = following.priority.span if following.priority is not None else following.span
        yield Finding(message, weighty[0].weight.span, (Related(at, f"the priority on {following.host}"),))
