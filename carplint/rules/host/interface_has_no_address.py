"""The interface of a vrrp_instance has no IPv4 address of its own.

Why: keepalived has no address to send from, so the instance stays in FAULT and never takes over.

Daemon: "no IPv4 address for interface"; tried with 2.2.7, `-t` exits 0. An address of static_ipaddress comes after that
check, and the instance stays in FAULT until something else changes. Source: keepalived issues 445 and 2695.

Fix: give the interface an address, or name one of another interface in unicast_src_ip or mcast_src_ip.

Exceptions: IPv4 instances only. Silent unless the whole folder of the interface's files is among the inputs, with DHCP
and Debian's `manual` (unless static_ipaddress shows where the address comes from), if the instance has a source address, and
if an address is known only at run time.
"""

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Host, Interface, IPAddress, VirtualRouter
from carplint.rules.host.facts import is_unclear, is_whole, text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown
from carplint.text.source import Span

CODE = "CL385"
NAME = "interface-has-no-address"
SEVERITY = "error"
ON = "host with interfaces"
NEEDS = "keepalived"


_ADDS = re.compile(r"\b(?:ip|ifconfig)\b.*[0-9]\.[0-9]")
"""A command of an interface's file that may give it an address."""


def _set_by_keepalived(host: Host) -> dict[str, Span]:
    """The interfaces to which static_ipaddress gives an address, each with the place of that."""
    configuration = configuration_of(host)
    blocks = configuration.all("static_ipaddress") if configuration is not None else ()
    words = (
        (line, word)
        for block in blocks
        for line in block.children or ()
        for word in zip(line.words, line.words[1:], strict=False)
    )
    return {name: line.whole() for line, (key, name) in words if key == "dev"}


def _has(host: Host, files: list[Interface], aliases: list[Interface], manual: bool) -> bool:
    """Return whether one of the files gives, or may give, an IPv4 address; a VIP in an alias's file does not count. `manual` says
    whether an interface that others configure counts."""
    own = host.vips
    for interface in (*files, *aliases):
        counts = frozenset[IPAddress]() if interface.parent is None else own
        how = text(interface.boot_protocol) or ""
        if (
            interface.dynamic
            or is_unclear(interface.boot_protocol)
            or any(_ADDS.search(s.value.value or "") for s in interface.settings)
        ):
            return True
        if how in ("dhcp", "bootp") or (how == "manual" and manual):
            return True
        if any(a.value is None for a in interface.addresses):
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
    files, late = host.by_name, _set_by_keepalived(host)
    for router in host.virtual_routers:
        name = text(router.interface) or ""
        if router.daemon != "keepalived" or router.source_address is not None or not _is_ipv4(router):
            continue
        own = files.get(name, [])
        if not own or _has(host, own, [i for i in host.interfaces if i.parent == name], name not in late):
            continue
        message = f"{shown(name)} has no IPv4 address on {host.name}: the instance stays in FAULT and never takes over"
        assert router.interface is not None
        related = [Related(own[0].span, "its file gives it none")]
        if name in late:
            message = (
                f"{shown(name)} has no IPv4 address on {host.name} when keepalived starts: static_ipaddress gives it one after "
                "the check, so the instance stays in FAULT"
            )
            related.append(Related(late[name], "set too late"))
        yield Finding(message, router.interface.span, tuple(related))
