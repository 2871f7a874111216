"""The weights make a node win over one with a higher priority while both are well.

Why: the VIP lives on the node that was meant to stand by, and comes back to it after each failover.

Daemon: a positive weight is added to the priority while its object is well (keepalived, vrrp/vrrp_track.c;
acassen/keepalived#2235).

Fix: the same trackers and weights on every node, so that healthy nodes keep the order of their priorities.

Exceptions: silent where a priority or weight is not known, for members of a sync group, and where
the node of the higher priority tracks nothing: a bonus for the other one alone is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Finding, Related
from carplint.model import Net
from carplint.rules.cluster.weight_cannot_flip import ranked

CODE = "CL429"
NAME = "weight-flips-healthy"
SEVERITY = "warning"


def check(net: Net) -> Iterator[Finding]:
    """One finding for each cluster where the node of the highest priority is not the best."""
    for cluster in net.clusters:
        if not any(t.weight.value for r in cluster.routers for t in r.trackers):
            continue
        order = ranked(cluster)
        if order is None:
            continue
        best, own = order[0]
        high, other = max(order, key=lambda item: item[0].priority.value if item[0].priority is not None else 0)  # type: ignore[arg-type, return-value]
        assert best.priority is not None
        assert high.priority is not None
        if not high.trackers or best.priority.value == high.priority.value or own.healthy == other.healthy:
            continue
        message = (
            f"{best.host} has priority {best.priority.value} and {high.host} {high.priority.value}, but while all is well "
            f"the weights make it {own.healthy} against {other.healthy}: the VIP is on {best.host}"
        )
        at = next((t.weight.span for t in best.trackers if (t.weight.value or 0) > 0), best.priority.span)
        yield Finding(message, at, (Related(high.priority.span, f"the priority on {high.host}"),))
