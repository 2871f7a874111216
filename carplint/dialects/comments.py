"""Comments: those of the source that go with a virtual router, and carplint's own about where a part comes from.

A comment that names carplint is carplint's own, or is meant for it, and is not carried over, so that a second
conversion does not add to what the first one wrote.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile

from carplint.dialects.registry import dialect_of
from carplint.model import Interface, VirtualRouter
from carplint.text.secrets import HIDDEN, mask, of
from carplint.text.source import Source, Span

_COMMENT = r"[ \t]*[#!]+[ \t]?(?P<text>.*?)[ \t\r]*"
_BEHIND = r"""(?:[^"'#\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*'|(?<=\S)\#)+[ \t]\#+[ \t]?(?P<text>.*?)[ \t\r]*"""
"""A shell's line with a comment after a value."""
_ETC, _USR = r"(?:^|/)(etc/.+)$", r"(?:^|.*/)((?:usr/(?:lib|local/s?bin)|run/systemd)/.+)$"
_ABOVE = ("#", "!", "auto", "allow-auto", "allow-hotplug")
"""What begins a line above the thing that it is about: a comment, or the words of Debian's interfaces that select one."""


def file(source: Source) -> str:
    """Return the path of a file on its node: from /etc, or from another place that holds units and scripts."""
    found = re.search(_ETC, source.path) or re.search(_USR, source.path)
    return f"/{found[1]}" if found is not None else source.path.rpartition("/")[2]


def origin(span: Span) -> str:
    """Return a place as it is named on the node: its file, and the line if there is one to name."""
    name = re.sub(r"[\x00-\x1f\x7f]", "?", file(span.source))
    return name if span.start == span.end == 0 else f"{name}:{span.source.position(span.start)[0]}"


def _lines(span: Span, first: int, last: int) -> Iterator[int]:
    """Yield the numbers of the lines of what begins at a place: the comments right above it, and everything down to the end
    of its block, which is where its braces close, or else the next line that is not indented."""
    source = span.source
    own = source.position(span.start)[0]
    above = takewhile(lambda n: source.line(n).lstrip().startswith(_ABOVE), range(own - 1, first - 1, -1))
    yield from reversed(list(above))
    depth = 0
    for number in range(own, last + 1):
        line = source.line(number)
        text = re.split("[#!]", line, maxsplit=1)[0]
        depth += text.count("{") - text.count("}")
        if number > own and depth <= 0 and not (line[:1].isspace() or "}" in text):
            return
        yield number
        if depth <= 0 and "}" in text:
            return


def _beside_secrets(source: Source, first: int, last: int) -> set[int]:
    """Return the numbers of the lines between two that hold a secret, and of the comments right above one: they may speak
    of it."""

    def comment(number: int) -> bool:
        return re.fullmatch(_COMMENT, source.line(number)) is not None

    end = source.position(len(source.text))[0]
    below = next((n for n in range(last + 1, end + 1) if not comment(n)), end)
    secrets = of(source)
    at = bisect_left(secrets, first, key=lambda place: source.position(place[0])[0])
    lines = (source.position(start)[0] for start, _ in islice(secrets, at, None))
    found = set(takewhile(lambda n: n <= below, lines))
    for number in [n for n in found if not comment(n)]:
        found.update(takewhile(comment, range(number - 1, first - 1, -1)))
    return found


def _comments(span: Span, format: str) -> Iterator[str]:
    """Yield the texts of the comments that go with what begins at a place, but for those beside a secret."""
    source, whole = span.source, dialect_of(format).comments.whole
    first, last = 1 + source.text.startswith("#!"), source.position(len(source.text))[0]
    numbers = range(first, last + 1) if whole else [*_lines(span, first, last)]
    left_out = _beside_secrets(source, numbers[0], numbers[-1]) if numbers else ()
    for number in numbers:
        line = source.line(number)
        match = re.fullmatch(_COMMENT, line) or (re.fullmatch(_BEHIND, line) if whole else None)
        if match is not None and number not in left_out:
            yield match["text"].rstrip("\\ \t")  # a backslash would join the next line to it


def carried(router: VirtualRouter, alias: Interface | None = None) -> tuple[str, ...]:
    """Return the texts of the comments that go with a virtual router and with the alias of its VIP, in their order and
    without comment signs. The router's own secret is hidden in them, whatever precedes it."""
    own = router.authentication.secret if router.authentication is not None else None
    secret = rf"(?<!\w){re.escape(own.value)}(?!\w)" if own is not None and own.value else r"(?!)"
    texts = [
        *_comments(router.span, router.format),
        *(_comments(alias.span, alias.format) if alias is not None else ()),
    ]
    found = (re.sub(secret, HIDDEN, mask(text)) for text in texts)
    return tuple(text for text in found if text and "carplint" not in text)
