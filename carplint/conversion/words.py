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


WORDS = {name: (rule, words) for name, rule, words in rows("words")}


def finding(name: str, span: Span, related: tuple[Related, ...] = (), **facts: object) -> Finding:
    """Return a finding of that name, with the facts that its words speak of."""
    rule, words = WORDS[name]
    return Finding(words.format(**facts), span, related, name=rule)
