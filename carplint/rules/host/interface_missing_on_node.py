"""A vrrp_instance is on an interface that no file of the node configures.

Why: if the interface does not exist, keepalived does not start, and all VIPs of the node are lost; if it does, it has
no address, and the instance stays in FAULT. Usually the file was copied from a node whose interface has another name.

Daemon: "Non-existent interface specified in configuration", exit 5; tried with 2.2.7. Source: keepalived issues
1036 and 2308.

Fix: write the interface that the node has.

Exceptions: silent unless the whole folders of interface files are among the inputs and each file names its interface;
with dynamic_interfaces; and for interfaces that programs create (docker0, tun0, wg0, dummy0).
"""

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Host, Value
from carplint.rules.host.facts import is_whole, text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL384"
NAME = "interface-missing-on-node"
SEVERITY = "error"
ON = "host with interfaces"
NEEDS = "keepalived"

_DEVICE = r"(?:eth|bond|team|em|ib|br|vlan)\d+(?:\.\d+)?|(?:en[ops]|p\d+p|enx)\w+(?:\.\d+)?"


def check(host: Host) -> Iterator[Finding]:
    """Each interface of an instance or a VIP that nobody configures."""
    configuration = configuration_of(host)
    if configuration is None or configuration.settings.dynamic_interfaces or not is_whole(host):
        return
    known = host.by_name
    used: list[Value[str] | None] = []
    for router in host.virtual_routers:
        used += [router.interface, *(a.device for a in router.addresses)] if router.daemon == "keepalived" else []
    lower = {text(i.lower) for i in host.interfaces} | {text(i.controller) for i in host.interfaces}
    said = set()
    for value in used:
        name = text(value)
        if value is None or name is None or name in known or name in lower or re.fullmatch(_DEVICE, name) is None:
            continue
        if name in said:
            continue
        said.add(name)
        message = (
            f"no file of {host.name} configures {shown(name)}: keepalived does not find it, or finds no address on it"
        )
        related = tuple(Related(i.span, f"{shown(i.name)} is configured") for i in host.interfaces[:1])
        yield Finding(message, value.span, related)
