"""Definitions of keepalived.conf: `$NAME=VALUE`, and `$NAME` or `${NAME}` put in place.

Values are kept as they are written and expanded where they are used, from left to right, and what was put
in is looked at again. `${NAME}` works anywhere, `$NAME` where a blank, a comma, a closing parenthesis or
the end of the line follows; a value of several lines only at the end of a line. Source: lib/parser.c of
keepalived (find_definition, replace_param, check_definition), tried on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from carplint.dialects.keepalived.expansion.bits import Bit, Line, cut, origin, part, place, take, text_of
from carplint.dialects.keepalived.expansion.result import LimitError
from carplint.text.finding import Finding, Related
from carplint.text.source import Span
from carplint.text.typing import NamedTuple
from carplint.text.version import NEWEST, Version, spell

BUFFER = 1024
"""Where the daemon keeps a line, in bytes, one of which ends it."""
_DEEPEST = 64

_USE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)( *(?:[0-9][0-9 ]*)?)\}|([A-Za-z_][A-Za-z0-9_]*)(?=[ \t,)]|\Z))")
_ENVIRONMENT = re.compile(r"\$\{_ENV +[A-Za-z_][A-Za-z0-9_]*\}")
_ENVIRONMENT_SINCE: Version = (2, 4, 0)
_LOOKS_USED = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(?: [^{}\"]*)?\}|([A-Za-z_][A-Za-z0-9_]*))")
_QUOTED = re.compile(r'"[^"]*"?')
_ADDRESS = re.compile(r"(?:\A|[ \t])(?:(?:[0-9]{1,3}\.)+[0-9]*|(?=[A-Fa-f]*[0-9:]{2})[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)\Z")
"""What comes before a $ in a word that begins like an address: no address has a $."""
_DEFINE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*")


class Definition(NamedTuple):
    """A name's value: its lines, each with its place, and whether it can only end a line. `why` says why
    the value is not known, where it is not."""

    lines: tuple[tuple[str, Span | None], ...]
    span: Span | None = None
    several: bool = False
    why: str = ""


STANDARD = {
    "_PWD": Definition((), why="it is the folder of the file on the host"),
    "_INSTANCE": Definition((), why="it is the name of the host"),
    "_RANDOM": Definition((), why="it is a random number"),
    "_HASH": Definition((("#", None),)),
    "_BANG": Definition((("!", None),)),
}
"""The definitions that are there from the start."""


class Expanded(NamedTuple):
    """A line after expansion, whether anything was put in, and the further lines of definitions."""

    line: Line
    text: str
    changed: bool = False
    queues: tuple[tuple[Line, ...], ...] = ()


def size(text: str) -> int:
    """How many bytes a text has for the daemon."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def defines(text: str) -> tuple[str, int] | None:
    """The name that a line defines and where its value starts."""
    match = _DEFINE.match(text)
    return None if match is None else (match[1], match.end())


def _complaint(text: str, match: re.Match[str], names: dict[str, Definition]) -> str:
    """What is wrong with a $ that stays as it is, where it was meant to be a definition's use; else "".

    In quotes with blanks it is probably a command's own variable, in the middle of a word a character, unless
    the word begins like an address.
    """
    at, end = match.span()
    quoted = next((m.group() for m in _QUOTED.finditer(text) if m.start() < at < m.end()), "")
    if " " in quoted or "\t" in quoted:
        return ""
    name, braced = match[1] or match[2], match[1] is not None
    if braced and " " in match[0]:
        name = match[0][2:-1]
    if name in names:
        if names[name].several:
            return f"${name} has several lines, so it works only at the end of a line; here it stays as it is"
        if not braced:
            return f"${name} is replaced only before a blank, a comma or a ), so it stays as it is: write ${{{name}}}"
        return ""
    if braced:
        outcome = "it stays as it is" if quoted else "keepalived takes its braces for a block's"
        return f"${{{name}}} is not defined above, so {outcome}"
    if _ADDRESS.search(text[:at]) is None and (
        text[end : end + 1] not in ("", " ", "\t", ",", ")", '"') or (at and text[at - 1] not in ' \t"')
    ):
        return ""
    return f"${name} is not defined above, so it stays as it is"


class Expander:
    """Puts definitions in place as a release does. `names` are those in force, `spend` is called for each use and may raise,
    `report` takes findings. `doubt` is set where a definition may have been overlooked, so that a name
    that is not known is not a mistake."""

    def __init__(
        self, spend: Callable[[int], None], report: Callable[[Finding], None], version: Version = NEWEST
    ) -> None:
        self.names: dict[str, Definition] = dict(STANDARD)
        self._environment = version >= _ENVIRONMENT_SINCE
        self.doubt = False
        self._spend = spend
        self._report = report
        self._seen: set[tuple[str, Span]] = set()
        self.used: dict[str, Definition | None] = {}
        """What names were found to mean since this was last emptied."""
        self._lines: dict[tuple[int, Span, tuple[Span, ...]], tuple[Definition, tuple[Line, ...]]] = {}

    def _find(self, match: re.Match[str], text: str) -> Definition | None:
        name = match[1] or match[3]
        found = self.used[name] = self.names.get(name)
        extra = match[2] or ""
        if found is None or (found.several and (extra or match.end() != len(text))):
            return None
        if extra.strip() and (found is not STANDARD["_RANDOM"] or extra.endswith(" ")):
            return None
        return found

    def _loop(self, name: str, found: Definition, used: Line, via: tuple[Span, ...]) -> str:
        """Why a definition cannot be put into text that came `via` some others."""
        if len(via) > _DEEPEST:
            raise LimitError(f"definitions are nested more than {_DEEPEST} deep")
        if found.span is None or found.span not in via:
            return ""
        message = f"${name} is defined by itself, so keepalived would never finish"
        related = (Related(found.span, "its definition"),)
        self._report(Finding(message, place(used), related, name="definition-loop"))
        return "it is defined by itself"

    def check(self, line: Line, text: str) -> None:
        """Report what of a line's text was meant to be a definition's use and is none."""
        for match in _LOOKS_USED.finditer(text):
            name = match[1] or match[2]
            self.used[name] = self.names.get(name)
            used = cut(line, *match.span())
            key = match.group(), place(used)
            if self.doubt or key in self._seen or any(bit.why for bit in used):
                continue
            self._seen.add(key)
            self._spend(1)
            message = _complaint(text, match, self.names)
            if name == "_ENV" and self._environment:
                message = "the name of the variable is missing after _ENV: keepalived crashes"
            elif name == "_ENV":
                message += f"; {spell(_ENVIRONMENT_SINCE)} is the first release that reads the environment"
            if message:
                related = tuple(Related(span, "it comes from here") for span in used[0].via[-1:] if not used[0].exact)
                self._report(Finding(message, key[1], related, name="undefined-variable"))

    def expand(self, line: Line, text: str, limit: int = BUFFER) -> Expanded:
        """The line of that text with all definitions in place, as far as it then fits into `limit` bytes."""
        plainly = self._plainly(line[0], limit) if len(line) == 1 else None
        if plainly is not None:
            return plainly
        done: Line = []
        rest = line[::-1]
        at = before = 0  # `done` holds the first `before` characters
        queues: tuple[tuple[Line, ...], ...] = ()
        changed = False
        while (at := text.find("$", at)) >= 0 and at + 1 < len(text):
            self._spend(1)
            match = _USE.match(text, at)
            found = None if match is None else self._find(match, text)
            environment = _ENVIRONMENT.match(text, at) if found is None and self._environment else None
            match = environment or match
            if match is None or (found is None and environment is None):
                at += 1
                continue
            done += take(rest, at - before)
            # The daemon does not count blanks before the brace: as many characters stay behind.
            extra = len(match[2] or "") if found is not None and not found.why else 0
            used = take(rest, match.end() - extra - at)
            before = at
            why = ""
            via = origin(used)
            if environment is not None:
                why = "it is a variable of the daemon's environment"
            elif found is not None:
                why = found.why or self._loop(match[1] or match[3], found, used, via)
            if found is None or why:
                done += [bit._replace(why=why) for bit in used]
                at = before = match.end()
                continue
            self._spend(len(found.lines))
            put, span = found.lines[0]
            result = text[:at] + put + text[match.end() - extra :]
            if len(result) * 4 >= limit and size(result) >= limit:
                message = (
                    f"with this replaced, the line has {size(result)} bytes, too many for keepalived: it stays as it is"
                )
                self._report(Finding(message, place(used), name="line-too-long"))
                return Expanded([*done, *used, *rest[::-1]], text)
            text = result
            changed = True
            if put:
                rest.append(self._bit(put, span, found, place(used), via))
            if found.several:
                queues += (self._further(found, place(used), via),)
            if put.lstrip(" \t").startswith("~"):
                break
        return Expanded([*done, *rest[::-1]], text, changed, queues)

    def _plainly(self, bit: Bit, limit: int) -> Expanded | None:
        """What `expand` gives for the lines that loops repeat by the ten thousand: one bit, in which each $ is a
        use, and only the last thing of a line uses definitions in its turn. None for any other line."""
        text, via = bit.text, bit.via
        matches = list(_USE.finditer(text))
        if len(matches) != text.count("$") or len(via) > _DEEPEST:
            return None
        done: Line = []
        queues: tuple[tuple[Line, ...], ...] = ()
        at = work = 0
        limit -= 4 * len(text)
        for match in matches:
            found = self._find(match, text)
            if found is None or found.why or match[2] or (found.span is not None and found.span in via):
                return None
            put, span = found.lines[0]
            low, high = match.span()
            inside = "$" in put
            if "~" in put or (inside and high < len(text)):
                return None
            if low > at:
                done.append(part(bit, at, low))
                limit -= 4 * (low - at)
            use = place([part(bit, low, high)])
            if found.several:
                queues = (self._further(found, use, via),)
            if inside:
                within = self._plainly(self._bit(put, span, found, use, via), limit)
                if within is None:
                    return None
                done += within.line
                queues += within.queues
            elif put:
                done.append(self._bit(put, span, found, use, via))
                limit -= 4 * len(put)
            work += 1 + len(found.lines)
            at = high
        if at < len(text):
            done.append(part(bit, at, len(text)))
        if limit <= 4 * (len(text) - at):
            return None
        self._spend(work)
        return Expanded(done, text_of(done), bool(matches), queues)

    def _further(self, found: Definition, use: Span, via: tuple[Span, ...]) -> tuple[Line, ...]:
        """The further lines of a definition that is used at a place: the same objects each time."""
        key = id(found), use, via
        known = self._lines.get(key)
        if known is None:
            lines = tuple([self._bit(line, span, found, use, via)] for line, span in found.lines[1:])
            known = self._lines[key] = found, lines
        return known[1]

    @staticmethod
    def _bit(value: str, span: Span | None, found: Definition, use: Span, via: tuple[Span, ...]) -> Bit:
        if found.span is not None:
            via = (*via, found.span) if span in (None, found.span) else (*via, found.span, span)
        return Bit(value, use.source, use.start, use.end, False, via)
