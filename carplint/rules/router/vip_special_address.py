"""A VIP is an address that no interface can share: unspecified, loopback, multicast or broadcast.

Why: it comes up, but nobody reaches it; a loopback address even answers on every node.

Daemon: keepalived takes any address, and `-t` exits 0; so does ucarp, but for 0.0.0.0. Source: keepalived
vrrp/vrrp_ipaddress.c (parse_ipaddress), tried with 2.2.7; ucarp 1.5.2, src/ucarp.c, tried.

Fix: write the address that clients use.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.model import IPAddress, VirtualRouter
from carplint.text.finding import Finding

CODE = "CL245"
NAME = "vip-special-address"
SEVERITY = "warning"
ON = "router"
NEEDS = "special-vip"

_FIRST = {0: "an address of this network", 127: "a loopback address", 255: "a broadcast address"}
"""Of IPv4, by the first byte."""


def _what(ip: IPAddress) -> str:
    """What kind of special address it is."""
    if ip.is_multicast:
        return "a multicast address"
    if ip.version == 4:
        return _FIRST.get(ip.packed[0], "")
    return "the unspecified address" if ip.is_unspecified else "a loopback address" if ip.is_loopback else ""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every VIP of such a range."""
    for vip in (a.address for a in router.addresses):
        what = _what(vip.value.ip) if vip.value is not None else ""
        if what:
            yield Finding(f"this VIP is {what}: no client can reach the node with it", vip.span)
