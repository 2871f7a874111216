"""Dockerfiles as instructions: comments, parser directives, continuation lines, here-documents; each word with its place.

Source: docker's reference, "Dockerfile reference": "Format", "Parser directives", "Here-Documents", "Shell and exec form";
moby/buildkit, frontend/dockerfile/parser, which tells when a backslash at the end of a line goes on.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_DIRECTIVE = re.compile(r"[ \t]*#[ \t]*([A-Za-z][\w-]*)[ \t]*=(.+)")
_NAME = re.compile(r"\s*([A-Za-z]+)(?:[ \t]+|\Z)")
_HERE = re.compile(r"""<<(-?)(["']?)([A-Za-z_][\w.]*)\2""")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WITH_DOCUMENTS = ("ADD", "COPY", "RUN")


class HereDocument(NamedTuple):
    """A here-document: its name, whether its text is taken as it is, and its place, without the line that ends it."""

    name: str
    literal: bool
    span: Span


class Instruction(NamedTuple):
    """An instruction: its name in capitals, what follows that as one line, the place of the whole, and its here-documents.
    `starts` are pairs of where a part of the line begins in `text` and in the file."""

    name: str
    text: str
    span: Span
    starts: tuple[tuple[int, int], ...]
    documents: tuple[HereDocument, ...] = ()

    def place(self, start: int, end: int) -> Span:
        """Return the place in the file of a part of `text`."""

        def at(offset: int) -> int:
            begin, real = self.starts[max(0, bisect_right(self.starts, (offset, len(self.span.source.text))) - 1)]
            return real + offset - begin

        return Span(self.span.source, at(start), max(at(start), at(end - 1) + 1) if end > start else at(start))

    def strings(self) -> list[tuple[str, Span]] | None:
        """Return the words of the exec form, a list of JSON, each with its place; None if it is the shell form."""
        if self.text.lstrip()[:1] != "[":
            return None
        try:
            words = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            return None
        places = [self.place(m.start() + 1, m.end() - 1) for m in _STRING.finditer(self.text)]
        return list(zip(words, places, strict=True)) if len(places) == len(words) else None


def _goes_on(line: str, escape: str) -> str | None:
    """Return a line without the sign at its end that joins the next one to it; None if it has none."""
    body = line.rstrip(" \t\r\n")
    if body.endswith(escape) and not body.endswith(escape * 2):
        return body[:-1]
    return None


def _documents(source: Source, lines: list[tuple[int, int]], at: int, text: str) -> tuple[list[HereDocument], int]:
    """Return the here-documents that a line announces, and the number of the line behind them."""
    found = []
    for here in _HERE.finditer(text):
        first = at
        while at < len(lines):
            line = source.text[lines[at][0] : lines[at][1]].rstrip("\r\n")
            if (line.lstrip("\t") if here[1] else line) == here[3]:
                break
            at += 1
        begin = lines[first][0] if first < len(lines) else len(source.text)
        end = lines[at][0] if at < len(lines) else len(source.text)
        found.append(HereDocument(here[3], bool(here[2]), Span(source, begin, end)))
        at += 1
    return found, min(at, len(lines))


def escape_of(source: Source) -> str:
    """Return the sign that joins lines: a backslash, unless a directive at the top says otherwise."""
    for line in source.text.splitlines():
        directive = _DIRECTIVE.fullmatch(line)
        if directive is None:
            return "\\"
        if directive[1].lower() == "escape":
            return "`" if directive[2].strip() == "`" else "\\"
    return "\\"


def instructions(source: Source) -> Iterator[Instruction]:
    """Yield the instructions of a Dockerfile in their order; what is not one is passed over."""
    escape = escape_of(source)
    lines = [m.span() for m in _LINE.finditer(source.text)]
    at = 0
    while at < len(lines):
        parts: list[str] = []
        starts: list[tuple[int, int]] = []
        length, begin = 0, lines[at][0]
        while at < len(lines):
            start, end = lines[at]
            line = source.text[start:end]
            at += 1
            if line.lstrip()[:1] in ("#", ""):  # also between lines that belong together
                if parts or line.lstrip():
                    continue
                begin = end
                continue
            more = _goes_on(line, escape)
            piece = line.rstrip("\r\n") if more is None else more
            starts.append((length, start))
            parts.append(piece)
            length += len(piece)
            if more is None:
                break
        text = "".join(parts)
        name = _NAME.match(text)
        if name is None:
            continue
        word = name[1].upper()
        documents, at = _documents(source, lines, at, text) if word in _WITH_DOCUMENTS and "<<" in text else ([], at)
        own = _from(starts, name.end())
        first = own[0][1] if own else begin
        yield Instruction(
            word,
            text[name.end() :],
            Span(source, starts[0][1] + name.start(1), max(first, begin)),
            own,
            tuple(documents),
        )


def _from(starts: list[tuple[int, int]], offset: int) -> tuple[tuple[int, int], ...]:
    """Return the parts of a line from an offset on, counted from there."""
    index = max(0, bisect_right(starts, offset, key=lambda s: s[0]) - 1)
    begin, real = starts[index]
    return ((0, real + offset - begin), *((b - offset, r) for b, r in starts[index + 1 :]))
