"""A unicast peer is listed twice in a vrrp_instance.

Why: the peer that was meant instead is missing. It gets no advertisements and becomes MASTER, too.

Daemon: "duplicate unicast_peer", since 2.3.3; before, each advertisement is sent twice. Source: keepalived
vrrp/vrrp_data.c (alloc_vrrp_unicast_peer); tried with 2.2.7 and 2.4.3.

Fix: delete the line, or write the address that was meant.

Exceptions: silent for releases before 2.3.3.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.dialects.keepalived.words.values import host
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL234"
NAME = "unicast-peer-duplicate"
SEVERITY = "error"
ON = "instance and configuration"
NEEDS = "unicast_peer"


def check(instance: Instance, configuration: Configuration) -> Iterator[Finding]:
    """Every peer that is listed above already."""
    if configuration.version < (2, 3, 3):
        return
    seen: dict[str, Statement] = {}
    for line, _ in instance.peers:
        first = seen.setdefault(host(line.words[0]).lower(), line)
        if first is not line and "$" not in line.words[0]:
            message = f"the peer {shown(line.words[0])} is listed twice: keepalived ignores the second line"
            fix = repair.loser(first, line, "delete the second line")
            yield Finding(message, place(line), (Related(place(first), "the first time"),), fix)
