"""The `source` and `source-directory` lines of /etc/network/interfaces: which files they read, and in which order.

A pattern is expanded by wordexp(3), and a relative one starts at the folder of the file that holds it; only the first
word of a line does, all others at the folder in which ifup runs. What is not there is skipped silently, and so is a
file that was already read under the same name. Source: ifupdown 0.8.41, config.c; tried.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from carplint.dialects.debian.lines import Words
from carplint.dialects.debian.reading import Reading
from carplint.model import Document, HostFiles, Value
from carplint.text.finding import Finding, Related
from carplint.text.parse import parse
from carplint.text.source import Source

NAME = "interfaces"
MAX_DEPTH = 64

_REFUSED = re.compile(r"[|&;<>(){}]|`")
"""Characters that make wordexp fail, so that the line reads nothing. Source: wordexp(3), WRDE_BADCHAR."""
_EXPANDED = re.compile(r"[$'\"\\]|^~")
_OF_DIRECTORY = re.compile(r"[A-Za-z0-9_-]+")
"""The names of files that source-directory reads. Source: interfaces(5); config.c (directory_filter)."""


def _folder(path: str) -> str:
    return os.path.dirname(path) or "."


class Includer:
    """A reader of the files of `source` lines, each once under each of its names. `whole` becomes False if it cannot be
    told what a line reads."""

    def __init__(self, host: HostFiles, main: Document) -> None:
        self.host = host
        self.whole = True
        self.read = {main.source}
        self._named = {_place(main.source)}
        self._open = [main.source]
        self._found: dict[tuple[str, str], Sequence[Source | Finding] | None] = {}
        self._documents = {os.path.realpath(d.source.real): d for d in host.documents if d.source.real is not None}

    def include(self, reading: Reading, line: Words) -> None:
        """Read what a line names."""
        if line.rest is None:
            return  # the folder itself, which cannot be read
        directory = line.first.value != "source"
        if _REFUSED.search(line.rest.value or ""):
            message = "ifupdown reads nothing here: it expands no braces and refuses | & ; < > ( ) and backquotes"
            reading.findings.append(_unread(message, line.rest))
            return
        for number, pattern in enumerate(line.others):
            text = pattern.value or ""
            if _EXPANDED.search(text) or (number and not text.startswith("/")):
                self.whole = False
                continue
            for name, item in self._files(reading, text, pattern, directory):
                self._one(reading, name, item, pattern, directory)

    def _files(
        self, reading: Reading, text: str, pattern: Value[str], directory: bool
    ) -> Iterator[tuple[str, Source | Finding]]:
        """Yield the files of a pattern, each with its name in the words of ifupdown."""
        here = pattern.span.source
        wanted = f"{text}/*" if directory else text
        key = (_folder(_place(here)), wanted)
        if key not in self._found:
            self._found[key] = self.host.files(wanted, here) if self.host.files is not None else None
        found = self._found[key]
        if found is None:
            self.whole = False
            return
        if not found:
            fixed = re.split(r"[^/]*[*?\[]", wanted, maxsplit=1)[0]
            fixed = fixed if fixed != wanted else wanted.rpartition("/")[0]
            if not (self.host.files(fixed or ".", here) if self.host.files is not None else ()):
                self.whole = False  # the folder is not among the inputs
            elif not directory and not re.search(r"[*?\[]", text):
                reading.findings.append(_unread("there is no such file: ifupdown skips it silently", pattern))
        start = text if text.startswith("/") else f"{_folder(_place(here))}/{text}"
        start = start + "/" if directory else start[: start.rfind("/") + 1]
        for item in found:
            name = item.span.source.path if isinstance(item, Finding) else item.path
            base = name.rpartition("/")[2]
            if not directory or _OF_DIRECTORY.fullmatch(base):
                yield start + base, item

    def _one(self, reading: Reading, name: str, item: Source | Finding, pattern: Value[str], directory: bool) -> None:
        if isinstance(item, Finding):
            if directory and "a directory" in item.message:
                return
            self.whole = False
            if item.name == "include-outside-tree":
                reading.findings.append(item._replace(span=pattern.span))
            else:
                reading.findings.append(_unread(f"ifupdown cannot read what this line names: {item.message}", pattern))
            return
        document = self._documents.get(os.path.realpath(item.real or ""))
        if document is None:
            document = Document(item, NAME, parse(item.text, NAME))
        if name in self._named:
            return
        self._named.add(name)
        if document.source in self._open or len(self._open) >= MAX_DEPTH:
            message = "this file reads itself under another name: ifupdown continues until it has too many open files"
            reading.findings.append(_unread(message, pattern))
            return
        self.read.add(document.source)
        self._open.append(document.source)
        before = len(reading.findings)
        reading.file(document, self.include, to_the_end=False)
        via = Related(pattern.span, "it is read here")
        reading.findings[before:] = [f._replace(related=(*f.related, via)) for f in reading.findings[before:]]
        self._open.pop()


def _place(source: Source) -> str:
    return source.real or source.path


def _unread(message: str, at: Value[str]) -> Finding:
    return Finding(message, at.span, name="interfaces-source-unread")
