"""The network scripts or the kernel refuse the name of an alias.

Why: the alias does not come up.

Daemon: only ASCII letters, digits and _ may follow the colon ("invalid alias number"); the kernel takes labels of at
most 15 bytes. Source: initscripts 9.49.38, ifup-aliases lines 165-167; NetworkManager, nms-ifcfg-rh-reader.c lines
2232-2239; linux/if.h, IFNAMSIZ.

Fix: rename the alias, in DEVICE and in the name of its file.

Exceptions: silent for copies such as ifcfg-eth0:0.old without DEVICE, and if a template leaves a placeholder.
"""

import os
import re
from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Interface
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL380"
NAME = "ifcfg-alias-name"
SEVERITY = "error"
ON = "interface"
NEEDS = "odd-alias"


def check(interface: Interface) -> Iterator[Finding]:
    """Each such alias."""
    device = setting(interface, "DEVICE")
    number = interface.name.partition(":")[2]
    if ":" not in interface.name or device is None or device.value.value is None or re.search(r"[{}<>%@\r]", number):
        return
    if re.fullmatch(r"[0-9A-Za-z_]+", number) is None:
        message = f"{shown(interface.name)} does not come up: only letters, digits and _ may follow its colon"
    elif len(os.fsencode(interface.name)) > 15:
        message = (
            f"{shown(interface.name)} has {len(os.fsencode(interface.name))} bytes, but a label has at most "
            "15: it does not come up"
        )
    else:
        return
    yield Finding(message, device.value.span)
