"""A vrrp_instance has no virtual_router_id.

Why: keepalived does not start at all, so this node has none of its VIPs, those of other instances included.

Daemon: "the virtual router id must be set". Source: keepalived vrrp/vrrp.c (chk_min_cfg); tried with 2.2.7 and
2.4.3: no later instance is examined.

Fix: write the number from 1 to 255 that the other nodes of this virtual router have.

Exceptions: any other value is value-out-of-range or value-wrong-type.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL220"
NAME = "vrid-missing"
SEVERITY = "error"
ON = "whole instance"
NEEDS = "no-vrid"


def check(instance: Instance) -> Iterator[Finding]:
    """Every instance without a number."""
    if "virtual_router_id" not in instance.statements:
        message = f"{shown(instance.name)} has no virtual_router_id: keepalived does not start with this file"
        yield Finding(message, place(instance.statement, 1))
