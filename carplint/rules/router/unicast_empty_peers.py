"""A vrrp_instance has unicast keywords but no peer.

Why: keepalived falls back to multicast, which the peers do not listen to: both become MASTER. With
unicast_fault_no_peer the instance stays in FAULT.

Daemon: "A unicast keyword has been specified without any unicast peers. Defaulting to multicast", or in its log
"Cannot use unicast without any peers - going to fault state". Source: keepalived vrrp/vrrp.c
(vrrp_complete_instance); tried with 2.2.7.

Fix: write the other nodes' addresses into unicast_peer. For a multicast source address write mcast_src_ip.

Exceptions: peers that are not addresses or are of the other family do not count.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import UNICAST, Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL233"
NAME = "unicast-empty-peers"
SEVERITY = "error"
ON = "whole instance"
NEEDS = "unicast_peer unicast_src_ip check_unicast_src old_unicast_checksum unicast_fault_no_peer"


def check(instance: Instance) -> Iterator[Finding]:
    """Every instance that expects peers and has none."""
    if instance.peers:
        return
    keyword = instance.any(*UNICAST)
    if keyword is None or any(e.words[0].startswith("include") for e in instance.entries("unicast_peer")):
        return
    if "unicast_fault_no_peer" in instance.statements:
        effect = "with unicast_fault_no_peer it stays in FAULT"
    else:
        effect = "keepalived sends multicast, which the peers do not hear"
    yield Finding(f"{keyword.words[0]} without a unicast peer: {effect}", place(keyword))
