"""The stanza NAME:ucarp has another address than ucarp-vip.

Why: ucarp announces one address by gratuitous ARP, and the interface gets another: clients of ucarp-vip find nobody,
and the other address moves between the nodes without an announcement.

Daemon: vip-up brings up NAME:ucarp with the address of its stanza; ucarp sends its ARP for --addr. Source: Debian's
/usr/share/ucarp/vip-up; ucarp 1.5.2, src/garp.c.

Fix: write the same address in both places, on every node.

Exceptions: silent with a ucarp-upscript, and if one of the addresses is unknown.
"""

from collections.abc import Iterator

from carplint.model import Host
from carplint.text.finding import Finding, Related

CODE = "CL359"
NAME = "ucarp-debian-vip-mismatch"
SEVERITY = "error"
ON = "host with uCarp"
NEEDS = "interfaces"


def check(host: Host) -> Iterator[Finding]:
    """Every VIP that is not an address of its stanza."""
    for router in host.virtual_routers:
        alias = host.interface(router.alias.value) if router.alias is not None else None
        if router.format != "interfaces" or alias is None or alias.dynamic or not alias.addresses:
            continue
        known = [a.value.ip for a in alias.addresses if a.value is not None]
        for vip in (v.address for v in router.addresses if v.address.value is not None):
            if vip.value is None or vip.value.ip in known or len(known) < len(alias.addresses):
                continue
            message = (
                f"ucarp announces {vip.value.ip}, but {alias.name} brings up {known[0]}: nobody answers for the VIP"
            )
            related = (Related(alias.addresses[0].span, f"what {alias.name} brings up"),)
            yield Finding(message, vip.span, related, label="another address than its stanza's")
