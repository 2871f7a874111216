"""A VIP is the real address of a node of its cluster, or the address that the advertisements come from.

Why: two hosts answer for it as soon as another node is MASTER, and the advertisements of one of them come from
the VIP. Where it is the node's own source address, no node has it before it is MASTER, and none becomes MASTER without it.

Daemon: any address is taken; tried with keepalived 2.2.7, `-t` exits 0, and without the source address the instance enters FAULT ("src
address not configured"). Source: keepalived issue 821.

Fix: choose an address for the VIP that no node has as its own.

Exceptions: silent on the node itself, where vip-equals-own-address reports it, and for uCarp. Of a node that is alone among the inputs
it is silent with priority 255, which is for the owner of the VIP, and where a file gives the node that address.
"""

from collections.abc import Iterator

from carplint.model import Cluster, IPAddress, Net, Value, VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL416"
NAME = "vip-equals-peer-address"
SEVERITY = "error"
ON = "net with VRRP"
NEEDS = "source_address unicast_peers"


def _may_own(net: Net, router: VirtualRouter, ip: IPAddress) -> bool:
    """Return whether a node may have the VIP as an address of its own, as the owner or by a file."""
    if router.priority is None or router.priority.value in (None, 255):
        return True
    own = (i for h in net.hosts if h.name == router.host for i in h.interfaces)
    return any(a.value is not None and a.value.ip == ip for i in own for a in i.addresses)


def check(net: Net) -> Iterator[Finding]:
    """Each VIP that is a peer or a source address in its cluster."""
    for cluster in net.clusters:
        yield from _clashes(net, cluster)


def _clashes(net: Net, cluster: Cluster) -> Iterator[Finding]:
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
                effect = "the real address of a node: two hosts answer for it"
                if place is router.source_address and len({r.host for r in routers}) == 1:
                    effect = (
                        "its own source address: no node has it before it is MASTER, and the instance stays in FAULT"
                    )
                    if _may_own(net, router, vip.address.value.ip):
                        continue
                message = f"the VIP {vip.address.value.ip} of {router.name.value} on {router.host} is {effect}"
                yield Finding(message, vip.address.span, (Related(place.span, f"a node's own address, on {host}"),))
