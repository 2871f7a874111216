"""A VIP has the prefix length of a subnet that its interface is already in.

Why: it brings a second connected route for the same subnet, and the VIP may become the source address of the
node's own connections. A VIP without a prefix length, a /32, does neither.

Daemon: keepalived's maintainer advises to leave it out. Source: keepalived issues 1367, 1040, 334 and 565.

Fix: drop the prefix length, on all nodes. carplint does so with `--unsafe`.

Exceptions: silent unless the interface's own file gives an address in that subnet; for lo and dummy interfaces.
"""

from collections.abc import Iterator

from carplint.model import Address, Host, Value
from carplint.rules.host.facts import is_quiet, static, text
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.secrets import shown
from carplint.text.source import Span

CODE = "CL383"
NAME = "vip-prefix-duplicates-subnet"
SEVERITY = "info"
ON = "host with interfaces"
NEEDS = "keepalived"


def _fix(span: Span) -> Fix | None:
    slash = span.text.find("/")
    return (
        None
        if slash < 0
        else Fix("drop the prefix length", (Edit(span._replace(start=span.start + slash), ""),), safe=False)
    )


def check(host: Host) -> Iterator[Finding]:
    """Each VIP of keepalived with the prefix length of a subnet of its interface."""
    routers = [r for r in host.virtual_routers if r.daemon == "keepalived"]
    own: dict[tuple[str, object], Value[Address]] = {}
    for found in static(host) if routers else ():
        if found.address.value is not None:
            own.setdefault((found.interface.name, found.address.value.network), found.address)
    for router in routers:
        for vip in router.addresses:
            address = vip.address.value
            device = text(vip.device if vip.device is not None else router.interface) or ""
            if address is None or not vip.prefixed or address.length == address.ip.max_prefixlen or is_quiet(device):
                continue
            same = own.get((device, address.network))
            if same is None or (same.value is not None and same.value.ip == address.ip):
                continue
            message = (
                f"the VIP's /{address.length} adds a second route for {address.network}, which {shown(device)} "
                "already has"
            )
            related = (Related(same.span, f"the address of {shown(device)}"),)
            yield Finding(message, vip.address.span, related, _fix(vip.address.span))
