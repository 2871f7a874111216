"""What is wrong with the words of a statement, as findings with their places and repairs."""

from __future__ import annotations

import re

from carplint.dialects.keepalived.keywords import Keyword, homes
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.typed import Fault
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.spelling import is_certain

_MESSAGE = 200
_WORD = 30

_GUESSES = ("line-unknown-word", "value-unknown", "vip-unknown-option")
"""The rules of which what is meant is the nearest word, which may be another one."""
_SURPLUS = ("extra-words-ignored", "too-many-words", *_GUESSES)
_ADDRESS = re.compile(r"[0-9]+(?:[.][0-9]+){3}(?:/[0-9]+)?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:/[0-9]+)?")


def _short(message: str, statement: Statement) -> str:
    """A message that repeats no long words."""
    if len(message) > _MESSAGE:
        for word in statement.words:
            if len(word) > _WORD:
                message = message.replace(word, word[:_WORD] + "…")
    return message


def _fewer_words(statement: Statement, fault: Fault) -> Fix | None:
    """What is to be done with words that are too much: a setting or an address gets a line of its own, and what
    keepalived ignores and nobody can have meant goes."""
    words, at = statement.words, fault.word
    if fault.rule not in _SURPLUS or not 0 < at < len(words):
        return None
    listed = statement.block.endswith(">")
    if _ADDRESS.fullmatch(words[at]):
        return repair.split(statement, at) if listed and _ADDRESS.fullmatch(words[0]) else None
    if not listed and statement.block in homes(words[at]):
        return repair.split(statement, at)
    rest = words[at:]
    if fault.rule != "extra-words-ignored" or any(_ADDRESS.search(w) or "$" in w for w in rest):
        return None
    return repair.without_words(statement, at, safe=True)


def finding(statement: Statement, fault: Fault) -> Finding:
    """A fault with its place."""
    span = statement.span(fault.word)
    label = ""
    if fault.meant:
        label = f"did you mean {fault.meant}?"
        sure = fault.rule not in _GUESSES or is_certain(statement.words[fault.word], fault.meant)
        fix: Fix | None = Fix(f"write {fault.meant}", (Edit(span, fault.meant),), sure)
    else:
        fix = _fewer_words(statement, fault)
    return Finding(_short(fault.message, statement), span, fix=fix, label=label, name=fault.rule)


def deprecated(statement: Statement, keyword: Keyword) -> Finding:
    """An old spelling of which the daemon itself speaks."""
    span = statement.span()
    simple = re.fullmatch(r"[a-z_0-9]+", keyword.deprecated_by) is not None
    fix = Fix(f"write {keyword.deprecated_by}", (Edit(span, keyword.deprecated_by),)) if simple else None
    message = f"{statement.key} is an old spelling; write {keyword.deprecated_by}"
    return Finding(message, span, fix=fix, name="deprecated-keyword")


def old(statement: Statement, new: str) -> Finding:
    """An old spelling of which only the daemon's log speaks."""
    fix = Fix(f"write {new}", (Edit(statement.span(), new),))
    return Finding(f"{statement.key} is an old spelling of {new}", statement.span(), fix=fix, name="old-spelling")
