"""The value of a word of the shell: its quotes, escapes and variables, computed without running anything.

What is not the same in dash and bash, or cannot be known, raises `UnknownError`, which says why. See `values`. Source:
POSIX.1-2017, Shell Command Language, 2.2 and 2.6; bash(1), QUOTING; checked against both shells by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from carplint.dialects.shell.words import EXPANSION, NAME, PIECES
from carplint.model import Value
from carplint.text.reading import ROOM_ENDED, Budget

_INNER = rf"(?P<escape>\\[\s\S])|(?P<expansion>{EXPANSION})|(?P<bare>[^\\$`]++)"
_PLAIN = re.compile(r"""(?:"[^"\\$`\n]*+"|'[^'\n]*+'|[\w./:@%,+-]*+)(?![^ \t\n])""", re.ASCII)
"""A word that is nothing but itself, or in one pair of quotes, as nearly all are. Other patterns are compiled on first
use."""
REFERENCE = rf"\$(?:(?P<plain>{NAME})|\{{(?P<length>\#)?(?P<name>{NAME})(?P<choice>:?[-=+])?(?P<word>[^{{}}]*+)\}})"
_ANSI = r"""(?s)\\(?:(?P<plain>[abeEfnrtv\\?"])|(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9a-fA-F]{1,2})|(?P<other>.|\Z))"""
_ANSI_PLAIN = dict(zip('abeEfnrtv\\?"', '\a\b\x1b\x1b\f\n\r\t\v\\?"', strict=True))

LONGEST = 128 * 1024
"""The most characters that variables add to one word: Linux passes no longer argument to a program, and a file of lines
such as A=$A$A must not fill the memory. Source: execve(2), MAX_ARG_STRLEN."""
Environment = Mapping[str, Value[str]]
"""The shell's variables so far. The key "" stands for all names not in it, if they are unknown."""


class Variables(dict[str, Value[str]]):
    """The variables of commands, and the budget for what they bring into these."""

    def __init__(self, values: Environment, left: Budget) -> None:
        super().__init__(values)
        self.left = left


def bring(environment: Environment, value: Value[str], more: int) -> Value[str]:
    """Return what a word of a command becomes that is `more` characters longer than it is written, if there is room for it."""
    if more > 0 and isinstance(environment, Variables) and not environment.left.spend(more):
        return value.but(None, ROOM_ENDED)
    return value


class UnknownError(Exception):
    """Raised if a word's value cannot be known; its text is the reason."""


def expand(text: str, after: str, environment: Environment, room: int) -> str:
    """Return the value of an expansion; `after` is the character that follows it, `room` its maximum length."""
    reference = re.fullmatch(REFERENCE, text)
    if reference is None:
        if text == "$" and after != "[":
            return text
        if text == "$":
            raise UnknownError("$[...] means different things in different shells")
        kind = "a command's output" if text[0] == "`" or text.startswith("$(") else "an expansion"
        raise UnknownError(f"{kind} is not computed")
    name = reference["plain"] or reference["name"]
    if reference["plain"] is None and (
        (reference["choice"] is None and reference["word"]) or (reference["length"] and reference["choice"])
    ):
        raise UnknownError("an expansion is not computed")
    value = environment.get(name, environment.get(""))
    if value is None:
        raise UnknownError(f"{name} is not set in these files")
    if value.value is None:
        raise UnknownError(value.why)
    found = value.value
    if reference["length"]:
        if not found.isascii():
            raise UnknownError("some shells count bytes and some characters")
        found = str(len(found))
    elif reference["choice"] is not None and (
        (found == "" and reference["choice"][0] == ":") != (reference["choice"][-1] == "+")
    ):
        if "~" in reference["word"]:
            raise UnknownError("a home directory is not looked up")
        found = _inside(reference["word"], environment)
    elif reference["choice"] is not None and reference["choice"][-1] == "+":
        found = ""
    if len(found) > room:
        raise UnknownError("the value is too long")
    return found


def _ansi(text: str) -> str:
    """Return the value of the text between $' and ' in bash. Source: bash(1), QUOTING."""

    def character(match: re.Match[str]) -> str:
        if match["plain"]:
            return _ANSI_PLAIN[match["plain"]]
        if match["other"] and match["other"] not in "cuUx":
            return match[0]
        code = int(match["octal"], 8) if match["octal"] else int(match["hex"] or "0", 16)
        if not 0 < code < 128:
            raise UnknownError("an escape of $'...' is not computed")
        return chr(code)

    return re.sub(_ANSI, character, text)


def _inside(text: str, environment: Environment) -> str:
    """Return the value of the text between double quotes."""
    parts = []
    room = LONGEST
    for piece in re.finditer(_INNER, text):
        found = piece.group()
        if piece.lastgroup == "escape":
            parts.append("" if found[1] == "\n" else found[1] if found[1] in '$`"\\' else found)
        elif piece.lastgroup == "expansion":
            parts.append(expand(found, text[piece.end() : piece.end() + 1], environment, room))
            room -= len(parts[-1])
        else:
            parts.append(found)
    return "".join(parts)


def word_value(text: str, environment: Environment, exported: bool, bash: bool) -> str:
    """Return the value of one word on the right of an assignment; raise `UnknownError`. To `export` it is an argument,
    which some shells treat like any other."""
    if _PLAIN.fullmatch(text) is not None:
        return text[1:-1] if text[:1] in ("'", '"') else text
    parts = []
    room = LONGEST
    ansi = False
    for piece in re.finditer(PIECES, text):
        found, kind = piece.group(), piece.lastgroup
        if kind == "single":
            parts.append(_ansi(found[1:-1]) if ansi else found[1:-1])
            ansi = False
        elif kind == "double":
            parts.append(_inside(found[1:-1], environment))
        elif kind == "escape":
            parts.append("" if found[1] == "\n" else found[1])
        elif kind == "expansion":
            after = text[piece.end() : piece.end() + 1]
            if found == "$" and after == "'" and bash:
                ansi = True
                continue
            if found == "$" and after in ("'", '"'):
                raise UnknownError("$'...' and $\"...\" mean different things in different shells")
            value = expand(found, after, environment, room)
            room -= len(value)
            if exported and isinstance(environment, Variables) and not environment.left.spend(len(value)):
                raise UnknownError(ROOM_ENDED)
            if exported and ("IFS" in environment or re.fullmatch(r"[\w./:%@,+=-]*", value) is None):
                raise UnknownError("after export some shells split what is not in quotes")
            parts.append(value)
        else:
            if "~" in found and (
                ":~" in found or (found[0] == "~" and (not parts or text[piece.start() - 1] in ":\n"))
            ):
                raise UnknownError("a home directory is not looked up")
            if exported and "{" in found:
                raise UnknownError("after export some shells expand braces")
            parts.append(found)
    return "".join(parts)


def word_end(text: str, start: int) -> int:
    """Return where the word that begins at an offset ends."""
    plain = _PLAIN.match(text, start)
    if plain is not None:
        return plain.end()
    end, pattern = start, re.compile(PIECES)
    while (piece := pattern.match(text, end)) is not None:
        end = piece.end()
    return end
