"""An ifcfg file asks for DHCP although it has an IPADDR, or is that of an alias, which cannot use DHCP.

Why: the network scripts then ignore IPADDR, so the node does not have the address that its file, its source address
and its peers' unicast lists name. An alias gets the IPADDR, and nothing by DHCP.

Daemon: ifup-eth reads IPADDR only if BOOTPROTO is neither dhcp nor bootp; ifup-aliases does not read BOOTPROTO.
NetworkManager adds both. Source: initscripts 9.49, ifup-eth and ifup-aliases; Red Hat, RHEL 5 Deployment Guide, Alias
and Clone Files.

Fix: BOOTPROTO=none for a static address, or remove IPADDR.

Exceptions: silent for an empty IPADDR.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Interface
from carplint.rules.host.facts import text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL368"
NAME = "ifcfg-bootproto-dhcp-with-ipaddr"
SEVERITY = "warning"
ON = "interface"
NEEDS = "dhcp"


def check(interface: Interface) -> Iterator[Finding]:
    """Each such file, at BOOTPROTO."""
    protocol = interface.boot_protocol
    if protocol is None or text(protocol) not in ("dhcp", "bootp") or setting(interface, "STARTMODE") is not None:
        return
    address = setting(interface, "IPADDR")
    if interface.parent is not None:
        message = f"an alias cannot use DHCP: the network scripts ignore BOOTPROTO for {shown(interface.name)}"
        yield Finding(message, protocol.span, label="not read for an alias")
    elif address is not None and address.value.value != "":
        message = f"BOOTPROTO={text(protocol)}: the network scripts ignore IPADDR, and {shown(interface.name)} gets "
        message += "what the DHCP server gives"
        yield Finding(message, protocol.span, (Related(address.value.span, "not used"),))
