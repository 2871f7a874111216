"""A vrrp_instance has more VIPs than its advertisements can hold.

Why: keepalived moves the rest to virtual_ipaddress_excluded; nodes with another MTU move others, so their lists
differ and both become MASTER.

Daemon: "Number of VIPs exceeds maximum/space available in packet - excess moved to eVIPs". Source: keepalived
vrrp/vrrp.c (vrrp_complete_instance): 255, or what fits the interface's MTU: 89 IPv6 addresses at 1500 bytes; tried
with 2.2.7.

Fix: leave the first VIP in virtual_ipaddress and write the others in virtual_ipaddress_excluded, on all nodes.

Exceptions: an MTU of 1500 bytes is assumed.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL247"
NAME = "too-many-vips"
SEVERITY = "error"
ON = "instance"
NEEDS = "dozens-of-vips"


def check(instance: Instance) -> Iterator[Finding]:
    """Every instance whose VIPs do not fit."""
    most = 89 if instance.family == 6 else 255
    if len(instance.vips) > most:
        message = f"{len(instance.vips)} VIPs, but an advertisement holds {most}: keepalived excludes the rest"
        yield Finding(message, place(instance.vips[most].line))
