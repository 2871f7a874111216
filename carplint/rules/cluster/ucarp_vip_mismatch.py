"""The nodes of a CARP virtual router have different VIPs.

Why: each node refuses the other's advertisements and becomes MASTER, each with its own address.

Daemon: the VIP is part of what the HMAC covers, so a different one looks like a wrong password: "Bad
digest". Source: ucarp 1.5.2, src/carp.c line 99; tried.

Fix: write the same IPADDR in the alias file of every node.

Exceptions: silent if a VIP is unknown. Virtual routers are compared when they have one VHID on one segment, so the
same VHID on another network is another cluster.
"""

from collections.abc import Iterator

from carplint.model import Cluster, Value, VirtualRouter
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL402"
NAME = "ucarp-vip-mismatch"
SEVERITY = "error"
ON = "CARP cluster"
NEEDS = "other-vips"


def _vip(router: VirtualRouter) -> Value[str] | None:
    """The VIPs that the digest covers, at the place of the first: ucarp has one, a kernel may have several."""
    if not router.addresses:
        return None
    first, *others = (vip.address for vip in router.addresses)
    if any(vip.value is None for vip in others):
        return first.but(None)
    return first.mapped(lambda own: ", ".join(sorted({str(a.ip) for a in (own, *(v.value for v in others)) if a})))


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose VIP is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, _vip):
        message = (
            f"the VIP of {other.name.value} is {right.value} on {other.host} and {left.value} on {first.host}: each "
            "node refuses the other's advertisements, so both become MASTER"
        )
        yield Finding(message, right.span, (Related(left.span, f"the VIP on {first.host}"),), label="another VIP")
