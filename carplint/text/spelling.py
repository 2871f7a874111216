"""Guess which name a misspelt word was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def nearest(word: str, names: Iterable[str]) -> str | None:
    """Return the only name that differs from `word` in case alone, else the only one that it is a beginning of, but for two
    letters, else the only one that is close to it, else None."""
    known = tuple(names)
    return _nearest(word.translate(_foreign(known)), known)


@lru_cache(maxsize=100)
def _foreign(names: tuple[str, ...]) -> dict[int, str]:
    """Return a table that makes the same of all digits that are in no name: whichever they are, no name has them in common with a
    word. Loops make many words that differ in their digits alone."""
    digits = set("0123456789").difference(*names)
    return dict.fromkeys(map(ord, digits), min(digits, default=""))


@lru_cache(maxsize=1000)
def _nearest(word: str, names: tuple[str, ...]) -> str | None:
    small = word.lower()
    same = [name for name in names if name.lower() == small]
    if len(same) == 1:
        return same[0]
    longer = [n for n in names if n.startswith(word) and len(word) + 2 >= len(n) > len(word) >= SURE]
    if len(longer) == 1:
        return longer[0]
    # Four fifths of their characters must be common: of most names the length or the letters say that they are not.
    shortest, longest, letters = 2 * len(word) / 3, 3 * len(word) / 2, set(word)
    likely = (n for n in names if shortest <= len(n) <= longest)
    likely = (n for n in likely if 5 * len(letters.difference(n)) <= 3 * len(word) - 2 * len(n))
    close = [n for n in likely if 5 * _common(word, n) >= 2 * (len(word) + len(n))]
    return close[0] if len(close) == 1 else None


def _common(word: str, name: str) -> int:
    """Return how many characters two words have in common: those of their longest common piece, and of what stands before
    it and behind it. So does difflib, but it takes longer to import than this to find a word."""
    for size in range(min(len(word), len(name)), 0, -1):
        for start in range(len(name) - size + 1):
            end = start + size
            at = word.find(name[start:end])
            if at >= 0:
                return size + _common(word[:at], name[:start]) + _common(word[at + size :], name[end:])
    return 0


def _is_one_edit(a: str, b: str) -> bool:
    """Return True if one character more, less or other, or two swapped ones, turn one word into the other."""
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest, other = a[head:], b[head:]
    swapped = len(rest) > 1 and rest[1] + rest[0] + rest[2:] == other
    return a != b and (rest[1:] == other or other[1:] == rest or rest[1:] == other[1:] or swapped)


SURE = 4
"""A name must have this many letters for a misspelling of it to be certain."""


def is_certain(word: str, meant: str) -> bool:
    """Return True if a word can only be a misspelling of a name: it differs in case alone, or by a single slip of the
    fingers."""
    word, meant = word.lower(), meant.lower()
    return word == meant or (len(meant) >= SURE and _is_one_edit(word, meant))


def closest(word: str, names: Iterable[str]) -> str | None:
    """Return the only name that is one edit away, else the only one that is close, else None."""
    return _closest(word, tuple(names))


@lru_cache(maxsize=1000)
def _closest(word: str, names: tuple[str, ...]) -> str | None:
    found = [name for name in names if abs(len(name) - len(word)) < 2 and _is_one_edit(word, name)]
    return found[0] if len(found) == 1 else None if found else _nearest(word, names)
