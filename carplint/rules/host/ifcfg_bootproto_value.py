"""BOOTPROTO has a value that the network scripts do not know.

Why: they treat any other value as a static address. `DHCP` in capitals does not use DHCP, so the interface has no
address; NetworkManager refuses the whole file.

Daemon: the values are none, static, dhcp and bootp, in lower case; NetworkManager also knows ibft, shared
and others. Source: initscripts, doc/sysconfig.txt lines 455-457.

Fix: write none for a static address, dhcp for one from a server. carplint writes none if the file has an address.

Exceptions: silent for none and static in capitals, which mean the same, and for the values of SUSE's
wicked.
"""

from collections.abc import Iterator

from carplint.model import Interface
from carplint.rules.host.facts import text
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown

CODE = "CL302"
NAME = "ifcfg-bootproto-value"
SEVERITY = "warning"
ON = "interface"
NEEDS = "other-bootproto"

_KNOWN = ("none", "static", "dhcp", "bootp", "ibft", "iscsi", "shared", "autoip", "link-local", "disabled")
_WICKED = ("dhcp4", "dhcp6", "dhcp+autoip", "auto4", "auto6", "6to4")


def check(interface: Interface) -> Iterator[Finding]:
    """Every interface with an unknown BOOTPROTO."""
    protocol, value = interface.boot_protocol, text(interface.boot_protocol)
    if protocol is None or not value or value in _KNOWN or value in _WICKED or value.lower() in ("none", "static"):
        return
    if value.lower() in _KNOWN:
        message = (
            f"BOOTPROTO={value} is not {value.lower()}: the network scripts know lower case only, and take it "
            "as a static address"
        )
        fix = Fix(f"write {value.lower()}", (Edit(protocol.span, value.lower()),), safe=False)
    else:
        message = (
            f"BOOTPROTO={shown(value)} is unknown: the network scripts take it as a static address, and "
            "NetworkManager refuses the file"
        )
        fix = Fix("write none", (Edit(protocol.span, "none"),), safe=bool(interface.addresses))
    yield Finding(message, protocol.span, fix=fix, label="none, static, dhcp or bootp")
