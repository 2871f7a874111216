"""A VIP is the static address of a node outside its virtual router.

Why: that node answers for the VIP from boot on, whichever node is MASTER.

Daemon: no daemon manages an address that the network scripts, NetworkManager, netplan or systemd-networkd brought up.
Source: keepalived issues 821 and 2091.

Fix: remove the address there, or, if that node is meant to be a backup, add the virtual router.

Exceptions: silent for aliases, which are ifcfg-vip-alias-onparent; for lo, dummy and other inner interfaces, where
real servers of LVS have the VIP; and for an interface that does not come up at boot.
"""

from collections.abc import Iterator

from carplint.model import IPAddress, Net, Value
from carplint.rules.host.facts import static
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL415"
NAME = "ifcfg-vip-static-elsewhere"
SEVERITY = "error"
ON = "segment"
NEEDS = "vip-elsewhere"


def check(net: Net) -> Iterator[Finding]:
    """Each static address that is a VIP of other nodes of the segment only."""
    places: dict[IPAddress, tuple[str, Value[object]]] = {}
    for router in net.virtual_routers:
        for vip in router.addresses:
            if vip.address.value is not None:
                places.setdefault(vip.address.value.ip, (router.host, vip.address.but(None)))
    for host in net.hosts:
        own = host.vips
        for found in static(host):
            address = found.address.value
            if address is None or address.ip in own or address.ip not in places or not found.interface.name:
                continue
            who, place = places[address.ip]
            message = (
                f"{address.ip} is a VIP of {who} and the static address of {shown(found.interface.name)} on {host.name}, "
                "which has no part in the virtual router: two hosts answer for it"
            )
            yield Finding(message, found.address.span, (Related(place.span, f"the VIP on {who}"),))
