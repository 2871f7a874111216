"""The files that an include of keepalived.conf names, on disk: below the root of its host. Where the files do not lie as on a
host, nodes may share a part: a relative include may then lead to what is below the folder that carplint runs in.

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

from carplint.text.finding import Finding
from carplint.text.lookup import MAX_FILES, Lookup, about, is_below, is_hidden, is_pattern
from carplint.text.reading import Budget, Find
from carplint.text.source import Source

MAX_ALTERNATIVES = 1_000


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


def _shared(path: str) -> str:
    """Return the folder that carplint runs in, as the root of a file that nodes share; "" if the file lies elsewhere or is hidden."""
    here = os.getcwd()
    names = os.path.relpath(path, here).split("/")
    return "" if here == "/" or any(name.startswith(".") for name in names) else here


class _Includes(Lookup):
    """Finds the files that an include names."""

    def find(self, pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        """The files of a pattern that stands in `source`."""
        if source.real is None or (pattern.startswith("/") and self.root is None):
            return None
        if self.exhausted():
            return self.no_more(source)
        folder = os.path.dirname(os.path.abspath(source.real))
        root = self.root if self.root is not None else folder
        base = root.rstrip("/") + "/" if pattern.startswith("/") else folder + "/"
        patterns = list(islice(alternatives(pattern), MAX_ALTERNATIVES + 1))
        if len(patterns) > MAX_ALTERNATIVES:
            return [about(f"it stands for more than {MAX_ALTERNATIVES:,} patterns", source, "expansion-too-large")]
        result: list[Source | Finding] = []
        for part in patterns:
            result += self.part(part, os.path.normpath(base + part), root, source)
        return self.told(result)

    def part(self, pattern: str, path: str, root: str, source: Source) -> Iterator[Source | Finding]:
        """The files of a pattern without braces."""
        if not is_below(path, root) and self.root is None and not pattern.startswith("/"):
            root = _shared(path) or root
        wild = is_pattern(path[len(root) :])
        if not is_below(path, root):
            yield about(f"{pattern} leads out of {root}, so it is not read", source, "include-outside-tree")
            return
        found = self.matches(path, root) if wild else [path] if os.path.lexists(path) else []
        fixed = path
        while is_pattern(fixed):
            fixed = os.path.dirname(fixed)
        listed = not wild or not os.path.isdir(fixed) or os.access(fixed, os.R_OK)
        if not found and (is_hidden(os.path.join(fixed, "x") if wild else path) or not listed):
            yield about(f"nobody may look for {pattern}", source, "file-unreadable")
        elif not found and not (wild and os.path.isdir(fixed)):
            yield about(f"there is no {pattern}", source, "include-matches-nothing")
        for name in found:
            real = os.path.realpath(name)
            if not is_below(real, os.path.realpath(root)):
                message = f"{pattern}: a symbolic link leads out of {root}, so it is not read"
                yield about(message, source, "include-outside-tree")
            elif refusal := _refusal(real):
                yield about(f"{os.path.basename(name)} {refusal}, so it is skipped", source, "config-file-executable")
            elif self.count >= MAX_FILES:
                yield about(f"more than {MAX_FILES:,} files are included", source, "expansion-too-large")
                return
            else:
                self.count += 1
                yield self.read(name, real, source, root)


_INCLUDE = r"(?m)^[ \t]*include[rmwba]?[ \t]+([^\s#!]+)"


def patterns(text: str) -> Iterator[str]:
    """Yield the patterns that the lines of a text include, without braces; those of definitions are not known."""
    if "include" in text:
        for match in re.finditer(_INCLUDE, text):
            if "$" not in match[1]:
                yield from islice(alternatives(match[1]), MAX_ALTERNATIVES)


def finder(root: str | None, known: Iterable[Source] = (), left: Budget | None = None) -> Find:
    """What finds included files below the root of a host. `known` are files that were read already: they
    are given again, not read a second time. `left` is what the run may still read."""
    return _Includes(root, known, left).find
