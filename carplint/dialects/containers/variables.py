"""Files of variables: `--env-file` of docker and podman, and `env_file:` and `.env` of compose; and what compose puts in for
`$NAME` and `${NAME:-default}`.

Source: docker's reference, "docker container run", --env-file; the Compose specification, "interpolation"; compose's
documentation, "Interpolation", ".env file syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from carplint.dialects.shell.expansion import Variables
from carplint.model import HostFiles, Value
from carplint.text.reading import RECORD, ROOM_ENDED, Budget
from carplint.text.source import Source, Span

Known = Mapping[str, Value[str]]
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


def _of_docker(source: Source) -> Mapping[str, Value[str]]:
    return dict(of_docker(source))


def of_files(
    host: HostFiles, paths: Sequence[tuple[str, str, Source]], left: Budget
) -> tuple[dict[str, Value[str]], str, list[Source]]:
    """Return the variables of files of --env-file, each given by its path, by what is said of it and by the file that names it; why
    there may be others, "" if there are none; and the files. One that is named again, however it is spelled, counts where it stands
    last, as it sets all there again."""
    values: dict[str, Value[str]] = {}
    why, read = "", dict[Source, None]()
    for path, shown, here in paths:
        files = host.files(path, here) if path and host.files is not None else None
        sources = [f for f in files or () if isinstance(f, Source)]
        why = why if sources else f"its variables come from {shown}, which is not among the files here"
        for source in sources:
            read.pop(source, None)
            read[source] = None
    for source in read:
        own = left.once((of_docker, source), partial(_of_docker, source))
        if not left.spend(RECORD * len(own)):
            return {}, ROOM_ENDED, list(read)
        values.update(own)
    return values, why, list(read)


def of_compose(source: Source, left: Budget, known: Known | None = None) -> Iterator[tuple[str, Value[str]]]:
    """Yield the variables of a file of env_file: or of .env; they may hold those above them, and those of `known`."""
    above = Variables(known or {}, left)
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

    def put(match: re.Match[str]) -> str:
        nonlocal why
        result = "" if why == ROOM_ENDED else value(match)
        if isinstance(known, Variables) and not known.left.spend(len(result)):
            why = why or ROOM_ENDED
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
    return Value(None if why else result, text, span, why)
