"""A sync group has one member.

Why: it has nothing to keep together. Most often the other member is misspelt or was removed.

Daemon: "Sync group G has only 1 virtual router(s) - this probably isn't what you want"; `-t` exits 5. Source:
keepalived vrrp/vrrp_sync.c (vrrp_sync_set_group); tried with 2.2.7.

Fix: add the other instances, or delete the group.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.sync_groups import SyncGroup
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL326"
NAME = "sync-group-single-member"
SEVERITY = "error"
ON = "whole sync group"


def check(group: SyncGroup) -> Iterator[Finding]:
    """Every group of one instance."""
    if len(group.members) == 1 and not any("$" in w or w == "include" for _, _, w in group.written):
        message = f"sync group {shown(group.name)} has only one member: it keeps nothing together"
        yield Finding(message, place(group.statement, 1))
