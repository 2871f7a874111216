"""A start script, or an up or down script of ucarp, is not shell syntax.

Why: the shell reads up to the fault, runs what is before it, and ends: a launcher starts nothing, an up script that breaks in its
first block adds no VIP, and the MASTER announces one that no interface has.

Daemon: "Syntax error" of dash and "syntax error" of bash, with status 2; `sh -n SCRIPT` shows it without running anything.
Source: POSIX.1-2017, Shell Command Language; every fault of this rule's tests is one for both shells.

Fix: close what is open, or delete what closes nothing; `sh -n SCRIPT` must be silent.

Exceptions: silent where shells differ, below what cannot be cut for certain, and for scripts of other languages.
"""

import re
from collections.abc import Iterator

from carplint.dialects.shell.grammar import fault
from carplint.model import Document
from carplint.text.finding import Finding
from carplint.text.source import Span

CODE = "CL362"
NAME = "script-syntax"
SEVERITY = "error"
ON = "document"
NEEDS = "odd-blocks"

_SHELL = re.compile(r"#![ \t]*(?:/\S*/)?(?:env[ \t]+)?(?:sh|bash|dash|ksh)\b")


def check(document: Document) -> Iterator[Finding]:
    """The first fault of each script of a shell."""
    source = document.source
    if document.format not in ("launcher", "ucarp_lines") or _SHELL.match(source.text) is None or "\r" in source.text:
        return
    found = fault(source.text)
    if found is not None:
        message = f"the shell stops reading here, and the script does not do its work: {found.message}"
        yield Finding(message, Span(source, found.start, found.end), label="not shell syntax")
