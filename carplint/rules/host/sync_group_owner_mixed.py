"""A sync group has an address owner and another instance that is not one.

Why: the owner is MASTER from the start, always; the other only when it wins its election: the group never agrees.

Daemon: "Sync group G has some member(s) as address owner and some not as address owner. This won't work." Source:
keepalived vrrp/vrrp_sync.c (vrrp_sync_set_group); tried with 2.2.7.

Fix: give all members priorities of one kind: 255 on the owner's node for all, or below 255 for all.

Exceptions: the daemon notices it only if the owner appears above a member with state BACKUP, and so does carplint.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.sync_groups import SyncGroup
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL328"
NAME = "sync-group-owner-mixed"
SEVERITY = "error"
ON = "sync group"


def check(group: SyncGroup) -> Iterator[Finding]:
    """Every group in which an owner is above a BACKUP."""
    owners = False
    for member in group.members:
        owners = owners or (member.owner and member.state.value == "MASTER")
        if owners and not member.owner and member.word("state") == "BACKUP":
            message = (
                f"sync group {shown(group.name)} mixes an address owner (priority 255) with others: they never agree"
            )
            yield Finding(message, place(group.statement, 1))
            break
