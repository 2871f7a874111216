"""A VIP is in virtual_ipaddress_excluded on one node, and missing on another.

Why: the nodes hear each other and one of them is MASTER, so all looks well. But when the node without the VIP takes
over, no node has it, and its clients reach nothing.

Daemon: excluded VIPs come and go with the state of the instance and are in no advertisement, so no log shows that
they differ (keepalived.conf(5); keepalived 2.2.7, tried: after a failover the VIP was on no node).

Fix: write the VIP into virtual_ipaddress_excluded of every node, or remove it everywhere.

Exceptions: silent if an address of the instance is unknown, and if the other node lists the VIP in virtual_ipaddress,
which vip-excluded-vs-listed reports.
"""

from collections.abc import Iterator

from carplint.model import Cluster, IPAddress, VirtualAddress
from carplint.text.finding import Finding, Related

CODE = "CL445"
NAME = "excluded-vip-missing"
SEVERITY = "warning"
ON = "VRRP cluster"
NEEDS = "excluded"


def _known(addresses: tuple[VirtualAddress, ...]) -> dict[IPAddress, VirtualAddress]:
    return {v.address.value.ip: v for v in addresses if v.address.value is not None}


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per VIP that a node lacks, with the first node that has it."""
    if not any(r.excluded for r in cluster.routers if r.daemon == "keepalived"):
        return
    excluding: dict[IPAddress, tuple[str, VirtualAddress]] = {}
    having: dict[str, set[IPAddress]] = {}
    unknown: set[str] = set()
    for router in cluster.routers:
        for ip, vip in _known(router.excluded).items():
            excluding.setdefault(ip, (router.host, vip))
        every = router.brought_up
        having.setdefault(router.host, set()).update(_known(every))
        unknown.update(router.host for v in every if v.address.value is None)
    for router in cluster.routers:
        for ip, (host, vip) in excluding.items():
            if ip not in having[router.host] and router.host not in unknown:
                message = (
                    f"{router.name.value} on {router.host} lacks {ip}, which {host} has in virtual_ipaddress_excluded: "
                    f"when {router.host} takes over nobody has this VIP"
                )
                related = (Related(vip.address.span, f"the VIP on {host}"),)
                yield Finding(message, router.span, related, label=f"without {ip}")
                having[router.host].add(ip)
