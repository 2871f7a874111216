"""A VIP is in none of its interface's subnets, and has no prefix that makes one.

Why: a /32 brings no route to its neighbours, and they do not look for it on this segment: the VIP is up, but nobody
reaches it. Usually the address is mistyped.

Daemon: without a prefix the VIP is a /32; keepalived says nothing (tried with 2.2.7: 192.168.9.1 without
a prefix had no route).

Fix: correct the address, or write the VIP with its prefix if the segment has a second subnet.

Exceptions: silent unless the interface's own file gives known addresses, for a VIP with a prefix or netmask
of its own that makes a subnet, for one of an instance with unicast peers that is written with /32 (a provider's
failover address, which is routed to the node), on lo and dummy interfaces, for IPv6 link-local addresses, where
virtual_routes are given, and with DHCP.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Address, Host, Interface, Value, VirtualAddress, VirtualRouter
from carplint.rules.host.facts import text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL303"
NAME = "vip-outside-interface-subnet"
SEVERITY = "warning"
ON = "host with interfaces"
NEEDS = "vip-outside"

Addresses = tuple[Value[Address], ...]


def _device(router: VirtualRouter, vip: VirtualAddress) -> str | None:
    return text(vip.device if vip.device is not None else router.interface)


def _makes_subnet(host: Host, vip: VirtualAddress, address: Address) -> bool:
    """Return whether the VIP brings its own subnet: a prefix that is written, and not that of a single host."""
    if address.length == address.ip.max_prefixlen or not vip.prefixed:
        return False
    alias = host.interface(text(vip.label)) if vip.label is not None else None
    if alias is None or alias.format != "ifcfg":
        return True
    masks = [setting(alias, key) for key in ("PREFIX", "NETMASK")]
    return any(m is not None and m.value.value != "" for m in masks)


class _Owned:
    """The addresses that a host's interfaces have of their own."""

    def __init__(self, host: Host) -> None:
        self.files = host.by_name
        self.aliases: dict[str, list[Interface]] = {}
        for alias in host.interfaces:
            if alias.parent is not None:
                self.aliases.setdefault(alias.parent, []).append(alias)
        routers = host.virtual_routers
        self.vips = {v.address.value.ip for r in routers for v in r.addresses if v.address.value is not None}
        self.known: dict[str, Addresses | None] = {}

    def of(self, device: str) -> Addresses | None:
        """Return the addresses of an interface and those of its aliases that are not VIPs; None if not all are known."""
        if device not in self.known:
            self.known[device] = self._read(device)
        return self.known[device]

    def _read(self, device: str) -> Addresses | None:
        files = self.files.get(device, ())
        found = [a for i in files for a in i.addresses]
        if not found or any(i.dynamic for i in files):
            return None
        for alias in self.aliases.get(device, ()):
            found += [a for a in alias.addresses if a.value is None or a.value.ip not in self.vips]
        return None if any(a.value is None for a in found) else tuple(found)


def _outside(host: Host, router: VirtualRouter, owned: _Owned) -> Iterator[Finding]:
    if any(k.value == "virtual_routes" for k in router.unmodelled):
        return
    made = {
        v.address.value.network
        for v in router.addresses
        if v.address.value is not None and _makes_subnet(host, v, v.address.value)
    }
    for vip in router.addresses:
        if vip.prefixed and router.unicast_peers:
            continue
        address, device = vip.address.value, _device(router, vip)
        if address is None or device is None or device == "lo" or device.startswith("dummy"):
            continue
        own = owned.of(device)
        if own is None or _makes_subnet(host, vip, address) or (address.ip.version == 6 and address.ip.is_link_local):
            continue
        networks = [a.value.network for a in own if a.value is not None and a.value.ip.version == address.ip.version]
        if not networks or any(address.ip in n for n in (*networks, *made) if n.version == address.ip.version):
            continue
        subnets = " or ".join(str(n) for n in networks)
        name = shown(device)
        message = (
            f"the VIP {address.ip} is not in {subnets}, the subnet of {name} on {host.name}, and has no prefix "
            "that makes one: it comes up, but its neighbours do not reach it"
        )
        related = (Related(own[0].span, f"the address of {name}"),)
        yield Finding(message, vip.address.span, related, label=f"not in the subnet of {name}")


def check(host: Host) -> Iterator[Finding]:
    """Every VIP that is outside."""
    owned = _Owned(host)
    for router in host.virtual_routers:
        yield from _outside(host, router, owned)
