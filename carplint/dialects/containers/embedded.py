"""Files of keepalived that stand in others: as a key of a config map, in a here-document of a Dockerfile, in `configs:` of a
compose file.

Each becomes a source of its own with the name of the file around it, in which blanks stand for all that is around: so each
place is that of the whole, and what is said of it can be found. It cannot be edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from carplint.dialects.containers import image
from carplint.dialects.containers.container import KEEPALIVED, is_read
from carplint.dialects.registry import dialect_of
from carplint.text.plain_yaml import Placed, Plain, YamlError, documents
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

MOST = 16
"""The most such files in one: each takes as much room as the whole."""
LARGEST = 1 << 20
"""The longest file that others are looked for in, in characters: a manifest may have 1 MiB."""


class Embedded(NamedTuple):
    """A file that stands in another one: what it is called, its source, and the name of its format."""

    name: str
    source: Source
    format: str = KEEPALIVED


def mappings(contents: Plain) -> Iterator[Mapping[str, Plain]]:
    """Yield the mappings in documents, the outer ones first and each once, whatever aliases there are."""
    seen = set[int]()
    left = [contents]
    while left:
        content = left.pop()
        if id(content) in seen:
            continue
        seen.add(id(content))
        if isinstance(content, dict):
            yield content
        inner = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
        left.extend(reversed([x for x in inner if isinstance(x, (dict, list))]))


def _masked(source: Source, start: int, end: int) -> Source:
    """Return a file with blanks for all but a part of it."""
    text = source.text
    blank = re.compile(r"[^\n]")
    found = source.but(blank.sub(" ", text[:start]) + text[start:end].replace("\r", " "))
    found.embedded = True
    return found


def _block(source: Source, text: Placed) -> tuple[int, int] | None:
    """Return where the lines of a literal block stand; None for any other scalar."""
    first = source.text.find("\n", text.start)
    return (first + 1, text.end) if source.text[text.start : text.start + 1] == "|" and first >= 0 else None


def _texts(format: str, contents: Plain) -> Iterator[tuple[str, str, Plain]]:
    """Yield the texts that are files: the name of what they belong to, theirs, and the text."""
    for content in mappings(contents):
        if format == "kubernetes" and content.get("kind") == "ConfigMap" and isinstance(content.get("data"), dict):
            owner = content["metadata"].get("name") if isinstance(content.get("metadata"), dict) else ""
            owner = owner if isinstance(owner, str) else ""
            yield from ((owner, str(name), text) for name, text in content["data"].items())
        elif format == "compose" and isinstance(content.get("configs"), dict):
            for name, entry in content["configs"].items():
                if isinstance(entry, dict):
                    yield str(name), "keepalived.conf", entry.get("content")


def _in_yaml(source: Source, format: str) -> Iterator[Embedded]:
    try:
        contents = documents(source.text, placed=True)
    except YamlError:
        return  # which its reader says
    for owner, name, text in _texts(format, contents):
        if isinstance(text, Placed) and is_read(name, text) and (lines := _block(source, text)) is not None:
            yield Embedded(owner or name, _masked(source, *lines))


def _in_dockerfile(source: Source, left: Budget) -> Iterator[Embedded]:
    found = image.read(source, left)
    for path, document in found.documents if found is not None else ():
        text = document.span.text
        if is_read(path, text) and (document.literal or "$" not in text):
            yield Embedded(path.rpartition("/")[2], _masked(source, document.span.start, document.span.end))


def files(source: Source, format: str, left: Budget) -> Iterator[Embedded]:
    """Yield the files of keepalived that stand in one of a format."""
    if len(source.text) > LARGEST or not dialect_of(KEEPALIVED).recognises(source.text):
        return
    found = _in_dockerfile(source, left) if format == "dockerfile" else _in_yaml(source, format)
    for number, embedded in enumerate(found):
        if number == MOST:
            return
        yield embedded
