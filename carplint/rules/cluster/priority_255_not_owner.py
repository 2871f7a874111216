"""Two nodes of a virtual router have priority 255, which is the address owner's.

Why: there is one owner. The two fight for the VIP, and no health check can demote either of them.

Daemon: "CONFIGURATION ERROR", "reducing local priority" when it hears another owner; weights are ignored ("due to
address_owner"). Source: keepalived 2.2.7, tried; RFC 5798, 5.2.4; acassen/keepalived#2339.

Fix: 254 or less, another one on each node.

Exceptions: one node with 255 may be the owner, which other files would tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.election import OWNER
from carplint.finding import Finding, Related
from carplint.model import Net

CODE = "CL443"
NAME = "priority-255-not-owner"
SEVERITY = "warning"


def check(net: Net) -> Iterator[Finding]:
    """One finding for each second owner of a cluster."""
    for cluster in net.clusters:
        owners = [r for r in cluster.routers if r.priority is not None and r.priority.value == OWNER]
        for router in owners[1:]:
            first = owners[0]
            if router.host != first.host and router.priority is not None and first.priority is not None:
                message = (
                    f"{router.host} and {first.host} both have priority 255, that of the node whose own address the VIP is: "
                    "there can be one, and no health check demotes it"
                )
                yield Finding(message, router.priority.span, (Related(first.priority.span, f"on {first.host}"),))
