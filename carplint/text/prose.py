"""Which words are carplint's own, those that its modules hold, and what comments say of secrets.

A password may be an ordinary word, such as "other". Hidden wherever that stands it would be given away: in a message that
says it only because carplint does, in a file that means something else by it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
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


def is_prose(words: str) -> bool:
    """Return whether several words are ordinary ones, as a sentence has them; small numbers may stand among them."""
    found = [word.strip(".,;()") for word in words.split()]
    return len(found) > 1 and all(_is_plain(word) for word in found)


def _is_plain(word: str) -> bool:
    if word.isdecimal():
        return len(word) <= 2
    return word == "" or (word.replace("-", "").isalnum() and all(map(is_ordinary, word.split("-"))))


_MUST = frozenset("must should shall may can cannot has have needs need will does".split())
_IS = frozenset("is are was were".split())
_IS_WHAT = frozenset("not only the too in on set sent read kept used no never always".split())
_TO = frozenset("a all by for from in on out the through to with".split())
_SEE = frozenset("see same as not in from must should shall may can has needs never".split())
_NONE = frozenset("none no not null empty unset nothing missing required optional disabled unknown n/a - ?".split())
_LONGEST = 200
"""The most characters behind the name of a secret that are looked at: what is longer is hidden."""


def is_said(name: str, by: str, rest: str) -> bool:
    """Return whether a comment says something about a secret and not the secret, which it would name at its start or before a
    colon: `auth_pass is ignored by VRRPv3`, `pass traffic on eth0`, `password: none`. What is behind the name are ordinary words."""
    words = rest.split() if len(rest) <= _LONGEST else []
    if not words or by not in ("", ":"):
        return False
    if by == ":":
        return (len(words) == 1 and words[0].lower().rstrip(".") in _NONE) or (words[0] in _SEE and is_prose(rest))
    first, second = words[0], words[1] if len(words) > 1 else ""
    verb = name.lower() == "pass" and not _TO.isdisjoint(words)
    about = first in _IS and (second in _IS_WHAT or second.endswith("ed"))
    return len(words) > 2 and (verb or about or first in _MUST) and is_prose(rest)


def telling(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the words of a comment that look like a secret: of letters and digits, or of small and capital ones."""
    at = start
    for word in text[start:end].split():
        at = text.index(word, at)
        bare = word.strip("\"'`().,;:!?*#")
        digits = sum(map(str.isdigit, bare))
        mixed = 0 < digits < len(bare) or (any(map(str.islower, bare)) and any(map(str.isupper, bare[1:])))
        looks = mixed and 5 <= len(bare) <= 64 and frozenset("/.:@-").isdisjoint(bare)
        if looks and not is_ordinary(bare):
            low = at + word.index(bare)
            yield low, low + len(bare)
        at += len(word)


@lru_cache(maxsize=512)
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
