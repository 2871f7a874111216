"""Two nodes have the same HWADDR in their ifcfg files.

Why: one machine was cloned from the other and has another card: the network scripts leave the interface down, so the
node takes no part in the cluster.

Daemon: "Device eth0 has different MAC address than expected, ignoring". Source: initscripts 9.49, ifup-eth; Red Hat
solution 514203.

Fix: write the node's own hardware address, or remove the line.

Exceptions: silent for a value that is not a hardware address.
"""

import re
from collections.abc import Iterator

from carplint.model import Host, Net, Value
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL412"
NAME = "ifcfg-hwaddr-on-clone"
SEVERITY = "error"
ON = "several hosts"
NEEDS = "HWADDR"

_MAC = re.compile(r"(?:[0-9A-F]{2}:){5,}[0-9A-F]{2}")


def check(net: Net) -> Iterator[Finding]:
    """Each hardware address that an earlier node also has."""
    seen: dict[str, tuple[Host, Value[str]]] = {}
    for host in net.hosts:
        for interface in host.interfaces:
            mac = interface.mac
            if interface.format != "ifcfg" or mac is None or not mac.value or _MAC.fullmatch(mac.value) is None:
                continue
            first, place = seen.setdefault(mac.value, (host, mac))
            if first is not host:
                message = (
                    f"{host.name} and {first.name} have the same HWADDR: on the one that has another card the network "
                    f"scripts leave {shown(interface.name)} down"
                )
                yield Finding(message, mac.span, (Related(place.span, f"the HWADDR on {first.name}"),))
