"""Two nodes have the same UUID in their interface files.

Why: one machine was cloned from the other. That is harmless by itself, but other cloned things are not: the hardware
address, and the machine-id that identifies the node to DHCP.

Daemon: NetworkManager tells connections of one machine apart by their UUID. Source: nm-settings(5),
connection.uuid; initscripts 9.49.38, ifup lines 68-72.

Fix: write a new one (uuidgen), or remove the line: NetworkManager then generates one.

Exceptions: silent if ifcfg-hwaddr-on-clone already reports it, and for UUIDs of version 3 or 5, which a tool made of a
name on purpose.
"""

import re
from collections.abc import Iterator

from carplint.model import Host, Interface, Net
from carplint.text.finding import Finding, Related

CODE = "CL413"
NAME = "ifcfg-uuid-on-clone"
SEVERITY = "info"
ON = "several hosts"
NEEDS = "UUID uuid"

_RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[14][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def check(net: Net) -> Iterator[Finding]:
    """Each UUID that an earlier node also has."""
    seen: dict[str, tuple[Host, Interface]] = {}
    for host in net.hosts:
        for interface in host.interfaces:
            uuid = interface.uuid
            if uuid is None or not uuid.value or _RANDOM.fullmatch(uuid.value.lower()) is None:
                continue
            first, other = seen.setdefault(uuid.value.lower(), (host, interface))
            same_card = interface.mac is not None and other.mac is not None and interface.mac.value == other.mac.value
            if first is not host and not same_card and other.uuid is not None:
                message = (
                    f"{host.name} and {first.name} have the same UUID: one was cloned, perhaps with its machine-id"
                )
                yield Finding(message, uuid.span, (Related(other.uuid.span, f"the UUID on {first.name}"),))
