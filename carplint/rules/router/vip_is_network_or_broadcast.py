"""A VIP is the network or the broadcast address of its own prefix.

Why: the address goes up, and nobody can talk to it: neighbours take it for the subnet or send to all.

Daemon: any address is taken. Source: keepalived vrrp/vrrp_ipaddress.c (parse_ipaddress); tried with 2.2.7, `-t`
exits 0.

Fix: write the host address that is meant, or the prefix length that the subnet has.

Exceptions: IPv4 only, with a prefix of 1 to 30 bits: /31 and /32 have no such addresses.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Finding
from carplint.model import Net
from carplint.rules.keepalived import instances, place

CODE = "CL244"
NAME = "vip-is-network-or-broadcast"
SEVERITY = "warning"


def _what(word: str) -> str:
    address, _, length = word.partition("/")
    if not length.isdecimal() or not 0 < int(length) < 31:
        return ""
    a, b, c, d = (int(p) for p in address.split("."))
    mask = (1 << (32 - int(length))) - 1
    rest = (a << 24 | b << 16 | c << 8 | d) & mask
    return "network" if rest == 0 else "broadcast" if rest == mask else ""


def check(net: Net) -> Iterator[Finding]:
    """Every VIP that no host can have."""
    for instance in instances(net):
        if instance.family != 4:
            continue
        for line in instance.vips:
            what = _what(line.words[0]) if "/" in line.words[0] and "$" not in line.words[0] else ""
            if what:
                length = line.words[0].partition("/")[2]
                yield Finding(f"this VIP is the {what} address of its /{length}: no host can have it", place(line))
