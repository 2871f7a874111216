"""A node has priority 255, which belongs to the node that has the VIP as its own address.

Why: the weights of its checks do not count, so no health check hands the VIP over, it preempts despite nopreempt, and
two such nodes fight for the VIP.

Daemon: 255 is the address owner's (RFC 5798, 5.2.4). "ignoring weight of track script due to address_owner"; where it
hears another owner, "CONFIGURATION ERROR" and "reducing local priority" (keepalived 2.2.7, tried;
acassen/keepalived#2339). keepalived adds and removes the VIP itself, so with it no node is an owner.

Fix: 254 or less, different on each node.

Exceptions: only in a cluster of several hosts. A single node whose 255 comes from state MASTER without a priority is
left to state-master-without-priority. Silent if the VIP is an address of the node's own interface
(vip-equals-own-address).
"""

from collections.abc import Iterator, Mapping

from carplint.model import Cluster, Host
from carplint.model.clusters import addresses
from carplint.model.election import OWNER
from carplint.text.finding import Finding, Related

CODE = "CL443"
NAME = "priority-255-not-owner"
SEVERITY = "warning"
ON = "cluster and hosts"
NEEDS = "owner"


def check(cluster: Cluster, hosts: Mapping[str, Host]) -> Iterator[Finding]:
    """One finding per owner of a cluster; where there are several, for each but the first."""
    owners = [
        (r, r.priority)
        for r in cluster.routers
        if r.priority is not None
        and r.priority.value == OWNER
        and not addresses(hosts[r.host], r) & (r.vips or frozenset())
    ]
    if len({r.host for r in cluster.routers}) < 2 or not owners:
        return
    first, place = owners[0]
    if len({r.host for r, _ in owners}) == 1 and place.written:
        message = (
            f"{first.host} has priority 255, the address owner's: neither the weights of its checks nor nopreempt count"
        )
        others = ((r.host, r.priority or r.name) for r in cluster.routers if r.host != first.host)
        yield Finding(message, place.span, tuple(Related(p.span, f"the priority on {host}") for host, p in others))
    for router, priority in owners[1:]:
        if router.host != first.host:
            message = (
                f"{router.host} and {first.host} both have priority 255, the address owner's: they fight for "
                "the VIP, and no health check demotes them"
            )
            yield Finding(message, priority.span, (Related(place.span, f"on {first.host}"),))
