"""The files that an include of keepalived.conf names, on disk: below the root of its host, and nowhere else.

A pattern is one of glob(3) with braces, relative to the folder of the file that holds it; an absolute one
is taken below the host's root, so that `/etc/keepalived/x` under `hosts/lb1` is
`hosts/lb1/etc/keepalived/x`. Only regular files that are not executable are read, in the order of their
names. Source: lib/parser.c of keepalived (open_and_check_glob, check_glob_file); keepalived.conf(5).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import Find
from carplint.text.source import Source

MAX_FILES = 10_000
_MAX_ALTERNATIVES = 1_000
_WILDCARD = r"[*?\[]"


def alternatives(pattern: str) -> Iterator[str]:
    """The patterns that one with braces stands for: `{a,b{c,d}}` is a, bc and bd. `{}` and a brace without
    its partner are themselves, as for glob(3)."""
    start = pattern.find("{")
    while pattern[start : start + 2] == "{}":
        start = pattern.find("{", start + 2)
    depth = 0
    cuts = [start]
    for at in range(start, len(pattern)) if start >= 0 else ():
        if pattern[at] == "{":
            depth += 1
        elif pattern[at] == "}":
            depth -= 1
        if depth == 0 or (depth == 1 and pattern[at] == ","):
            cuts.append(at)
        if depth == 0:
            for low, high in pairwise(cuts):
                yield from alternatives(pattern[:start] + pattern[low + 1 : high] + pattern[at + 1 :])
            return
    yield pattern


def _matches(pattern: str, root: str = "") -> list[str]:
    """Return the names of the files of a pattern, sorted; what stands in `root` is not a wildcard."""
    from glob import escape, glob

    return sorted(glob(escape(root) + pattern[len(root) :]))


def _about(message: str, source: Source, name: str) -> Finding:
    """A finding about an include of a file; expansion gives it the include's place."""
    return Finding(message, Source(source.path, "").span(), name=name)


def _refusal(path: str) -> str:
    """Why the daemon does not read a file that is there; "" if it does."""
    try:
        status = os.stat(path)
    except OSError as error:
        return error.strerror or "cannot be read"
    if stat.S_ISDIR(status.st_mode):
        return "is a folder"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    return "is executable" if status.st_mode & 0o111 else ""


class _Finder:
    """Finds files below a root. `root` is None where it is not known: then absolute patterns cannot be told,
    and relative ones stay below the folder of the file that holds them."""

    def __init__(self, root: str | None, known: Iterable[Source]) -> None:
        self.root = None if root is None else os.path.abspath(root)
        self.sources: dict[str, Source | Finding] = {os.path.realpath(s.real): s for s in known if s.real is not None}
        self.count = 0

    def find(self, pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        """The files of a pattern that stands in `source`."""
        if source.real is None or (pattern.startswith("/") and self.root is None):
            return None
        folder = os.path.dirname(os.path.abspath(source.real))
        root = self.root if self.root is not None else folder
        base = root.rstrip("/") + "/" if pattern.startswith("/") else folder + "/"
        patterns = list(islice(alternatives(pattern), _MAX_ALTERNATIVES + 1))
        if len(patterns) > _MAX_ALTERNATIVES:
            return [_about(f"it stands for more than {_MAX_ALTERNATIVES:,} patterns", source, "expansion-too-large")]
        result: list[Source | Finding] = []
        for part in patterns:
            result += self.part(part, os.path.normpath(base + part), root, source)
        return result

    def part(self, pattern: str, path: str, root: str, source: Source) -> Iterator[Source | Finding]:
        """The files of a pattern without braces."""
        wild = re.search(_WILDCARD, path[len(root) :]) is not None
        if not _is_below(path, root):
            yield _about(f"{pattern} leads out of {root}, so it is not read", source, "include-outside-tree")
            return
        found = _matches(path) if wild else [path] if os.path.lexists(path) else []
        fixed = path
        while re.search(_WILDCARD, fixed):
            fixed = os.path.dirname(fixed)
        if not found and not (wild and os.path.isdir(fixed)):
            yield _about(f"there is no {pattern}", source, "include-matches-nothing")
        for name in found:
            real = os.path.realpath(name)
            if not _is_below(real, os.path.realpath(root)):
                message = f"{pattern}: a symbolic link leads out of {root}, so it is not read"
                yield _about(message, source, "include-outside-tree")
            elif refusal := _refusal(real):
                yield _about(f"{os.path.basename(name)} {refusal}, so it is skipped", source, "config-file-executable")
            elif self.count >= MAX_FILES:
                yield _about(f"more than {MAX_FILES:,} files are included", source, "expansion-too-large")
                return
            else:
                self.count += 1
                yield self.read(name, real, source)

    def plain(self, pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        """The files of a pattern of glob(3) without braces that stands in `source`, whatever their mode, none
        where there is none: how all but keepalived name files."""
        if source.real is None or (pattern.startswith("/") and self.root is None):
            return None
        folder = os.path.dirname(os.path.abspath(source.real))
        root = self.root if self.root is not None else folder
        path = os.path.normpath(f"{root if pattern.startswith('/') else folder}/{pattern}")
        outside = f"{pattern} leads out of {root}, so it is not read"
        if not _is_below(path, root):
            return [_about(outside, source, "include-outside-tree")]
        names = [path]
        if re.search(_WILDCARD, path[len(root) :]) is not None:
            names = _matches(path, root)
        result: list[Source | Finding] = []
        if names == [path] and not os.path.lexists(path) and _is_hidden(path):
            return [_about(f"nobody may look for {pattern}", source, "file-unreadable")]
        for name in (n for n in names if os.path.lexists(n)):
            real = os.path.realpath(name)
            if not _is_below(real, os.path.realpath(root)):
                result.append(_about(outside, source, "include-outside-tree"))
            elif self.count >= MAX_FILES:
                result.append(_about(f"more than {MAX_FILES:,} files are named", source, "expansion-too-large"))
                break
            else:
                self.count += 1
                result.append(self.read(name, real, source))
        return result

    def read(self, name: str, real: str, source: Source) -> Source | Finding:
        """A file, shown as the one that includes it is."""
        if real not in self.sources:
            assert source.real is not None
            relative = os.path.relpath(name, os.path.dirname(os.path.abspath(source.real)))
            shown = os.path.normpath(os.path.join(os.path.dirname(source.path), relative))
            found = reading.read(shown, name)
            if isinstance(found, Source):
                found.host = source.host
            self.sources[real] = found
        return self.sources[real]


def _is_hidden(path: str) -> bool:
    """Whether a file cannot be looked for: the folder that would hold it, or one above, may not be entered."""
    folder = os.path.dirname(path)
    while not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    return os.path.isdir(folder) and not os.access(folder, os.X_OK)


def _is_below(path: str, root: str) -> bool:
    return os.path.commonpath((path, root)) == root


def finder(root: str | None, known: Iterable[Source] = ()) -> Find:
    """What finds included files below the root of a host. `known` are files that were read already: they
    are given again, not read a second time."""
    return _Finder(root, known).find


def plain_finder(root: str | None, known: Iterable[Source] = ()) -> Find:
    """The same for files that other formats name: a password file, a `source` line. There a pattern has no braces,
    the mode of a file does not matter, and what matches nothing gives nothing."""
    return _Finder(root, known).plain
