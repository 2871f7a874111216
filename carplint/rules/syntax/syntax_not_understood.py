"""A line of keepalived.conf that no rule of its language explains.

Why: carplint and keepalived may read such a line differently, and what follows it too; a brace without a
keyword closes the block around it too early.

Daemon: a `{` where none is expected is reported and passed over, but its `}` closes the enclosing block,
so everything after it is read in the wrong place. Source: keepalived lib/parser.c, tried with 2.2.7 and
2.4.3.

Fix: give each block its keyword on the line of its brace. A template (Jinja, ERB) has to be rendered first.

Exceptions: an open quote is unterminated-quote. A template gives one finding a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.finding import Finding
from carplint.model import Document, Net
from carplint.rules.syntax.unterminated_quote import open_quote
from carplint.source import Span

CODE = "CL102"
NAME = "syntax-not-understood"
SEVERITY = "warning"

_TEMPLATE = re.compile(r"\{\{|\{%|<%|\{#")


def template_mark(document: Document) -> Span | None:
    """Where a template's own syntax begins in a file that cannot be read because of it, or None."""
    match = _TEMPLATE.search(document.source.text)
    if match is None or all(leaf.kind != "JUNK" for leaf in document.tree.leaves()):
        return None
    return Span(document.source, *match.span())


def _lines(document: Document) -> Iterator[Finding]:
    source = document.source
    mark = template_mark(document)
    if mark is not None:
        message = "this is a template, not a configuration yet: render it and check the result"
        yield Finding(message, mark, label="a template's mark")
        return
    for leaf in document.tree.leaves():
        if leaf.kind != "JUNK" or open_quote(source, leaf) is not None:
            continue
        text = source.text[leaf.start : leaf.end]
        start = leaf.start + len(text) - len(text.lstrip())
        span = Span(source, start, max(start, leaf.start + len(text.rstrip())))
        if text.strip() == "{":
            message = (
                "no keyword stands before this brace: keepalived passes it over, and its } closes the block around it"
            )
        else:
            message = "this line cannot be read, so nothing in it was checked"
        yield Finding(message, span)


def check(net: Net) -> Iterator[Finding]:
    """Each such line; in a template one for the file."""
    for document in (d for h in net.hosts for d in h.documents if d.format == "keepalived"):
        yield from _lines(document)
