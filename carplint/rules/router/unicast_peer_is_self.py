"""The unicast peers of a vrrp_instance include the node's own source address.

Why: keepalived sends its advertisements to itself. Most often the list was copied from another node, so the real peer
is missing: it hears nothing and becomes MASTER, too.

Daemon: it is never checked, `-t` exits 0. Source: keepalived vrrp/vrrp_data.c (alloc_vrrp_unicast_peer); tried
with 2.2.7.

Fix: list the other nodes' addresses only.

Exceptions: silent about 127.0.0.1, which a node that has no peers lists on purpose. Without unicast_src_ip the node's own address is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import place
from carplint.dialects.keepalived.words.values import host
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL235"
NAME = "unicast-peer-is-self"
SEVERITY = "warning"
ON = "instance"
NEEDS = "unicast_peer"


def check(instance: Instance) -> Iterator[Finding]:
    """Every peer that is the source address."""
    source = instance.last("unicast_src_ip") if instance.peers else None
    if source is None or len(source.words) < 2:
        return
    own = host(source.words[1]).lower()
    for line, _ in instance.peers:
        if host(line.words[0]).lower() == own and "$" not in own and not own.startswith("127."):
            message = f"the peer {shown(own)} is the node's own unicast_src_ip: keepalived sends to itself"
            fix = repair.removal(line, "delete the line") if len(instance.peers) > 1 else None
            yield Finding(message, place(line), (Related(place(source, 1), "the same address"),), fix)
