"""A unicast peer is not an address of any known node.

Why: the address is old or mistyped, and the node that was meant hears nothing from this one.

Daemon: advertisements go to that address, silently (keepalived 2.2.7, tried).

Fix: delete the line, or write the address of the node that is meant.

Exceptions: silent if another node also lists the address, since a node may not be among the inputs, if a node's own
address is in none of the files, and if unicast-peers-incomplete says that a known node is missing here.
"""

from collections.abc import Iterator, Mapping

from carplint.model import Cluster, Host
from carplint.model.clusters import sources
from carplint.text.finding import Finding, Related

CODE = "CL426"
NAME = "unicast-peer-unknown"
SEVERITY = "warning"
ON = "VRRP cluster and hosts"
NEEDS = "unicast_peers"


def check(cluster: Cluster, hosts: Mapping[str, Host]) -> Iterator[Finding]:
    """One finding per peer that nobody else knows."""
    senders = [r for r in cluster.routers if r.unicast_peers]
    addresses = {id(r): sources(hosts[r.host], r) for r in senders}
    if len({r.host for r in senders}) < 2 or not all(addresses.values()):
        return
    for router in senders:
        others = [r for r in senders if r.host != router.host]
        listed = {p.value for p in router.unicast_peers}
        if not all(addresses[id(o)] & listed for o in others):
            continue
        known = {a for r in senders for a in addresses[id(r)]} | {p.value for o in others for p in o.unicast_peers}
        for peer in router.unicast_peers:
            if peer.value is not None and peer.value not in known:
                message = f"{peer.value} is not an address of {' or '.join(o.host for o in others)}, and only {router.host} lists it"
                places = ((o.host, o.source_address or o.name) for o in others)
                related = tuple(Related(place.span, f"{host} has another address") for host, place in places)
                yield Finding(message, peer.span, related)
