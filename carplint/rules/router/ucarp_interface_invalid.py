"""The interface of a uCarp daemon has a name that no network interface can have, or is the loopback.

Why: the daemon ends, and this node never takes the VIP; on the loopback no advertisement leaves the node, so it becomes
MASTER beside the others.

Daemon: "Interface name too long" from 16 bytes on, "Unable to find MAC address of [...]" for a name with a blank or a
slash and for `any`, of which libpcap makes all interfaces; `lo` is taken. Source: ucarp 1.5.2, src/fillmac.c; the
kernel, net/core/dev.c (dev_valid_name); tried.

Fix: write the interface that has the node's own address, such as eth0; a label such as eth0:0 is taken, too.

Exceptions: silent if the name is unknown, and for the carp service, whose launcher looks for the file of the name first:
see ucarp-bind-interface-missing and ucarp-vip-interface-undefined.
"""

import os
import re
from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.rules.host.facts import text
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL297"
NAME = "ucarp-interface-invalid"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "odd-device"

_LONGEST = 15
"""The bytes of a name: IFNAMSIZ without the NUL at its end (linux/if.h)."""
_NONE = "no interface has this name: ucarp does not find it and ends"


def _fault(name: str) -> str:
    if name == "lo":
        return "the loopback reaches no other node: this one becomes MASTER beside the others"
    if len(os.fsencode(name)) > _LONGEST:
        return f"an interface's name has at most {_LONGEST} bytes: ucarp ends with `Interface name too long`"
    return _NONE if name == "any" or re.search(r"[\s/]", name) else ""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every interface that cannot be."""
    name = text(router.interface) if router.format != "carp" else None
    fault = _fault(name) if name else ""
    if name and fault and router.interface is not None:
        yield Finding(f"{shown(name)}: {fault}", router.interface.span, label="not a usable interface")
