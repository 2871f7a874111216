"""The start and address scripts of a uCarp service: read as text, never run.

Rules look in them for the known traps; see `Script` in carplint/model/net.py. Their commands are cut as a shell
would cut them, and no variable is expanded. What follows a here-document is left out.
Source: POSIX.1-2017, Shell Command Language, 2.3 and 2.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.dialect import Part
from carplint.dialects.shell.words import PIECES
from carplint.model import Command, HostFiles, Script
from carplint.text.source import Source, Span

NAME = "launcher"

_WORD = re.sub(r"\?P<\w+>", "?:", PIECES)
TOKEN = re.compile(
    rf"""
      (?P<blank>    (?: [ \t] | \\\n )++ | (?<![^ \t\n;&|()]) \#[^\n]*+ )
    | (?P<here>     <<-?[^<] )
    | (?P<redirect> [0-9]*+ [<>] [<>&|-]*+ (?: [ \t]*+ (?: {_WORD} )++ )? )
    | (?P<operator> && | \|\| | ;; | [;&|()\n] )
    | (?P<word>     (?: {_WORD} )++ )
    | (?P<unclear>  . )""",
    re.VERBOSE | re.DOTALL,
)
"""The tokens of a shell script; what follows an `unclear` one cannot be cut."""
_QUOTED = re.compile(r"""\\(?P<escaped>.)|'(?P<single>[^']*)'|"(?P<double>[^"]*)\"""", re.DOTALL)
_BEFORE = frozenset(("if", "then", "elif", "else", "while", "until", "do", "{", "!", "time", "exec", "command", "eval"))
"""Words before a command that are no part of it."""


def plain(word: str) -> str:
    """A word without its quotes."""
    return _QUOTED.sub(lambda m: m["escaped"] or m["single"] or m["double"] or "", word)


def commands(source: Source) -> Iterator[Command]:
    """The simple commands of a script, functions and conditions passed through, up to what is unclear."""
    words: list[str] = []
    start = end = 0
    for token in TOKEN.finditer(source.text):
        kind, text = token.lastgroup, token.group()
        if kind == "word" and (words or text not in _BEFORE):
            start = start if words else token.start()
            end = token.end()
            words.append(plain(text))
        elif kind in ("operator", "here", "unclear"):
            if words:
                yield Command(tuple(words), Span(source, start, end), text == "&")
            words = []
            if kind != "operator":
                return
    if words:
        yield Command(tuple(words), Span(source, start, end))


def read(host: HostFiles) -> Part:
    """One script a document."""
    scripts = []
    for document in host.documents:
        if document.format == NAME:
            name = document.source.path.rpartition("/")[2].removesuffix(".sh")
            role = name if name in ("vip-up", "vip-down") else "launcher"
            scripts.append(Script(role, document.source, tuple(commands(document.source))))
    return Part(scripts=tuple(scripts))
