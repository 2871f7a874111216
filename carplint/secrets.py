"""Passwords in text that is shown to people: hidden, whatever the format and however broken the line."""

from __future__ import annotations

import re

HIDDEN = "•••"

_SECRET = re.compile(
    r"""(?ix)
    (?: (?<![a-z]) (?: \w*pass(?:word|phrase|wd)?(?!file|_type|word_flags) | \w*secret | \w*psk\w* | (?:default)?key[1-4]? )
        (?: \s*=\s* | \s*:\s+ | [ \t]+ )
      | (?<![\w-]) -p [ =]?
      | (?<![\w-]) --pass(?:word)? (?:[ =]|[ ]*=) )
    (?P<secret> "(?:[^"\\\n]|\\.)*"? | '[^'\n]*'? | [^\s"';]+ )
    """
)


def spans(line: str) -> list[tuple[int, int]]:
    """Where secrets stand in a line: start and end of each."""
    return [m.span("secret") for m in _SECRET.finditer(line) if m["secret"].strip("\"'")]


def mask(line: str) -> str:
    """The line with its secrets hidden."""
    for start, end in reversed(spans(line)):
        line = line[:start] + HIDDEN + line[end:]
    return line
