"""A uCarp daemon gets no interface, or in the carp service an alias or one without an ifcfg file.

Why: the carp service's launcher stops without that file, and finds no source address without an interface. The ucarp
service's launcher skips the vip file. In both cases the node never takes the VIP. A daemon started without the option
takes the first interface that it finds. An alias is not up when the service starts: it would carry the VIP.

Daemon: the launcher of the carp service sources ifcfg-$BIND_INTERFACE and asks ifconfig for the interface's address;
an empty interface makes ucarp take the first device it finds. Source: the launcher of the carp service; ucarp 1.5.2,
tried: `--interface=` gives "Using [eth0] as a network interface".

Fix: BIND_INTERFACE="eth0" with the real interface, not an alias, and its file in network-scripts.

Exceptions: silent if the folder network-scripts is not among the inputs, and if the name is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import file_of
from carplint.model import Host, Value
from carplint.rules.host.facts import missing, text
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL313"
NAME = "ucarp-bind-interface-missing"
SEVERITY = "error"
ON = "host with uCarp"
NEEDS = "no-ifcfg odd-device"

_MESSAGES = {
    "ucarp": "BIND_INTERFACE is not set, or empty: the launcher skips this file and starts no daemon",
    "ucarp_opts": "no interface is given: the service does not start, or ucarp takes the first one that it finds",
    "ucarp_lines": "no --interface is given: ucarp takes the first one that it finds",
}


def _alias(value: Value[str], name: str) -> Finding:
    """BIND_INTERFACE="eth0:0"."""
    lower, fix = name.partition(":")[0], None
    if value.span.text.count(name) == 1:
        fix = Fix(f"write {lower}", (Edit(value.span, value.span.text.replace(name, lower)),), safe=False)
    message = (
        f"BIND_INTERFACE is the alias {shown(name)}, which is down when the launcher asks for its address: it finds none and "
        f"starts no daemon; what has the node's own address is {shown(lower)}"
    )
    return Finding(message, value.span, fix=fix, label="an alias")


def check(host: Host) -> Iterator[Finding]:
    """Every CARP router without a usable BIND_INTERFACE."""
    for router in host.virtual_routers:
        if router.format in _MESSAGES and (router.interface is None or router.interface.value == ""):
            yield missing(router, _MESSAGES[router.format], "BIND_INTERFACE", "UCARP_INTERFACE")
        if router.format != "carp":
            continue
        name = text(router.interface)
        if router.interface is None:
            message = "BIND_INTERFACE is not set, or empty: the launcher finds no address and starts no daemon"
            yield missing(router, message, "BIND_INTERFACE")
        elif name and ":" in name:
            yield _alias(router.interface, name)
        elif name and "ifcfg" in host.complete and file_of(host, name) is None:
            message = (
                f"ifcfg-{shown(name)} is missing on {host.name}: the launcher sources it for BIND_INTERFACE, so "
                "this virtual router does not start"
            )
            yield Finding(message, router.interface.span, label="no such file")
