"""A node has nopreempt, but the better node relies on a weight to hand over.

Why: the check fails, the priority of the MASTER drops below the other's, and the other one does not take over: the
dead service keeps the VIP.

Daemon: a BACKUP with nopreempt does not take over from a MASTER of lower priority (keepalived 2.2.7, tried: priority
150 - 100 against 100; acassen/keepalived#2379, aledbf/kube-keepalived-vip#72).

Fix: remove the weight, so that a failed check means FAULT, which releases the VIP; or remove nopreempt.

Exceptions: checks with weight 0 are right with nopreempt. Silent if a priority or weight is unknown, and for members
of a sync group.
"""

from collections.abc import Iterator, Sequence

from carplint.rules.cluster.weights import Ranked
from carplint.text.finding import Finding, Related

CODE = "CL441"
NAME = "nopreempt-with-weighted-track"
SEVERITY = "error"
ON = "weighted cluster"
NEEDS = "nopreempt"


def check(nodes: Sequence[Ranked]) -> Iterator[Finding]:
    """One finding per cluster whose next node has nopreempt and whose best one has a weight."""
    best, following = nodes[0].router, nodes[1].router
    weighty = next((t for t in best.trackers if t.weight.value), None)
    if weighty is not None and following.preempt is not None and following.preempt.value is False:
        message = (
            f"{following.name.value} on {following.host} has nopreempt: when a check with a weight fails on {best.host}, "
            f"its priority drops and {following.host} does not take over"
        )
        yield Finding(message, following.preempt.span, (Related(weighty.weight.span, f"on {best.host}"),))
