"""Hosts: which of the files that were found belong to the same one, and what it is called; the places of their files, as a
configuration or an inventory states them.

The root of a file's host is its folder without the part in which every host keeps such files (etc/sysconfig/carp, ...).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from carplint.dialects.dialect import Dialect
from carplint.inputs import recognition
from carplint.text.source import Source
from carplint.text.typing import NamedTuple


class Places(NamedTuple):
    """The places of hosts' files: `paths` maps absolute paths to names of hosts, `folders` maps names of folders to
    them."""

    paths: Mapping[str, str] = {}
    folders: Mapping[str, str] = {}

    def of(self, file: str) -> str | None:
        """Return the nearest stated place that a file is or lies in, absolute, or None. Names of folders count only
        within the path that was given."""
        if not (self.paths or self.folders):
            return None
        parts = os.path.abspath(file).split("/")
        given = len(os.path.normpath(file).strip("/").split("/"))
        for up in range(len(parts)):
            place = "/".join(parts[: len(parts) - up]) or "/"
            if place in self.paths or (0 < up < given and os.path.basename(place) in self.folders):
                return place
        return None

    def host(self, place: str) -> str:
        """Return the name of the host at a place, or ""."""
        return self.paths.get(place) or self.folders.get(os.path.basename(place), "")


class File(NamedTuple):
    """A file to read: its path as shown, its dialect, its host's root, the host's name if one was given, and the folder of the
    tree that it must lie in."""

    path: str
    dialect: Dialect
    root: str
    host: str = ""
    source: Source | None = None
    inside: str = ""
    part: bool = False
    """True if another file of the host includes it."""


def placed(file: File, places: Places) -> File:
    """Return the file with the root that is stated for its host, and with its name, unless a name was given."""
    if file.host or (place := places.of(file.path)) is None:
        return file
    if place in places.paths:
        return file._replace(root=place if os.path.isdir(place) else file.root, host=places.host(place))
    return file._replace(root=place)


def grouped(files: Iterable[File]) -> dict[tuple[str, str], list[File]]:
    """Return the files by host: by given name, else by root. If a dialect has one main file per host, each further main
    file is a host of its own."""
    groups: dict[tuple[str, str], list[File]] = {}
    seen: set[str] = set()
    for file in files:
        real = os.path.abspath(file.path)
        if real not in seen:
            seen.add(real)
            groups.setdefault((file.host, "" if file.host else file.root), []).append(file)
    result: dict[tuple[str, str], list[File]] = {}
    for (name, root), members in groups.items():
        whole = [f for f in members if f.dialect.main and not (f.part or recognition.is_included(f.path, f.dialect))]
        mains = [f for f in whole if f.dialect.matches((), os.path.basename(f.path))] or whole
        several = len(mains) > 1 and not name
        alone = [f for f in mains if several and os.path.basename(f.path) != f.dialect.main]
        apart = {f.path for f in alone}
        rest = [f for f in members if f.path not in apart]
        if rest:
            result[name, root] = rest
        stems = [os.path.splitext(os.path.abspath(f.path))[0] for f in alone]
        count, whole_paths = Counter(stems), {os.path.abspath(f.path) for f in alone}
        for file, stem in zip(alone, stems, strict=True):
            taken = (name, stem) in groups or count[stem] > 1 or stem in whole_paths
            result[name, os.path.abspath(file.path) if taken else stem] = [file]
    return result


def names(keys: Sequence[tuple[str, str]], places: Places) -> list[str]:
    """Return a name for each host: the given one, else the stated one if no other host has it, else as much of the end
    of its root as tells it apart."""
    stated = [name or places.host(root) for name, root in keys]
    roots = ["" if name else root for name, root in keys]
    endings: dict[str, int] = {}
    for root in roots:
        for at in (i for i, character in enumerate(root) if character == "/"):
            endings[root[at:]] = endings.get(root[at:], 0) + 1
    count = Counter(stated)
    result = []
    for (name, _), root, other in zip(keys, roots, stated, strict=True):
        parts = root.strip("/").split("/")
        length = 1
        while length < len(parts) and endings.get("/" + "/".join(parts[-length:]), 0) > 1:
            length += 1
        alone = other if count[other] == 1 else ""
        result.append(name or alone or "/".join(parts[-length:]) or "localhost")
    return result


def root_of(files: Sequence[File]) -> str | None:
    """Return the root of a host's files; None if they do not lie as on a host, so that the meaning of an absolute path
    is unknown."""
    own = [f for f in files if not f.part or os.path.abspath(f.path).startswith(f"{f.root.rstrip('/')}/")]
    return None if all(os.path.dirname(os.path.abspath(f.path)) == f.root for f in own) else files[0].root
