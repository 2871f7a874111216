"""The nodes of a CARP virtual router have different advbase.

Why: the smaller advbase wins whatever the advskew says, and a node whose waiting time is shorter than the
interval of the MASTER takes the VIP even without --preempt.

Daemon: the interval is advbase + advskew/256 s and the shortest wins; a backup that waits less than the MASTER's
interval considers it dead ("going to time out"). Source: ucarp 1.5.2, src/carp.c lines 567-571 and 611-617; tried
with advbase 1 against 4.

Fix: write the same advbase on all nodes, and set the order by advskew alone.

Exceptions: silent if an advbase is unknown.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL411"
NAME = "ucarp-advbase-mismatch"
SEVERITY = "warning"
ON = "CARP cluster"
NEEDS = "other-interval"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose advbase is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, lambda r: r.interval):
        message = (
            f"advbase is {right.value:g} on {other.host} and {left.value:g} on {first.host}: the smaller one wins, "
            "whatever advskew says"
        )
        yield Finding(message, right.span, (Related(left.span, f"advbase {left.value:g} on {first.host}"),))
