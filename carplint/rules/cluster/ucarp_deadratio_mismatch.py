"""The nodes of a CARP virtual router have different dead ratios.

Why: at a start, and when the MASTER fails, the node with the smaller ratio is first, even if its advskew is worse;
without --preempt on the others it keeps the VIP.

Daemon: a backup waits deadratio x advbase + advskew/256 s (ucarp 1.5.2, src/carp.c lines 346-349; tried: advskew 50
with ratio 1 beat advskew 0 with ratio 3).

Fix: write the same --deadratio on every node.

Exceptions: silent if a ratio is unknown.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL439"
NAME = "ucarp-deadratio-mismatch"
SEVERITY = "warning"
ON = "CARP cluster"
NEEDS = "other-dead-ratio"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose ratio is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, lambda r: r.dead_ratio):
        message = (
            f"deadratio is {right.value} on {other.host} and {left.value} on {first.host}: the smaller one is first to take "
            "over, whatever advskew says"
        )
        yield Finding(message, right.span, (Related(left.span, f"deadratio {left.value} on {first.host}"),))
