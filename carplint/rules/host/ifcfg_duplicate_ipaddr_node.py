"""Two ifcfg files of a node have the same IPADDR.

Why: of two aliases the network scripts skip the second; on two interfaces the node has the address twice, and answers
for it on the wrong one.

Daemon: "error in ifcfg-...: already seen ipaddr". Source: initscripts 9.49.38, ifup-aliases lines 177 and 182.

Fix: correct the copy.

Exceptions: silent for the loopback, for an interface that does not come up at boot or has DHCP, for copies, which are
ifcfg-backup-file-read, for two files of one device, and if one of them is an alias with a VIP, which other rules
cover.
"""

from collections.abc import Iterator

from carplint.model import Address, Host, Interface, Net, Value
from carplint.rules.host.facts import comes_up, copies, is_quiet
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL374"
NAME = "ifcfg-duplicate-ipaddr-node"
SEVERITY = "error"
NEEDS = "address-twice"


def _candidates(host: Host) -> Iterator[tuple[Interface, Value[Address]]]:
    left_out = {id(copy) for copy, _ in copies(host)}
    for interface in host.interfaces:
        if interface.format != "ifcfg" or id(interface) in left_out or is_quiet(interface.name) or interface.dynamic:
            continue
        if comes_up(interface):
            yield from ((interface, a) for a in interface.addresses if a.value is not None)


def check(net: Net) -> Iterator[Finding]:
    """Each address that an earlier file has, too."""
    vips = net.vips
    for host in net.hosts:
        seen: dict[object, tuple[Interface, Value[Address]]] = {}
        for interface, address in _candidates(host):
            ip = address.value.ip if address.value is not None else None
            first, place = seen.setdefault(ip, (interface, address))
            if first.span.source is interface.span.source or first.name == interface.name or ip in vips:
                continue
            message = f"{shown(first.name)} and {shown(interface.name)} have the same address {ip} on {host.name}"
            yield Finding(message, address.span, (Related(place.span, f"{shown(first.name)} has it too"),))
