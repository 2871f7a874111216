"""A node has --preempt, but all nodes have the same advskew.

Why: preemption is for a preferred node, and among equals there is none: the first MASTER stays, and the option only
misleads the administrator.

Daemon: only a MASTER with a longer interval is preempted (ucarp 1.5.2, src/carp.c, carp_proto_input_c; tried: both
nodes with -P and equal advskew, the first MASTER stays).

Fix: give the preferred node the lower advskew (`-k 1`, the other `-k 100`).

Exceptions: silent if an advskew is unknown, and if not every node runs ucarp.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.election import interval
from carplint.text.finding import Finding, Related

CODE = "CL405"
NAME = "ucarp-preempt-without-skew"
SEVERITY = "warning"
ON = "CARP cluster"
NEEDS = "preempt"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per cluster in which a node preempts and all are equal."""
    first, *others = cluster.routers
    if not others or interval(first) is None or any(r.daemon != "ucarp" for r in cluster.routers):
        return
    same = all(interval(r) == interval(first) for r in others)
    if same and (preempting := [r for r in cluster.routers if r.preempt is not None and r.preempt.value]):
        message = (
            f"--preempt has no effect: {', '.join(r.host for r in cluster.routers)} have the same advskew, so "
            "the first MASTER stays MASTER"
        )
        spans = [(r.preempt.span, r.host) for r in preempting if r.preempt is not None]
        related = tuple(Related(span, f"--preempt on {host}") for span, host in spans[1:])
        yield Finding(message, spans[0][0], related)
