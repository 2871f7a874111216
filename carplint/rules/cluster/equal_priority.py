"""Two nodes of a VRRP virtual router have the same priority.

Why: when the MASTER stops, both backups take over at once, and then the one with the lower address steps
back: the VIP flaps, and ARP caches may point to the wrong node.

Daemon: equal priorities are decided by the higher source address, but only between two masters
(keepalived, vrrp.c lines 1940, 2134 and 2190 of 2.2.7; the maintainer calls it bad practice in
acassen/keepalived#2323).

Fix: give each node its own priority, for example 150, 100 and 50.

Exceptions: silent if all nodes have nopreempt, which means that none is preferred, if a priority is unknown, and for
two address owners (priority-255-not-owner).
"""

from collections.abc import Iterator

from carplint.model import Cluster, VirtualRouter
from carplint.model.election import OWNER
from carplint.text.finding import Finding, Related

CODE = "CL409"
NAME = "equal-priority"
SEVERITY = "warning"
ON = "VRRP cluster"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node that has the priority of an earlier one."""
    members = [r for r in cluster.routers if r.protocol.startswith("vrrp")]
    if members and all(r.preempt is not None and r.preempt.value is False for r in members):
        return
    seen: dict[int, VirtualRouter] = {}
    for router in members:
        if router.priority is None or router.priority.value is None:
            continue
        first = seen.setdefault(router.priority.value, router)
        if first.host != router.host and first.priority is not None and router.priority.value != OWNER:
            message = (
                f"{router.host} and {first.host} have the same priority, {router.priority.value}: when the MASTER "
                "stops they take over together, and the VIP flaps"
            )
            related = (Related(first.priority.span, f"the priority on {first.host}"),)
            yield Finding(message, router.priority.span, related)
