"""Whether a text is one that keepalived reads, whatever its file is called, and as what: a whole configuration, or the inside of
a block that another file includes.

Each line is asked whether its first word is a keyword of any block, an address, or one of the daemon's own directives. Words such as
`script` and `timeout` are keywords of other programs, too, so half of the lines must be known.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from carplint.dialects.keepalived.keyword_table import KEYWORDS

LINES = 2000
"""How many lines are looked at: what comes later does not change what a file is."""

TOP = ""
"""The kind of a text that stands for itself: the path of the block around all others."""

ADDRESSES = "virtual_ipaddress"
"""The kind of a list of addresses, which may be that of other blocks."""

_ADDRESS = re.compile(
    r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:[-/][0-9.]+)?|(?=[0-9a-fA-F:]*:[0-9a-fA-F:]*:)[0-9a-fA-F:.]+(?:/[0-9]+)?"
)
_BEHIND_ADDRESS = frozenset("brd broadcast dev scope label peer preferred_lft home mngtmpaddr nodad no_track".split())
MAILS = "global_defs/notification_email"
"""The kind of a list of mail addresses."""
_MAIL = re.compile(r"[^\s@{}#!;,<>\"']+@[^\s@{}#!;,<>\"']+\.[A-Za-z]{2,}")
_DIRECTIVE = re.compile(r"\$\{?\w+\}?|@\^?\S+|~(?:SEQ|LST)\(.*|include[rmwba]?|include_check|\}|\{")
_WHOLE = re.compile(r"(?m)^[ \t]*(?:vrrp_(?:instance|script|sync_group)|virtual_server(?:_group)?|global_defs)\b")
"""A line that no other program has, however damaged the others are."""
_FOREIGN = re.compile(r"\[+[\w:. -]+\]+$|<[A-Za-z?!/]|#!/|#cloud-config|---$|[\w.-]+:(?: |$)|[\[{]$")
"""What the first line of a file in INI, XML, YAML, or of a script begins with."""


@cache
def _blocks() -> dict[str, tuple[str, ...]]:
    """Return the blocks that know each keyword."""
    found: dict[str, list[str]] = {}
    for block, keywords in KEYWORDS.items():
        if "<" not in block:
            for name in keywords:
                found.setdefault(name, []).append(block)
    return {name: tuple(blocks) for name, blocks in found.items()}


def _known(words: list[str]) -> tuple[str, ...] | None:
    """Return the blocks that know a line, none of them for what stands anywhere; None if no block does."""
    first = words[0].rstrip("{") or "{"
    if _DIRECTIVE.fullmatch(first) or (first[0] == "$" and "=" in first):
        return ()
    if _ADDRESS.fullmatch(first):
        return (ADDRESSES,) if len(words) == 1 or words[1] in _BEHIND_ADDRESS or words[1][0] in "#!{}" else None
    if len(words) == 1 and _MAIL.fullmatch(first):
        return (MAILS,)
    return _blocks().get(first)


def kind(text: str) -> str | None:
    """Return the path of the block that a text belongs into, TOP for a whole configuration; None if keepalived reads no such
    text."""
    depth = lines = known = 0
    votes: Counter[str] = Counter()
    for line in text.removeprefix("\ufeff").split("\n", LINES)[:LINES]:
        words = line.split()
        if not words:
            continue
        if not lines and _FOREIGN.match(line.strip()):
            return None
        if words[0][0] in "#!":
            continue
        lines += 1
        blocks = _known(words)
        known += blocks is not None
        if depth == 0 and blocks:
            votes.update(blocks)
        depth = max(0, depth + line.count("{") - line.count("}"))
    if not lines or (2 * known < lines and not _WHOLE.search(text)):
        return None
    most = max(votes.values(), default=0)
    return min((b for b, n in votes.items() if n == most), key=lambda b: (b.count("/") if b else -1, b), default=TOP)
