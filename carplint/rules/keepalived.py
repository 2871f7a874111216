"""What rules about the language of keepalived.conf share: instances with their groups, places, spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from carplint.dialects.keepalived.facts.configuration import Configuration, configuration_of
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.model import Net
from carplint.text.finding import Related
from carplint.text.source import Span

_PLAIN = re.compile(r"[\w.:@/+-]{1,45}")


def shown(word: str) -> str:
    """A word as a message may repeat it: short and plain, else dots."""
    return word if _PLAIN.fullmatch(word) is not None else "..."


def configurations(net: Net) -> Iterator[Configuration]:
    """The configurations of all hosts."""
    return (c for h in net.hosts if (c := configuration_of(h)) is not None)


def instances(net: Net) -> Iterator[Instance]:
    """The vrrp_instances of all hosts."""
    return chain.from_iterable(c.instances for c in configurations(net))


def whole_instances(net: Net) -> Iterator[Instance]:
    """The vrrp_instances of which it is known what they lack: no brace is wrong in their file."""
    return chain.from_iterable(c.instances for c in configurations(net) if c.sound)


def named(configuration: Configuration, *keys: str) -> dict[str, Statement]:
    """The blocks of some kinds by name; of those with the same name the first, which is the one that the daemon
    finds."""
    found: dict[str, Statement] = {}
    for block in configuration.all(*keys):
        if len(block.words) > 1:
            found.setdefault(block.words[1], block)
    return found


def stops(statement: Statement) -> bool:
    """Whether the daemon leaves at a statement, as it has too few words: then it never looks at the block as a whole."""
    keyword = lookup(statement.block, statement.key)
    return keyword is not None and keyword.missing == "exit" and len(statement.words) <= keyword.least


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
    blocks = named(configuration, "vrrp_sync_group")
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


def closing(statement: Statement) -> tuple[Related, ...]:
    """The place where a block ends, at which the daemon says what it lacks."""
    end = statement.closing()
    return () if end is None else (Related(end, "where the block ends"),)


def place(statement: Statement, word: int = 0) -> Span:
    """The place of a word of a statement, of the last one if there are fewer."""
    return statement.span(min(word, len(statement.words) - 1))
