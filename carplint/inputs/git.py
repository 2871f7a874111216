"""The names that git tracks below a folder: what is tracked belongs to the repository, whatever .gitignore says.

Git is not run: its index is read. Source: gitformat-index(5), versions 2 to 4; gitrepository-layout(5) for worktrees and submodules,
whose .git is a file. A split index, and anything that is not as it should be, says nothing.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from carplint.text import reading
from carplint.text.lookup import is_below
from carplint.text.reading import Budget
from carplint.text.source import Source

MOST = 500_000
"""The most names of an index; a larger one is not read."""
LONGEST = 4096
"""The longest name in bytes, as long as a path may be."""
_HEADER = 12
"""The bytes before the first entry: DIRC, the version, the number of entries."""
_FIXED = 40
"""The bytes of an entry before the hash of its content: times, device, inode, mode, owner, size."""
_EXTENDED = 0x4000
"""The flag of an entry that has two more bytes of flags."""
_HASHES = (20, 32)
"""The lengths of SHA-1 and SHA-256 in bytes. The index does not say which it has: with the wrong one it cannot be read to the end."""


def _number(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")


def _shortened(data: bytes, at: int) -> tuple[int, int]:
    """Return how many bytes an entry of version 4 leaves out of the name before, and where the rest of its own begins."""
    byte, value = data[at], data[at] & 127
    while byte & 128:
        at += 1
        byte = data[at]
        value = ((value + 1) << 7) + (byte & 127)
        if value > LONGEST:
            raise ValueError
    return value, at + 1


def _names(data: bytes, hashed: int, left: Budget) -> Iterator[bytes]:
    """Yield the names of an index; ValueError or IndexError if it is not one with hashes of that length, or if what they have of
    each other in version 4 is too much."""
    version, count = _number(data, 4, 4), _number(data, 8, 4)
    if data[:4] != b"DIRC" or version not in (2, 3, 4) or count > MOST:
        raise ValueError
    at, name = _HEADER, b""
    for _ in range(count):
        start = at
        flags = _number(data, at + _FIXED + hashed, 2)
        at += _FIXED + hashed + (4 if flags & _EXTENDED else 2)
        kept = b""
        if version == 4:
            left_out, at = _shortened(data, at)
            kept = name[: len(name) - left_out] if left_out <= len(name) else b"/"
        end = data.index(b"\0", at, at + LONGEST + 1)
        before, name = name, kept + data[at:end]
        wrong = name < before or not name or name.startswith(b"/") or len(name) > LONGEST
        if wrong or not left.spend(len(kept)):
            raise ValueError  # names are sorted; several stages of a conflict have the same
        at = end + 1 if version == 4 else start + (end - start + 8) // 8 * 8
        yield name
    if data[at : at + 4] == b"link":
        raise ValueError


def names(data: bytes, left: Budget) -> Sequence[bytes]:
    """Return the names of an index in their order, that of bytes; none if it cannot be read."""
    for hashed in _HASHES:
        try:
            return list(_names(data, hashed, left))
        except (ValueError, IndexError):
            continue
    return []


def _is_among(path: bytes, names: Sequence[bytes]) -> bool:
    """Return whether a path is one of some sorted names, or the folder of one; a sparse index has folders as `a/b/`."""
    for wanted in (path, path + b"/"):
        at = bisect_left(names, wanted)
        if at < len(names) and (names[at] == path or names[at].startswith(path + b"/")):
            return True
    return False


def _folder(top: str, left: Budget, inside: str) -> str:
    """Return the folder of a repository; its .git is a file in a worktree and in a submodule."""
    git = os.path.join(top, ".git")
    if not os.path.isfile(git):
        return git
    found = reading.read(git, left=left, inside=inside)
    key, _, folder = found.text.strip().partition(": ") if isinstance(found, Source) else ("", "", "")
    return os.path.join(top, folder) if key == "gitdir" else ""


class Tracked:
    """What git tracks in the repositories of a tree; each index is read once, and none outside of the tree and of the repository
    that it lies in."""

    def __init__(self, inside: str, left: Budget, said: list[str]) -> None:
        self.inside, self.left = inside, left
        self.said = said
        """What is said of indexes that are not read."""
        self._names: dict[str, Sequence[bytes]] = {}
        self._read: dict[str, Sequence[bytes]] = {}
        self._tops: dict[str, str] = {"/": ""}

    def has(self, path: str) -> bool:
        """Return whether git tracks a file, or something in a folder."""
        path = os.path.abspath(path)
        top = self._top(os.path.dirname(path))
        if not top:
            return False
        if top not in self._names:
            self._names[top] = self._of(top)
        return _is_among(os.fsencode(os.path.relpath(path, top)), self._names[top])

    def _of(self, top: str) -> Sequence[bytes]:
        """Return what a repository tracks."""
        real = os.path.realpath(top)
        around = real != self.inside and is_below(self.inside, real)  # so that nobody who made the tree has made it
        inside = "/" if around else self.inside
        git = os.path.realpath(os.path.join(top, ".git"))
        folder = _folder(top, self.left, inside) if is_below(git, inside) else git
        index = os.path.realpath(os.path.join(folder, "index")) if folder else ""
        if index and not is_below(index, inside):
            self.said.append(f"{index}: this index of git is not read, since it lies outside of {inside}")
            return ()
        if index and index not in self._read:
            self._read[index] = names(reading.contents(index, self.left, inside), self.left)
            if self.left.room < 0 and self.left.first("index"):
                self.said.append(f"{index}: this index of git holds too much to be read")
        return self._read.get(index, ())

    def _top(self, folder: str) -> str:
        """Return the top of the repository that a folder lies in, "" if it lies in none."""
        if folder not in self._tops:
            own = os.path.lexists(os.path.join(folder, ".git"))
            self._tops[folder] = folder if own else self._top(os.path.dirname(folder))
        return self._tops[folder]
