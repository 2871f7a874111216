"""The broadcast address of a VIP (brd) is not that of its prefix.

Why: broadcasts go to an address that nobody listens to; in one report it was the VIP itself.

Daemon: any address is taken. Source: keepalived issue 2522; tried with 2.2.7, `-t` exits 0.

Fix: write `brd +`, which computes it, or leave it out. carplint writes brd +.

Exceptions: IPv4 only; a /31 or /32 has no broadcast address, so there only the VIP itself is reported.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.values import plain_address
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL295"
NAME = "vip-broadcast-wrong"
SEVERITY = "error"
ON = "instance"
NEEDS = "brd"


def check(instance: Instance) -> Iterator[Finding]:
    """Every brd or broadcast of a VIP."""
    for vip in (*instance.vips, *instance.excluded):
        address, at = vip.read.address, vip.read.broadcast
        said = vip.line.words[at]
        broadcast = plain_address(said) if at else None
        if address is None or broadcast is None or (broadcast == address.network[-1] and address.length < 31):
            continue
        if address.length > 30 and broadcast != address.ip:
            continue
        right = f"that of {address.network} is {address.network[-1]}" if address.length < 31 else "it is the VIP itself"
        span = place(vip.line, at)
        fix = Fix("write brd +", (Edit(span, "+"),), safe=False) if address.length < 31 else None
        yield Finding(f"{shown(said)} is not the broadcast address of this VIP: {right}", span, fix=fix)
