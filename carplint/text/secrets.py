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
    r"(?:auth_(?!type)\w++ | (?:[^\W_]*+[_-])*+ (?: (?!passfile|pass_?file|passiv|passthr|password_flags)"
    r" (?> \w*? (?:pass|p\w?s+w) \w*+) | (?> \w*?secret\w*+) | psk\w*+ | (?:default)?key[0-4]? ))"
)
_LINE = rf"(?ix) (?<![\w-]) (?! --pass(?:word|file)?\b ) (?: {_NAME} | (?P<french>\w*passe|mdp) ) (?P<by> \s*\+?=[ \t]* | \s*:=?[ \t]* | [ \t]+ ) (?=\S)"
"""`PASSWORD=SECRET`, `passphrase: SECRET`, and where it begins a line or a block, `auth_pass SECRET`."""
_OPTION = r"""(?x) (?<![\w-]) (?: -p [ \t=]*+ | --pass(?:word)? [ \t=]++ ) (?P<secret> \\?["']?[^\s"';]+ )"""
_BEHIND = r"""(?<![\w-])(?:{})(?:[ \t]|\\\n)+(?P<secret>\\?"[^"\n]*|'[^'\n]*|[^\s"';]+)"""
"""`pass SECRET` of ifconfig, anywhere on a line."""
_HINT = r"(?i)pas|pw|sw|auth_|secret|psk|key|mdp|-p"
"""What every line with the name of a secret holds: looking for this first is ten times as fast."""
_ASSIGNMENT = r"[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*="
_REST = r'(?s)(?:[^"\\]++|\\.)*+"'
_QUOTED = r"""(?s)\\.|"(?:[^"\\]++|\\.)*+(?P<open>"?)|'[^']*+(?P<single>'?)"""
_NAMES = 64
"""How many names of secrets on a line are looked at: what is behind the first is hidden up to the end of the line."""


_PLAIN = r"[\w.:@/+-]+"
_LONGEST = 45
"""The longest word that a message repeats whole: an IPv6 address with an IPv4 address in it fits."""


def shown(word: str | None) -> str:
    """A word as a message may repeat it, cut if it is long. After a missing quote a word may run into the next line, so
    any but a plain one may hold a password, and is hidden."""
    if word is None or re.compile(_PLAIN).fullmatch(word) is None:
        return HIDDEN
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 5]}…"


def _quote(text: str, at: int, end: int, quote: str) -> str:
    """Return the quote that is open at the end of a part of a text, "" if none is, given the one at its start."""
    if quote:
        close = re.compile(_REST if quote == '"' else "[^']*+'").match(text, at, end)
        if close is None:
            return quote
        at = close.end()
    for match in re.compile(_QUOTED).finditer(text, at, end):
        if match["open"] == "" or match["single"] == "":
            return text[match.start()]
    return ""


def _pieces(text: str, start: int, walked: set[tuple[int, str]], *, joined: bool = False) -> list[tuple[int, int]]:
    """Return the secret that starts at an offset, line by line. A backslash or an open quote joins the next line to it;
    `joined` says that this is so for the first one. `walked` are the starts of lines from which the secret of another
    one goes on, with the open quote: from there this one is the same."""
    pieces = []
    at, quote = start, ""
    while True:
        newline = text.find("\n", at)
        end = len(text) if newline < 0 else newline
        line = text[at:end]
        shown = line.rstrip()
        blank = len(shown) - len(shown.lstrip())
        if shown.strip("\"' \t\\"):
            pieces.append((at + blank, at + len(shown)))
        quote = _quote(text, at, end, quote)
        joined = joined or quote != "" or (len(line) - len(line.rstrip("\\"))) % 2 == 1
        if newline < 0 or not joined or re.compile(_ASSIGNMENT).match(text, end + 1) or (end + 1, quote) in walked:
            return pieces
        at, joined = end + 1, False
        walked.add((at, quote))


@lru_cache(maxsize=16)
def spans(text: str, secret: Secret = False) -> tuple[tuple[int, int], ...]:
    """Where secrets stand in a text: start and end of each, none of them longer than its line; for a `secret` text each
    line but for the white space at its end."""
    if secret is True:
        return tuple(m.span() for m in re.finditer(r"(?m)^.*\S", text))
    found = []
    walked: set[tuple[int, str]] = set()
    end = -1
    for hint in re.finditer(_HINT, text):
        if hint.start() < end:
            continue
        start = text.rfind("\n", 0, hint.start()) + 1
        end = text.find("\n", start) % (len(text) + 1)
        line = text[start:end]
        first = at = start + len(line) - len(line.lstrip("#! \t"))
        names = 0
        for match in re.compile(_LINE).finditer(text, start, end):
            begins = match.start() <= first or text[at : match.start()].rstrip(" \t").endswith("{")
            at = match.end()
            if not match["by"].isspace() or (begins and not match["french"]):
                names += 1
                found += _pieces(text, match.end(), walked, joined=names == _NAMES)
                if names == _NAMES:
                    break
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
