"""The words of commands as a shell would pass them on, to read back what carplint writes for one.

All that a shell acts on has a sign before it: operators, redirections, expansions, patterns, assignments, reserved
words; and the dash of an option, which a program that is called by its name acts on. A script that is called by its path is
somebody's own, and gets its parameters as they are. Source: POSIX.1-2017, Shell Command Language, 2.2, 2.4, 2.6 and 2.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote

from carplint.dialects.shell.script import OPENERS, cuts
from carplint.dialects.shell.words import EXPANSION, NAME, PIECES
from carplint.text.phrase import SYNTAX, Language, Words

_DOUBLE = rf"""\\(?:\n|([$`"\\]))|({EXPANSION})"""
_REDIRECTION = r"([0-9]*[<>][<>&|-]*)(?:[ \t]|\\\n)*"
_PIECE = re.compile(PIECES)
_GLOB = re.compile(r"[*?\[~{]")
_FIRST = re.compile(rf"(?:{NAME}=|(?:if|then|elif|else|do|in|!|{'|'.join((*OPENERS, *OPENERS.values()))})$)")


def _piece(piece: re.Match[str]) -> str:
    text = piece[0]
    if piece.lastgroup == "single":
        return text[1:-1]
    if piece.lastgroup == "double":
        return re.sub(_DOUBLE, lambda m: m[1] or (m[2] and SYNTAX + m[2]) or "", text[1:-1])
    if piece.lastgroup == "escape":
        return text[1:].replace("\n", "")
    return SYNTAX + text if piece.lastgroup == "expansion" else _GLOB.sub(rf"{SYNTAX}\g<0>", text)


def _word(text: str, first: bool = False, options: bool = False) -> str:
    """Return a word without its quotes; `first` where an assignment or a reserved word may stand, `options` where the command
    takes a dash for that of an option."""
    word = text if text.isalnum() else _PIECE.sub(_piece, text)
    acts = (first and _FIRST.match(text)) or (options and word[:1] == "-")
    return SYNTAX * bool(acts) + word


def read(text: str) -> Iterator[Words]:
    """Yield the commands of a text, each with its redirections and with the operator behind it."""
    for cut in cuts(text):
        first, options, own = True, True, list[str]()
        for word in cut.words:
            own.append(_word(word.text, first, options))
            if first and not own[-1].startswith(SYNTAX):
                first, options = False, own[-1][:1] != "/"
        for redirection in cut.redirections:
            sign = re.match(_REDIRECTION, redirection)
            own += (SYNTAX + sign[1], _word(redirection[sign.end() :])) if sign is not None else (SYNTAX, redirection)
        if own or cut.sign not in ("\n", ""):
            yield (*own, SYNTAX + cut.sign.strip("\n"))
        if "\0" in text or text.endswith("\\\n") or cut.sign in ("<<", "?"):
            yield (SYNTAX, text)


def _settings(text: str) -> Iterator[Words]:
    """Yield the statements of a file of variables, whose values launchers use without quotes: each word and pattern counts."""
    for words in read(text):
        yield tuple(_GLOB.sub(rf"{SYNTAX}\g<0>", part) for word in words for part in re.split(r"[ \t\n]+", word))


COMMANDS = Language(quote, read)
"""Scripts, and lines to be pasted into a shell."""
SETTINGS = Language(str, _settings)
"""Files that launchers source."""
