"""Apply edits to a text, and make those that take a place or a line out of it."""

from __future__ import annotations

from collections.abc import Iterable

from carplint.text.finding import Edit, Fix
from carplint.text.source import DerivedSpan, Source, Span

_OURS = "carplint:"


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits that do not overlap."""
    parts = []
    at = 0
    for edit in sorted(edits, key=lambda e: e.span.start, reverse=True)[
        ::-1
    ]:  # of two at one place the last comes first
        parts += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join((*parts, text[at:]))


def moved(places: Iterable[tuple[int, int]], edits: Iterable[Edit]) -> tuple[tuple[int, int], ...]:
    """Return where places of a text stand after edits that do not overlap: those of them that no edit touches, in order."""
    left = sorted(((e.span.start, e.span.end, len(e.text)) for e in edits), reverse=True)
    found, shift = [], 0
    for start, end in sorted(places):
        while left and left[-1][1] <= start:
            before, behind, length = left.pop()
            shift += length - (behind - before)
        if not left or left[-1][0] >= end:
            found.append((start + shift, end + shift))
    return tuple(found)


def line_of(span: Span) -> tuple[int, int]:
    """Return where the lines of a place begin and end, without the line end."""
    text = span.source.text
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    return text.rfind("\n", 0, span.start) + 1, end - text.endswith("\r", span.end, end)


def is_kept(source: Source, start: int) -> bool:
    """Return whether a comment to carplint stands above the line that begins at an offset."""
    return _OURS in source.text[source.text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]


def cut(span: Span) -> Edit | None:
    """Take a place out, and its line where nothing but it stands there; a comment behind it stays."""
    source = span.source
    start, end = line_of(span)
    before, after = source.text[start : span.start], source.text[span.end : end]
    comment = after.lstrip()
    if _OURS in after or _OURS in span.text or is_kept(source, start):
        return None
    if not before.strip() and not comment:
        stop = source.text.find("\n", span.end) + 1 or len(source.text)
        return Edit(Span(source, start, stop), "")
    if not before.strip() and comment[0] in "#!":
        return Edit(Span(source, span.start, end - len(comment)), "")
    if before.rstrip()[-1:] in ("", "{") and comment[:1] in ("", "}", "#", "!"):
        return Edit(Span(source, start + len(before.rstrip()) if before.strip() else span.start, span.end), "")
    return None


def without_setting(
    key: Span, value: Span | None = None, *, title: str = "delete the line", safe: bool = False
) -> Fix | None:
    """Return the fix that deletes the line of a setting that stands in a file as it is, alone on its line."""
    stop = key.end if value is None else value.end
    start, end = line_of(Span(key.source, key.start, stop))
    line = key.source.text[start:end]
    if "\n" in line or line.endswith("\\") or isinstance(key, DerivedSpan) or line.count("=") + line.count(";") > 1:
        return None
    edit = cut(Span(key.source, start + len(line) - len(line.lstrip()), start + len(line.rstrip())))
    return None if edit is None else Fix(title, (edit,), safe)
