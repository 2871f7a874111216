"""A unicast node does not list another node of its virtual router.

Why: the node that is not listed hears nothing from this one: while this node is MASTER, it becomes MASTER, too.

Daemon: advertisements go to the listed addresses and nowhere else. On the MASTER a wrong list puts the VIP on both
nodes; on a BACKUP it stays hidden until it takes over (keepalived 2.2.7, tried; openshift/baremetal-runtimecfg#137).

Fix: list the address from which each of the other nodes sends: its unicast_src_ip.

Exceptions: silent if the address of the other node is in none of the files, and if both are told to send from the
same one (config-copied-verbatim).
"""

from collections.abc import Collection, Iterator, Mapping

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.tree import edits as repair
from carplint.model import Cluster, Host, IPAddress, VirtualRouter
from carplint.model.clusters import sources
from carplint.text.finding import Finding, Fix, Related

CODE = "CL425"
NAME = "unicast-peers-incomplete"
SEVERITY = "error"
ON = "VRRP cluster and hosts"
NEEDS = "unicast_peers"


def _fix(host: Host, router: VirtualRouter, addresses: Collection[IPAddress]) -> Fix | None:
    """A line for the missing peer below the last one, if its address is known."""
    configuration = configuration_of(host)
    if configuration is None or len(addresses) != 1:
        return None
    peers = next((i.peers for i in configuration.instances if i.name == router.name.value), ())
    return repair.line_below(peers[-1].line, str(next(iter(addresses)))) if peers else None


def check(cluster: Cluster, hosts: Mapping[str, Host]) -> Iterator[Finding]:
    """One finding per node that another does not list."""
    senders = [r for r in cluster.routers if r.unicast_peers]
    addresses = {id(r): sources(hosts[r.host], r) for r in senders}
    for router in senders:
        if any(p.value is None for p in router.unicast_peers):
            continue
        listed = {p.value for p in router.unicast_peers}
        mine = addresses[id(router)]
        for other in senders:
            own = addresses[id(other)]
            if other.host == router.host or not own or own & (listed | mine):
                continue
            address = ", ".join(sorted(map(str, own))) if len(own) < 3 else "any of its addresses"
            message = (
                f"{router.name.value} on {router.host} does not list {other.host} ({address}) as a peer: while "
                f"{router.host} is MASTER, {other.host} hears nothing and becomes MASTER, too"
            )
            at = other.source_address.span if other.source_address is not None else other.span
            related = (Related(at, f"the address of {other.host}"),)
            yield Finding(message, router.unicast_peers[0].span, related, _fix(hosts[router.host], router, own))
