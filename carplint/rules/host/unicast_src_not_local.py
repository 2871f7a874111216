"""unicast_src_ip or mcast_src_ip is not an address of this node.

Why: the instance stays in FAULT; usually the file was copied from the other node.

Daemon: "src address not configured"; an address of static_ipaddress will do. Tried with 2.2.7, `-t` exits 0. Source: keepalived issue 2651.

Fix: write the node's own address.

Exceptions: silent unless all addresses of the node are known: the whole folders of interface files are among the
inputs, each file names its interface, none has DHCP, and the instance's own interface has an address; IPv4 only.
"""

from collections.abc import Iterator

from carplint.model import Host, IPAddress
from carplint.rules.host.facts import is_whole, text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL386"
NAME = "unicast-src-not-local"
SEVERITY = "error"
ON = "host with interfaces"
NEEDS = "keepalived"


def _may_be_set(host: Host, ip: IPAddress) -> bool:
    """Return whether keepalived may set an address itself: static_ipaddress has it, or one that is not known."""
    from carplint.dialects.keepalived.facts.static import static_addresses  # only for an address that no file has

    return any(a.ip in (ip, None) for a in static_addresses(host))


def check(host: Host) -> Iterator[Finding]:
    """Each source address that the node does not have."""
    if not is_whole(host) or any(i.dynamic or any(a.value is None for a in i.addresses) for i in host.interfaces):
        return
    files = host.by_name
    have = {a.value.ip for i in host.interfaces for a in i.addresses if a.value is not None}
    for router in host.virtual_routers:
        source = router.source_address
        if router.daemon != "keepalived" or source is None or source.value is None or source.value.version != 4:
            continue
        own = [a for i in files.get(text(router.interface) or "", ()) for a in i.addresses]
        if not own or source.value in have or source.value.is_loopback or _may_be_set(host, source.value):
            continue
        message = f"{source.value} is not an address of {host.name}: the instance stays in FAULT and never takes over"
        related = (Related(own[0].span, f"the address of {shown(text(router.interface))}"),)
        yield Finding(message, source.span, related, label="not on this node")
