"""A VIP is the real address of a node of its cluster.

Why: two hosts answer for it as soon as another node is MASTER, and the advertisements of one of them come from
the VIP.

Daemon: any address is taken; tried with keepalived 2.2.7, `-t` exits 0. Source: keepalived issue 821.

Fix: take an address for the VIP that no node has by itself.

Exceptions: silent on the node itself, where vip-equals-own-address says it, and for uCarp.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Finding, Related
from carplint.model import IPAddress, Net, Value

CODE = "CL416"
NAME = "vip-equals-peer-address"
SEVERITY = "error"


def check(net: Net) -> Iterator[Finding]:
    """Each VIP that is a peer or a source address in its cluster."""
    for cluster in net.clusters:
        routers = [r for r in cluster.routers if r.protocol != "carp"]
        real: dict[IPAddress, Value[IPAddress]] = {}
        for router in routers:
            for address in (router.source_address, *router.unicast_peers):
                if address is not None and address.value is not None:
                    real.setdefault(address.value, address)
        for router in routers if real else ():
            for vip in router.addresses:
                found = real.get(vip.address.value.ip) if vip.address.value is not None else None
                if found is not None and vip.address.value is not None:
                    message = f"the VIP {vip.address.value.ip} is the real address of a node: two hosts answer for it"
                    yield Finding(message, vip.address.span, (Related(found.span, "a node's own address"),))
