"""A VIP is the real address of a node of its cluster.

Why: two hosts answer for it as soon as another node is MASTER, and the advertisements of one of them come from
the VIP.

Daemon: any address is taken; tried with keepalived 2.2.7, `-t` exits 0. Source: keepalived issue 821.

Fix: choose an address for the VIP that no node has as its own.

Exceptions: silent on the node itself, where vip-equals-own-address reports it, and for uCarp.
"""

from collections.abc import Iterator

from carplint.model import Cluster, IPAddress, Value
from carplint.text.finding import Finding, Related

CODE = "CL416"
NAME = "vip-equals-peer-address"
SEVERITY = "error"
ON = "VRRP cluster"
NEEDS = "source_address unicast_peers"


def check(cluster: Cluster) -> Iterator[Finding]:
    """Each VIP that is a peer or a source address in its cluster."""
    routers = [r for r in cluster.routers if r.protocol != "carp"]
    real: dict[IPAddress, list[tuple[str, Value[IPAddress]]]] = {}
    for host, a in ((r.host, a) for r in routers for a in (r.source_address, *r.unicast_peers) if a is not None):
        places = real.setdefault(a.value, []) if a.value is not None else None
        if places is not None and (not places or (len(places) == 1 and places[0][0] != host)):
            places.append((host, a))  # the first one, and the first one of another host
    for router in routers if real else ():
        for vip in router.addresses:
            places = real.get(vip.address.value.ip) if vip.address.value is not None else None
            if places and vip.address.value is not None:
                host, place = min(places, key=lambda p: p[0] == router.host)  # another node's file says more
                message = (
                    f"the VIP {vip.address.value.ip} of {router.name.value} on {router.host} is the real address of a "
                    "node: two hosts answer for it"
                )
                yield Finding(message, vip.address.span, (Related(place.span, f"a node's own address, on {host}"),))
