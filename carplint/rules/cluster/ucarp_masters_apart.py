"""Two nodes share the VIPs of several interfaces, and the preferred node is not the same on all of them.

Why: on a pair of routers the packets come in at one node and leave at the other: a stateful firewall drops them, and a node that
fails on one side stays MASTER on the other. Where each VIP is a service of its own this is how the load is shared.

Daemon: each ucarp decides for itself, there are no groups as vrrp_sync_group of keepalived. Source: ucarp 1.5.2, src/carp.c; its
issue 26.

Fix: if the nodes route between these interfaces, give the same node the lowest advskew on all of them; --preempt on all daemons
brings both back together.

Exceptions: silent for VIPs of one interface, which share the load, at a tie, and if an election is unknown.
"""

from collections.abc import Iterator

from carplint.model import Cluster, Net, VirtualRouter
from carplint.model.election import interval
from carplint.text.finding import Finding, Related

CODE = "CL446"
NAME = "ucarp-masters-apart"
SEVERITY = "info"
ON = "several hosts"
NEEDS = "several-ucarp"


def _preferred(cluster: Cluster) -> VirtualRouter | None:
    """The router that its configuration prefers; None if that is not certain."""
    found = [(s, r) for r in cluster.routers if r.daemon == "ucarp" and (s := interval(r)) is not None]
    best = min((s for s, _ in found), default=0.0)
    first = [r for s, r in found if s == best]
    return first[0] if len(first) == 1 and 1 < len(found) == len(cluster.routers) else None


def check(net: Net) -> Iterator[Finding]:
    """Each cluster whose preferred node is another than that of an earlier cluster of the same nodes."""
    earlier: dict[frozenset[str], VirtualRouter] = {}
    for cluster in net.clusters:
        own = _preferred(cluster)
        if own is None or own.advskew is None or not own.device:
            continue
        first = earlier.setdefault(frozenset(r.host for r in cluster.routers), own)
        if first.host != own.host and first.device != own.device and first.advskew is not None:
            message = (
                f"with all nodes up {first.host} is MASTER on {first.device} and {own.host} on {own.device}: ucarp does not move "
                "the two together, so what one of them routes comes back to the other"
            )
            yield Finding(message, own.advskew.span, (Related(first.advskew.span, f"{first.host} is preferred here"),))
