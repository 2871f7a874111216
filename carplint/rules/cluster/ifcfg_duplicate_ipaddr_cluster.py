"""Two nodes of a cluster have the same static address on the interface of their virtual router.

Why: two hosts answer for it; and daemons that send from the same address mistake each other's packets for their own,
so both are MASTER.

Daemon: tried with ucarp 1.5.2: the same source address on both nodes made both MASTER without a log line; the network
scripts skip the address if arping finds it ("some other host already uses address"), and the interface stays down.

Fix: give each node its own address.

Exceptions: only the interfaces of virtual routers that are one cluster; silent for VIPs, and for an interface that
does not come up at boot or has DHCP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from carplint.model import Cluster, Host, IPAddress, VirtualRouter
from carplint.model.clusters import pairs
from carplint.rules.host.facts import Own, static, text
from carplint.text.finding import Finding, Related

CODE = "CL414"
NAME = "ifcfg-duplicate-ipaddr-cluster"
SEVERITY = "error"
ON = "cluster and hosts"
NEEDS = "address-twice"


def _on(router: VirtualRouter, hosts: Mapping[str, Host]) -> dict[IPAddress, Own]:
    name = text(router.interface)
    found = (o for o in static(hosts[router.host]) if o.interface.name == name)
    return {o.address.value.ip: o for o in found if o.address.value is not None}


def check(cluster: Cluster, hosts: Mapping[str, Host]) -> Iterator[Finding]:
    """Each address that two members of a cluster have."""
    vips = frozenset[IPAddress]().union(*(h.vips for h in hosts.values()))
    own = {id(r): _on(r, hosts) for r in cluster.routers} if len(cluster.routers) > 1 else {}
    for a, b in pairs(cluster) if own else ():
        for ip in own[id(a)].keys() & own[id(b)].keys() - vips:
            first, second = own[id(a)][ip], own[id(b)][ip]
            message = (
                f"{a.host} and {b.host} have the same address {ip}: two hosts answer for it, and both may be MASTER"
            )
            yield Finding(message, second.address.span, (Related(first.address.span, f"the address on {a.host}"),))
