"""The nodes of a VRRP virtual router have different authentication.

Why: each node drops the other's advertisements, hears no master, and becomes MASTER: both hold the VIPs.

Daemon: the type and the first 8 bytes of the password are compared; a node with authentication and one without do not
match either ("received an invalid passwd", "received a 0 auth, expecting 1"; keepalived, vrrp.c lines 897-910 of
2.2.7; tried).

Fix: write the same authentication block on every node.

Exceptions: passwords that differ only after the eighth byte are the same. VRRPv3 has no authentication.
"""

from collections.abc import Iterator

from carplint.model import Cluster, Value, VirtualRouter
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL406"
NAME = "auth-mismatch"
SEVERITY = "error"
ON = "VRRP cluster"
NEEDS = "authentication"


def _authentication(router: VirtualRouter) -> Value[tuple[str, str]] | None:
    """Type and password as the daemon compares them; none of either is ("", "")."""
    if router.protocol != "vrrp2":
        return None
    auth = router.authentication
    if auth is None or auth.secret is None or auth.secret.value == "":
        return Value(("", ""), "", router.span)
    if auth.method.value is None or auth.secret.value is None:
        return None
    return Value((auth.method.value, auth.secret.value), "", auth.secret.span)


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node that does not match its cluster's first node."""
    for first, other, left, right in differing(cluster, _authentication):
        assert left.value is not None
        assert right.value is not None
        if "" in (left.value[0], right.value[0]):
            what = "only one of them authenticates"
        elif left.value[0] != right.value[0]:
            what = f"auth_type is {right.value[0]} here and {left.value[0]} there"
        else:
            what = "the passwords differ within their first 8 bytes"
        message = (
            f"{other.name.value} on {other.host} and {first.name.value} on {first.host} refuse each other's "
            f"advertisements ({what}), so both become MASTER"
        )
        yield Finding(message, right.span, (Related(left.span, f"on {first.host}"),))
