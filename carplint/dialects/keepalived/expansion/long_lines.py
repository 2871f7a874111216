"""Lines of keepalived.conf that are too long for the daemon."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.text.finding import Finding
from carplint.text.source import Source, Span

LONGEST = 1022
"""The longest line that every version reads, in bytes: 2.2.7 takes one more."""


def long_lines(source: Source) -> Iterator[tuple[int, int, int]]:
    """Start, end and bytes of the lines that are too long for the daemon. It leaps from line end to line
    end, about a thousand bytes at a time."""
    text = source.text
    data = text if text.isascii() else text.encode(source.encoding, "replace").decode("latin-1")
    at = before = characters = 0
    while len(data) - at > LONGEST:
        end = data.rfind("\n", at, at + LONGEST + 1)
        if end < 0:
            end = data.find("\n", at)
            end = len(data) if end < 0 else end
            if data is text:
                yield at, end, end - at
            else:
                start = characters + len(data[before:at].encode("latin-1").decode(source.encoding))
                characters = start + len(data[at:end].encode("latin-1").decode(source.encoding))
                before = end
                yield start, characters, end - at
        at = end + 1


def too_long(source: Source, start: int, end: int, length: int) -> Finding:
    """That the daemon takes such a line for several."""
    message = f"this line has {length} bytes; keepalived reads {LONGEST} and takes the rest for a line of its own"
    return Finding(message, Span(source, start, end), name="line-too-long")
