"""The interface of a vrrp_instance has no IPv4 address of its own.

Why: keepalived has no address to send from, so the instance stays in FAULT and never takes over.

Daemon: "no IPv4 address for interface"; tried with 2.2.7, `-t` exits 0. Source: keepalived issues 445 and 2695.

Fix: give the interface an address, or name one of another interface in unicast_src_ip or mcast_src_ip.

Exceptions: IPv4 instances only. Silent unless the whole folder of the interface's files is among the inputs, with DHCP
and Debian's `manual`, if the instance has a source address, and if an address is known only at run time.
"""

from collections.abc import Iterator

from carplint.model import Host, Interface, IPAddress, VirtualRouter
from carplint.rules.host.facts import is_whole, text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL385"
NAME = "interface-has-no-address"
SEVERITY = "error"
ON = "host with interfaces"
NEEDS = "keepalived"


def _has(host: Host, files: list[Interface], aliases: list[Interface]) -> bool:
    """Return whether one of the files gives, or may give, an IPv4 address; a VIP in an alias's file does not count."""
    own = host.vips
    for interface in (*files, *aliases):
        counts = frozenset[IPAddress]() if interface.parent is None else own
        manual = (text(interface.boot_protocol) or "") in ("manual", "dhcp", "bootp")
        if interface.dynamic or manual or any(a.value is None for a in interface.addresses):
            return True
        if any(
            a.value is not None and a.value.ip.version == 4 and a.value.ip not in counts for a in interface.addresses
        ):
            return True
    return False


def _is_ipv4(router: VirtualRouter) -> bool:
    known = [a.address.value for a in router.addresses if a.address.value is not None]
    return bool(known) and all(a.ip.version == 4 for a in known)


def check(host: Host) -> Iterator[Finding]:
    """Each IPv4 instance on such an interface."""
    if not is_whole(host):
        return
    files = host.by_name
    for router in host.virtual_routers:
        name = text(router.interface) or ""
        if router.daemon != "keepalived" or router.source_address is not None or not _is_ipv4(router):
            continue
        own = files.get(name, [])
        if not own or _has(host, own, [i for i in host.interfaces if i.parent == name]):
            continue
        message = f"{shown(name)} has no IPv4 address on {host.name}: the instance stays in FAULT and never takes over"
        assert router.interface is not None
        yield Finding(message, router.interface.span, (Related(own[0].span, "its file gives it none"),))
