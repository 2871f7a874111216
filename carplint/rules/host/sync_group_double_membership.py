"""An instance is in two sync groups, or twice in one.

Why: keepalived keeps it in the first group: the second fails over without it.

Daemon: "Virtual router VI_1 cannot exist in more than one sync group; ignoring G". Source: keepalived
vrrp/vrrp_sync.c (vrrp_sync_set_group); tried with 2.2.7.

Fix: join the groups, or take the instance out of one.

Exceptions: a track_group may name it as well.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL327"
NAME = "sync-group-double-membership"
SEVERITY = "error"
ON = "configuration"
NEEDS = "vrrp_sync_group"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every membership but the first of an instance."""
    seen: dict[str, tuple[Statement, int]] = {}
    names = None
    for group in configuration.sync_groups:
        names = {i.name for i in configuration.instances} if names is None else names
        for line, at, name in group.written:
            first = seen.setdefault(name, (line, at))
            if first != (line, at) and name in names:
                message = f"{shown(name)} is already in a sync group: keepalived ignores it in this one"
                yield Finding(message, place(line, at), (Related(place(*first), "the group that it stays in"),))
