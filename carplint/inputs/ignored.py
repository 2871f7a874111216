"""What a repository says is not part of it: .gitignore files, .git/info/exclude of a clone, and `exclude` of a configuration, in the same language.

A pattern is compared part by part, one folder after the other as the walk goes down: for each folder it is known how far the
patterns got on the way there, so that a name in it is compared with the next parts only.
Source: gitignore(5). Git itself is not asked; `git.py` says what is tracked in spite of a pattern.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import islice

from carplint.text import reading
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

NAME = ".gitignore"
EXCLUDE = ".git/info/exclude"
"""The file of a clone's own patterns, which the files of the repository go before."""
MOST = 1_000
"""The most patterns that are looked at in a folder, those of the folders above it among them."""
LONGEST = 400
"""The most characters of a pattern that is looked at."""
UP = 40
"""How many folders above the given one may belong to its repository."""
STEPS = 100_000_000
"""How much work a run may have with it: half a minute. A comparison with a name is 1, or the characters of a pattern with more signs than a
star before a part."""
_CLASS = r"([!^]?)(\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*)\]"
"""`[a-z]` behind its first bracket."""
_MEMBER = r"(?s)\[:(?P<named>[a-z]+):\]|\\?(?P<low>.)(?:-\\?(?P<high>.))?"
_NAMED = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "xdigit": "0-9a-fA-F",
    "space": r"\s",
    "blank": r"\ \t",
    "punct": r"!-/:-@\[-`{-~",
}
"""The sets of characters that have names. Source: glob(7)."""
ANY = "**"
"""The part of a pattern that stands for any number of folders."""


class _Pattern(NamedTuple):
    """A line of a file: its parts, whether it takes back what others say (`!`), whether it is for folders only (`/` at its end),
    whose it is, and how much work a comparison with it is."""

    parts: Sequence[str]
    back: bool
    only_folders: bool
    origin: str
    work: int


_Live = Sequence[tuple[_Pattern, Sequence[int]]]
"""The patterns that can be about names in a folder, the most decisive first, each with the numbers of the parts that such a name
may be compared with."""


def _member(found: re.Match[str]) -> str:
    """Return what a member of a set is in an expression: a character, a range, or a set with a name."""
    if found["named"]:
        return _NAMED.get(found["named"], r"\b")  # no other character: git takes no such pattern
    low, high = found["low"], found["high"] or ""
    return _sign(low) + (f"{_sign(low)}-{_sign(high)}" if low < high else "")  # of a range from z to a git takes the z


def _sign(character: str) -> str:
    return character if character.isalnum() else f"\\{character}"


def _expression(part: str) -> str:
    """Return the expression of a part of a pattern. What a star stands for is never tried again once the text behind it was
    found, but for the last star: the first place is as good as any."""
    pieces: list[str] = [""]
    at = 0
    while at < len(part):
        character = part[at]
        at += 1
        if character == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append("")
        elif character == "?":
            pieces[-1] += "."
        elif character == "[" and (found := re.compile(_CLASS).match(part, at)) is not None:
            inner = "".join(map(_member, re.finditer(_MEMBER, found[2])))
            pieces[-1] += f"[{'^' if found[1] else ''}{inner}]"
            at = found.end()
        else:
            if character == "\\" and at < len(part):
                character, at = part[at], at + 1
            pieces[-1] += re.escape(character)
    first, *rest = pieces
    return first + "".join(f"(?>.*?{piece})" for piece in rest[:-1]) + "".join(f".*{piece}" for piece in rest[-1:])


def _is_plain(part: str) -> bool:
    return not any(sign in part[part[:1] == "*" :] for sign in "*?[\\")


@lru_cache(maxsize=4 * MOST)
def _test(part: str) -> Callable[[str], object]:
    """Return what says whether a part of a pattern stands for a name; most need no expression."""
    if _is_plain(part):
        return partial(_ends, part[1:]) if part[:1] == "*" else part.__eq__
    try:
        return re.compile(_expression(part), re.DOTALL).fullmatch
    except re.error:  # a range that is none: git takes no such pattern either
        return _never


def _ends(ending: str, name: str) -> bool:
    return name.endswith(ending)


def _never(name: str) -> bool:
    return False


def _pattern(line: str, origin: str) -> _Pattern | None:
    """Return the pattern of a line; None if it says nothing."""
    back = line.startswith("!")
    text = line[back:].rstrip("\r\n")
    text = text.rstrip(" ") if not text.endswith("\\ ") else text
    own = text.removeprefix("/").removesuffix("/").split("/")
    if own == [""] or text.startswith("#") or len(text) > LONGEST:
        return None
    parts = [part for part, before in zip(own, ("", *own), strict=False) if part != ANY or before != ANY]
    anywhere = "/" not in text.removesuffix("/")
    work = 1 if all(map(_is_plain, parts)) else len(text)
    return _Pattern((ANY, *parts) if anywhere else parts, back, text.endswith("/"), origin, work)


def _patterns(origin: str, lines: Iterable[str]) -> list[_Pattern]:
    """Return the patterns of a file, the last one first, as that decides."""
    found = [p for p in (_pattern(line, origin) for line in islice(lines, MOST)) if p is not None]
    found.reverse()
    return found


def _begun(patterns: Iterable[_Pattern]) -> _Live:
    return [(p, _open(p.parts, (0,))) for p in patterns]


def _open(parts: Sequence[str], at: Iterable[int]) -> Sequence[int]:
    """Return numbers of parts, and those behind `**`, which may stand for no folder but at the end."""
    found: dict[int, None] = {}
    for number in at:
        found[number] = None
        if parts[number] == ANY and number + 1 < len(parts):
            found[number + 1] = None
    return tuple(found)


def _next(live: _Live, name: str) -> _Live:
    """Return which patterns can be about names in a folder of that name."""
    found = []
    for pattern, at in live:
        parts = pattern.parts
        if len(parts) == 2 and parts[0] == ANY:  # a name in any folder, as most are
            found.append((pattern, at))
            continue
        stay = [n for n in at if parts[n] == ANY]
        on = [n + 1 for n in at if n + 1 < len(parts) and parts[n] != ANY and _test(parts[n])(name)]
        if stay or on:
            found.append((pattern, _open(parts, (*stay, *on))))
    return found


def _says(pattern: _Pattern, at: Sequence[int], name: str, is_folder: bool) -> bool:
    last = len(pattern.parts) - 1
    if last not in at or (pattern.only_folders and not is_folder):
        return False
    return pattern.parts[last] == ANY or bool(_test(pattern.parts[last])(name))


def _work(live: _Live) -> int:
    return sum(pattern.work * len(at) for pattern, at in live)


class Ignored:
    """What is excluded below `top`, by .gitignore files and by `patterns` of a configuration in `folder`."""

    def __init__(self, top: str, patterns: Sequence[str] = (), folder: str = ".") -> None:
        self.left = STEPS
        """How much work is left; without any nothing is excluded any more."""
        self._of: dict[str, _Live] = {}
        """By folder what is said of the names in it."""
        self._top = _folder(top)
        self._live: _Live = [*self._of_repository(), *self._of_configuration(patterns, os.path.abspath(folder))]

    def _of_repository(self) -> _Live:
        """Return the patterns above the given folder, up to the top of its repository."""
        path = os.path.abspath(self._top)
        names: list[str] = []
        while not os.path.lexists(os.path.join(path, ".git")):
            if path == "/" or len(names) > UP:
                return ()
            path, name = os.path.split(path)
            names.append(name)
        live: _Live = _begun(_read(path, EXCLUDE))
        for name in reversed(names):
            live = _next((*_begun(_read(path)), *live), name)
            path = os.path.join(path, name)
        return live

    def _of_configuration(self, patterns: Sequence[str], folder: str) -> _Live:
        """Return the patterns of a configuration in a folder, which is the given one or above it."""
        inner = os.path.relpath(self._top, folder).split("/") if patterns else [".."]
        live = _begun(_patterns("the configuration", patterns)) if ".." not in inner else ()
        for name in inner if inner != ["."] else ():
            live = _next(live, name)
        return live

    def enter(self, folder: str, names: Iterable[str]) -> None:
        """Take the patterns of a folder, of which the names of its files are known, into account for what lies in it."""
        path = _folder(folder)
        live = self._live
        if path != self._top:
            above, name = os.path.split(path)
            live = self._of.get(_folder(above), ())
            self.left -= _work(live)
            live = _next(live, name) if self.left > 0 else ()
        self._of[path] = (*_begun(_read(folder)), *live)[:MOST] if NAME in names else live

    def why(self, path: str, is_folder: bool) -> str:
        """Return what excludes a path, "" if nothing does."""
        folder, name = os.path.split(path)
        live = self._of.get(_folder(folder), ())
        self.left -= _work(live)
        if self.left > 0:
            for pattern, at in live:
                if _says(pattern, at, name, is_folder):
                    return "" if pattern.back else pattern.origin
        return ""


def _folder(path: str) -> str:
    return path.rstrip("/") or "/"


def _read(folder: str, name: str = NAME) -> list[_Pattern]:
    path = os.path.join(folder, name)
    source = reading.read(path) if os.path.isfile(path) and not os.path.islink(path) else None
    return _patterns(name, source.text.split("\n")) if isinstance(source, Source) else []
