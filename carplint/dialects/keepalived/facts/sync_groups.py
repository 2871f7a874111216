"""The vrrp_sync_groups of a configuration, with the instances that the daemon takes into each.

Source: keepalived, vrrp/vrrp_parser.c (vrrp_group_handler), vrrp/vrrp_sync.c; tried on 2.2.7.
"""

from collections.abc import Iterable

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.facts.trackers import definitions, trackers
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.model import Tracker
from carplint.text.source import Span
from carplint.text.typing import NamedTuple
from carplint.text.version import Version


class SyncGroup(NamedTuple):
    """A vrrp_sync_group: its members as they are written, those that are instances and in no group before, and what
    it tracks itself."""

    statement: Statement
    written: tuple[tuple[Statement, int, str], ...]
    members: tuple[Instance, ...]
    weights: bool
    """Whether sync_group_tracking_weight lets its members keep weighted trackers."""
    trackers: tuple[Tracker, ...]

    @property
    def name(self) -> str:
        """The name after the keyword."""
        return self.statement.words[1]

    def place(self, member: str) -> Span:
        """Where an instance is written as its member."""
        return next(line.span(at) for line, at, word in self.written if word == member)


def members(block: Statement) -> tuple[tuple[Statement, int, str], ...]:
    """The members of a vrrp_sync_group or track_group as they are written: the daemon refuses a second list."""
    lists = list(block.within("group"))[:1]
    return tuple((line, at, word) for own in lists for line in own.children or () for at, word in enumerate(line.words))


def sync_groups(
    statements: Iterable[Statement], instances: Iterable[Instance], release: Version
) -> tuple[SyncGroup, ...]:
    """The sync groups among the statements at the top; of those with the same name the first."""
    statements = tuple(statements)
    blocks: dict[str, Statement] = {}
    for statement in statements:
        if statement.words[0] == "vrrp_sync_group" and len(statement.words) > 1:
            blocks.setdefault(statement.words[1], statement)
    if not blocks:
        return ()
    by_name = {i.name: i for i in instances}
    defined = definitions(statements)
    taken: set[str] = set()
    found = []
    for block in blocks.values():
        written = members(block)
        own = [by_name[w] for w in dict.fromkeys(w for _, _, w in written) if w in by_name and w not in taken]
        taken.update(m.name for m in own)
        parts: dict[str, list[Statement]] = {}
        for part in block.children or ():
            parts.setdefault(part.words[0], []).append(part)
        weights = "sync_group_tracking_weight" in parts
        tracked = tuple(trackers(parts, defined, release))
        found.append(SyncGroup(block, written, tuple(own), weights, tracked))
    return tuple(found)
