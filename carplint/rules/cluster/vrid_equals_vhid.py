"""A VRRP and a CARP virtual router on one segment have the same id.

Why: both send to 224.0.0.18 as protocol 112, and each takes the other's packets for broken ones of its own protocol.

Daemon: keepalived logs "vrrp packet too short" every second, ucarp "Bad digest"; neither takes over because of it
(2.2.7 and 1.5.2, tried; opnsense/core#1549). Appliances may behave otherwise.

Fix: give one of them an id that is free on the segment.

Exceptions: only if the segment is known to be the same one.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL432"
NAME = "vrid-equals-vhid"
SEVERITY = "warning"
ON = "two with one id"


def check(first: VirtualRouter, other: VirtualRouter) -> Iterator[Finding]:
    """One finding per pair of virtual routers of the two protocols."""
    if first.protocol[:4] != other.protocol[:4] and first.id and other.id:
        message = (
            f"{other.name.value} on {other.host} and {first.name.value} on {first.host} have the id {other.id.value} "
            "on one segment, one for CARP and one for VRRP: their logs fill with each other's packets"
        )
        yield Finding(message, other.id.span, (Related(first.id.span, f"on {first.host}"),))
