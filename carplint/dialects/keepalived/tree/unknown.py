"""What may have been meant by a keyword that its block does not know."""

from __future__ import annotations

from carplint.dialects.keepalived.keywords import homes, lookup, names
from carplint.dialects.keepalived.tree.oddities import Oddity, oddity
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.spelling import is_certain, nearest
from carplint.text.version import Version, spell


def misplaced(statement: Statement, version: Version) -> tuple[str, ...]:
    """The blocks that have the keyword, where nothing but its place is wrong with it."""
    key = statement.key
    known = oddity(key) is not None or lookup(statement.block, key, version) is not None
    return () if known else homes(key)


def nearly(key: str, names: tuple[str, ...]) -> bool:
    """Whether a keyword was probably meant to be one of some names, or begins as they do."""
    return key.lower().startswith(tuple(name[:4] for name in names)) or nearest(key, names) is not None


_MARKS = ("//", ";", "--")


def comment(statement: Statement, odd: Oddity) -> Fix | None:
    """The fix that makes a comment of keepalived of a line that begins with the mark of another language's comment,
    unless the line has to do with a block."""
    mark = next((m for m in _MARKS if statement.key.startswith(m)), None)
    line = statement.text.text[statement.start : statement.end]
    if odd.rule != "foreign-comment-style" or mark is None or statement.children is not None or set("{}\\") & set(line):
        return None
    span = statement.span()
    return Fix("write #", (Edit(span._replace(end=span.start + len(mark)), "#"),))


def odd_entry(line: Statement) -> Finding | None:
    """What is wrong with an entry of a list that comes from somewhere else, and is none."""
    odd = oddity(line.key)
    return None if odd is None else Finding(odd.message, line.span(), fix=comment(line, odd), name=odd.rule)


def unknown(statement: Statement, version: Version, places: tuple[str, ...], *, hint: bool) -> Finding:
    """What is wrong with a keyword that a release does not know in its block; `places` are the blocks that have
    it, and with `hint` the nearest one of its own block is looked for."""
    key, span = statement.key, statement.span()
    keyword = lookup(statement.block, key, version)
    where = statement.block.rpartition("/")[2] or "the top level"
    odd = oddity(key)
    if odd is not None:
        fix = Fix("delete the byte order mark", (Edit(span, key[1:]),)) if odd.rule == "utf8-bom" else None
        fix = fix or comment(statement, odd)
        return Finding(odd.message, span, fix=fix, name=odd.rule)
    if keyword is not None:
        since = f"needs keepalived {spell(keyword.since)} or newer" if keyword.since > version else "no longer exists"
        message = f"{key} {since}; {spell(version)} does not know it"
        return Finding(message, span, name="keyword-needs-newer-version")
    if places:
        home = places[0].rpartition("/")[2] or "the top level"
        message = f"{key} does not belong to {where} but to {home}: keepalived ignores it"
        return Finding(message, span, name="keyword-in-wrong-block")
    meant = nearest(key, names(statement.block, version)) if hint else None
    label = f"did you mean {meant}?" if meant else ""
    repair = Fix(f"write {meant}", (Edit(span, meant),), is_certain(key, meant)) if meant else None
    message = f"{key} is not a keyword of {where}: keepalived ignores it"
    return Finding(message, span, fix=repair, label=label, name="unknown-keyword")
