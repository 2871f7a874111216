"""Lines of keepalived.conf that know where each of their characters came from.

A line is a list of `Bit`s. Its operations are those of the daemon's reader: taking characters from its
front, cutting comments, finding where a brace ends it. Source: lib/parser.c of keepalived (decomment,
read_line), tried on 2.2.7.
"""

import re

from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple


class Bit(NamedTuple):
    """Some characters of a line and their place: characters `start` up to `end` of `source`.

    An exact bit is written there as it stands. Else it came from a definition or a loop, and the place is
    that of its use; `via` continues it: the definition, then the includes that led to the file. `why` says
    why the text is not known, where it is only a placeholder.
    """

    text: str
    source: Source
    start: int
    end: int
    exact: bool = True
    via: tuple[Span, ...] = ()
    why: str = ""


Line = list[Bit]

_CODE = r'(?:[^"\\#!]++|\\(?![#!]).|\\\Z|"(?:[^"\\]++|\\.)*+(?:"|\\?\Z))*+'
_MARK = r'["#!\\]'
_HEAD = r'(?:[^{}"$]++|\$(?:\{[A-Za-z_][^{}"]*+\})?+|"[^"]*+(?:"|\Z))*+'
_BACKSLASHES = r"\\*\Z"


def text_of(line: Line) -> str:
    """The characters of a line."""
    return line[0].text if len(line) == 1 else "".join([bit.text for bit in line])


def code_end(text: str) -> int:
    """Where the comment of a line starts: at a # or ! outside double quotes, else at the end.

    An escaped one counts too: only the daemon's first pass takes it as a character, and hands the line on
    without the backslash to the processes that read everything but global_defs.
    """
    match = re.match(_CODE, text, re.DOTALL)
    return match.end() if match is not None else 0


def goes_on(text: str) -> bool:
    r"""Whether a line ends in a backslash, which the daemon keeps even in a comment: `a # b \` is `a\`."""
    match = re.search(_BACKSLASHES, text)
    return match is not None and (match.end() - match.start()) % 2 == 1


def head_end(text: str) -> int:
    """Where the statement ends that starts a line: before the first brace outside quotes, or after a brace
    and its blanks. `${NAME}` that no definition explained is kept in one piece."""
    if text[0] in "{}":
        return len(text) - len(text[1:].lstrip(" \t"))
    if "{" not in text and "}" not in text:
        return len(text)
    match = re.match(_HEAD, text, re.DOTALL)
    return match.end() if match is not None else len(text)


def take(stack: Line, count: int) -> Line:
    """The first `count` characters of a line that is kept in reverse, its last bit first; they are removed."""
    taken: Line = []
    while count > 0 and stack:
        bit = stack.pop()
        size = len(bit.text)
        if size > count:
            front, back = split(bit, count)
            stack.append(back)
            bit, size = front, count
        taken.append(bit)
        count -= size
    return taken


def part(bit: Bit, low: int, high: int) -> Bit:
    """Some characters of a bit."""
    text, source, start, end, exact, via, why = bit
    if exact:
        start, end = start + low, start + high
    return Bit(text[low:high], source, start, end, exact, via, why)


def split(bit: Bit, at: int) -> tuple[Bit, Bit]:
    """A bit as two."""
    text, source, start, end, exact, via, why = bit
    middle, again = (start + at, start + at) if exact else (end, start)
    return (
        Bit(text[:at], source, start, middle, exact, via, why),
        Bit(text[at:], source, again, end, exact, via, why),
    )


def cut(line: Line, start: int, end: int | None = None) -> Line:
    """A part of a line."""
    stack = line[::-1]
    if start:
        take(stack, start)
    return stack[::-1] if end is None else take(stack, end - start)


def apart(line: Line, at: int) -> tuple[Line, Line]:
    """A line as two."""
    rest = line[::-1]
    front = take(rest, at)
    return front, rest[::-1]


def uncommented(line: Line) -> Line:
    """A line without its comment and the blanks around it. A backslash that ends it, even at the end of the
    comment, stays, without the blanks before it."""
    text = text_of(line)
    if re.search(_MARK, text) is None:
        code = text.strip(" \t")
        if len(code) == len(text):
            return line
        lead = text.index(code)
        return cut(line, lead, lead + len(code)) if code else []
    last = len(text) - 1
    ongoing = goes_on(text)
    code = text[: min(code_end(text), last) if ongoing else None]
    code = code[: code_end(code)].rstrip(" \t")
    lead = len(code) - len(code.lstrip(" \t"))
    result = cut(line, lead, len(code)) if code else []
    return [*result, *cut(line, last)] if ongoing else result


def place(line: Line) -> Span:
    """The place of a line that is not empty; where it is made of several files' text, that of its first."""
    first, last = line[0], line[-1]
    if first is last:
        return Span(first.source, first.start, first.end)
    if first.source is last.source and last.end >= first.start:
        return Span(first.source, first.start, last.end)
    return Span(first.source, first.start, first.end)


def origin(line: Line) -> tuple[Span, ...]:
    """How the text of a line came to its place: the longest chain among its bits."""
    return line[0].via if len(line) == 1 else max((bit.via for bit in line), key=len, default=())
