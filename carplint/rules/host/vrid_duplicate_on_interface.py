"""Two VRRP instances of one node have the same virtual_router_id where they meet.

Why: keepalived does not start, so this node has none of its VIPs.

Daemon: "both use VRID n with IPv4 on interface", "duplicate VRID conflict". Instances meet when they are of one
family, on the same interface (an interface of their own counts as the one below it) and in the same multicast group;
with unicast, when the source address and a peer are the same. Source: keepalived vrrp/vrrp.c (check_vrid_conflicts);
tried with 2.2.7 and 2.4.3.

Fix: give each instance its own number from 1 to 255, the same on all nodes.

Exceptions: IPv4 and IPv6 may share a number, and so may instances on different interfaces or in different multicast
groups, and one with unicast peers and one without. Of instances with the same name keepalived reads the first only.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL308"
NAME = "vrid-duplicate-on-interface"
SEVERITY = "error"
ON = "several instances"


def _meeting(instance: Instance) -> Iterator[tuple[object, ...]]:
    """Where an instance is heard: two that share a place need different numbers."""
    interface = "" if instance.interface is None else instance.interface.value
    if interface is None or "$" in interface or instance.family is None:
        return
    if instance.peers:
        own = instance.source_address
        for peer in instance.peers:
            if (own is None or own.value is not None) and peer.address.value is not None:
                yield instance.family, interface, own and own.value, peer.address.value
    elif instance.multicast_group is not None and instance.multicast_group.value is not None:
        yield instance.family, interface, instance.multicast_group.value


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every instance with the number of an earlier one."""
    seen: dict[tuple[object, ...], Instance] = {}
    for instance in configuration.instances:
        if instance.id is None or instance.id.value is None:
            continue
        for where in _meeting(instance):
            first = seen.setdefault((instance.id.value, *where), instance)
            before = None if first is instance else first.id
            if before is None:
                continue
            message = (
                f"{shown(first.name)} and {shown(instance.name)} both have virtual_router_id {instance.id.value} on "
                f"{shown(instance.word('interface') or '')}: keepalived does not start, and the node has none of its VIPs"
            )
            related = (Related(before.span, f"the same number for {shown(first.name)}"),)
            yield Finding(message, instance.id.span, related, label="used twice")
            break
