"""A uCarp daemon is to send from an address that no host has as its own, or to a group that is none.

Why: the daemon ends, with -B after the start was reported as OK, so this node never takes the VIP.

Daemon: "Can't do IP_ADD_MEMBERSHIP": for a group outside 224.0.0.0/4, for a source address in it, and for
255.255.255.255. Source: ucarp 1.5.2, src/carp.c; tried.

Fix: the node's own address for --srcip; for --mcast an IPv4 group such as 224.0.0.18, the same on all nodes.

Exceptions: silent if the address is unknown. What is not an IPv4 address at all is ucarp-address-invalid.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding

CODE = "CL299"
NAME = "ucarp-address-unusable"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "odd-address"

_LAST = 0xFFFFFFFF
"""255.255.255.255, the broadcast address."""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """A source address and a group that the kernel refuses."""
    own, group = router.source_address, router.multicast_group
    refused = "and ends with `Can't do IP_ADD_MEMBERSHIP`"
    if own is not None and own.value is not None and (own.value.is_multicast or int(own.value) == _LAST):
        message = f"no host has {own.value} as its own: ucarp cannot send from it, {refused}"
        yield Finding(message, own.span, label="not an address of a host")
    if group is not None and group.value is not None and not group.value.is_multicast:
        message = f"{group.value} is not the address of a group: ucarp cannot join it, {refused}"
        yield Finding(message, group.span, label="not from 224.0.0.0/4")
