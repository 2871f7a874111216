"""An IPADDR has neither NETMASK nor PREFIX.

Why: the address gets the mask of its class, such as a /8 for 10.x.x.x, so the node takes addresses behind a router for
neighbours and does not reach them.

Daemon: `ipcalc --netmask` without a mask gives that of the class; NetworkManager does the same and logs a warning.
Source: initscripts 9.49.38, network-functions lines 223-233; NetworkManager, nms-ifcfg-rh-reader.c lines 788-795.

Fix: PREFIX=24, or whatever length the subnet has.

Exceptions: silent for the loopback, with DHCP, for ports of a bond, bridge or team, for SUSE's files, which have other
keys for it, for an alias whose parent's file has a mask or is not among the inputs, and if ifcfg-unknown-key or
shell-syntax finds a mask that is misspelt.
"""

import re
from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import present
from carplint.dialects.addresses.ifcfg_keywords import NAMES, is_known
from carplint.model import Host, Interface
from carplint.rules.host.facts import text
from carplint.text.finding import Finding
from carplint.text.spelling import nearest

CODE = "CL372"
NAME = "ifcfg-no-mask"
SEVERITY = "warning"
ON = "host with interfaces"
NEEDS = "no-mask"


def _misspelt(interface: Interface) -> bool:
    if re.search(r"(?m)^[ \t]*(?:NETMASK|PREFIX)\d*[ \t]+=", interface.span.source.text) is not None:
        return True
    unknown = (s.key.written for s in interface.settings if not is_known(s.key.written))
    return any((nearest(key, NAMES) or "").startswith(("PREFIX", "NETMASK")) for key in unknown)


def _says(interface: Interface, number: str) -> bool:
    facts = {s.key.written: s.value for s in interface.settings}
    return any(present(facts, f"{key}{number}") is not None for key in ("PREFIX", "NETMASK"))


def check(host: Host) -> Iterator[Finding]:
    """Each address without a mask."""
    files = host.by_name
    for interface in host.interfaces:
        if interface.format != "ifcfg" or interface.dynamic or interface.controller is not None:
            continue
        above = files.get(interface.parent) if interface.parent is not None else None
        if interface.name.startswith("lo") or (interface.parent is not None and above is None):
            continue
        facts = {s.key.written: s.value for s in interface.settings}
        if _misspelt(interface) or "STARTMODE" in facts or "/sysconfig/network/" in interface.span.source.path:
            continue
        for key, value in facts.items():
            number = key.removeprefix("IPADDR")
            if not key.startswith("IPADDR") or (number and not number.isdecimal()) or not text(value):
                continue
            address = next((a.value for a in interface.addresses if a.span == value.span), None)
            if address is None or _says(interface, number) or (above and any(_says(i, "") for i in above)):
                continue
            message = f"{key} has neither PREFIX{number} nor NETMASK{number}: it gets the mask of its class, /{address.length}"
            yield Finding(message, value.span, label=f"a /{address.length}")
