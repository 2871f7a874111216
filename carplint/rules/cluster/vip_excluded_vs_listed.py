"""A VIP is in virtual_ipaddress on one node and in virtual_ipaddress_excluded on another.

Why: the nodes advertise different addresses, so they drop each other's advertisements, and both become MASTER.

Daemon: only virtual_ipaddress is in the advertisement, and its number is compared ("unexpected ip number count",
keepalived 2.2.7, tried: both MASTER).

Fix: write the VIP into the same list on every node.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.model import Cluster, IPAddress, VirtualAddress
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
    listed: dict[IPAddress, dict[str, VirtualAddress]] = {}
    for router in cluster.routers:
        for vip in router.addresses:
            if vip.address.value is not None:
                listed.setdefault(vip.address.value.ip, {})[router.host] = vip
    for router in cluster.routers:
        for vip in router.excluded:
            ip = vip.address.value.ip if vip.address.value is not None else None
            for host, other in listed.get(ip, {}).items() if ip is not None else ():
                if host != router.host:
                    message = (
                        f"{ip} is excluded on {router.host} and advertised on {host}: they drop each other's "
                        "advertisements, so both become MASTER"
                    )
                    related = (Related(other.address.span, f"in virtual_ipaddress on {host}"),)
                    yield Finding(message, vip.address.span, related)
