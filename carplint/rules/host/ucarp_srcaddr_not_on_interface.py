"""The source address of a uCarp daemon is on no interface of its node.

Why: the daemon ends, after the start was reported as OK: typical where one node's files were copied to another.

Daemon: "Can't do IP_ADD_MEMBERSHIP errno=No such device", with -B after it went to the background. Source: ucarp
1.5.2, src/carp.c; tried.

Fix: SOURCE_ADDRESS with the node's own address on BIND_INTERFACE.

Exceptions: silent unless the files of the node's interfaces are among the inputs and the addresses of all of them are
known, and for the carp service, whose launcher asks the interface itself.
"""

from collections.abc import Iterator

from carplint.model import Host, IPAddress
from carplint.rules.host.facts import SOURCES
from carplint.text.finding import Finding

CODE = "CL345"
NAME = "ucarp-srcaddr-not-on-interface"
SEVERITY = "error"
ON = "host with uCarp"
NEEDS = "ucarp ucarp_opts ucarp_lines interfaces"

_STATIC = ("static", "none", "manual", "loopback")


def _addresses(host: Host) -> frozenset[IPAddress] | None:
    """The addresses of a host; None if not all are known."""
    if not host.complete & SOURCES:
        return None
    found = set()
    for interface in host.interfaces:
        how = interface.boot_protocol
        if interface.dynamic or (how is not None and (how.value or "").lower() not in _STATIC):
            return None
        for address in interface.addresses:
            if address.value is None:
                return None
            found.add(address.value.ip)
    return frozenset(found) or None


def check(host: Host) -> Iterator[Finding]:
    """Every source address that the node does not have."""
    addresses = _addresses(host) if any(r.daemon == "ucarp" for r in host.virtual_routers) else None
    for router in host.virtual_routers if addresses is not None else ():
        source = router.source_address
        interface = router.interface.value if router.interface is not None else None
        if router.daemon != "ucarp" or router.format == "carp" or source is None or source.value is None:
            continue
        if addresses is not None and source.value not in addresses and host.interface(interface) is not None:
            message = (
                f"{source.value} is on no interface of {host.name}: ucarp ends with `Can't do IP_ADD_MEMBERSHIP`, "
                "after the start was reported as OK"
            )
            yield Finding(message, source.span, label="not an address of this node")
