"""What version 1 of the baseline file hashed of a line: the line with what looked like a password in it hidden.

It never changes, since a baseline that somebody wrote has to match for good: what is hidden today is told elsewhere
(carplint/text/secrets.py). The patterns find what those of the first baselines found; they are only written so that none
looks at a word twice.
"""

from __future__ import annotations

import re

from carplint.text.secrets import HIDDEN

_NAME = (
    r"(?:auth_(?!type)\w++ | (?:[a-z0-9]*+[_-])*+ (?: (?!passfile|pass_?file|passiv|passthr|password_flags)"
    r" (?> \w*? (?:pass|p[a-z]?s+w) \w*+) | (?> \w*? secret \w*+) | psk\w*+ | (?:default)?key[0-4]? ))"
)
_LINE = rf"(?ix) (?<![\w-]) (?! --pass(?:word|file)?\b ) (?: {_NAME} | (?P<french> \w++(?<=passe) | mdp ) ) (?P<by> \s*\+?=[ \t]* | \s*:=?[ \t]* | [ \t]+ ) (?=\S)"
_OPTION = r"""(?x) (?<![\w-]) (?: -p [ \t=]*+ | --pass(?:word)? [ \t=]++ ) (?P<secret> \\?["']?[^\s"';]+ )"""


def _behind(line: str) -> tuple[int, int] | None:
    """Return the end of a line that stands behind the name of a password; None if there is none."""
    first, at, end = len(line) - len(line.lstrip("#! \t")), 0, len(line.rstrip())
    for match in re.finditer(_LINE, line):
        begins = match.start() <= first or line[at : match.start()].rstrip(" \t").endswith("{")
        at = match.end()
        if (not match["by"].isspace() or (begins and not match["french"])) and line[at:end].strip("\"' \t\\"):
            return at, end
    return None


def hidden(line: str) -> str:
    """Return a line as version 1 hashed it."""
    found = [match.span("secret") for match in re.finditer(_OPTION, line)]
    rest = _behind(line)
    parts, at = [], 0
    for start, end in sorted([*found, rest] if rest else found):
        if start < at:  # the last one reaches into this one
            at = max(at, end)
            continue
        parts += [line[at:start], HIDDEN]
        at = end
    return "".join((*parts, line[at:]))


def whole(line: str) -> str:
    """Return a line of a file that holds nothing but a password as version 1 hashed it."""
    return re.sub(r"^.*\S", HIDDEN, line)
