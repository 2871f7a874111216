"""NETWORK or BROADCAST does not fit the address and its mask.

Why: the interface has a broadcast address that its neighbours do not listen to, or no default route, if NETWORK is not
that of the gateway. Usually the line was forgotten when the address was changed.

Daemon: both are computed if they are not set; NETWORK is compared with that of GATEWAY. Source: initscripts,
doc/sysconfig.txt; 9.49, network-functions (expand_config) and ifup-eth.

Fix: delete the line. carplint does so.

Exceptions: silent with DHCP, for aliases and SUSE's files, and if the address or its mask is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Interface, read_ip
from carplint.rules.host.facts import text
from carplint.text.edits import without_setting
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL378"
NAME = "ifcfg-broadcast-network-mismatch"
SEVERITY = "info"
ON = "interface"
NEEDS = "NETWORK BROADCAST"


def check(interface: Interface) -> Iterator[Finding]:
    """Each of the two that does not fit."""
    ip = setting(interface, "IPADDR")
    address = next((a.value for a in interface.addresses if ip is not None and a.span == ip.value.span), None)
    if ip is None or address is None or interface.parent is not None or interface.dynamic or address.length > 30:
        return
    if setting(interface, "STARTMODE") is not None:
        return
    for key, right in (("NETWORK", address.network[0]), ("BROADCAST", address.network[-1])):
        found = setting(interface, key)
        said = text(found.value) if found is not None else None
        if found is None or not said or found.value.mapped(read_ip).value == right:
            continue
        fix = without_setting(found.key.span, found.value.span, title=f"remove {key}")
        message = f"{key}={shown(said)} does not fit {address}, whose {key.lower()} is {right}"
        yield Finding(message, found.value.span, (Related(ip.value.span, "the address"),), fix, f"{right} fits")
