"""The variables of a service: Environment=, EnvironmentFile=, PassEnvironment= and UnsetEnvironment=.

Source: systemd.exec(5), "Environment"; the quotes and escapes of the files were tried with systemd's own reader of
environment.d(5), which is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from carplint.model import Value
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY = re.compile(r"[ \t\n\r]*+(?:(?P<comment>[#;])(?P<text>[^\n\r]*+)|(?P<key>[^=\n\r]*+)(?P<equals>=?))")
_PIECE = re.compile(
    r"""[ \t]*+(?:'(?P<single>[^']*+)(?:'|\Z)|"(?P<double>(?:[^"\\]|\\(?:[\s\S]|\Z))*+)(?:"|\Z)|(?P<bare>(?:[^\n\r\\]|\\(?:[\s\S]|\Z))++))"""
)
"""A quoted part of a value, or what goes on to the end of the line; quotes within that are literal."""


class Variables(NamedTuple):
    """The variables of a service: those that are set, those that its files take away, and why others are not known."""

    values: Mapping[str, Value[str]]
    why: str = ""

    def of(self, name: str, place: Span) -> Value[str]:
        """Return a variable; unknown if nothing here sets it, as the manager's own environment may."""
        own = self.values.get(name)
        return (
            Value(None, "", place, self.why or "it holds a variable that this file does not set")
            if own is None
            else own
        )


def named(source: Source) -> Mapping[str, Value[str]]:
    """Return the variables that a file of EnvironmentFile= sets."""
    return {name: value for name, value in assignments(source) if NAME.fullmatch(name)}


def _double(text: str) -> str:
    return re.sub(r"\\([\s\S]|\Z)", lambda m: "" if m[1] in ("", "\n") else m[1] if m[1] in '"\\`$' else m[0], text)


def _bare(text: str) -> str:
    body = text.rstrip(" \t")
    escaped = (len(body) - len(body.rstrip("\\"))) % 2
    text = text[: len(body) + escaped]
    return re.sub(r"\\([\s\S]|\Z)", lambda m: "" if m[1] in "\n\r" else m[1], text)


def assignments(source: Source) -> Iterator[tuple[str, Value[str]]]:
    """Yield the assignments of a file of EnvironmentFile=, those with an odd name, too. Nothing is expanded. After a comment that
    ends in a backslash all is unknown: releases differ in whether it goes on."""
    text, at, doubt = source.text, 0, ""
    while at < len(text) and (match := _KEY.match(text, at)) is not None:
        at = match.end()
        if match["comment"] is not None:
            if match["text"].endswith("\\"):
                doubt = "a comment above it ends in a backslash, over which releases of systemd differ"
            continue
        if not match["equals"]:
            at += 1  # the line end
            continue
        found, begin, end = [], at, at
        while (piece := _PIECE.match(text, at)) is not None:
            if piece["bare"] is not None:
                found.append(_bare(piece["bare"]))
            else:
                found.append(_double(piece["double"]) if piece["single"] is None else piece["single"])
            begin = begin if len(found) > 1 else piece.end() - len(piece[0].lstrip(" \t"))
            at = end = piece.end()
            if piece["bare"] is not None:
                break
        span = Span(source, begin, max(begin, end))
        yield match["key"].rstrip(" \t"), Value(None if doubt else "".join(found), span.text, span, doubt)
        rest = re.compile(r"[^\n\r]*").match(text, at)  # blanks
        at = rest.end() if rest is not None else at
