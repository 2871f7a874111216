"""The file of VIP_INTERFACE has no IPADDR, so another address becomes the VIP.

Why: the launcher sources all files in one shell, so a variable that the alias's file does not set keeps its value from
the file before: usually the node's own address, which ucarp then announces and takes down as the VIP. Each node has
a different one, so both become MASTER.

Daemon: the files are sourced in the order vip-NNN.conf, ifcfg of BIND_INTERFACE, ifcfg of VIP_INTERFACE,
and nothing is unset. Source: the launcher of the carp service.

Fix: write IPADDR with the VIP, and NETMASK, into the ifcfg file of VIP_INTERFACE, the same on every node.

Exceptions: silent if the address is unknown or no file gives one.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import file_of
from carplint.model import Host
from carplint.rules.host.facts import text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL307"
NAME = "carp-real-address-as-vip"
SEVERITY = "error"
ON = "host"
NEEDS = "vip-of-other-file"


def check(host: Host) -> Iterator[Finding]:
    """Every CARP router whose VIP is not from its alias's file."""
    for router in host.virtual_routers:
        name = text(router.alias)
        own = file_of(host, name) if name else None
        if router.format != "carp" or own is None or router.alias is None:
            continue
        for vip in (v.address for v in router.addresses if v.address.value is not None):
            if vip.span.source is own.source or vip.value is None:
                continue
            whose = "the address of another interface"
            if router.interface is not None and vip.span.source.path.endswith(f"/ifcfg-{text(router.interface)}"):
                whose = f"{host.name}'s own address on {shown(text(router.interface))}"
            message = (
                f"ifcfg-{shown(name)} has no IPADDR, so the launcher takes {vip.value.ip}, {whose}, as the "
                "VIP: ucarp announces it, and takes it down"
            )
            related = (Related(vip.span, "taken as the VIP"), Related(router.alias.span, "VIP_INTERFACE"))
            yield Finding(message, own.source.span(), related)
