"""A double quote of keepalived.conf is opened and not closed on its line.

Why: keepalived 2.2.7 crashes on it, with -t and as a daemon, again and again: the node has no VIP at all.
Newer ones drop the rest of the line.

Daemon: "Unterminated quote", then SIGSEGV in 2.2.7 (tried: a script "/bin/true ends -t with status 139).
Source: keepalived lib/parser.c (decomment).

Fix: close the quote on the same line; a string cannot go on in the next one.

Exceptions: quotes in comments do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.finding import Finding
from carplint.model import Net
from carplint.source import Source, Span
from carplint.syntax.parse import Node

CODE = "CL105"
NAME = "unterminated-quote"
SEVERITY = "error"

_PIECE = re.compile(r'"(?:[^"\\\n]|\\.)*+"|\\.|(?P<comment>[#!])|(?P<open>")|[^"\\#!]+|\\')


def open_quote(source: Source, leaf: Node) -> int | None:
    """Where the quote opens that a line does not close, or None."""
    for piece in _PIECE.finditer(source.text, leaf.start, leaf.end):
        if piece["comment"]:
            return None
        if piece["open"]:
            return piece.start()
    return None


def check(net: Net) -> Iterator[Finding]:
    """Each line that cannot be read because of its quote."""
    for document in (d for h in net.hosts for d in h.documents if d.format == "keepalived"):
        source = document.source
        for leaf in document.tree.leaves():
            at = open_quote(source, leaf) if leaf.kind == "JUNK" else None
            if at is not None:
                end = leaf.start + len(source.text[leaf.start : leaf.end].rstrip())
                message = "this quote is not closed on its line: keepalived 2.2.7 crashes here, so the node has no VIP"
                yield Finding(message, Span(source, at, max(end, at + 1)), label="no closing quote on this line")
