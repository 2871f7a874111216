"""The nodes that share VIPs have different virtual_router_ids.

Why: they never hear each other, both become MASTER and hold the VIPs, and no log says why.

Daemon: an instance ignores advertisements of another VRID (keepalived 2.2.7, tried with 51 against 52: the VIP on
both, nothing logged).

Fix: write the same virtual_router_id on every node.

Exceptions: silent if a node's id is unknown.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL408"
NAME = "vrid-mismatch"
SEVERITY = "error"
ON = "VRRP cluster"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose VRID is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, lambda r: r.id):
        message = (
            f"{other.name.value} on {other.host} has virtual_router_id {right.value} and {first.name.value} on "
            f"{first.host} {left.value}, for one VIP: they never hear each other, so both become MASTER"
        )
        yield Finding(message, right.span, (Related(left.span, f"VRID {left.value} on {first.host}"),))
