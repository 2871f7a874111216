"""Words that come from somewhere else: a merge, a shell, another language, a word processor.

The daemon takes them for keywords or entries of lists; what they are is the better thing to say.
"""

from __future__ import annotations

import re

from carplint.text.typing import NamedTuple

BLANKS = "\u00a0\u1680\u2000-\u200f\u2028\u2029\u202a-\u202f\u205f-\u2064\u3000\ufeff"
"""Characters that look like a blank or like nothing, as the inside of a pattern's class."""

_INVISIBLE = re.compile(f"[{BLANKS}]")
_MERGE = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_COMMENT = ("//", "/*", "*/", ";")
_PROMPT = re.compile(r"\[?[\w.-]+@[\w.-]+(?::[\w~/.-]*|\])?[$%>\]]*")


class Oddity(NamedTuple):
    """The rule that speaks of it, and what it says."""

    rule: str
    message: str


def oddity(word: str) -> Oddity | None:
    """What the first word of a line is, if it is neither a keyword nor an entry."""
    if word.startswith("\ufeff"):
        message = "a byte order mark stands before this word, so keepalived does not know it: save as UTF-8 without BOM"
        return Oddity("utf8-bom", message)
    if not word.isascii() and _INVISIBLE.search(word):
        message = (
            "this word holds a blank that keepalived does not take for one, or an invisible character: type it again"
        )
        return Oddity("non-ascii-whitespace", message)
    if word in _MERGE:
        message = "this is the mark of a merge conflict: keepalived reads both sides, the last one counts"
        return Oddity("merge-conflict-marker", message)
    if word.startswith(_COMMENT) or word in ("--", "*"):
        return Oddity("foreign-comment-style", "comments begin with # or ! only: keepalived reads this as a statement")
    if "@" in word and _PROMPT.fullmatch(word):
        return Oddity(
            "pasted-shell-prompt", "this looks like the prompt of a shell: keepalived reads it as a statement"
        )
    return None
