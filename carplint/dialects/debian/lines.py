"""The logical lines of /etc/network/interfaces and their words, each with its span.

Source: ifupdown 0.8.41, config.c (get_line, next_word); checked against ifquery by the tests.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from carplint.model import Value
from carplint.text.parse import Node
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

BLANKS = " \t\n\v\f\r"
"""The characters that isspace() takes for a blank in the C locale."""
_WORD = re.compile(rf"[^{BLANKS}]+")
_LONGEST = 79
"""The most characters of a name that ifupdown keeps: its buffers have 80 bytes."""


class Line(NamedTuple):
    """A logical line: its text without continuations and without blanks at its ends, and where each of its pieces
    starts in the text and in the source."""

    text: str
    source: Source
    starts: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> Span:
        """Return the span of a part of the text."""
        return Span(self.source, self._offset(start), self._offset(end - 1) + 1 if end > start else self._offset(start))

    def _offset(self, at: int) -> int:
        own, there = self.starts[bisect_right(self.starts, (at, len(self.source.text))) - 1]
        return there + at - own

    def value(self, start: int, end: int) -> Value[str]:
        """Return a part of the text as a fact."""
        text = self.text[start:end]
        return Value(text, text, self.span(start, end))


class Words(NamedTuple):
    """The first word of a line, the words after it, and everything after it as one text (None: nothing)."""

    first: Value[str]
    others: tuple[Value[str], ...]
    rest: Value[str] | None


def _line(source: Source, leaf: Node) -> Line:
    pieces = []
    starts = []
    length = 0
    at = leaf.start
    text = source.text[leaf.start : leaf.end]
    open_end = text[-1:] != "\n" or text[-2:] == "\\\n"  # the file ends within the line
    physical = (text if open_end else text[:-1]).split("\n")
    for number, piece in enumerate(physical):
        start, kept = at, piece
        at += len(piece) + 1
        if number == 0:
            kept = piece.lstrip(BLANKS)
            start += len(piece) - len(kept)
        if number < len(physical) - 1:
            kept = kept[:-1]
        pieces.append(kept)
        starts.append((length, start))
        length += len(kept)
    whole = "".join(pieces)
    if open_end:
        whole = whole.rstrip("\\")  # each backslash asks for a line that does not exist
    return Line(whole.rstrip(BLANKS), source, tuple(starts))


def lines(source: Source, tree: Node) -> Iterator[Line]:
    """Yield the logical lines of a file, except comments and blank lines."""
    for leaf in tree.leaves():
        if leaf.kind == "LINE":
            line = _line(source, leaf)
            if line.text:
                yield line


def words(line: Line) -> Words:
    """Return the words of a line. The first one is empty if a continued line goes on with a blank."""
    found = [m.span() for m in _WORD.finditer(line.text)]
    if line.text[:1] in BLANKS:
        found.insert(0, (0, 0))
    first, *others = [line.value(start, min(end, start + _LONGEST)) for start, end in found]
    rest = line.value(found[1][0], len(line.text)) if others else None
    return Words(first, tuple(others), rest)
