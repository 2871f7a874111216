"""The nodes that share a CARP VIP have different VHIDs.

Why: they never hear each other, both become MASTER and hold the VIP, and no log says why.

Daemon: ucarp ignores advertisements with another VHID, with a line at debug level only (ucarp 1.5.2, src/carp.c line
489; tried with 010, which is 8, against 10).

Fix: give the vip file the same name on every node, without leading zeros.

Exceptions: silent if a VHID is refused or unknown.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL403"
NAME = "ucarp-vhid-mismatch"
SEVERITY = "error"
ON = "CARP cluster"
NEEDS = "other-id"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose VHID is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, lambda r: r.id):
        message = (
            f"{other.name.value} on {other.host} is VHID {right.value} and {first.name.value} on {first.host} is VHID "
            f"{left.value}, for one VIP: they never hear each other, so both become MASTER"
        )
        related = (Related(left.span, f"VHID {left.value}, written {left.written}"),)
        yield Finding(message, right.span, related, label=f"VHID {right.value}, written {right.written}")
