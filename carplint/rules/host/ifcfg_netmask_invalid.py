"""IPADDR, NETMASK or PREFIX in an ifcfg file is invalid.

Why: the interface does not come up, or comes up without this address. IPADDR=192.0.2.1/24 is SUSE's notation; the
network scripts make 192.0.2.1/24/24 of it.

Daemon: ipcalc and `ip addr add` refuse it; NetworkManager refuses the file ("Invalid IP4 prefix"). A mask must be
ones and then zeros. Source: initscripts 9.49, network-functions (expand_config), ifup-eth; NetworkManager,
nms-ifcfg-rh-reader.c lines 769-776.

Fix: correct it. carplint splits IPADDR=ADDRESS/LENGTH into IPADDR and PREFIX if the file has no mask yet.

Exceptions: silent for SUSE's files and for what is known only at run time.
"""

import re
from collections.abc import Iterator
from ipaddress import IPv4Interface

from carplint.dialects.addresses.ifcfg import faults
from carplint.model import Interface, Value
from carplint.rules.host.facts import text
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL373"
NAME = "ifcfg-netmask-invalid"
SEVERITY = "error"
ON = "interface"


def _split(value: Value[str], number: str, facts: dict[str, Value[str]]) -> Fix | None:
    """IPADDR and PREFIX in place of ADDRESS/LENGTH."""
    try:
        IPv4Interface(value.value or "")
    except ValueError:
        return None
    ip, _, length = (value.value or "").partition("/")
    if not length.isdecimal() or f"PREFIX{number}" in facts or f"NETMASK{number}" in facts:
        return None
    return Fix("write the length as PREFIX", (Edit(value.span, f"{ip}\nPREFIX{number}={length}"),))


def check(interface: Interface) -> Iterator[Finding]:
    """Each invalid value."""
    facts = {s.key.written: s.value for s in interface.settings}
    if "STARTMODE" in facts or "/sysconfig/network/" in interface.span.source.path or "${" in interface.name:
        return
    for key, number, value, wanted in faults(facts):
        known = text(value)
        if known and not re.search(r"[{}<>%@]", known):
            fix = _split(value, number, facts) if key == "IPADDR" else None
            message = f"{key}{number}={shown(known)} is not {wanted}: the address does not come up"
            yield Finding(message, value.span, fix=fix, label=f"not {wanted}")
