"""The words of a value: quotes, escapes, specifiers and variables.

Quotes count wherever they stand in a word, which systemd.syntax(7) does not say: tried with systemd-analyze verify of 252.
Source: systemd.syntax(7), "Quoting"; systemd.unit(5), "Specifiers"; systemd.service(5), "Command lines".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from carplint.dialects.shell import values as shell
from carplint.dialects.systemd.syntax import FILL
from carplint.model import Value
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

_BLANKS = re.compile(r"[ \t\n\r\0]*+")
_WORD = re.compile(
    r"""(?:[^ \t\n\r\0"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*+"|'(?:[^'\\]|\\[\s\S])*+')++|(?P<rest>[\s\S]+)"""
)
"""A word; or all the rest, where a quote is not closed: systemd then ignores the line."""
_PIECE = re.compile(
    r"""(?P<quote>["'])(?P<inner>(?:(?!(?P=quote))[^\\]|\\[\s\S])*+)(?P=quote)|(?P<bare>(?:[^"'\\]|\\[\s\S])++)"""
)
_ESCAPE = re.compile(
    r"""\\(?:([abfnrtvs\\"'])|x([0-7][0-9a-fA-F])|([01][0-7]{2})|u([0-9a-fA-F]{4})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4}))"""
)
"""The escapes in the table there, except for bytes that are not ASCII."""
_LETTERS = dict(zip("abfnrtvs", "\a\b\f\n\r\t\v ", strict=True))
_SPECIFIER = re.compile(r"%(.?)", re.DOTALL)
_REFERENCE = re.compile(r"\$\{(\w+)\}|\$\$|(\$\{)")
_BRACED = re.compile(r"\$\{(\w+)\}")
_WHOLE = re.compile(r"\$(\w+)")

ODD = "its quotes or escapes are not plain"
_STRANGE = "it holds a $ that is not a plain variable"
UNBALANCED = "a quote is not closed in this line"


class Word(NamedTuple):
    """A word without its quotes and escapes, None with the reason if they cannot be told; and its place."""

    text: str | None
    span: Span
    why: str = ""

    def value(self, text: str | None, why: str = "") -> Value[str]:
        """Return what the word comes to."""
        return Value(text, self.span.text, self.span, why)


def _character(escape: re.Match[str]) -> str:
    letter, byte, octal, short, long = escape.groups()
    if letter:
        return _LETTERS.get(letter, letter)
    return chr(int(octal, 8) if octal else int(byte or short or long, 16))


def _plain(text: str) -> str | None:
    """Return a word without its quotes and escapes, or None if it has escapes that are not computed."""
    found = []
    for piece in _PIECE.finditer(text):
        inner = (piece["bare"] or piece["inner"] or "").replace(FILL, "")
        if "\\" in _ESCAPE.sub("", inner):
            return None
        found.append(_ESCAPE.sub(_character, inner))
    plain = "".join(found)
    return None if "\0" in plain or any("\ud800" <= c <= "\udfff" for c in plain) else plain


def split(source: Source, start: int, masked: str) -> Iterator[Word]:
    """Yield the words of a value that begins at `start`. One whose quotes are not closed takes all the rest."""
    blanks = _BLANKS.match(masked)
    while blanks is not None and (match := _WORD.match(masked, blanks.end())) is not None:
        span = Span(source, start + match.start(), start + match.end())
        plain = _plain(match[0]) if match["rest"] is None else None
        yield Word(plain, span, UNBALANCED if match["rest"] is not None else ODD if plain is None else "")
        blanks = _BLANKS.match(masked, match.end())


def specified(text: str, names: Mapping[str, str | None]) -> tuple[str | None, str]:
    """Return a text with its specifiers put in, None with the reason if one of them is not known. One that systemd does not
    know either stays as it is."""
    why = ""

    def put(match: re.Match[str]) -> str:
        nonlocal why
        own = names.get(match[1], "")
        if match[1] in names and own is None:
            why = "no link in *.wants/ says which instances of this template run"
        elif match[1] not in names:
            why = why or "a specifier of systemd is not computed"
        return own or ""

    result = _SPECIFIER.sub(put, text) if "%" in text else text
    return (None if why else result), why


def expanded(
    word: Word, names: Mapping[str, str | None], variable: Callable[[str], Value[str]]
) -> Iterator[Value[str]]:
    """Yield the words that a word of a command line becomes: $NAME as a whole word is split at blanks, ${NAME} is put in as it is,
    and any other $ stands for itself. `variable` gives the value of one."""
    text, why = (word.text, word.why) if word.text is None else specified(word.text, names)
    if text is None:
        yield word.value(None, why)
        return
    braced = _BRACED.fullmatch(text)
    if braced is not None and variable(braced[1]).value is not None:
        yield variable(braced[1])
        return
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        own = variable(whole[1])
        if own.value is not None and not {"'", '"', "\\"} & set(own.value):
            yield from shell.split(own)
        else:
            yield word.value(None, own.why or "the quotes or escapes of its variable are not plain")
        return
    unknown = "" if text[:1] != "$" or text[1:2] in ("", "{", "$") else _STRANGE

    def put(match: re.Match[str]) -> str:
        nonlocal unknown
        if match[2]:
            unknown = unknown or _STRANGE
        if match[1] is None:
            return "$"
        own = variable(match[1])
        unknown = unknown or (own.why if own.value is None else "")
        return own.value or ""

    text = _REFERENCE.sub(put, text) if "$" in text else text
    yield word.value(None if unknown else text, unknown)
