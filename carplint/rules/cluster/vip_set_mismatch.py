"""The nodes of a VRRP virtual router do not have the same VIPs.

Why: each node drops the other's advertisements, hears no master, and becomes MASTER: both hold the VIPs that they
share. This is the most common real split brain.

Daemon: the addresses in virtual_ipaddress are part of the advertisement; their number and the addresses
are compared, not their order and prefixes (keepalived, vrrp.c lines 965, 1087 and 1094 of 2.2.7; tried).

Fix: write the same list on every node; put what one node needs beyond it into virtual_ipaddress_excluded.

Exceptions: silent if an address is unknown.
"""

from collections.abc import Iterator

from carplint.model import Cluster, IPAddress, Value, VirtualRouter
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL407"
NAME = "vip-set-mismatch"
SEVERITY = "error"
ON = "VRRP cluster"


def _vips(router: VirtualRouter) -> Value[frozenset[IPAddress]] | None:
    vips = router.vips
    return None if vips is None else Value(vips, "", router.span)


def _excluded(first: VirtualRouter, other: VirtualRouter) -> bool:
    """Return whether one of them excludes a VIP that the other one lists, which vip-excluded-vs-listed reports."""
    left, right = ({v.address.value.ip for v in r.excluded if v.address.value is not None} for r in (first, other))
    return bool(left & (other.vips or frozenset()) or right & (first.vips or frozenset()))


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose VIPs are not those of its cluster's first node."""
    for first, other, left, right in differing(cluster, _vips):
        if _excluded(first, other):
            continue
        missing = ", ".join(sorted(str(a) for a in (left.value or frozenset()) - (right.value or frozenset())))
        further = ", ".join(sorted(str(a) for a in (right.value or frozenset()) - (left.value or frozenset())))
        what = " and ".join(t for t in (missing and f"lacks {missing}", further and f"has {further} more") if t)
        message = (
            f"{other.name.value} on {other.host} {what}, compared with {first.name.value} on {first.host}: each drops "
            "the other's advertisements, so both become MASTER"
        )
        related = (Related(left.span, f"{len(left.value or ())} VIPs on {first.host}"),)
        yield Finding(message, right.span, related, label=f"{len(right.value or ())} VIPs")
