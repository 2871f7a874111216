"""The last pass: what starts a daemon in files that no dialect reads."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.text.source import Source, Span


def unread(source: Source) -> Iterator[tuple[Span, str]]:
    """Yield the places of a file, of which no dialect is known, that start ucarp or keepalived, each with why it is not checked.
    The file holds one of these words, in any case."""
    yield from ()
