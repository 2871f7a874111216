"""The nodes of a VRRP virtual router use different multicast groups.

Why: the nodes do not hear each other, so both become MASTER and hold the VIPs.

Daemon: an instance joins one group: mcast_dst_ip, else vrrp_mcast_group4 or vrrp_mcast_group6 of global_defs, else
224.0.0.18 or ff02::12 (keepalived 2.2.7; tried: the VIP on both).

Fix: write the same group on every node.

Exceptions: nodes with unicast peers use no group.
"""

from collections.abc import Iterator

from carplint.model import Cluster, IPAddress, Value, VirtualRouter
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL424"
NAME = "mcast-group-mismatch"
SEVERITY = "error"
ON = "VRRP cluster"
NEEDS = "mcast_dst_ip vrrp_mcast_group4 vrrp_mcast_group6"


def _group(router: VirtualRouter) -> Value[IPAddress] | None:
    return None if router.unicast_peers else router.multicast_group


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose group is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, _group):
        assert left.value is not None
        assert right.value is not None
        if left.value.version == right.value.version:
            message = (
                f"{other.name.value} on {other.host} sends to {right.value} and {first.name.value} on {first.host} to "
                f"{left.value}: they do not hear each other, so both become MASTER"
            )
            yield Finding(message, right.span, (Related(left.span, f"{left.value} on {first.host}"),))
