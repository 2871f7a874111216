"""The unicast peers of a vrrp_instance include one of the node's own addresses.

Why: keepalived sends its advertisements to itself. Most often the list was copied from another node, so the real peer
is missing: it hears nothing and becomes MASTER, too.

Daemon: it is never checked, `-t` exits 0; the log has "Received advert ... from our own address" or, of equal priority,
"from our own IP" each second. Source: keepalived vrrp/vrrp_data.c (alloc_vrrp_unicast_peer) and issue 2216; tried with
2.2.7.

Fix: list the other nodes' addresses only.

Exceptions: silent about 127.0.0.1, which a node that has no peers lists on purpose. Without unicast_src_ip and the files of the
node's interfaces its addresses are unknown; those that come by DHCP are, too.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.values import host as address_of
from carplint.model import Host
from carplint.rules.host.facts import static
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL235"
NAME = "unicast-peer-is-self"
SEVERITY = "warning"
ON = "host"
NEEDS = "unicast_peer"


def _own(host: Host, instance: Instance) -> Iterator[tuple[str, tuple[str, Related]]]:
    """The node's own addresses, each with what it is and its place: those of its interfaces, and the one it sends from."""
    for own in static(host):
        if own.address.value is not None:
            related = Related(own.address.span, f"the address of {shown(own.interface.name)}")
            yield str(own.address.value.ip), (f"address on {host.name}", related)
    source = instance.last("unicast_src_ip")
    if source is not None and len(source.words) > 1:
        yield address_of(source.words[1]).lower(), ("unicast_src_ip", Related(place(source, 1), "the same address"))


def check(host: Host) -> Iterator[Finding]:
    """Every peer that is one of the node's addresses."""
    configuration = configuration_of(host)
    for instance in configuration.instances if configuration is not None else ():
        own = dict(_own(host, instance)) if instance.peers else {}
        for line, _ in instance.peers if own else ():
            peer = address_of(line.words[0]).lower()
            if peer not in own or "$" in peer or peer.startswith("127."):
                continue
            what, related = own[peer]
            message = f"the peer {shown(peer)} is the node's own {what}: keepalived sends to itself"
            fix = repair.removal(line, "delete the line") if len(instance.peers) > 1 else None
            yield Finding(message, place(line), (related,), fix)
