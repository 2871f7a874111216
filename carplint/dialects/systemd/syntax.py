"""The text of a unit file: its sections and assignments, each with its place.

Source: systemd.syntax(7); what it leaves open was tried with systemd-analyze verify of systemd 252.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.model import Value
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

FILL = "\0"
"""What stands in a value for the rest of a line end that is continued, and for comments there: nothing. A NUL ends a line, so
that no value has one of its own."""
_LINE = re.compile(r"([^\n\r\0]*)(?:\r\n?|\n\r?|\0|\Z)")
_BLANK = " \t"


class Assignment(NamedTuple):
    """An assignment: the section that it is in, its key, and the place of its value. `masked` is the text of that place, of the
    same length, with a blank and FILL in place of what joins its lines."""

    section: str
    key: Value[str]
    span: Span
    masked: str

    @property
    def text(self) -> str:
        """The value."""
        return self.masked.replace(FILL, "").strip(_BLANK)

    @property
    def value(self) -> Value[str]:
        """The value with its place."""
        return Value(self.text, self.span.text, self.span)


class File(NamedTuple):
    """A unit file: its assignments, and the line at which systemd gives it up, a header of a section that is not one."""

    assignments: tuple[Assignment, ...]
    broken: Span | None = None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the statements, each with its start. A backslash at the end of a line continues it, over comments; a blank line ends
    it."""
    begin, pieces, at = 0, list[str](), 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        match = _LINE.match(text, at)
        assert match is not None
        line, start, at = match[1], at, match.end()
        open_line = bool(pieces)
        if line.lstrip(_BLANK)[:1] in ("#", ";"):
            pieces += [FILL * (at - start)] if open_line else []
            continue
        begin = begin if open_line else start
        if (len(line) - len(line.rstrip("\\"))) % 2:
            pieces += [line[:-1], " ", FILL * (at - start - len(line))]
            continue
        yield begin, "".join((*pieces, line))
        pieces = []
    if pieces:
        yield begin, "".join(pieces)


def read(source: Source) -> File:
    """Read a unit file. A line that is neither a header nor an assignment in a section is ignored, as by systemd."""
    found: list[Assignment] = []
    section = ""
    for start, line in _statements(source.text):
        plain = line.strip(_BLANK + FILL)
        if plain.startswith("["):
            if not plain.endswith("]"):
                begin = start + line.index("[")
                return File(tuple(found), source.span(begin, begin + len(plain)))
            section = plain[1:-1].replace(FILL, "")
            continue
        name, equals, value = line.partition("=")
        key = name.strip(_BLANK + FILL)
        if not (equals and key and section):
            continue
        begin = start + name.index(key)
        rest = value.strip(_BLANK + FILL)
        at = start + len(name) + 1 + (value.index(rest) if rest else 0)
        span = source.span(at, at + len(rest))
        found.append(Assignment(section, Value(key, key, source.span(begin, begin + len(key))), span, rest))
    return File(tuple(found))
