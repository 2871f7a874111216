"""The effects on a shell's variables of a line that is more than assignments, told without running it.

It errs on the safe side: a variable that it does not name keeps its value for certain, unless the line may change
`anything`. Source: POSIX.1-2017, Shell Command Language, 2.9, 2.10 and 2.14; bash(1), Shell Builtin Commands; tried
with dash and bash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.shell.script import OPENERS, TOKEN
from carplint.dialects.shell.words import NEXT, ODD_SUBSTITUTION
from carplint.text.parse import Node
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

_PLAIN_EXPORT = re.compile(r"[ \t]*+export(?:[ \t]++[A-Za-z_]\w*+)++[ \t]*+;?+[ \t]*+(?:#.*)?\n?", re.ASCII)
_PLAIN_REFERENCE = re.compile(r"\$(?:\{[A-Za-z_]\w*+\}|\w++)", re.ASCII)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*+", re.ASCII)
_PREFIX = re.compile(r"[A-Za-z_]\w*+(?:\+?=|\[)", re.ASCII)
_UNCERTAIN = re.compile(r"\$\{\w+:?\?|\$(?:\[|'[^']*\\')")
_CLOSES = re.compile(r"[ \t]*+\)")
_KEYWORDS = frozenset(("if", "then", "elif", "else", "while", "until", "do", "{", "!", "time"))
"""Reserved words after which a command begins."""
_SWEEPING = frozenset((".", "source", "[[", "let"))
"""Words that may change any variable: arithmetic evaluates what it finds in one."""
_NAMING = frozenset(("export", "getopts", "mapfile", "printf", "read", "readarray", "unset", "wait"))
"""Builtins that change the variables they name."""
_DECISIVE = frozenset(
    "alias break builtin cd command continue coproc declare enable eval exec exit function hash let local popd pushd "
    "readonly return set shift shopt time trap typeset unalias".split()
)
"""Words after which nothing is certain, even below the line."""


_SOURCED = re.compile(r"""[ \t]*+(?:\.|source)[ \t]++(["']?)(?P<path>/[\w./:@%,+~-]++)\1(?:[ \t]++(?:#.*)?)?\n?""")


class Effect(NamedTuple):
    """The variables that a line may change; whether it may change any other one; and whether that may happen below it,
    too."""

    names: frozenset[str] = frozenset()
    anything: bool = False
    onwards: bool = False


UNCERTAIN = Effect(anything=True, onwards=True)


def _names(text: str) -> frozenset[str]:
    """Return every name in a line, except those that are only read."""
    bare = re.sub(r"['\"\\]", "", text.replace("\\\n", ""))
    return frozenset(_IDENTIFIER.findall(_PLAIN_REFERENCE.sub(" ", bare)))


def effect(text: str, blocks: list[str]) -> Effect:
    """Return what a line may change. `blocks` holds the words that end the compound commands that are open; the line
    opens and closes some of them."""
    if blocks[-1:] == [NEXT]:
        blocks.pop()
    if _PLAIN_EXPORT.fullmatch(text) is not None:
        return Effect()
    if _UNCERTAIN.search(text) is not None or re.match(ODD_SUBSTITUTION, text) is not None:
        return UNCERTAIN
    expands = "$" in text or "`" in text
    written = []
    anything = False
    start = True
    last = ""
    for token in TOKEN.finditer(text):
        kind, found = token.lastgroup, token.group()
        if kind in ("unclear", "here"):
            return UNCERTAIN
        if kind == "blank":
            continue
        written.append(found)
        if kind == "operator":
            if "(" in found or (")" in found and blocks[-1:] != ["esac"]):
                return UNCERTAIN
            last = found.strip("\n") or last
            start = True
            continue
        last = found
        if kind == "alone" or token["redirect"] is not None:
            if found.lstrip("0123456789").startswith("<<"):
                return UNCERTAIN
        elif start and _CLOSES.match(text, token.end()) is None:
            word = re.sub(r"['\"\\]", "", found)
            if found in OPENERS:
                blocks.append(OPENERS[found])
                start = found in _KEYWORDS
            elif blocks and found == blocks[-1]:
                blocks.pop()
            elif word in _DECISIVE or found in OPENERS.values():
                return UNCERTAIN
            elif _PREFIX.match(found) is None:
                start = found in _KEYWORDS
                if not start and ("$" in found or "`" in found):
                    return UNCERTAIN
                anything = anything or word in _SWEEPING or (word in _NAMING and expands)
    if last.endswith(("&&", "|", "|&")):
        blocks.append(NEXT)
    return Effect(_names(" ".join(written)), anything)


def sourced(source: Source, tree: Node) -> Iterator[Span]:
    """Yield the paths of the files that a script reads with `.` or `source` in any case: those that are absolute and
    plain, on lines under no condition, as far down as the shell is certain to come."""
    blocks: list[str] = []
    for leaf in tree.leaves():
        if leaf.kind == "TRIVIA":
            continue
        text = source.text[leaf.start : leaf.end]
        match = _SOURCED.fullmatch(text)
        if match is not None and not blocks:
            yield Span(source, leaf.start + match.start("path"), leaf.start + match.end("path"))
        if leaf.kind == "JUNK" or effect(text, blocks).onwards:
            return
