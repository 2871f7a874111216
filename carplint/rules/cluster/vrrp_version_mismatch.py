"""One node of a virtual router speaks VRRPv2, another VRRPv3.

Why: each node drops the other's advertisements, hears no master, and becomes MASTER: both hold the VIPs.

Daemon: "wrong version" (keepalived 2.2.7, vrrp.c, vrrp_in_chk; tried: the VIP on both; acassen/keepalived#1490). The
version is that of the instance, else vrrp_version of global_defs, else 2 for IPv4 and 3 for IPv6.

Fix: use the same version on every node, preferably by vrrp_version in global_defs.

Exceptions: while a cluster moves from one version to the other, suppress it with `until=`.
"""

from collections.abc import Iterator

from carplint.model import Cluster, Value
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL422"
NAME = "vrrp-version-mismatch"
SEVERITY = "error"
ON = "VRRP cluster"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose version is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, lambda r: Value(r.protocol[-1], "", r.span)):
        message = (
            f"{other.name.value} on {other.host} speaks VRRPv{right.value} and {first.name.value} on {first.host} "
            f"VRRPv{left.value}: they drop each other's advertisements, so both become MASTER"
        )
        yield Finding(message, right.span, (Related(left.span, f"VRRPv{left.value} on {first.host}"),))
