"""Two nodes of a virtual router have the same configured source address.

Why: the file was copied unchanged. One node does not have the address, so it is not a working backup.

Daemon: keepalived stays in FAULT where it cannot bind to the address (acassen/keepalived#2651; tried on 2.2.7). With
ucarp, where both nodes have the address, both become MASTER without a message (tried on 1.5.2).

Fix: write each node's own address.

Exceptions: addresses that a launcher takes from the interface are checked by ifcfg-duplicate-ipaddr-cluster.
"""

from collections.abc import Iterator, Mapping

from carplint.model import Cluster, Host, VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL427"
NAME = "config-copied-verbatim"
SEVERITY = "error"
ON = "cluster and hosts"
NEEDS = "same-source"


def check(cluster: Cluster, hosts: Mapping[str, Host]) -> Iterator[Finding]:
    """One finding per node that has the source address of an earlier one."""
    seen: dict[object, VirtualRouter] = {}
    for router in cluster.routers:
        source = router.source_address
        if source is None or source.value is None:
            continue
        if any(a.span == source.span for i in hosts[router.host].interfaces for a in i.addresses):
            continue  # a launcher takes it from there
        first = seen.setdefault(source.value, router)
        if first.host != router.host and first.source_address is not None:
            message = (
                f"{router.host} and {first.host} are both told to send from {source.value}: the file was copied, "
                "and the node without the address is not a working backup"
            )
            yield Finding(message, source.span, (Related(first.source_address.span, f"on {first.host}"),))
