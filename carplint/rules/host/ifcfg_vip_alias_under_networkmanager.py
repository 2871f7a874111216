"""A VIP is in the file of an alias whose parent NetworkManager manages.

Why: NetworkManager adds the addresses of all alias files to the parent when it starts, so this node has the VIP from
boot on, whichever node is MASTER; after a power cut every node has it. ONPARENT=no protects under the network service
only.

Daemon: it reads neither ONPARENT nor ONBOOT nor NM_CONTROLLED in an alias's file; only the parent's file counts.
Source: NetworkManager 355bc902, nms-ifcfg-rh-reader.c lines 2192-2312 (read_aliases); Red Hat, RHEL 6 Deployment
Guide, Alias and Clone Files. Not tried: Debian's NetworkManager has no such reader.

Fix: NM_CONTROLLED=no in the parent's file; or no alias file, and a vip-up that runs `ip addr add`.

Exceptions: silent if nothing shows that NetworkManager manages the parent: NM_CONTROLLED=yes there, or a UUID, which
NetworkManager and the installer write; and for aliases of lo.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.networkmanager import managed
from carplint.model import Net
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL366"
NAME = "ifcfg-vip-alias-under-networkmanager"
SEVERITY = "warning"
NEEDS = "managed"


def check(net: Net) -> Iterator[Finding]:
    """Each alias with a VIP below such a parent."""
    vips = net.vips
    for host in net.hosts:
        parents = host.by_name
        for alias in host.interfaces:
            if alias.parent is None or alias.parent == "lo" or alias.format != "ifcfg":
                continue
            address = next((a for a in alias.addresses if a.value is not None and a.value.ip in vips), None)
            signs = (managed(p) for p in parents.get(alias.parent, ()))
            sign = next((s for s in signs if s is not None), None)
            if address is None or sign is None:
                continue
            message = (
                f"{shown(alias.name)} holds a VIP, and NetworkManager manages {shown(alias.parent)}: it adds the "
                "addresses of all alias files when it starts, also with ONPARENT=no, so this node has the VIP from boot on"
            )
            yield Finding(message, address.span, (Related(sign, "shows that NetworkManager manages it"),))
