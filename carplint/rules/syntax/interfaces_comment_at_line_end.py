"""A comment stands at the end of a line of /etc/network/interfaces, where it is not a comment.

Why: it becomes part of the value or of the names: `auto eth0 # uplink` makes `ifup -a` fail for want of an interface
named #, and an address with a comment behind it is cut or refused.

Daemon: only a line that begins with # is a comment. Source: interfaces(5), "end-of-line comments are NOT supported";
tried with ifquery and ifup: `address 192.0.2.1 # x` is handed on with the comment.

Fix: put the comment on a line of its own. carplint moves it above the line.

Exceptions: not in commands (up, down and the like), which a shell reads and where it is a comment; nor in descriptions
and the options of wireless networks, where # may be part of a name.
"""

import re
from collections.abc import Iterator

from carplint.dialects.debian.keywords import COMMANDS
from carplint.dialects.debian.lines import lines, words
from carplint.model import Document, Value
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Span

CODE = "CL187"
NAME = "interfaces-comment-at-line-end"
SEVERITY = "error"
ON = "document"
NEEDS = "interfaces"

_SILENT = ("post-up", "pre-down", "description", "alias", "script", "map", *COMMANDS)
_COMMENT = re.compile(r"#(?:$|[ \t]|[^\W\d])")


def _finding(first: Value[str], word: Value[str], rest: Value[str]) -> Finding:
    source = word.span.source
    line = source.text.rfind("\n", 0, first.span.start) + 1
    start = word.span.start
    fix = None
    if "\n" not in source.text[line : rest.span.end]:
        while source.text[start - 1] in " \t":
            start -= 1
        blanks = source.text[line : first.span.start]
        comment = Edit(Span(source, line, line), f"{blanks}{source.text[word.span.start : rest.span.end]}\n")
        fix = Fix("move it above the line", (comment, Edit(Span(source, start, rest.span.end), "")))
    message = "ifupdown has no comments at the end of a line: this is part of the value"
    span = Span(source, word.span.start, max(word.span.end, rest.span.end))
    return Finding(message, span, fix=fix, label="no comment")


def check(document: Document) -> Iterator[Finding]:
    """Every such comment."""
    for line in lines(document.source, document.tree) if document.format == "interfaces" else ():
        if "#" not in line.text:
            continue
        found = words(line)
        name = found.first.value or ""
        if name in _SILENT or name.startswith(("wpa-", "wireless-", "ucarp-pass")) or found.rest is None:
            continue
        word = next((w for w in found.others if (w.value or "").startswith("#")), None)
        if word is not None and _COMMENT.match(line.text[line.text.find("#") :]):
            yield _finding(found.first, word, found.rest)
