"""In strict mode, or with no_accept, a node that is not the address owner does not answer at its VIPs.

Why: the VIP comes up and is dead: no ping, no connection. This is the most frequent question about keepalived.

Daemon: accept is off in strict mode, so keepalived adds nftables rules that drop packets for the VIPs, except on the
owner with priority 255; `-t` says nothing. Source: keepalived vrrp/vrrp.c (vrrp_complete_instance); RFC 5798, section
6.4.3; tried with 2.2.7.

Fix: delete vrrp_strict (strict_mode, no_accept); or write `accept`, in strict mode with version 3.

Exceptions: silent for the owner, with accept in version 3, and if the node forwards to real servers (virtual_server):
LVS takes its packets before the rules.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL240"
NAME = "strict-drops-vip-traffic"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "accept no_accept vrrp_strict strict_mode"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every instance whose VIPs do not answer."""
    if any(True for _ in configuration.all("virtual_server")):
        return
    for instance in configuration.instances:
        if instance.owner or instance.priority.value is None or not instance.vips:
            continue
        accept, refuse = instance.last("accept"), instance.last("no_accept")
        if accept is not None and (instance.version == 3 or not instance.strict):
            continue
        if refuse is not None:
            message = (
                "with no_accept a node that is not the owner drops packets to the VIP: it does not even answer a ping"
            )
            yield Finding(message, place(refuse))
        elif instance.strict:
            span = place(instance.last("strict_mode") or instance.statement, 1)
            message = f"in strict mode {shown(instance.name)} drops packets to its VIPs: they do not even answer a ping"
            yield Finding(message, span)
