"""Nodes have --preempt, and the same advskew.

Why: preemption is for a preferred node, and between equals there is none: the first MASTER stays, and
the option does nothing but to make the administrator believe otherwise.

Daemon: tried with ucarp 1.5.2: both nodes with -P and equal advskew, the first MASTER stays.

Fix: give the preferred node the lower advskew (`-k 1`, the other `-k 100`).

Exceptions: silent where one node has no --preempt, or an advskew is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.election import interval
from carplint.finding import Finding, Related
from carplint.model import Net

CODE = "CL405"
NAME = "ucarp-preempt-without-skew"
SEVERITY = "warning"


def check(net: Net) -> Iterator[Finding]:
    """One finding for a cluster in which all nodes preempt and all are equal."""
    for cluster in net.clusters:
        first, *others = cluster.routers
        if first.protocol != "carp" or not others or interval(first) is None:
            continue
        same = all(interval(r) == interval(first) for r in others)
        if same and all(r.preempt is not None and r.preempt.value for r in cluster.routers):
            assert first.preempt is not None
            message = (
                f"--preempt has no effect: {', '.join(r.host for r in cluster.routers)} have the same advskew, so "
                "whoever is MASTER first stays it"
            )
            related = tuple(Related(r.preempt.span, f"--preempt on {r.host}") for r in others if r.preempt is not None)
            yield Finding(message, first.preempt.span, related)
