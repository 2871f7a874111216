"""Two virtual routers on one segment have the same virtual_router_id.

Why: with keepalived both work and log an error for each advertisement of the other. Appliances, and nodes with
use_vmac, which share the MAC address 00:00:5e:00:01:VRID, break.

Daemon: "not present in MASTER advert" every second, no takeover (keepalived 2.2.7, tried; openshift/installer#2966,
oracle-cne/ocne#492, acassen/keepalived#2444).

Fix: give one of them an id that is free on the segment.

Exceptions: only if the segment is known to be the same one by the subnets of the nodes' interfaces, or of VIPs with a
prefix; and if each of the two has several nodes, otherwise it is taken for a node with other VIPs.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL431"
NAME = "vrid-reused-other-cluster"
SEVERITY = "warning"
ON = "two with one id"


def check(first: VirtualRouter, other: VirtualRouter) -> Iterator[Finding]:
    """One finding per further virtual router with an id."""
    if first.protocol.startswith("vrrp") and other.protocol.startswith("vrrp") and first.id and other.id:
        message = (
            f"{other.name.value} on {other.host} and {first.name.value} on {first.host} are different virtual routers "
            f"with virtual_router_id {other.id.value} on one segment: each logs the other's advertisements as errors"
        )
        yield Finding(message, other.id.span, (Related(first.id.span, f"on {first.host}"),))
