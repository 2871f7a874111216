"""An instance has unicast peers but no unicast_src_ip, and its interface has several addresses.

Why: the peers know this node by one of them. The kernel chooses which one it sends from, and may choose another when
the interface comes up again; a peer with check_unicast_src then drops its advertisements.

Daemon: without unicast_src_ip the primary address of the interface is the source. Source: keepalived
vrrp/vrrp.c (vrrp_complete_instance); puppet-keepalived issue 304.

Fix: unicast_src_ip with the address that the peers list.

Exceptions: silent unless the interface's own files give several static addresses of the peers' family that are not
VIPs.
"""

from collections.abc import Iterator

from carplint.model import Host
from carplint.rules.host.facts import static, text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL296"
NAME = "unicast-without-src"
SEVERITY = "info"
ON = "host with interfaces"
NEEDS = "unicast_peers"


def check(host: Host) -> Iterator[Finding]:
    """Each such instance, at its first peer."""
    virtual, own = host.vips, list(static(host))
    for router in host.virtual_routers if own else ():
        peer = next((p.value for p in router.unicast_peers if p.value is not None), None)
        if router.source_address is not None or peer is None:
            continue
        name = text(router.interface)
        found = {
            o.address.value.ip: o.address
            for o in own
            if o.interface.name == name and o.address.value is not None and o.address.value.ip not in virtual
        }
        same = [a for ip, a in found.items() if ip.version == peer.version]
        if len(same) > 1:
            message = f"{shown(name)} has {len(same)} addresses: without unicast_src_ip the kernel chooses the one to send from"
            related = tuple(Related(a.span, f"an address of {shown(name)}") for a in same[:3])
            yield Finding(message, router.unicast_peers[0].span, related)
