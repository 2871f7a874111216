"""Edits that repairs are made of: statements taken out, words cut off, lines put in.

None of them is made where something else would be touched: another statement on the line, a continuation, a
comment that speaks to carplint, text that came of a definition, or a file that is read in two places.
"""

from __future__ import annotations

import re

from carplint.dialects.keepalived.expansion.result import Expansion
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.text.edits import cut, is_kept, line_of
from carplint.text.finding import Edit, Fix
from carplint.text.source import DerivedSpan, Span


def is_own(statement: Statement, span: Span) -> bool:
    """Whether a place is written for this statement alone: it did not come of a definition, and its file is read
    once."""
    text = statement.text
    return not isinstance(span, DerivedSpan) and not (isinstance(text, Expansion) and span.source in text.repeated)


def removal(statement: Statement, title: str = "delete it", *, safe: bool = False) -> Fix | None:
    """The fix that takes a statement out, with its block if it opens one."""
    span = statement.whole()
    if statement.children is not None:
        if statement.closed_at < 0:
            return None
        span = statement.text.span(statement.offsets(0)[0], statement.closed_at + 1)
        if re.search(r"[$@~]|\binclude", span.text):
            return None
    edit = cut(span) if is_own(statement, span) else None
    return None if edit is None else Fix(title, (edit,), safe)


def without_words(statement: Statement, first: int, last: int | None = None, *, safe: bool) -> Fix | None:
    """The fix that takes words out of a line: from one up to another, or to the end of the line."""
    last = len(statement.words) - 1 if last is None else last
    low, high = statement.offsets(first - 1)[1], statement.offsets(last)[1]
    span = statement.text.span(low, high)
    if not is_own(statement, span) or "\n" in span.text or "\\" in span.text:
        return None
    what = "delete the word" if first == last else "delete the words"
    return Fix(what, (Edit(span, ""),), safe)


def same(first: Statement, second: Statement) -> bool:
    """Whether two statements say the same, with all that stands in them."""
    one, other = first.children or [], second.children or []
    return (
        first.words == second.words
        and len(one) == len(other)
        and all(same(a, b) for a, b in zip(one, other, strict=True))
    )


def loser(winner: Statement, statement: Statement, title: str = "delete it") -> Fix | None:
    """The fix that takes out a statement that does not count because of another one: safe where both say the same."""
    return removal(statement, title, safe=same(winner, statement))


def _indent(span: Span) -> str | None:
    """The blanks before a place that is the first of its line."""
    before = span.source.text[line_of(span)[0] : span.start]
    return None if before.strip() else before


def line_above(statement: Statement, text: str, *, safe: bool = False) -> Fix | None:
    """The fix that writes a line above a statement."""
    span = statement.span()
    indent = _indent(span)
    if indent is None or not is_own(statement, span) or is_kept(span.source, span.start - len(indent)):
        return None
    at = span._replace(end=span.start)
    return Fix(f"write {text}", (Edit(at, f"{text}{span.source.newline}{indent}"),), safe)


def line_below(statement: Statement, text: str, *, safe: bool = False) -> Fix | None:
    """The fix that writes a line below a statement of one line."""
    span = statement.whole()
    indent, (_, end) = _indent(span), line_of(span)
    after = span.source.text[span.end : end].strip()
    if indent is None or not is_own(statement, span) or after[:1] not in ("", "#", "!") or after.endswith("\\"):
        return None
    return Fix(f"write {text}", (Edit(Span(span.source, end, end), f"{span.source.newline}{indent}{text}"),), safe)


def split(statement: Statement, at: int) -> Fix | None:
    """The fix that gives the words from one on a line of their own."""
    before, word = statement.span(at - 1), statement.span(at)
    indent = _indent(statement.span())
    if indent is None or before.source is not word.source or not is_own(statement, word):
        return None
    between = before._replace(start=before.end, end=word.start)
    if between.text.strip():
        return None
    return Fix("give it a line of its own", (Edit(between, f"{word.source.newline}{indent}"),), safe=False)
