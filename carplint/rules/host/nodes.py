"""What rules about a node's addresses ask of its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from carplint.model import Address, Host, Interface, IPAddress, Net, Value

SOURCES = frozenset(("ifcfg", "interfaces", "networkmanager", "netplan", "networkd"))
"""The formats that say a node's addresses."""


class Own(NamedTuple):
    """An address that a node has by itself, and the interface whose file says it."""

    interface: Interface
    address: Value[Address]


def vips(host: Host) -> frozenset[IPAddress]:
    """The known VIPs of a node."""
    return frozenset(
        a.address.value.ip for r in host.virtual_routers for a in r.addresses if a.address.value is not None
    )


def all_vips(net: Net) -> frozenset[IPAddress]:
    """The known VIPs of all nodes."""
    return frozenset().union(*(vips(h) for h in net.hosts))


def named(host: Host) -> dict[str, list[Interface]]:
    """The interfaces of a node by name: a name may stand in several files."""
    found: dict[str, list[Interface]] = {}
    for interface in host.interfaces:
        found.setdefault(interface.name, []).append(interface)
    return found


def is_quiet(name: str) -> bool:
    """Whether an address there is known to be no address of the segment: the loopback, where the real servers of
    LVS have the VIP, and bridges that containers and virtual machines bring along."""
    device = name.partition(":")[0]
    return device == "lo" or device.startswith(("dummy", "docker", "virbr", "br-", "veth"))


def static(host: Host) -> Iterator[Own]:
    """The addresses that come up at boot on interfaces that are no aliases, as far as they are known."""
    for interface in host.interfaces:
        if interface.parent is not None or interface.dynamic or is_quiet(interface.name):
            continue
        if interface.at_boot is None or interface.at_boot.value is not False:
            yield from (Own(interface, a) for a in interface.addresses if a.value is not None)


def is_whole(host: Host) -> bool:
    """Whether all files that say addresses were among the inputs: each of their formats was looked for in its whole
    folder, and each file says which interface it is for."""
    formats = {d.format for d in host.documents} & SOURCES
    return (
        bool(host.interfaces)
        and formats <= host.complete
        and not any(not i.name or any(c in i.name for c in "*?[!$\r") for i in host.interfaces)
    )
