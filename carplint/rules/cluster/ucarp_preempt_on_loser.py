"""A node that loses the election has --preempt, and the node that should win has none.

Why: the preferred node never takes the VIP back after a failure, and --preempt on the other one does nothing: it is
on the wrong node.

Daemon: a backup takes over from a worse MASTER only with -P; tried with ucarp 1.5.2: advskew 0 without -P
stays BACKUP behind advskew 100 (src/carp.c lines 567-571 and 600-602).

Fix: move --preempt to the node with the lowest advbase and advskew, or remove it on all nodes.

Exceptions: silent if no node has --preempt, if the best node has it, if an interval is unknown or equal, and if not
every node runs ucarp.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.election import interval
from carplint.text.finding import Finding, Related

CODE = "CL410"
NAME = "ucarp-preempt-on-loser"
SEVERITY = "warning"
ON = "CARP cluster"
NEEDS = "preempt"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node that preempts behind a better one that does not."""
    known = [(s, r) for r in cluster.routers if r.daemon == "ucarp" and (s := interval(r)) is not None]
    if len(known) < len(cluster.routers) or len(known) < 2:
        return
    best_seconds, best = min(known, key=lambda k: k[0])
    if best.preempt is None or best.preempt.value is not False:
        return
    for seconds, router in known:
        if seconds > best_seconds and router.preempt is not None and router.preempt.value:
            message = (
                f"--preempt is on {router.host}, which loses the election to {best.host}: after a failure "
                f"{best.host} does not take the VIP back"
            )
            related = (Related(best.span, f"{best.host} has the shorter interval, and no --preempt"),)
            yield Finding(message, router.preempt.span, related, label="does nothing here")
