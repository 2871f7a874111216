"""The common part of the writers: what a target says of a virtual router, and files made of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from carplint.dialects.comments import origin
from carplint.model import Value, VirtualRouter
from carplint.model.target import Converted, OutputFile
from carplint.text.typing import NamedTuple


class Statement(NamedTuple):
    """How a target says an attribute of a virtual router: the words, with {} for its value. A value that is the
    `default` goes without saying."""

    attribute: str
    words: str
    default: object = None


def statements(router: VirtualRouter, table: Iterable[Statement], remark: str = "") -> Iterator[str]:
    """Yield what a target says of a router. `remark` is what stands between a statement and the words of the source for
    it, "" if these are left out."""
    for attribute, words, default in table:
        value: Value[object] | None = getattr(router, attribute)
        if value is not None and value.value is not None and value.value != default:
            yield words.format(value.value) + (f"{remark}{value.why}" if remark and value.why else "")


def head(made: Converted, by: str = "by") -> Iterator[str]:
    """Yield the comments above what a target says of a router: where it comes from, and those of its source."""
    yield f"# VHID {made.id}, {by} carplint from {origin(made.after.span)}"
    yield from (f"# {text}" for text in made.comments)


def file_of(path: str, lines: Iterable[str], mode: int = 0o644) -> OutputFile:
    """Return a file that consists of lines."""
    return OutputFile(path, "".join(f"{line}\n" for line in lines), mode)
