"""Files of variables: `--env-file` of docker and podman, and `env_file:` and `.env` of compose; and what compose puts in for
`$NAME` and `${NAME:-default}`.

Source: docker's reference, "docker container run", --env-file; the Compose specification, "interpolation"; compose's
documentation, "Interpolation", ".env file syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from carplint.model import Value
from carplint.text.source import Source, Span

Known = Mapping[str, Value[str]]
LONG = "the values of its variables are too long"
ROOM = 65_536, 16
"""How many characters variables, aliases and bases may bring into the containers of a file: so many, and so many times its own."""


class Variables(dict[str, Value[str]]):
    """Variables, and how many characters they may still bring into texts."""

    def __init__(self, values: Known, size: int) -> None:
        super().__init__(values)
        self.room = ROOM[0] + ROOM[1] * size


NOT_HERE = "it comes from the environment of whoever starts the container"
_LINE = re.compile(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*+([=:]?)[ \t]*+([^\n]*)$")
_REFERENCE = re.compile(r"\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}$]*))?\}|)")
_QUOTED = re.compile(r"""'([^']*)'(?:[ \t]+#.*)?|"((?:[^"\\]|\\.)*)"(?:[ \t]+#.*)?""")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "$": "$"}


def of_docker(source: Source) -> Iterator[tuple[str, Value[str]]]:
    """Yield the variables of a file of --env-file: each line is taken as it is, quotes too. A name alone comes from outside."""
    for line in re.compile(r"(?m)^[ \t]*([^\s#=]+)(=?)([^\n\r]*)").finditer(source.text):
        span = Span(source, *line.span(3))
        yield line[1], Value(line[3], line[3], span) if line[2] else Value(None, "", span, NOT_HERE)


def of_compose(source: Source, known: Known | None = None) -> Iterator[tuple[str, Value[str]]]:
    """Yield the variables of a file of env_file: or of .env; they may hold those above them, and those of `known`."""
    above = Variables(known or {}, len(source.text))
    for line in _LINE.finditer(source.text):
        written = line[3].rstrip(" \t\r")
        span = Span(source, line.start(3), line.start(3) + len(written))
        quoted = _QUOTED.fullmatch(written)
        if not line[2]:
            value = Value[str](None, "", span, NOT_HERE)
        elif quoted is None and written[:1] in ("'", '"'):
            value = Value(None, written, span, "its quotes go on over several lines")
        elif quoted is not None and quoted[1] is not None:
            value = Value(quoted[1], written, span)
        elif quoted is not None:
            text = re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), quoted[2])
            value = interpolated(text, span, above, full=True)
        else:
            value = interpolated(re.sub(r"(?:^|(?<=[ \t]))#.*", "", written).rstrip(" \t"), span, above, full=True)
        above[line[1]] = value
        yield line[1], value


def interpolated(text: str, span: Span, known: Known, *, full: bool) -> Value[str]:
    """Return a text with its variables put in. One that is not `known` may come from the environment of whoever starts compose,
    so it is unknown; its default counts only if `full`: there is a file in which it would be set otherwise."""
    why = ""
    room = known.room if isinstance(known, Variables) else ROOM[0]

    def put(match: re.Match[str]) -> str:
        nonlocal why, room
        result = "" if room < 0 else value(match)
        room -= len(result)
        why = why or (LONG if room < 0 else "")
        return result

    def value(match: re.Match[str]) -> str:
        nonlocal why
        name, sign, default = match[1] or match[2], match[3] or "", match[4] or ""
        if name is None:
            why = why or ("" if match[0] == "$$" else "a variable that compose puts in is not known")
            return "$"
        own = known.get(name)
        if own is not None and own.value is None:
            why = why or own.why
        there = own is not None and (own.value != "" or not sign.startswith(":"))
        if sign.endswith("+"):
            return default if there else ""
        if there and own is not None:
            return own.value or ""
        if not (full and sign.endswith("-")):
            why = why or "a variable that compose puts in is not known"
        return default

    result = _REFERENCE.sub(put, text) if "$" in text else text
    if isinstance(known, Variables):
        known.room = room
    return Value(None if why else result, text, span, why)
