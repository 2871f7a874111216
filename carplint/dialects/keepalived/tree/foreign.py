"""What stands in the values of keepalived.conf and cannot be meant: characters beyond ASCII, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from carplint.dialects.keepalived.tree.oddities import BLANKS
from carplint.model import Document
from carplint.text.source import Span

INVISIBLE = re.compile(f"[{BLANKS}]")
WIDE = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
TYPOGRAPHIC = re.compile("[\u2010-\u2015\u2018-\u201f\u2212\u00ab\u00bb]")

_TOKEN = re.compile(r'"[^"\n]*(?:"|$)|[#!]|[{}]|[^\s"#!{}]+|\s+')


def _in_values(text: str, found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield those of some matches, in their order, that begin in a word behind the first one of a line, not in double quotes and
    in no comment. Each line is walked through once."""
    end, words, glued, comment = -1, 0, False, False
    tokens: Iterator[re.Match[str]] = iter(())
    token: re.Match[str] | None = None
    for own in found:
        at = own.start()
        if at > end:
            end = text.find("\n", at) % (len(text) + 1)
            tokens, token = _TOKEN.finditer(text, text.rfind("\n", 0, at) + 1, end), None
            words, glued, comment = 0, False, False
        while not comment and (token is None or token.end() <= at) and (token := next(tokens, None)) is not None:
            first = text[token.start()]
            if first in "{}":
                words, glued = 0, False
            elif first.isascii() and first.isspace():
                glued = False
            else:
                comment = first in "#!"
                words, glued = words + (not glued), True
        if words > 1 and not comment and (token is None or text[token.start()] != '"'):
            yield own


PLACEHOLDER = re.compile(
    r"(?<=[ \t])(?:<[A-Za-z][A-Za-z0-9_. -]*>|__[A-Za-z][A-Za-z0-9_]*?__|@@[A-Za-z0-9_]+@@|%%?[A-Z][A-Z0-9_]+%%?)(?![^\s/])"
)
_MARKS = ("<", "__", "@@", "%")


def placeholders(document: Document) -> Iterator[Span]:
    """The places of whole words, or of an address before its prefix, that a template was to replace."""
    text = document.source.text
    if document.format == "keepalived" and any(mark in text for mark in _MARKS):
        for match in _in_values(text, PLACEHOLDER.finditer(text)):
            yield document.source.span(match.start(), match.end())


def strangers(document: Document, pattern: re.Pattern[str]) -> Iterator[Span]:
    """The places of characters of a pattern in values; files of ASCII alone are done with at once."""
    if document.format == "keepalived" and not document.source.text.isascii():
        for match in _in_values(document.source.text, pattern.finditer(document.source.text)):
            yield document.source.span(match.start(), match.end())
