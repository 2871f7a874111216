"""A VIP belongs to a CARP and to a VRRP virtual router.

Why: the two do not hear each other, so there are two owners: a half-finished move from one daemon to the other.

Daemon: ucarp and keepalived ignore each other's packets (1.5.2 and 2.2.7, tried: the VIP on two hosts).

Fix: take the VIP out of the old daemon's files, or stop it, before the new one starts.

Exceptions: one VIP in two virtual routers of one protocol is vrid-mismatch across hosts, and
vip-duplicate-across-instances on one.
"""

from collections.abc import Iterator

from carplint.model import Address, IPAddress, Net, Value, VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL433"
NAME = "vip-in-two-virtual-routers"
SEVERITY = "error"
ON = "segment"
NEEDS = "keepalived"


def check(net: Net) -> Iterator[Finding]:
    """One finding per VIP of a VRRP virtual router that a CARP one of the segment also has."""
    routers = net.virtual_routers
    if len({r.protocol[:4] for r in routers}) < 2:
        return
    owned: dict[IPAddress, tuple[VirtualRouter, Value[Address]]] = {}
    for router in sorted(routers, key=lambda r: r.protocol[:4]):
        for vip in (a.address for a in router.addresses if a.address.value is not None):
            assert vip.value is not None
            first, place = owned.setdefault(vip.value.ip, (router, vip))
            if first.protocol[:4] != router.protocol[:4]:
                message = (
                    f"{vip.value.ip} belongs to {first.name.value} on {first.host} (CARP) and to "
                    f"{router.name.value} on {router.host} (VRRP): the daemons do not hear each other, so both "
                    "hold it"
                )
                yield Finding(message, vip.span, (Related(place.span, f"on {first.host}"),))
