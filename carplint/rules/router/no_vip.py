"""A vrrp_instance has no VIP.

Why: nothing fails over with it. With VRRPv3 or in strict mode keepalived does not even start.

Daemon: "No VIP specified; at least one is required" (version 3 or strict) or "is sensible". Source: keepalived
vrrp/vrrp.c (vrrp_complete_instance); tried with 2.2.7 and 2.4.3.

Fix: write the VIPs in virtual_ipaddress. If none is meant (the instance only serves its notify scripts), write
no_virtual_ipaddress, for which keepalived must be newer than 2.2.7.

Exceptions: lines that are not an address of the instance's family do not count, and neither does
virtual_ipaddress_excluded.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL223"
NAME = "no-vip"
SEVERITY = "error"
ON = "whole instance"
NEEDS = "no-vip"


def check(instance: Instance) -> Iterator[Finding]:
    """Every instance without a VIP, unless it says that it wants none."""
    if instance.vips or ("no_virtual_ipaddress" in instance.statements and not instance.strict):
        return
    if any(line.words[0].startswith("include") for line in instance.entries("virtual_ipaddress")):
        return
    starts = instance.version == 2 and not instance.strict
    effect = "nothing fails over with it" if starts else "keepalived does not start with this file"
    block = instance.last("virtual_ipaddress")
    span = place(instance.statement, 1) if block is None else place(block)
    yield Finding(f"{shown(instance.name)} has no VIP: {effect}", span)
