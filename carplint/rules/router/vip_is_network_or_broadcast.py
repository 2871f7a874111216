"""A VIP is the network or the broadcast address of its own prefix.

Why: the address comes up, but nobody can talk to it: neighbours take it for the subnet or send to all.

Daemon: any address is taken. Source: keepalived vrrp/vrrp_ipaddress.c (parse_ipaddress); tried with 2.2.7, `-t`
exits 0.

Fix: write the host address that is meant, or the prefix length that the subnet has.

Exceptions: IPv4 only, with a prefix of 1 to 30 bits: /31 and /32 have no such addresses.
"""

from collections.abc import Iterator

from carplint.model import Address, VirtualRouter
from carplint.text.finding import Finding

CODE = "CL244"
NAME = "vip-is-network-or-broadcast"
SEVERITY = "warning"
ON = "keepalived router"


def _what(address: Address) -> str:
    if address.ip.version != 4 or not 0 < address.length < 31:
        return ""
    mask = (1 << (32 - address.length)) - 1
    rest = int(address.ip) & mask
    return "network" if rest == 0 else "broadcast" if rest == mask else ""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every VIP that no host can have."""
    for vip in router.addresses if router.daemon == "keepalived" else ():
        address = vip.address.value
        what = _what(address) if address is not None else ""
        if address is not None and what and vip.address.written.strip('"').endswith(f"/{address.length}"):
            message = f"the VIP {address.ip} is the {what} address of its /{address.length}: no host can have it"
            yield Finding(message, vip.address.span)
