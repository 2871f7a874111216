"""A unicast peer is not an address of any known node.

Why: the address is old or mistyped, and the node that was meant hears nothing from this one.

Daemon: advertisements go to that address, silently (keepalived 2.2.7, tried).

Fix: delete the line, or write the address of the node that is meant.

Exceptions: silent if another node also lists the address, since a node may not be among the inputs, if a node's own
address is in none of the files, and if unicast-peers-incomplete says that a known node is missing here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from carplint.model import Cluster, Host, IPAddress, VirtualRouter
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
    owners: dict[IPAddress | None, list[VirtualRouter]] = {}
    listing: dict[IPAddress | None, set[str]] = {}
    for router in senders:
        for address in addresses[id(router)]:
            owners.setdefault(address, []).append(router)
        for peer in router.unicast_peers:
            listing.setdefault(peer.value, set()).add(router.host)
    members = Counter(r.host for r in senders)
    for router in senders:
        owned = (o for value in {p.value for p in router.unicast_peers} for o in owners.get(value, ()))
        if len({id(o) for o in owned if o.host != router.host}) < len(senders) - members[router.host]:
            continue  # a node is missing in the list
        for peer in router.unicast_peers:
            if peer.value is not None and peer.value not in owners and len(listing[peer.value]) == 1:
                others = [r for r in senders if r.host != router.host]
                message = f"{peer.value} is not an address of {' or '.join(o.host for o in others)}, and only {router.host} lists it"
                places = ((o.host, o.source_address or o.name) for o in others)
                related = tuple(Related(place.span, f"{host} has another address") for host, place in places)
                yield Finding(message, peer.span, related)
