"""The files that a host's other files name: below the root of the host, and nowhere else.

An absolute name is taken below the host's root, so that `/etc/ucarp/secret` under `hosts/lb1` is `hosts/lb1/etc/ucarp/secret`;
any other one below the folder of the file that holds it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source

MAX_FILES = 10_000


def is_pattern(path: str) -> bool:
    """Return whether glob(3) takes a path for a pattern."""
    return any(sign in path for sign in "*?[")


def matches(pattern: str, root: str = "") -> list[str]:
    """Return the names of the files of a pattern, sorted; what stands in `root` is not a wildcard."""
    from glob import escape, glob

    return sorted(glob(escape(root) + pattern[len(root) :]))


def about(message: str, source: Source, name: str) -> Finding:
    """A finding about what a file names; its reader gives it the place of the name."""
    return Finding(message, Source(source.path, "").span(), name=name)


def is_below(path: str, root: str) -> bool:
    """Return whether a path is that of a folder or of something in it."""
    return os.path.commonpath((path, root)) == root


def is_hidden(path: str) -> bool:
    """Return whether a file cannot be looked for: the folder that would hold it, or one above, may not be entered."""
    folder = os.path.dirname(path)
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    return os.path.isdir(folder) and not os.access(folder, os.X_OK)


class Lookup:
    """Finds files below a root. `root` is None where it is not known: then absolute patterns cannot be told,
    and relative ones stay below the folder of the file that holds them."""

    def __init__(self, root: str | None, known: Iterable[Source], left: Budget | None = None) -> None:
        self.root = None if root is None else os.path.abspath(root)
        self.known = {os.path.abspath(s.real): s for s in known if s.real is not None}
        self.sources: dict[str, Source | Finding] = dict(self.known)
        self.left = left
        self.count = 0

    def find(self, pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        """The files of a pattern of glob(3) without braces that stands in `source`, whatever their mode; none where there
        is none."""
        if source.real is None or (pattern.startswith("/") and self.root is None):
            return None
        folder = os.path.dirname(os.path.abspath(source.real))
        root = self.root if self.root is not None else folder
        path = os.path.normpath(f"{root if pattern.startswith('/') else folder}/{pattern}")
        outside = f"{pattern} leads out of {root}, so it is not read"
        if not is_below(path, root):
            return [about(outside, source, "include-outside-tree")]
        names = [path]
        if is_pattern(path[len(root) :]):
            names = matches(path, root)
        result: list[Source | Finding] = []
        top = os.path.realpath(root)
        if names == [path] and not os.path.lexists(path) and is_hidden(path):
            return [about(f"nobody may look for {pattern}", source, "file-unreadable")]
        for name in (n for n in names if os.path.lexists(n)):
            real = os.path.realpath(name)
            if not is_below(real, top):
                result.append(about(outside, source, "include-outside-tree"))
            elif self.count >= MAX_FILES:
                result.append(about(f"more than {MAX_FILES:,} files are named", source, "expansion-too-large"))
                break
            else:
                self.count += 1
                result.append(self.read(name, real, source))
        return self.told(result)

    def told(self, found: Sequence[Source | Finding]) -> Sequence[Source | Finding] | None:
        """What was found; None if the run may read no more and a finding has said so: what is there cannot be told."""
        if self.left is None or all(isinstance(f, Source) or f.message != reading.TOO_MUCH for f in found):
            return found
        return found if self.left.first("bytes") else None

    def read(self, name: str, real: str, source: Source) -> Source | Finding:
        """A file, shown as the one that includes it is."""
        if real not in self.sources:  # is a known file a link to it?
            self.sources = {**{os.path.realpath(path): s for path, s in self.known.items()}, **self.sources}
            self.known.clear()
        if real not in self.sources:
            assert source.real is not None
            relative = os.path.relpath(name, os.path.dirname(os.path.abspath(source.real)))
            shown = os.path.normpath(os.path.join(os.path.dirname(source.path), relative))
            found = reading.read(shown, name, self.left)
            if isinstance(found, Source):
                found.host = source.host
            self.sources[real] = found
        return self.sources[real]
