"""A closing brace of keepalived.conf closes nothing.

Why: the block ended earlier than its author thinks, at the brace before; the keywords in between are read
outside of it and ignored. It made real servers fall out of their virtual server, and VIPs flap.

Daemon: "Extra '}' found" and "Unknown keyword" for what fell out. Source: keepalived lib/parser.c
(read_line); acassen/keepalived issue 1995.

Fix: delete the brace that is too many. That may be this one or one above: carplint offers to delete this
one where a complete main block stands directly above it.

Exceptions: silent in a template, whose marks are braces of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Edit, Finding, Fix, Related
from carplint.model import Document, Net
from carplint.rules.syntax.missing_closing_brace import MAIN, head
from carplint.rules.syntax.syntax_not_understood import template_mark
from carplint.source import Span
from carplint.syntax.parse import Node

CODE = "CL104"
NAME = "extra-closing-brace"
SEVERITY = "error"


def _brace(document: Document, close: Node) -> Span:
    at = document.source.text.index("}", close.start)
    return Span(document.source, at, at + 1)


def _extra(document: Document) -> Iterator[Finding]:
    text = document.source.text
    block: Node | None = None
    before: Node | None = None
    for node in document.tree.children or ():
        if node.kind == "CLOSE":
            span = _brace(document, node)
            related: tuple[Related, ...] = ()
            fix = None
            if block is not None and block.children is not None:
                last = _brace(document, block.children[-1])
                related = (Related(last, "the last block ended here already"),)
            if before is not None and before is block and head(document, before)[0] in MAIN:
                line = document.source.line(document.source.position(span.start)[0])
                if line.strip() == "}":
                    end = text.find("\n", span.end)
                    whole = Span(document.source, node.start, len(text) if end < 0 else end + 1)
                    fix = Fix("delete the brace", (Edit(whole, ""),), safe=False)
            message = "this brace closes nothing: what it should close ended above, and the lines between are ignored"
            if before is None or before is block:
                message = "this brace closes nothing: there is one } too many here or in the block above"
            yield Finding(message, span, related, fix, label="no block to close")
        if node.kind == "BLOCK":
            block = node
        if node.kind != "TRIVIA":
            before = node


def check(net: Net) -> Iterator[Finding]:
    """Each brace outside all blocks."""
    for document in (d for h in net.hosts for d in h.documents if d.format == "keepalived"):
        if template_mark(document) is None:
            yield from _extra(document)
