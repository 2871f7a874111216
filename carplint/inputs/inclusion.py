"""Parts of files: which file includes one, so that the part is judged in its place.

The including file is looked for among the files of the run, else beside the part and above it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from carplint.dialects.dialect import Dialect
from carplint.inputs import recognition
from carplint.text import module, reading
from carplint.text.reading import Budget
from carplint.text.source import Source

UP = 3
"""How many folders above that of a part are searched: those of conf.d/vrrp/, and of etc/keepalived/ for what lies elsewhere."""
MOST = 200
"""The most files of a folder that are read in search of an including one."""
DEEP = 8
"""How many files include each other, at most."""
BYTES = 8 << 20
"""The most bytes that are read in search of including files."""


def _fits(pattern: str, includer: str, root: str, path: str) -> bool:
    """Return whether a pattern of a file names a path, both absolute. An absolute pattern is one below the root of the host, or, as
    far as that is not known, the end of a path."""
    if pattern.startswith("/"):
        own = os.path.dirname(includer) == root
        wanted = pattern.strip("/").split("/") if own else os.path.normpath(root + pattern).strip("/").split("/")
        parts = path.strip("/").split("/")
        parts = parts[-len(wanted) :] if own else parts
    else:
        wanted = os.path.normpath(os.path.join(os.path.dirname(includer), pattern)).strip("/").split("/")
        parts = path.strip("/").split("/")
    return len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted))


def includes(source: Source, dialect: Dialect, path: str) -> bool:
    """Return whether a file includes the one at a path."""
    find = module(f"carplint.dialects.{dialect.includes}").patterns
    includer, path = os.path.abspath(source.path), os.path.abspath(path)
    root = recognition.root_of(includer, dialect)
    return includer != path and any(_fits(pattern, includer, root, path) for pattern in find(source.text))


def _candidates(path: str, dialect: Dialect) -> Iterator[str]:
    """Yield the files beside a path and above it that may include it, the likeliest first."""
    folder = os.path.dirname(path) or "."
    for _ in range(UP + 1):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            return
        likely = [n for n in names if n != dialect.main and n.endswith(".conf") and not n.startswith(".")][:MOST]
        for name in ([dialect.main] if dialect.main in names else []) + likely:
            yield os.path.join(folder, name)
        ends = {"/".join((*home[start:], dialect.main)) for home in dialect.homes for start in range(len(home))}
        yield from (main for end in sorted(ends) if os.path.isfile(main := os.path.join(folder, end)))
        if os.path.abspath(folder) == "/" or ".git" in names:
            return
        folder = os.path.normpath(os.path.join(folder, os.pardir))


class Includers:
    """A search for including files, of which each is read once."""

    def __init__(self) -> None:
        self.left = Budget()
        self.left.bytes = BYTES
        self.sources: dict[str, Source | None] = {}

    def _read(self, path: str) -> Source | None:
        if path not in self.sources:
            found = reading.read(path, left=self.left) if os.path.isfile(path) else None
            self.sources[path] = found if isinstance(found, Source) and "include" in found.text else None
        return self.sources[path]

    def of(self, path: str, dialect: Dialect) -> Source | None:
        """Return the file that in the end includes the one at a path; None if there is none."""
        result: Source | None = None
        seen = {os.path.abspath(path)}
        for _ in range(DEEP):
            sources = (s for c in _candidates(path, dialect) if (s := self._read(c)) is not None)
            found = next((s for s in sources if includes(s, dialect, path)), None)
            if found is None or os.path.abspath(found.path) in seen:
                break
            result, path = found, found.path
            seen.add(os.path.abspath(path))
        return result


def included(sources: Sequence[Source], parts: Sequence[str], dialect: Dialect) -> dict[str, str]:
    """Return which of some parts, given by their paths, the files include: the path of each with that of its file. A pattern is
    compared with what lies in the folder that it names, or has the name that it ends in."""
    folders: dict[str, list[str]] = {}
    for part in parts:
        folders.setdefault(os.path.dirname(os.path.abspath(part)), []).append(part)
    find, result = module(f"carplint.dialects.{dialect.includes}").patterns, dict[str, str]()
    for source in sources:
        includer = os.path.abspath(source.path)
        root = recognition.root_of(includer, dialect)
        for pattern in find(source.text):
            base = root if pattern.startswith("/") else os.path.dirname(includer)
            folder = os.path.dirname(os.path.normpath(f"{base}/{pattern}"))
            for part in folders.get(folder, ()):
                path = os.path.abspath(part)
                if path != includer and _fits(pattern, includer, root, path):
                    result.setdefault(part, source.path)
    return result
