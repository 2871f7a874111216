"""Only the nodes of the lowest priority have nopreempt.

Why: it has no effect there, since these nodes outrank no other: the better node takes the VIP back as soon as it
returns, which nopreempt was meant to prevent.

Daemon: nopreempt keeps the node that has it from taking over from a worse MASTER (keepalived.conf(5); 2.2.7, tried on
either node; acassen/keepalived#1457).

Fix: write state BACKUP and nopreempt on the nodes of higher priority, too.

Exceptions: nopreempt is right on every node, and on a node in the middle, where it prevents taking over from a worse
one. Silent if a priority is unknown, and if the better node has nopreempt that the daemon drops
(nopreempt-with-state-master).
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.text.finding import Finding, Related

CODE = "CL442"
NAME = "nopreempt-on-wrong-node"
SEVERITY = "warning"
ON = "VRRP cluster"
NEEDS = "nopreempt"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per cluster whose best node preempts while a worse one has nopreempt."""
    members = [r for r in cluster.routers if r.protocol.startswith("vrrp")]
    known = [(r.priority.value, r) for r in members if r.priority is not None and r.priority.value is not None]
    if len(known) < len(members) or not known:
        return
    highest, best = max(known, key=lambda item: item[0])
    if best.preempt is None or not best.preempt.value or best.priority is None or best.preempt.written == "nopreempt":
        return
    lowest = min(p for p, _ in known)
    lower = (r for p, r in known if p == lowest < highest and r.host != best.host)
    for host, preempt in ((r.host, r.preempt) for r in lower if r.preempt is not None and r.preempt.value is False):
        message = (
            f"nopreempt has no effect on {host}, which has the lowest priority: {best.host} has {highest} and no "
            "nopreempt, and takes the VIP back when it returns"
        )
        yield Finding(message, preempt.span, (Related(best.priority.span, f"on {best.host}"),))
        break
