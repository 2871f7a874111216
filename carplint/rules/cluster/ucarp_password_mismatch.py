"""The nodes of a CARP virtual router have different passwords.

Why: each node refuses the other's advertisements, hears no master, and becomes MASTER itself: both hold
the VIP.

Daemon: the password is the key of the HMAC-SHA1 over every advertisement; a wrong one gives "Bad
digest" in the log and nothing else. Source: ucarp 1.5.2, src/carp.c lines 78-113 and 522.

Fix: give all nodes the same password; at most 19 bytes count.

Exceptions: silent if a password is unknown (a command substitution, a file that is not among the inputs).
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL401"
NAME = "ucarp-password-mismatch"
SEVERITY = "error"
ON = "CARP cluster"
NEEDS = "other-secret"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose password is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, lambda r: r.secret):
        message = (
            f"the password of {other.name.value} on {other.host} is not that of {first.host}: each refuses "
            "the other's advertisements, so both become MASTER and hold the VIP"
        )
        related = (Related(left.span, f"the password on {first.host}"),)
        yield Finding(message, right.span, related, label=f"differs from the one on {first.host}")
