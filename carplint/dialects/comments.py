"""Comments: those of the source that go with a virtual router, and carplint's own about where a part comes from.

A comment that names carplint is carplint's own, or is meant for it, and is not carried over, so that a second
conversion does not add to what the first one wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.registry import dialect_of
from carplint.model import Interface, VirtualRouter
from carplint.text.secrets import HIDDEN, mask
from carplint.text.source import Source, Span

_COMMENT = re.compile(r"[ \t]*[#!]+[ \t]?(?P<text>.*?)[ \t\r]*")
_BEHIND = re.compile(r"""(?:[^"'#\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*'|(?<=\S)\#)+[ \t]\#+[ \t]?(?P<text>.*?)[ \t\r]*""")
"""A shell's line with a comment after a value."""
_ELSEWHERE = re.compile(r"(?:^|.*/)(usr/(?:lib|local/s?bin)/.+)$")
_SELECTS = ("auto", "allow-auto", "allow-hotplug")
"""Words of Debian's interfaces that begin a line which stands above the stanza that it is about."""


def file(source: Source) -> str:
    """Return the path of a file on its node: from /etc, or from another place that holds units and scripts."""
    found = re.search(r"(?:^|/)(etc/.+)$", source.path) or _ELSEWHERE.search(source.path)
    return f"/{found[1]}" if found is not None else source.path.rpartition("/")[2]


def origin(span: Span) -> str:
    """Return a place as it is named on the node: its file, and the line if there is one to name."""
    name = re.sub(r"[\x00-\x1f\x7f]", "?", file(span.source))
    return name if span.start == span.end == 0 else f"{name}:{span.source.position(span.start)[0]}"


def _lines(source: Source, first: int, last: int, *, behind: bool) -> Iterator[str]:
    """Yield the texts of the comments of some lines, on request including those `behind` a value."""
    for number in range(first, last + 1):
        line = source.line(number)
        match = _COMMENT.fullmatch(line) or (_BEHIND.fullmatch(line) if behind else None)
        if match is not None and not (number == 1 and line.startswith("#!")):
            yield match["text"].rstrip("\\ \t")  # a backslash would join the next line to it


def _around(span: Span) -> tuple[int, int]:
    """Return the lines of what begins at a place: the comments right above it, and everything down to the end of its
    block, which is where its braces close, or else the next line that is not indented."""
    source = span.source
    first = last = source.position(span.start)[0]
    while first > 1 and source.line(first - 1).lstrip().startswith(("#", "!", *_SELECTS)):
        first -= 1
    depth = 0
    count = source.position(len(source.text))[0]
    for number in range(last, count + 1):
        text = re.split("[#!]", source.line(number), maxsplit=1)[0]
        depth += text.count("{") - text.count("}")
        if number > last and depth <= 0 and not (source.line(number)[:1].isspace() or "}" in text):
            return first, number - 1
        if depth <= 0 and "}" in text:
            return first, number
    return first, count


def _hidden(text: str, router: VirtualRouter) -> str:
    """Return a comment without the router's own secret, whatever precedes it."""
    own = router.authentication.secret if router.authentication is not None else None
    if own is None or not own.value:
        return text
    return re.sub(rf"(?<!\w){re.escape(own.value)}(?!\w)", HIDDEN, text)


def _of(span: Span, format: str) -> Iterator[str]:
    """Return the comments that go with what begins at a place."""
    source = span.source
    whole = dialect_of(format).comments.whole
    lines = (1, source.position(len(source.text))[0]) if whole else _around(span)
    return _lines(source, *lines, behind=whole)


def carried(router: VirtualRouter, alias: Interface | None = None) -> tuple[str, ...]:
    """Return the texts of the comments that go with a virtual router and with the alias of its VIP, in their order and
    without comment signs."""
    texts = [*_of(router.span, router.format), *(_of(alias.span, alias.format) if alias is not None else ())]
    found = (_hidden(mask(text), router) for text in texts)
    return tuple(text for text in found if text and "carplint" not in text)


def block(texts: tuple[str, ...], indent: str = "") -> Iterator[str]:
    """Return comments as lines of a file."""
    return (f"{indent}# {text}" for text in texts)
