"""Two nodes of a CARP virtual router have the same advbase and advskew.

Why: nothing says which node should hold the VIP. At a simultaneous start both become MASTER for a
moment; then the node with the lower source address stays.

Daemon: the shorter interval wins, advbase + advskew/256 s; in a tie the lower source address does, the opposite of
VRRP (ucarp 1.5.2, src/carp.c lines 567-571; tried). The daemon sees packets up to a second late, so after a
simultaneous start a difference of 50 still made both MASTER for half a second, and one of 100 did not (tried). The
kernels of OpenBSD and FreeBSD compare no addresses: a master that hears an equal one steps down (FreeBSD 14,
sys/netinet/ip_carp.c, carp_input_c).

Fix: give each node its own advskew in OPTIONS, the preferred one the lowest: a difference of 20 decides the winner,
one of 100 keeps nodes that start together from both being MASTER.

Exceptions: silent if a node's advskew is unknown, and if ucarp-preempt-without-skew says more.
"""

from collections.abc import Iterator

from carplint.model import Cluster, VirtualRouter
from carplint.model.election import interval
from carplint.text.finding import Finding, Related

CODE = "CL404"
NAME = "ucarp-equal-skew"
SEVERITY = "info"
ON = "CARP cluster"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node that ties with an earlier one."""
    if all(r.preempt is not None and r.preempt.value for r in cluster.routers):
        return
    seen: dict[float, VirtualRouter] = {}
    for router in cluster.routers:
        seconds = interval(router) if router.protocol == "carp" else None
        if seconds is None or router.advskew is None:
            continue
        first = seen.setdefault(seconds, router)
        if first.host != router.host and first.advskew is not None:
            tie = f"{first.host} and {router.host} tie (advskew {router.advskew.value})"
            if first.daemon == router.daemon == "ucarp":
                end = "the lower source address wins, and at a simultaneous start both are MASTER for a moment"
            else:
                end = "neither is preferred, so chance decides which of them is MASTER"
            message = f"{tie}: {end}"
            yield Finding(message, router.advskew.span, (Related(first.advskew.span, f"the same on {first.host}"),))
