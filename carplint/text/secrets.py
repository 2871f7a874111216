"""Hide passwords in text that is shown to people, whatever the dialect and however broken the line.

When in doubt it hides too much: everything behind the name of a secret up to the end of its line, the lines that a
backslash or an open quote joins to it, and what follows -p on a command line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache

HIDDEN = "•••"
Secret = bool | tuple[str, ...]
"""What of a text is secret besides what looks so anywhere: all of it, or what stands behind some words."""

# Also misspelt ones, but not PASSFILE (a path), auth_type PASS or passive.
# Patterns are compiled when first used: most runs have nothing to hide.
_NAME = (
    r"(?:auth_(?!type)\w+ | (?:[^\W_]*[_-])*+ (?: (?!passfile|pass_?file|passiv|passthr|password_flags) \w*? (?:pass|p\w?s+w)\w*"
    r" | \w*secret\w* | psk\w* | (?:default)?key[0-4]? ))"
)
_LINE = rf"(?ix) (?<![\w-]) (?! --pass(?:word|file)?\b ) (?: {_NAME} | (?P<french>\w*passe|mdp) ) (?P<by> \s*\+?=[ \t]* | \s*:=?[ \t]* | [ \t]+ ) (?=\S)"
"""`PASSWORD=SECRET`, `passphrase: SECRET`, and where it begins a line or a block, `auth_pass SECRET`."""
_OPTION = r"""(?x) (?<![\w-]) (?: -p [ \t=]*+ | --pass(?:word)? [ \t=]++ ) (?P<secret> \\?["']?[^\s"';]+ )"""
_BEHIND = r"""(?<![\w-])(?:{})(?:[ \t]|\\\n)+(?P<secret>\\?"[^"\n]*|'[^'\n]*|[^\s"';]+)"""
"""`pass SECRET` of ifconfig, anywhere on a line."""
_HINT = r"(?i)pas|ps?w|s+w|auth_|secret|psk|key|mdp|-p"
"""What every line with the name of a secret holds: looking for this first is ten times as fast."""
_ASSIGNMENT = r"[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*="
_QUOTED = r"""(?s)\\.|"(?:[^"\\]|\\.)*(?P<open>"?)|'[^']*(?P<single>'?)"""


_PLAIN = r"[\w.:@/+-]+"
_LONGEST = 45
"""The longest word that a message repeats whole: an IPv6 address with an IPv4 address in it fits."""


def shown(word: str | None) -> str:
    """A word as a message may repeat it, cut if it is long. After a missing quote a word may run into the next line, so
    any but a plain one may hold a password, and is hidden."""
    if word is None or re.compile(_PLAIN).fullmatch(word) is None:
        return HIDDEN
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 5]}…"


def _ends_open(text: str) -> bool:
    """Return True if a backslash or an open quote joins the next line to this text."""
    if (len(text) - len(text.rstrip("\\"))) % 2:
        return True
    return any(m["open"] == "" or m["single"] == "" for m in re.finditer(_QUOTED, text))


def _pieces(text: str, start: int) -> list[tuple[int, int]]:
    """Return the secret that starts at an offset, line by line."""
    pieces = []
    at = start
    while True:
        newline = text.find("\n", at)
        end = len(text) if newline < 0 else newline
        line = text[at:end].rstrip()
        blank = len(line) - len(line.lstrip())
        if line.strip("\"' \t\\"):
            pieces.append((at + blank, at + len(line)))
        if newline < 0 or not _ends_open(text[start:end]) or re.compile(_ASSIGNMENT).match(text, end + 1):
            return pieces
        at = end + 1


@lru_cache(maxsize=16)
def spans(text: str, secret: Secret = False) -> tuple[tuple[int, int], ...]:
    """Where secrets stand in a text: start and end of each, none of them longer than its line; for a `secret` text each
    line but for the white space at its end."""
    if secret is True:
        return tuple(m.span() for m in re.finditer(r"(?m)^.*\S", text))
    found = []
    end = -1
    for hint in re.finditer(_HINT, text):
        if hint.start() < end:
            continue
        start = text.rfind("\n", 0, hint.start()) + 1
        end = text.find("\n", start) % (len(text) + 1)
        for match in re.compile(_LINE).finditer(text, start, end):
            before = text[start : match.start()].rstrip(" \t")
            begins = not before.strip("#! \t") or before.endswith("{")
            if not match["by"].isspace() or (begins and not match["french"]):
                found += _pieces(text, match.end())
        if "-p" in text[start:end]:
            found += [match.span("secret") for match in re.compile(_OPTION).finditer(text, start, end)]
    if secret:
        words = "|".join(map(re.escape, secret))
        found += [match.span("secret") for match in re.finditer(_BEHIND.format(words), text)]
    result: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if result and start < result[-1][1]:
            start, end = result[-1][0], max(end, result.pop()[1])
        result.append((start, end))
    return tuple(result)


def hide(text: str, shown: Callable[[str], str], secret: Secret = False) -> str:
    """Return the text with each of its secrets, line by line, replaced by what `shown` gives for it."""
    parts = []
    at = 0
    for start, end in spans(text, secret):
        parts += [text[at:start], shown(text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


def mask(text: str, secret: Secret = False) -> str:
    """Return the text with its secrets hidden; it keeps its lines."""
    return hide(text, lambda _: HIDDEN, secret)


def between(text: str, start: int, end: int, secret: Secret = False) -> Sequence[tuple[int, int]]:
    """Return where secrets stand in a part of a text, as offsets from its start."""
    found = spans(text, secret)
    low, high = bisect_left(found, (start, 0)), bisect_left(found, (end, 0))
    return [(a - start, b - start) for a, b in found[low:high]]


_OUR_WORDS = frozenset(("auth_pass", "auth_type", "pass", "passphrase", "password", "secret"))
"""Words of carplint's own messages: they give nothing away even if they are somebody's password."""


def words(line: str, secret: Secret = False) -> list[str]:
    """Return the words of a line that must not appear in a message about it, the longest first."""
    found = {w for start, end in spans(line, secret) for w in re.split(r"[\s\"'\\]+", line[start:end]) if len(w) > 2}
    return sorted((w for w in found if w.lower() not in _OUR_WORDS), key=len, reverse=True)
