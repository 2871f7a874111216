"""A VIP is in virtual_ipaddress on one node and in virtual_ipaddress_excluded on another.

Why: the nodes advertise different addresses, so they drop each other's advertisements, and both become MASTER.

Daemon: only virtual_ipaddress is in the advertisement, and its number is compared ("unexpected ip number count",
keepalived 2.2.7, tried: both MASTER).

Fix: write the VIP into the same list on every node.

Exceptions: none.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.model.clusters import pairs
from carplint.text.finding import Finding, Related

CODE = "CL437"
NAME = "vip-excluded-vs-listed"
SEVERITY = "error"
ON = "VRRP cluster"
NEEDS = "excluded"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per VIP that is listed on one node and excluded on another."""
    if not any(r.excluded for r in cluster.routers if r.daemon == "keepalived"):
        return
    for pair in pairs(cluster):
        for here, there in (pair, pair[::-1]):
            listed = {v.address.value.ip: v for v in there.addresses if v.address.value is not None}
            for vip in here.excluded:
                if vip.address.value is not None and (other := listed.get(vip.address.value.ip)) is not None:
                    message = (
                        f"{vip.address.value.ip} is excluded on {here.host} and advertised on {there.host}: they drop "
                        "each other's advertisements, so both become MASTER"
                    )
                    related = (Related(other.address.span, f"in virtual_ipaddress on {there.host}"),)
                    yield Finding(message, vip.address.span, related)
