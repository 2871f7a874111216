"""DEVICE in an ifcfg file is not the interface in the file's name.

Why: the file configures another interface than it seems to, and two files may fight for one device. NetworkManager
ignores an alias file whose DEVICE is not exactly its name, so that alias does not exist.

Daemon: the network scripts use DEVICE if it is set. Source: initscripts 9.49.38, network-functions (source_config);
NetworkManager, nms-ifcfg-rh-reader.c lines 2250-2261.

Fix: correct DEVICE or rename the file. Whoever copies eth0's file for eth1 tends to forget DEVICE.

Exceptions: silent if the file has a NAME or UUID and is not an alias's, since NetworkManager names such a file after
the connection; if the file's name is not that of a device (ifcfg-bridge, ifcfg-bond-slave); and for copies such as
ifcfg-eth0.old.
"""

import re
from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Interface
from carplint.rules.host.facts import file_name, text
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL311"
NAME = "ifcfg-device-mismatch"
SEVERITY = "warning"
ON = "interface"
NEEDS = "other-device"

_DEVICE = r"(?:[a-z]+[0-9]+|en[a-z0-9]+|p[0-9]+p[0-9]+)(?:[.:]\w+)?"


def check(interface: Interface) -> Iterator[Finding]:
    """Each file whose DEVICE is known and another one."""
    device = setting(interface, "DEVICE")
    name, file = text(device.value) if device is not None else None, file_name(interface)
    if (
        device is None
        or not name
        or name == file
        or not interface.span.source.path.rpartition("/")[2].startswith("ifcfg-")
    ):
        return
    alias = ":" in file or ":" in name
    if not alias and not re.fullmatch(_DEVICE, file):
        return
    if not alias and any(setting(interface, key) is not None for key in ("NAME", "UUID")):
        return
    if file.startswith(name) and file[len(name)] in ".-_~":
        return
    named = shown(name)
    message = f"DEVICE is {named} in the file of {file}: the network scripts configure {named}"
    if alias:
        message += ", and NetworkManager ignores the file"
    yield Finding(message, device.value.span, label=f"the file is ifcfg-{file}")
