"""Parts of files: which file includes one, so that the part is judged in its place.

The including file is looked for among the files of the run, else beside the part and above it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import product

from carplint.dialects.dialect import Dialect
from carplint.inputs import recognition
from carplint.text import module, reading
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

UP = 3
"""How many folders above that of a part are searched: those of conf.d/vrrp/, and of etc/keepalived/ for what lies elsewhere."""
MOST = 200
"""The most files of a folder that are read in search of an including one."""
GROUPS, NODES = 20, 50
"""How many folders beside a part are looked into for those of nodes, and how many of these, at most: hosts/lb1."""
DEEP = 8
"""How many files include each other, at most."""
HOSTS = 20
"""How many hosts a part is judged on, at most."""
LARGEST = 1 << 20
"""The largest file that is read in search of an including one, in bytes."""
_PARTS = ("", ".inc", ".include", ".cfg", ".part")
"""The endings of files beside a part that may be parts themselves, and include it."""
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


def _plain(folder: str, names: Sequence[str], dialect: Dialect) -> Iterator[str]:
    """Yield the files of a folder that may include others, the likeliest first."""
    shown = [n for n in names if n != dialect.main and not n.startswith(".")]
    likely = [n for n in shown if n.endswith(".conf")][:MOST]
    yield from (os.path.join(folder, n) for n in [dialect.main, *likely] if n in likely or n in names)


def _mains(folder: str, names: Iterable[str], dialect: Dialect) -> Iterator[str]:
    """Yield the main files of hosts whose roots, or some folders of whose usual place, are given by names in a folder."""
    ends = sorted({"/".join((*home[at:], dialect.main)) for home in dialect.homes for at in range(len(home) + 1)})
    for name, end in product(names, ends):
        if os.path.isfile(main := os.path.join(folder, name, end)):
            yield main


def _inner(folder: str, name: str) -> list[str]:
    """Return the names in a folder of a folder, each behind that of the former."""
    try:
        return [f"{name}/{n}" for n in sorted(os.listdir(os.path.join(folder, name))) if n[0] != "."][:NODES]
    except OSError:
        return []


def _around(folder: str, dialect: Dialect) -> Iterator[str]:
    """Yield the files that may include one in a folder: those beside it and above it, and the main files of the hosts beside."""
    for up in range(UP + 1):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            return
        yield from _plain(folder, names, dialect)
        if not up:
            yield from (os.path.join(folder, n) for n in [n for n in names if os.path.splitext(n)[1] in _PARTS][:MOST])
        yield from _mains(folder, [""], dialect)
        if up:
            beside = [n for n in names if not n.startswith(".")][:MOST]
            yield from _mains(folder, beside, dialect)
            for name in [n for n in beside if os.path.isdir(os.path.join(folder, n))][:GROUPS]:
                yield from _mains(folder, _inner(folder, name), dialect)
        if os.path.abspath(folder) == "/" or ".git" in names:
            return
        folder = os.path.normpath(os.path.join(folder, os.pardir))


class _Includer(NamedTuple):
    source: Source
    root: str
    patterns: tuple[str, ...]


class Includers:
    """A search for including files, of which each is read once."""

    def __init__(self) -> None:
        self.left = Budget()
        self.left.bytes = BYTES
        self.known: dict[str, _Includer | None] = {}
        self.around: dict[str, tuple[_Includer, ...]] = {}

    def _read(self, path: str, dialect: Dialect) -> _Includer | None:
        if path not in self.known:
            size = os.path.getsize(path) if os.path.isfile(path) else LARGEST + 1
            found = reading.read(path, left=self.left) if size <= LARGEST else None
            own = None
            if isinstance(found, Source) and "include" in found.text:
                find = module(f"carplint.dialects.{dialect.includes}").patterns
                patterns = tuple(dict.fromkeys(find(found.text)))[:MOST]
                own = (
                    _Includer(found, recognition.root_of(os.path.abspath(path), dialect), patterns)
                    if patterns
                    else None
                )
            self.known[path] = own
        return self.known[path]

    def _of(self, path: str, dialect: Dialect) -> list[str]:
        """Return the files that include the one at a path."""
        folder, path = os.path.dirname(path) or ".", os.path.abspath(path)
        if folder not in self.around:
            found = (self._read(p, dialect) for p in dict.fromkeys(map(os.path.normpath, _around(folder, dialect))))
            self.around[folder] = tuple(i for i in found if i is not None)
        result = []
        for source, root, patterns in self.around[folder]:
            includer = os.path.abspath(source.path)
            if includer != path and any(_fits(pattern, includer, root, path) for pattern in patterns):
                result.append(source.path)
        return result

    def of(self, path: str, dialect: Dialect) -> tuple[Source, ...]:
        """Return the files that in the end include the one at a path: one for each host, at most HOSTS."""
        seen, ends = {os.path.abspath(path)}, list[str]()
        level = [path]
        for _ in range(DEEP):
            above = []
            for part in level[:HOSTS]:
                found = self._of(part, dialect)
                new = [p for p in found if os.path.abspath(p) not in seen]
                seen.update(map(os.path.abspath, new))
                above += new
                if not found and part != path:
                    ends.append(part)
            level = above
        sources = (self._read(p, dialect) for p in (ends or level)[:HOSTS])
        return tuple(i.source for i in sources if i is not None)


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
