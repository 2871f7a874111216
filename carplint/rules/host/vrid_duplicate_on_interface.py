"""Two VRRP instances of one node have the same virtual_router_id where they meet.

Why: keepalived does not start, so this node has none of its VIPs.

Daemon: "both use VRID n with IPv4 on interface", "duplicate VRID conflict". Instances meet when they are of one
family on the same interface (an interface of their own counts as the one below it) and in the same multicast group;
with unicast, when source address and a peer are the same. Source: keepalived vrrp/vrrp.c (check_vrid_conflicts);
tried with 2.2.7 and 2.4.3.

Fix: give each instance its own number from 1 to 255, the same on all nodes.

Exceptions: IPv4 and IPv6 may share a number, and so may instances on different interfaces, in different multicast
groups, and one with unicast peers and one without. Of instances with the same name keepalived reads the first only.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Globals, Instance, settings
from carplint.dialects.keepalived.facts.values import host, integer, plain
from carplint.dialects.keepalived.tree.statement import place
from carplint.model import Net
from carplint.rules.keepalived import configurations, shown
from carplint.text.finding import Finding, Related

CODE = "CL308"
NAME = "vrid-duplicate-on-interface"
SEVERITY = "error"


def _meeting(instance: Instance, common: Globals) -> Iterator[tuple[object, ...]]:
    """Where an instance is heard: of two that have a place in common, one has to have another number."""
    interface = instance.word("interface") or ""
    if "$" in interface or instance.family is None:
        return
    if instance.peers:
        source = instance.any("unicast_src_ip", "mcast_src_ip")
        own = plain(host(source.words[1])) if source is not None and len(source.words) > 1 else ""
        for peer in instance.peers:
            if "$" not in own and "$" not in peer.words[0]:
                yield instance.family, interface, own, plain(host(peer.words[0]))
    else:
        default = common.group4 if instance.family == 4 else common.group6
        group = instance.word("mcast_dst_ip") or default
        if "$" not in group:
            yield instance.family, interface, plain(group)


def _duplicates(configuration: Configuration) -> Iterator[Finding]:
    common = settings(configuration.all("global_defs"), configuration.version)
    seen: dict[tuple[object, ...], Instance] = {}
    for instance in configuration.instances:
        statement = instance.last("virtual_router_id")
        number = integer(statement, 1, 255)
        if number is None or statement is None:
            continue
        for where in _meeting(instance, common):
            first = seen.setdefault((number, *where), instance)
            before = None if first is instance else first.last("virtual_router_id")
            if before is None:
                continue
            message = (
                f"{shown(first.name)} and {shown(instance.name)} both have virtual_router_id {number} on "
                f"{shown(instance.word('interface') or '')}: keepalived does not start, and the node has none of its VIPs"
            )
            related = (Related(place(before, 1), f"the same number for {shown(first.name)}"),)
            yield Finding(message, place(statement, 1), related, label="used twice")
            break


def check(net: Net) -> Iterator[Finding]:
    """Every instance whose number another one above has."""
    for configuration in configurations(net):
        yield from _duplicates(configuration)
