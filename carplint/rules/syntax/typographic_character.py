"""A quotation mark or dash of a word processor is in a statement.

Why: keepalived knows only " as a quotation mark and - as a dash: the others become a part of the password, the path
or the name, silently.

Daemon: bytes from 0x80 on are ordinary parts of words; lib/parser.c, alloc_strvec (tried with 2.2.7).

Fix: write " and -; carplint does so.

Exceptions: characters in comments and in double quotes.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.tree.foreign import TYPOGRAPHIC, strangers
from carplint.model import Document
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Source, Span

CODE = "CL172"
NAME = "typographic-character"
SEVERITY = "error"
ON = "document"
NEEDS = "non-ASCII"

_MEANT = {"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u00ab": '"', "\u00bb": '"'}


def _meant(span: Span) -> str:
    character = span.source.text[span.start]
    return _MEANT.get(character) or ("'" if character in "\u2018\u2019\u201a\u201b" else "-")


def check(document: Document) -> Iterator[Finding]:
    """Every such character in a value. Those of a line are repaired together: one quotation mark alone opens a
    value that nothing closes."""
    lines: dict[tuple[Source, int], list[Span]] = {}
    for span in strangers(document, TYPOGRAPHIC):
        lines.setdefault((span.source, span.source.position(span.start)[0]), []).append(span)
    for spans in lines.values():
        edits = tuple(Edit(span, _meant(span)) for span in spans)
        for span, (_, meant) in zip(spans, edits, strict=True):
            message = f"this is not {meant}, though it looks like it: keepalived takes it as part of the value"
            fix = Fix(f"write {meant}", edits, safe=False)
            yield Finding(message, span, fix=fix, label=f"U+{ord(span.text):04X}")
