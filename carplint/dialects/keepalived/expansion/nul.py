"""NUL bytes in keepalived.conf: what the daemon does with the lines that hold one.

Up to 2.2.7 the line ends there, in silence; newer releases leave the whole line out and say so. Source:
lib/parser.c of keepalived (read_line); tried on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.text.finding import Finding
from carplint.text.source import Source
from carplint.text.version import Version

_LAST_THAT_CUTS: Version = (2, 2, 7)
_REST = re.compile(r"\0[^\n]*")
_LINE = re.compile(r"[^\n\0]*\0[^\n]*")


def without_nul(text: str, version: Version) -> str:
    """A file's text with blanks in place of what the daemon does not read because of a NUL byte."""
    if "\0" not in text:
        return text
    unread = _REST if version <= _LAST_THAT_CUTS else _LINE
    return unread.sub(lambda match: " " * len(match[0]), text)


def nul_bytes(source: Source, version: Version) -> Iterator[Finding]:
    """A finding for each line that holds a NUL byte, at its first one."""
    at = source.text.find("\0")
    while at >= 0:
        message = "there is a NUL byte here, so keepalived skips the line"
        if version <= _LAST_THAT_CUTS:
            message = "there is a NUL byte here, and keepalived does not read the rest of the line"
        yield Finding(message, source.span(at, at + 1), name="nul-byte")
        end = source.text.find("\n", at)
        at = source.text.find("\0", end) if end >= 0 else -1
