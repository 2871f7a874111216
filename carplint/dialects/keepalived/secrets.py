"""Which words of keepalived.conf may be a secret although no keyword says so: the unknown ones in a block of authentication,
however broken it is, and also if its name is only nearly one (`authentification {`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.expansion.result import Expansion
from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.keywords import homes
from carplint.dialects.keepalived.tree.blocks import GUARDED
from carplint.dialects.keepalived.tree.statement import WORD
from carplint.text.source import DerivedSpan, Source, Span
from carplint.text.spelling import is_certain
from carplint.text.typing import NamedTuple

_KEYWORDS = frozenset(("auth_type", "auth_pass", "PASS", "AH", "key", "active_key", *GUARDED))
"""The words of these blocks (keepalived.conf(5))."""


class Hidden(NamedTuple):
    """A word that may be a secret, with its place in a file; `sure` if it is looked for elsewhere, too: no keyword of another
    block begins its line, or a definition holds it."""

    word: str
    span: Span
    sure: bool


def _lines(text: str, start: int, end: int) -> Iterator[tuple[list[re.Match[str]], str, list[re.Match[str]]]]:
    """Yield the words of each line, the brace or the line end behind them, and its comments, with the one behind a brace that
    closes."""
    words: list[re.Match[str]] = []
    comments: list[re.Match[str]] = []
    for piece in re.compile(rf"{WORD}|\n").finditer(text, start, end):
        if piece.lastindex is not None:
            words.append(piece)
        elif piece[0] in "\n{}":
            behind = re.compile(r"[ \t]*[#!][^\n]*").match(text, piece.end()) if piece[0] == "}" else None
            yield words, piece[0], comments if behind is None else [*comments, behind]
            words, comments = [], []
        else:
            comments.append(piece)
    yield words, "", comments


def _unknown(words: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words of a line that are no keywords, without their quotes."""
    before = ""
    for found in words:
        word = found[found.lastindex or 0]
        plain = not word.strip("\\") or word[0] == "@" or (before == "key" and word.isdecimal())
        if word not in _KEYWORDS and not plain and not any(is_certain(word, k) for k in _KEYWORDS):
            yield found.span(found.lastindex or 0)
        before = word


def _inside(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the places of unknown words in a block, from the end of its name up to the brace that closes it, or to the next
    block of the top level, and whether no keyword of another block begins their line. The brace that opens it may be missing.
    Of lines with a keyword of other blocks only the words behind it count, if there are any, and none if the block does not
    end before such a line opens another one; of comments the words that look like a secret."""
    depth = other = 0
    aside: list[re.Match[str]] | None = []
    for number, (words, behind, comments) in enumerate(_lines(text, start, end)):
        if depth == 0 and number and (words or behind != "{"):
            if not words and behind == "\n":
                continue
            depth = 1
        first = next((w[0] for w in words if w[0][0] != "@"), "")
        places = homes(first) if depth else ()
        if "" in places and behind == "{":
            return
        elsewhere = not all(place.rpartition("/")[2] in GUARDED for place in places)
        if elsewhere and behind == "{":
            aside = None
        if elsewhere and not other and aside is not None:
            aside += words[1:] or words
        if not elsewhere and not other and not first.startswith("include"):
            yield from ((low, high, True) for low, high in _unknown(words))
            for comment in comments:
                from carplint.text.prose import telling  # few blocks have comments

                yield from ((*place, True) for place in telling(text, *comment.span()))
        if behind == "{":
            depth += 1
            other = other or (depth if elsewhere else 0)
        elif behind == "}":
            depth -= 1
            other = other if other <= depth else 0
            if depth <= 0:
                yield from ((low, high, False) for low, high in _unknown(aside or []))
                return


def _in_files(text: Expansion, start: int, end: int, sure: bool) -> Iterator[Hidden]:
    """Yield where the parts of a word of an expansion stand in files: at its place, or in the definitions that hold them; and
    the word that they make."""
    first = text.piece(start)
    if not first.verbatim or end > first.end:
        yield Hidden(text.text[start:end], DerivedSpan(*text.span(start, end)), True)
    while start < end:
        piece = text.piece(start)
        stop = min(piece.end, end)
        part = text.text[start:stop]
        if piece.verbatim:
            yield Hidden(part, text.span(start, stop), sure)
        for source, low, high in text.via(start) if not piece.verbatim else ():
            at = source.text.find(part, low, high)
            if at >= 0:
                yield Hidden(part, Span(source, at, at + len(part)), True)
        start = stop


def hidden(configuration: Configuration) -> Iterator[Hidden]:
    """Yield the words that may be a secret. A block is read as keepalived reads it, with what its includes and definitions
    hold, and as its file has it, with the lines for other hosts."""
    heads: dict[Source, dict[int, int]] = {}
    guarded = configuration.guarded
    for statement, following in zip(guarded, (*guarded[1:], None), strict=False):
        text, span = statement.text, statement.span()
        end = following.start if following is not None and following.text is text else len(text.text)
        if isinstance(text, Expansion):
            for low, high, sure in _inside(text.text, statement.offsets(0)[1], end):
                yield from _in_files(text, low, high, sure)
        if not isinstance(span, DerivedSpan):
            heads.setdefault(span.source, {})[span.start] = span.end
    for source, ends in heads.items():
        starts = sorted(ends)
        for start, following_start in zip(starts, (*starts[1:], len(source.text)), strict=True):
            for low, high, sure in _inside(source.text, ends[start], following_start):
                yield Hidden(source.text[low:high], Span(source, low, high), sure)
