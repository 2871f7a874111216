"""Two nodes of a cluster have the same static address on the interface of their virtual router.

Why: two hosts answer for it; and daemons that send from the same address mistake each other's packets for their own,
so both are MASTER.

Daemon: tried with ucarp 1.5.2: the same source address on both nodes made both MASTER without a log line; the network
scripts skip the address if arping finds it ("some other host already uses address"), and the interface stays down.

Fix: give each node its own address.

Exceptions: only the interfaces of virtual routers of one cluster; silent for VIPs, and for an interface that does not
come up at boot or has DHCP.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations

from carplint.model import Cluster, Host, IPAddress, VirtualRouter
from carplint.rules.host.facts import Own, static, text
from carplint.text.finding import Finding, Related

CODE = "CL414"
NAME = "ifcfg-duplicate-ipaddr-cluster"
SEVERITY = "error"
ON = "cluster and hosts"
NEEDS = "address-twice"


def _on(router: VirtualRouter, hosts: Mapping[str, Host]) -> Iterator[tuple[IPAddress, Own]]:
    """The static addresses of a virtual router's interface."""
    name = text(router.interface)
    for own in static(hosts[router.host]):
        if own.interface.name == name and own.address.value is not None:
            yield own.address.value.ip, own


def check(cluster: Cluster, hosts: Mapping[str, Host]) -> Iterator[Finding]:
    """Each address that two members of a cluster have."""
    found: dict[IPAddress, dict[str, Own]] = {}
    for router in cluster.routers:
        for ip, own in _on(router, hosts) if len(cluster.routers) > 1 else ():
            found.setdefault(ip, {}).setdefault(router.host, own)
    for ip, owners in found.items():
        if len(owners) < 2 or any(ip in h.vips for h in hosts.values()):
            continue
        for (a, first), (b, second) in combinations(owners.items(), 2):
            message = f"{a} and {b} have the same address {ip}: two hosts answer for it, and both may be MASTER"
            yield Finding(message, second.address.span, (Related(first.address.span, f"the address on {a}"),))
