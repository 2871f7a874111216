"""The name that a misspelt one was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The only name that is close to `word`, or None where none or several are."""
    return _nearest(word, tuple(names))


@lru_cache(maxsize=1000)
def _nearest(word: str, names: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    close = get_close_matches(word, names, n=2, cutoff=0.8)
    return close[0] if len(close) == 1 else None
