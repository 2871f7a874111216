"""The nodes of a VRRPv2 virtual router have different advert_int.

Why: each node drops the other's advertisements, hears no master, and becomes MASTER: both hold the VIPs.

Daemon: the interval is in the advertisement and is compared, after rounding ("advertisement interval mismatch",
keepalived 2.2.7, vrrp.c, vrrp_in_chk; 1 against 2 tried: the VIP on both; acassen/keepalived#562).

Fix: write the same advert_int on every node.

Exceptions: VRRPv3 nodes learn the interval of the master, see advert-int-mismatch-v3.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL420"
NAME = "advert-int-mismatch-v2"
SEVERITY = "error"
ON = "VRRP cluster"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose interval is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, lambda r: r.interval if r.protocol == "vrrp2" else None):
        message = (
            f"advert_int is {right.value:g} on {other.host} and {left.value:g} on {first.host}: VRRPv2 nodes drop "
            "advertisements of another interval, so both become MASTER"
        )
        yield Finding(message, right.span, (Related(left.span, f"{left.value:g} s on {first.host}"),))
