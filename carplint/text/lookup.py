"""The files that a host's other files name: below the root of the host, and nowhere else.

An absolute name is taken below the host's root, so that `/etc/ucarp/secret` under `hosts/lb1` is `hosts/lb1/etc/ucarp/secret`;
any other one below the folder of the file that holds it.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source

MAX_FILES = 10_000


def is_pattern(path: str) -> bool:
    """Return whether glob(3) takes a path for a pattern."""
    return any(sign in path for sign in "*?[")


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
        self._listed: dict[str, list[str]] = {}

    def find(self, pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        """The files of a pattern of glob(3) without braces that stands in `source`, whatever their mode; none where there
        is none."""
        if source.real is None or (pattern.startswith("/") and self.root is None):
            return None
        if self.exhausted():
            return self.no_more(source)
        folder = os.path.dirname(os.path.abspath(source.real))
        root = self.root if self.root is not None else folder
        path = os.path.normpath(f"{root if pattern.startswith('/') else folder}/{pattern}")
        outside = f"{pattern} leads out of {root}, so it is not read"
        if not is_below(path, root):
            return [about(outside, source, "include-outside-tree")]
        names = [path]
        if is_pattern(path[len(root) :]):
            names = self.matches(path, root)
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

    def links(self, pattern: str, source: Source) -> Sequence[tuple[str, str]] | None:
        """The names of a pattern, as `find` takes it, each with its path on the host and what it leads to if it is a symbolic
        link, "" if not: for what is said by names alone, and for links that lead out of the tree. Nothing is read."""
        if source.real is None or (pattern.startswith("/") and self.root is None) or self.exhausted():
            return None
        root = (
            self.root
            if self.root is not None and pattern.startswith("/")
            else os.path.dirname(os.path.abspath(source.real))
        )
        path = os.path.normpath(f"{root}/{pattern}")
        if not is_below(path, root):
            return []
        names = self.matches(path, root) if is_pattern(path[len(root) :]) else [path] if os.path.lexists(path) else []
        start = len(root.rstrip("/")) + (not pattern.startswith("/"))
        return [(name[start:], os.readlink(name) if os.path.islink(name) else "") for name in names]

    def matches(self, pattern: str, root: str) -> list[str]:
        """Return the names of the files of a pattern as glob(3) does, sorted; what stands in `root` is not a wildcard."""
        found = [root.rstrip("/")]
        for part in pattern[len(root) :].strip("/").split("/"):
            if is_pattern(part):
                found = [f"{folder}/{name}" for folder in found for name in self._names(folder, part)]
            else:
                found = [f"{folder}/{part}" for folder in found]
        return sorted(path for path in found if os.path.lexists(path))

    def _names(self, folder: str, pattern: str) -> Iterator[str]:
        """Yield the names in a folder that a pattern fits. Only those are looked at that begin as it does."""
        from fnmatch import translate  # few files have patterns

        if folder not in self._listed:
            try:
                self._listed[folder] = sorted(os.listdir(folder or "/"))
            except OSError:
                self._listed[folder] = []
        names, beginning = self._listed[folder], re.split(r"[*?\[]", pattern, maxsplit=1)[0]
        low = bisect_left(names, beginning)
        high = bisect_left(names, True, low, key=lambda name: not name.startswith(beginning))
        if self.left is not None:
            self.left.names -= high - low
        fits = re.compile(translate(pattern)).match
        return (n for n in names[low:high] if fits(n) and (n[0] != "." or pattern[0] == "."))

    def exhausted(self) -> bool:
        """Return whether the run has compared as many names with patterns as it may."""
        return self.left is not None and self.left.names < 0

    def no_more(self, source: Source) -> Sequence[Finding] | None:
        """Say so, once in a run; else None: what is there cannot be told."""
        message = f"patterns of the run were compared with more than {reading.NAMES:,} names, so it is not looked for"
        first = self.left is not None and self.left.first("names")
        return [about(message, source, "expansion-too-large")] if first else None

    def told(self, found: Sequence[Source | Finding]) -> Sequence[Source | Finding] | None:
        """What was found; None if the run may read no more and a finding has said so: what is there cannot be told."""
        if self.left is None or all(isinstance(f, Source) or f.message != reading.TOO_MUCH for f in found):
            return found
        return found if self.left.first("bytes") else None

    def read(self, name: str, real: str, source: Source, root: str = "") -> Source | Finding:
        """A file, shown as the one that includes it is. `root` is the folder that it must lie in, if that is not the host's."""
        if real not in self.sources:  # is a known file a link to it?
            self.sources = {**{os.path.realpath(path): s for path, s in self.known.items()}, **self.sources}
            self.known.clear()
        if real not in self.sources:
            assert source.real is not None
            relative = os.path.relpath(name, os.path.dirname(os.path.abspath(source.real)))
            shown = os.path.normpath(os.path.join(os.path.dirname(source.path), relative))
            if source.path.startswith("./") and not shown.startswith("."):
                shown = f"./{shown}"
            top = os.path.realpath(root or self.root or os.path.dirname(os.path.abspath(source.real)))
            found = reading.read(shown, name, self.left, top)
            if isinstance(found, Source):
                found.host = source.host
            self.sources[real] = found
        return self.sources[real]
