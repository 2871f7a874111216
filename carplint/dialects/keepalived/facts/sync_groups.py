"""The vrrp_sync_groups of a configuration, with the instances that the daemon takes into each.

Source: keepalived, vrrp/vrrp_parser.c (vrrp_group_handler), vrrp/vrrp_sync.c; tried on 2.2.7.
"""

# No `from __future__ import annotations`: with it NamedTuple compiles every annotation, at each start.

from typing import NamedTuple

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import Statement


class Group(NamedTuple):
    """A vrrp_sync_group: its members as they are written, and those that are instances and in no group before."""

    statement: Statement
    written: tuple[tuple[Statement, int, str], ...]
    members: tuple[Instance, ...]
    weights: bool
    """Whether sync_group_tracking_weight lets its members keep weighted trackers."""

    @property
    def name(self) -> str:
        """The name after the keyword."""
        return self.statement.words[1]


def groups(configuration: Configuration) -> list[Group]:
    """The sync groups of a configuration; of those with the same name the first."""
    blocks = configuration.named("vrrp_sync_group")
    if not blocks:
        return []
    by_name = {i.name: i for i in configuration.instances}
    taken: set[str] = set()
    found = []
    for block in blocks.values():
        lists = list(block.within("group"))[:1]  # the daemon refuses a second list
        written = [(line, at, w) for c in lists for line in c.children or () for at, w in enumerate(line.words)]
        members = [by_name[w] for w in dict.fromkeys(w for _, _, w in written) if w in by_name and w not in taken]
        taken.update(m.name for m in members)
        weights = block.last("sync_group_tracking_weight") is not None
        found.append(Group(block, tuple(written), tuple(members), weights))
    return found
