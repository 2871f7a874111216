"""Two CARP virtual routers on one segment have the same VHID.

Why: each master takes the other's advertisements for forgeries, and a switch sees one MAC address at two ports.

Daemon: "Bad digest" every second, since the VIP is part of the digest; packets come from 00:00:5e:00:00:VHID (ucarp
1.5.2, tried).

Fix: give one of them a VHID that is free on the segment.

Exceptions: only if the segment is known to be the same one, and if each of the two has several nodes; otherwise it is
taken for a node with another VIP (ucarp-vip-mismatch).
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL438"
NAME = "ucarp-vhid-conflict"
SEVERITY = "error"
ON = "two with one id"


def check(first: VirtualRouter, other: VirtualRouter) -> Iterator[Finding]:
    """One finding per further virtual router with a VHID."""
    if first.protocol == other.protocol == "carp" and first.id and other.id:
        ucarp = first.daemon == other.daemon == "ucarp"
        heard = 'each logs "Bad digest"' if ucarp else "each refuses the other's advertisements"
        message = (
            f"{other.name.value} on {other.host} and {first.name.value} on {first.host} are different virtual routers "
            f"with VHID {other.id.value} on one segment: {heard}, and a switch sees one MAC twice"
        )
        yield Finding(message, other.id.span, (Related(first.id.span, f"on {first.host}"),))
