"""The nodes of a VRRPv3 virtual router have different advert_int.

Why: it works, but how long a takeover lasts depends on which node was MASTER.

Daemon: a backup takes the interval from the master's advertisements (RFC 5798, 6.4.2; keepalived 2.2.7, 1 against 2
tried: one MASTER).

Fix: write the same advert_int on every node.

Exceptions: VRRPv2 nodes refuse each other, see advert-int-mismatch-v2.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL421"
NAME = "advert-int-mismatch-v3"
SEVERITY = "info"
ON = "VRRP cluster"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose interval is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, lambda r: r.interval if r.protocol == "vrrp3" else None):
        message = (
            f"advert_int is {right.value:g} on {other.host} and {left.value:g} on {first.host}: how long a takeover "
            "lasts depends on which of them was MASTER"
        )
        yield Finding(message, right.span, (Related(left.span, f"{left.value:g} s on {first.host}"),))
