"""The weights make a node beat one with a higher priority while both are healthy.

Why: the VIP stays on the node that was meant as backup, and returns to it after each failover.

Daemon: a positive weight is added to the priority while its object is healthy (keepalived, vrrp/vrrp_track.c;
acassen/keepalived#2235).

Fix: write the same trackers and weights on every node, so that healthy nodes keep the order of their priorities.

Exceptions: silent if a priority or weight is unknown, for members of a sync group, and if the node of the higher
priority tracks nothing: the bonus for the other is then intended.
"""

from collections.abc import Iterator, Sequence

from carplint.rules.cluster.weights import Ranked
from carplint.text.finding import Finding, Related

CODE = "CL429"
NAME = "weight-flips-healthy"
SEVERITY = "warning"
ON = "weighted cluster"


def check(nodes: Sequence[Ranked]) -> Iterator[Finding]:
    """One finding per cluster where the node of the highest priority is not the best."""
    best, high = nodes[0], max(nodes, key=lambda node: node.written)
    if not high.router.trackers or best.written == high.written or best.healthy == high.healthy:
        return
    message = (
        f"{best.router.host} has priority {best.written} and {high.router.host} {high.written}, but while all is well "
        f"the weights make it {best.healthy} against {high.healthy}: the VIP is on {best.router.host}"
    )
    at = next((t.weight.span for t in best.router.trackers if (t.weight.value or 0) > 0), best.span)
    yield Finding(message, at, (Related(high.span, f"the priority on {high.router.host}"),))
