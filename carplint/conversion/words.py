"""What a conversion says. words.tsv has the rule and the words of each finding by a name; `{fact}` in them is filled in.

A name without a rule is no finding: its words are the message of a refusal, or why nobody has to be told (ledger.tsv).
"""

from __future__ import annotations

from collections.abc import Iterator
from pkgutil import get_data

from carplint.text.finding import Finding, Related
from carplint.text.source import Span


def rows(table: str) -> Iterator[list[str]]:
    """Yield the rows of a table beside this module, without its head."""
    lines = (get_data(__package__, f"{table}.tsv") or b"").decode().splitlines()
    return (line.split("\t") for line in lines[1:])


WORDS = {name: (rule, text) for name, rule, text in rows("words")}


def words(name: str, /, **facts: object) -> str:
    """Return the words of that name, with the facts that they speak of."""
    return WORDS[name][1].format(**facts)


def finding(name: str, span: Span, related: tuple[Related, ...] = (), /, **facts: object) -> Finding:
    """Return a finding of that name, with the facts that its words speak of."""
    return Finding(words(name, **facts), span, related, name=WORDS[name][0])
