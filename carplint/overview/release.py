"""The oldest release of keepalived that a configuration needs."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.keywords import Keyword, lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.text.typing import NamedTuple
from carplint.text.version import OLDEST, Version


class Need(NamedTuple):
    """A release, and the statement that needs it; `word` is the index of the word in it."""

    version: Version
    statement: Statement
    word: int


def _needs(statement: Statement) -> Iterator[Need]:
    keyword = lookup(statement.block, statement.key)
    if keyword is not None and keyword.shape != "positional":
        yield Need(keyword.since, statement, 0)
    language = keyword.line if keyword is not None and not keyword.opens else statement.block
    if language.endswith("<line>"):
        for at, word in enumerate(statement.words[1:], 1):
            own: Keyword | None = lookup(language, word)
            if own is not None:
                yield Need(own.since, statement, at)


def least_release(configuration: Configuration) -> Need | None:
    """Return the oldest release that knows every keyword of a configuration, with the first statement that needs it;
    None if any release does."""
    found: Need | None = None
    for top in configuration.statements:
        for statement in top.below():
            for need in _needs(statement):
                if need.version > (found.version if found is not None else OLDEST):
                    found = need
    return found
