"""What the reader of keepalived.conf has begun and will go on with: files, loops and definitions."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.keepalived.expansion.bits import Bit, Line, cut, place
from carplint.dialects.keepalived.expansion.definitions import Definition
from carplint.dialects.keepalived.expansion.long_lines import long_lines
from carplint.dialects.keepalived.expansion.nul import without_nul
from carplint.dialects.keepalived.expansion.result import Outcome
from carplint.dialects.keepalived.expansion.sequences import Loop
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple
from carplint.text.version import Version


class File:
    """A file that is being read, how far, and the includes that led to it. Blanks stand in `text` for what
    the daemon does not read."""

    def __init__(self, source: Source, via: tuple[Span, ...], version: Version) -> None:
        self.source = source
        self.text = without_nul(source.text, version)
        self.via = via
        self.at = 0
        self.long = {start: (end, length) for start, end, length in long_lines(source)}

    def bit(self, start: int, end: int) -> Bit:
        """A part of the file."""
        return Bit(self.text[start:end], self.source, start, end, True, self.via)


class Rounds:
    """The rounds of a loop that are left."""

    def __init__(self, loop: Loop, line: Line) -> None:
        self.names = [(name, place(cut(line, at, at + len(name)) or line)) for name, at in loop.names]
        self.text = cut(line, loop.text)
        self._values = loop.values
        self._next = next(self._values, None)

    def take(self) -> Iterator[tuple[str, Definition]]:
        """The variables of the next round."""
        values = self._next or ()
        self._next = next(self._values, None)
        for (name, span), value in zip(self.names, values, strict=False):
            yield name, Definition(((value, None),), span)

    @property
    def over(self) -> bool:
        """Whether this was the last one."""
        return self._next is None


class Defining:
    """A definition whose end is still to be read."""

    def __init__(self, name: str, span: Span, why: str = "") -> None:
        self.name = name
        self.span = span
        self.why = why
        self.several = False
        self.lines: list[tuple[str, Span | None]] = []

    def definition(self) -> Definition:
        """What was read."""
        return Definition(tuple(self.lines) or (("", None),), self.span, self.several, self.why)


class Known(NamedTuple):
    """What came of a line of a definition, or of all its lines, and what the names in them meant: while they mean
    the same, the same comes of them. `of` are those lines, which it keeps alive."""

    of: Line | tuple[Line, ...]
    outcome: Outcome
    used: tuple[tuple[str, Definition | None], ...]
