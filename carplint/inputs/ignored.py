"""What a repository says is not part of it: .gitignore files, and `exclude` of a configuration, in the same language.

Source: gitignore(5). Git itself is not asked; `git.py` says what is tracked in spite of a pattern.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence

from carplint.text import reading
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

NAME = ".gitignore"
MOST = 1_000
"""The most patterns of one file that are looked at."""
LONGEST = 400
"""The most characters of a pattern that is looked at."""
UP = 40
"""How many folders above the given one may belong to its repository."""


class _Rules(NamedTuple):
    """The patterns of one file, the last one first, as one expression over paths below its folder."""

    folder: str
    origin: str
    either: re.Pattern[str]
    meaning: Sequence[tuple[bool, bool]]
    """For each pattern whether it takes back what others say (`!`), and whether it is for folders only (`/` at its end)."""

    def says(self, path: str, is_folder: bool) -> bool | None:
        """Return whether a path below the folder is excluded; None if no pattern is about it."""
        relative = path[len(self.folder) :].lstrip("/")
        found = self.either.fullmatch(f"{relative}/" if is_folder else relative)
        return None if found is None or found.lastindex is None else not self.meaning[found.lastindex - 1][0]


def _segment(text: str) -> str:
    """Return the expression of a part of a pattern between slashes. What a star stands for is never tried again once the text
    behind it was found, but for the last star: the first place is as good as any."""
    pieces: list[str] = [""]
    at = 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == "*":
            if pieces[-1] or len(pieces) == 1:
                pieces.append("")
        elif character == "?":
            pieces[-1] += "[^/]"
        elif (
            character == "[" and (end := text.find("]", at + 2 if text[at : at + 1] in ("!", "^", "]") else at + 1)) > 0
        ):
            inner = text[at:end].replace("\\", "\\\\").replace("[", "\\[")
            pieces[-1] += f"(?!/)[{'^' + inner[1:] if inner[0] in '!^' else inner}]"
            at = end + 1
        else:
            if character == "\\" and at < len(text):
                character, at = text[at], at + 1
            pieces[-1] += re.escape(character)
    first, *rest = pieces
    if not rest:
        return first
    return first + "".join(f"(?>[^/]*?{piece})" for piece in rest[:-1]) + f"[^/]*{rest[-1]}"


def _expression(pattern: str) -> tuple[str, bool, bool] | None:
    """Return the expression of a line, whether it begins with !, and whether it is for folders only; None if it says nothing."""
    back = pattern.startswith("!")
    text = pattern[back:].rstrip("\r\n")
    text = text.rstrip(" ") if not text.endswith("\\ ") else text
    only_folders = text.endswith("/")
    parts = text.strip("/").split("/")
    if not text.strip("/") or text.startswith("#") or len(text) > LONGEST or parts.count("**") > 3:
        return None
    anywhere = "/" not in text.rstrip("/")
    found = "(?:.*/)?" if anywhere else ""
    for number, part in enumerate(parts, 1):
        last = number == len(parts)
        found += ("[^/].*" if last else "(?:.*/)?") if part == "**" else _segment(part) + ("" if last else "/")
    return found + ("/" if only_folders else "/?"), back, only_folders


def _rules(folder: str, origin: str, lines: Iterable[str]) -> _Rules | None:
    found = [e for e in map(_expression, [line for _, line in zip(range(MOST), lines, strict=False)]) if e is not None]
    found.reverse()
    for wanted in (found, []):
        try:
            either = re.compile("|".join(f"({expression})" for expression, _, _ in wanted), re.DOTALL)
            return _Rules(folder, origin, either, [(b, f) for _, b, f in wanted]) if wanted else None
        except re.error:  # a range that is none: git takes no such pattern either
            continue
    return None


class Ignored:
    """What is excluded below `top`, by .gitignore files and by `patterns` of a configuration in `folder`."""

    def __init__(self, top: str, patterns: Sequence[str] = (), folder: str = ".") -> None:
        self.top = os.path.abspath(top)
        configured = _rules(os.path.abspath(folder), "the configuration", patterns) if patterns else None
        self._configured = [configured] if configured is not None else []
        self._of: dict[str, list[_Rules]] = {}
        self._above = list(self._up())

    def _up(self) -> Iterator[_Rules]:
        """Yield the rules of the folders above the given one, up to the top of its repository."""
        folders, folder = [], self.top
        while not os.path.lexists(os.path.join(folder, ".git")):
            folder = os.path.dirname(folder)
            folders.append(folder)
            if folder == "/" or len(folders) > UP:
                return
        for above in reversed(folders):
            yield from self._read(above)

    def _read(self, folder: str) -> list[_Rules]:
        path = os.path.join(folder, NAME)
        source = reading.read(path) if os.path.isfile(path) and not os.path.islink(path) else None
        rules = _rules(folder, NAME, source.text.split("\n")) if isinstance(source, Source) else None
        return [rules] if rules is not None else []

    def enter(self, folder: str, names: Iterable[str]) -> None:
        """Take the rules of a folder, of which the names of its files are known, into account for what lies in it."""
        path = os.path.abspath(folder)
        above = self._above if path == self.top else self._of.get(os.path.dirname(path), self._above)
        self._of[path] = [*above, *self._read(path)] if NAME in names else above

    def why(self, path: str, is_folder: bool) -> str:
        """Return what excludes a path, "" if nothing does."""
        path = os.path.abspath(path)
        for rules in (*reversed(self._of.get(os.path.dirname(path), self._above)), *self._configured):
            if path.startswith(rules.folder.rstrip("/") + "/"):
                says = rules.says(path, is_folder)
                if says is not None:
                    return rules.origin if says else ""
        return ""
