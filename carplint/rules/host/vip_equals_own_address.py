"""A VIP is also one of the node's own addresses.

Why: keepalived removes the address when it starts, as a leftover VIP; then it has no address to send from and goes to
FAULT, and the host cannot be reached any more, not even by ssh. Priority 255 does not help.

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
    """Each VIP of keepalived that a file of the same node also gives."""
    own = {o.address.value.ip: o for o in static(host) if o.address.value is not None}
    for router in (r for r in host.virtual_routers if r.daemon == "keepalived"):
        for vip in router.addresses:
            found = own.get(vip.address.value.ip) if vip.address.value is not None else None
            if found is None or vip.address.value is None:
                continue
            message = (
                f"the VIP {vip.address.value.ip} is also {shown(found.interface.name)}'s own address on "
                f"{host.name}: keepalived removes it when it starts, and the node loses its address"
            )
            yield Finding(message, vip.address.span, (Related(found.address.span, "the same address"),))
