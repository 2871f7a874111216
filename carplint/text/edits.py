"""Apply edits to a text."""

from __future__ import annotations

from collections.abc import Iterable

from carplint.text.finding import Edit


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits that do not overlap."""
    for edit in sorted(edits, key=lambda e: e.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
