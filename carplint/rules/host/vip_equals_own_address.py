"""A VIP is also an address that the node has by itself.

Why: keepalived removes the address when it starts, as a VIP that was left behind; then it has no address to send
from and goes to FAULT, and the host cannot be reached any more, by ssh either. Priority 255 does not help.

Daemon: it removes its VIPs from the interfaces at the start; tried with 2.2.7: eth0's own address was gone, `-t`
exits 0. Source: keepalived issues 2091 and 2219.

Fix: give the node an address of its own, and the VIP another.

Exceptions: silent for aliases, which carry the VIP on purpose, for an interface that does not come up at boot or
gets its address by DHCP, and for lo and dummy interfaces, where real servers of LVS have it.
"""

from collections.abc import Iterator

from carplint.model import Host
from carplint.rules.host.facts import static
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL382"
NAME = "vip-equals-own-address"
SEVERITY = "error"
ON = "host with interfaces"
NEEDS = "keepalived"


def check(host: Host) -> Iterator[Finding]:
    """Each VIP of keepalived that a file of the same node says, too."""
    own = {o.address.value.ip: o for o in static(host) if o.address.value is not None}
    for router in (r for r in host.virtual_routers if r.daemon == "keepalived"):
        for vip in router.addresses:
            found = own.get(vip.address.value.ip) if vip.address.value is not None else None
            if found is None or vip.address.value is None:
                continue
            message = (
                f"the VIP {vip.address.value.ip} is the own address of {shown(found.interface.name)} on {host.name}: "
                "keepalived removes it when it starts, and the node is without an address"
            )
            yield Finding(message, vip.address.span, (Related(found.address.span, "the same address"),))
