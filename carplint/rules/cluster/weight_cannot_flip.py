"""No failure that the best node tracks makes another node take over.

Why: the check fails, the priority moves, and the VIP stays where the service is dead.

Daemon: a negative weight is subtracted while its object is not healthy, a positive one is added while it is; the
highest sum from 1 to 254 wins, and at a tie the MASTER stays (keepalived, vrrp/vrrp_track.c;
serverfault.com/questions/718132; tried on 2.2.7).

Fix: make the weights larger than the difference of the priorities, or remove them: weight 0 means that the node does
not take part while the check fails.

Exceptions: silent if the outcome depends on an unknown priority, weight or tracked file, for members of a sync group,
if the priorities are equal (equal-priority), and if the next node has nopreempt, which nopreempt-with-weighted-track
reports.
"""

from collections.abc import Iterator, Sequence

from carplint.rules.cluster.weights import Ranked
from carplint.text.finding import Finding, Related

CODE = "CL428"
NAME = "weight-cannot-flip"
SEVERITY = "error"
ON = "weighted cluster"


def _sum(node: Ranked, total: int) -> str:
    step = total - node.written
    return f"{node.written} {'−' if step < 0 else '+'} {abs(step)} = {total}"


def check(nodes: Sequence[Ranked]) -> Iterator[Finding]:
    """One finding per cluster whose best node stays the best whatever fails on it."""
    best, following, *_ = nodes
    weighty = [t for t in best.router.trackers if t.weight.value]
    if not weighty or best.written == following.written or best.failed < following.healthy:
        return
    preempt = following.router.preempt
    if best.healthy == following.healthy or (preempt is not None and preempt.value is False):
        return
    needed = best.healthy - following.healthy
    sign = "=" if best.failed == following.healthy else ">"
    here, there = best.router.host, following.router.host
    message = (
        f"{_sum(best, best.failed)} {sign} {_sum(following, following.healthy)}: when all checks with a weight "
        f"fail on {here}, {there} still does not take over; the weights must add up to more than {needed}"
    )
    yield Finding(message, weighty[0].weight.span, (Related(following.span, f"the priority on {there}"),))
