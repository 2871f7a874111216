"""A VIP is an address that no interface can share: unspecified, loopback, multicast or broadcast.

Why: it comes up, but nobody reaches it; a loopback address even answers on every node.

Daemon: any address is taken. Source: keepalived vrrp/vrrp_ipaddress.c (parse_ipaddress); tried with 2.2.7, `-t`
exits 0.

Fix: write the address that clients use.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.values import plain
from carplint.text.finding import Finding

CODE = "CL245"
NAME = "vip-special-address"
SEVERITY = "warning"
ON = "instance"


def _what(address: str) -> str:
    """What kind of special address it is."""
    if ":" in address:
        if address.startswith("ff"):
            return "a multicast address"
        return {"::": "the unspecified address", "::1": "a loopback address"}.get(address, "")
    first = address.partition(".")[0]
    if first in ("0", "127", "255"):
        return {"0": "an address of this network", "127": "a loopback address", "255": "a broadcast address"}[first]
    return "a multicast address" if first.isdecimal() and 224 <= int(first) < 240 else ""


def check(instance: Instance) -> Iterator[Finding]:
    """Every VIP of such a range."""
    for vip in instance.vips:
        what = _what(plain(vip.line.words[0]))
        if what:
            yield Finding(f"this VIP is {what}: no client can reach the node with it", place(vip.line))
