"""The interfaces of the nodes of a multicast virtual router are in different subnets.

Why: multicast stays on its segment; nodes on different ones do not hear each other, and both become MASTER.

Daemon: advertisements have TTL 255 and a link-local group, so no router forwards them (RFC 5798, 5.1.1).

Fix: put the interfaces on one segment, or use unicast_peer.

Exceptions: silent if a node's addresses are unknown, for unicast, and if any subnet is common to both.
"""

from collections.abc import Iterator, Mapping

from carplint.model import Cluster, Host
from carplint.model.clusters import subnets
from carplint.text.finding import Finding, Related

CODE = "CL434"
NAME = "interface-subnet-mismatch"
SEVERITY = "warning"
ON = "cluster and hosts"
NEEDS = "other-subnet"


def check(cluster: Cluster, hosts: Mapping[str, Host]) -> Iterator[Finding]:
    """One finding per node that shares no subnet with its cluster's first node."""
    known = [(r, n) for r in cluster.routers if not r.unicast_peers and (n := subnets(hosts[r.host], r))]
    for router, networks in known[1:]:
        first, others = known[0]
        if router.host != first.host and not networks & others:
            here, there = (", ".join(sorted(map(str, n))) for n in (networks, others))
            at = (router.interface or router.name).span
            message = (
                f"the interface of {router.name.value} on {router.host} is in {here}, that of {first.host} in "
                f"{there}: multicast does not pass, so both become MASTER"
            )
            yield Finding(message, at, (Related((first.interface or first.name).span, f"on {first.host}"),))
