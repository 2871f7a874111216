"""Which words are carplint's own: those that its modules hold.

A password may be an ordinary word, such as "other". Hidden wherever that stands it would be given away: in a message that
says it only because carplint does, in a file that means something else by it.
"""

from __future__ import annotations

import os
import re
from functools import cache, lru_cache

_ENDS = frozenset('{}"\n\t\\')
"""What ends a piece of a message in a module: quotes, braces, cells of a table."""


@cache
def _modules() -> str:
    """Return the text of all modules and tables of carplint; "" where they do not lie in files."""
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    texts = []
    for folder, _, names in os.walk(top):
        for name in sorted(names):
            if name.endswith((".py", ".tsv")):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    texts.append(file.read())
    return "\n".join(texts)


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d]\w*", _modules()))


def is_ordinary(word: str) -> bool:
    """Return whether a word is one that carplint uses."""
    return word in _vocabulary()


@lru_cache(maxsize=64)
def _pieces(word: str) -> frozenset[tuple[str, str]]:
    """Return what stands before and behind a word in each piece of text of the modules that holds more than the word."""
    text, found = _modules(), set()
    for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
        low, high = match.span()
        while text[low - 1] not in _ENDS:
            low -= 1
        while text[high] not in _ENDS:
            high += 1
        found.add((text[low : match.start()], text[match.end() : high]))
    return frozenset(found)


def is_own(text: str, start: int, end: int) -> bool:
    """Return whether a word of a message is carplint's own: it stands there as it does in a module, with other words or as
    the last one."""
    word = text[start:end]
    if not all(map(is_ordinary, re.findall(r"\w+", word))):
        return False
    return any(
        len(before) <= start
        and text.startswith(before, start - len(before))
        and text.startswith(behind, end)
        and (before.strip() or behind.strip() or (before and end == len(text)))
        for before, behind in _pieces(word)
    )
