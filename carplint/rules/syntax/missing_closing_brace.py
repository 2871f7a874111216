"""A block of keepalived.conf is never closed.

Why: everything after it is read inside this block, so the instances that follow vanish, and their VIPs
with them.

Daemon: "There are 1 missing '}'s", without a line number, and the blocks below are lost (tried with
keepalived 2.2.7).

Fix: write the } where the block should end. carplint cannot know where that is. The
file may also be cut off: look at its end.

Exceptions: silent in a template, whose marks are braces of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Finding, Related
from carplint.model import Document, Net
from carplint.rules.syntax.syntax_not_understood import template_mark
from carplint.source import Span
from carplint.syntax.parse import Node
from carplint.syntax.words import words

CODE = "CL103"
NAME = "missing-closing-brace"
SEVERITY = "error"

MAIN = frozenset(
    ("global_defs", "vrrp_instance", "vrrp_sync_group", "vrrp_script", "virtual_server", "virtual_server_group")
)
"""Keywords that begin a block outside all others."""


def head(document: Document, block: Node) -> tuple[str, Span]:
    """The keyword of a block, and where its head stands."""
    found = words(document.source, block)
    if not found:
        return "", Span(document.source, block.start, block.start)
    return found[0].value or "", Span(document.source, found[0].span.start, found[-1].span.end)


def _unclosed(document: Document) -> Iterator[Finding]:
    """The blocks whose CLOSE is empty, from the outermost inwards: each is in the one before."""
    block: Node | None = document.tree
    while block is not None and block.children is not None:
        found = [n for n in block.children if n.children and n.children[-1].start == n.children[-1].end]
        block = found[-1] if found else None
        if block is None:
            return
        keyword, span = head(document, block)
        related: tuple[Related, ...] = ()
        for name, place in (head(document, n) for n in block.children or () if n.kind == "BLOCK"):
            if name in MAIN:
                related = (Related(place, f"{name} cannot be inside {keyword}: the }} is missing above it"),)
                break
        message = f"this {keyword} is never closed: keepalived reads all that follows as a part of it"
        yield Finding(message, span, related, label="no } for this block")


def check(net: Net) -> Iterator[Finding]:
    """Each block that the end of the file closes, at its opener."""
    for document in (d for h in net.hosts for d in h.documents if d.format == "keepalived"):
        if template_mark(document) is None:
            yield from _unclosed(document)
