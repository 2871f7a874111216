"""What stands in the values of keepalived.conf and cannot be meant: characters beyond ASCII, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.tree.oddities import BLANKS
from carplint.model import Document
from carplint.text.source import Source, Span

INVISIBLE = re.compile(f"[{BLANKS}]")
WIDE = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
TYPOGRAPHIC = re.compile("[\u2010-\u2015\u2018-\u201f\u2212\u00ab\u00bb]")

_TOKEN = re.compile(r'"[^"\n]*(?:"|$)|[#!]|[{}]|[^\s"#!{}]+|\s+')


def _in_value(source: Source, at: int) -> bool:
    """Whether a place is in a word behind the first one of a line, not in double quotes and no comment."""
    start = source.text.rfind("\n", 0, at) + 1
    words = 0
    glued = False
    for match in _TOKEN.finditer(source.text, start, at + 1):
        first = match.group()[0]
        if first in "#!":
            return False
        if first in "{}" or (first.isascii() and first.isspace()):
            words = 0 if first in "{}" else words
            glued = False
            continue
        words += not glued
        glued = True
        if first == '"' and match.end() > at:
            return False
    return words > 1


PLACEHOLDER = re.compile(
    r"(?<=[ \t])(?:<[A-Za-z][A-Za-z0-9_. -]*>|__[A-Za-z][A-Za-z0-9_]*?__|@@[A-Za-z0-9_]+@@|%%?[A-Z][A-Z0-9_]+%%?)(?![^\s/])"
)
_MARKS = ("<", "__", "@@", "%")


def placeholders(document: Document) -> Iterator[Span]:
    """The places of whole words, or of an address before its prefix, that a template was to replace."""
    text = document.source.text
    if document.format == "keepalived" and any(mark in text for mark in _MARKS):
        for match in PLACEHOLDER.finditer(text):
            if _in_value(document.source, match.start()):
                yield document.source.span(match.start(), match.end())


def strangers(document: Document, pattern: re.Pattern[str]) -> Iterator[Span]:
    """The places of characters of a pattern in values; files of ASCII alone are done with at once."""
    if document.format == "keepalived" and not document.source.text.isascii():
        for match in pattern.finditer(document.source.text):
            if _in_value(document.source, match.start()):
                yield document.source.span(match.start(), match.end())
