"""Two VRRP instances of one node have the same virtual_router_id on the same interface.

Why: keepalived does not start, so this node has none of its VIPs.

Daemon: "both use VRID n with IPv4 on interface". Source: keepalived vrrp/vrrp.c (check_vrid_conflicts);
tried with 2.2.7.

Fix: give each instance its own number from 1 to 255, the same on all nodes.

Exceptions: IPv4 and IPv6 may share a number, and so may instances on different interfaces, in different
multicast groups, and such with unicast peers. Of instances with the same name keepalived reads the first
one only.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Finding, Related
from carplint.model import Host, IPAddress, Net, VirtualRouter
from carplint.rules.host.facts import shown, text

CODE = "CL308"
NAME = "vrid-duplicate-on-interface"
SEVERITY = "error"


def _family(router: VirtualRouter) -> int | None:
    """4 or 6; None where the address that decides is unknown. Source: vrrp_parser.c, the first address."""
    first: IPAddress | None = None
    if router.addresses:
        vip = router.addresses[0].address.value
        if vip is None:
            return None
        first = vip.ip
    elif router.source_address is not None or router.multicast_group is not None:
        first = next(
            (v.value for v in (router.source_address, router.multicast_group) if v is not None and v.value is not None),
            None,
        )
        if first is None:
            return None
    return 4 if first is None else first.version


def _duplicates(host: Host) -> Iterator[Finding]:
    seen: dict[object, VirtualRouter] = {}
    names: set[str | None] = set()
    for router in host.virtual_routers:
        if router.format != "keepalived" or router.name.value in names:
            continue
        names.add(router.name.value)
        interface, family = text(router.interface), _family(router)
        group = router.multicast_group
        unclear = group is not None and group.value is None
        if router.id is None or router.id.value is None or not interface or family is None or unclear:
            continue
        if router.unicast_peers:
            continue
        key = (interface, router.id.value, family, group.value if group is not None else None)
        first = seen.setdefault(key, router)
        if first is not router and first.id is not None:
            both = f"{shown(first.name.value)} and {shown(router.name.value)}"
            message = (
                f"{both} both have virtual_router_id {router.id.value} on "
                f"{shown(interface)}: keepalived does not start, and the node has none of its VIPs"
            )
            related = (Related(first.id.span, f"the same number for {shown(first.name.value)}"),)
            yield Finding(message, router.id.span, related, label="used twice")


def check(net: Net) -> Iterator[Finding]:
    """Every instance whose number another one above has."""
    for host in net.hosts:
        yield from _duplicates(host)
