"""The commands of a shell script, found in its text: nothing is run, and no variable is expanded.

There is one walk over the tokens of a script, `cuts`. `commands` yields the simple commands in it, whatever functions
and conditions hold them; `simple_commands` adds what decides whether each is run. Source: POSIX.1-2017, Shell Command
Language, 2.3, 2.9 and 2.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import dropwhile

from carplint.dialects.shell.words import BLANKS, WORD
from carplint.model import Command
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

_REDIRECT = r"(?:[0-9]++|\{\w++\})?+[<>][<>&|-]*+"
TOKEN = re.compile(
    rf"""(?P<blank>{BLANKS}++|(?<![^ \t\n;&|()])#[^\n]*+)"""
    r"""|(?P<here><<-?[^<])"""
    rf"""|(?:(?P<redirect>{_REDIRECT}){BLANKS}*+)?+(?P<word>{WORD})"""
    rf"""|(?P<alone>{_REDIRECT})"""
    r"""|(?P<operator>&&|\|\||\|&|;;|[;&|()\n])"""
    r"""|(?P<unclear>[\s\S])"""
)
"""The tokens of a shell script; what follows an `unclear` one cannot be cut. A `word` may be what a `redirect` before it
goes to; a redirection without a word stands `alone`."""
_QUOTED = re.compile(r"""\\(?P<escaped>.)|'(?P<single>[^']*)'|"(?P<double>[^"]*)\"""", re.DOTALL)
_REFERENCE = r"\$(?:(\w+)|\{(\w+)\})"
_BEFORE = frozenset(("if", "then", "elif", "else", "while", "until", "do", "{", "!", "time", "exec", "command", "eval"))
"""Words before a command that are not part of it."""
OPENERS = {"if": "fi", "case": "esac", "for": "done", "select": "done", "while": "done", "until": "done", "{": "}"}
_BETWEEN = frozenset(("then", "elif", "else", "do", "!", "time"))
"""Words that stand before a command, or alone, and are not part of it."""
_LISTS = frozenset(("for", "case", "select"))
"""Words that no command follows on their line."""


class UnsureError(Exception):
    """Raised if it is not certain what a script does."""


class Word(NamedTuple):
    """A word as it is written, and where."""

    text: str
    start: int
    end: int


class Cut(NamedTuple):
    """The words up to an operator; where they begin and end with their redirections, -1 if there are none; the
    operator: "" at the end of the script, "<<" or "?" if it cannot be cut any further; and the redirections."""

    words: tuple[Word, ...]
    start: int
    end: int
    sign: str
    redirections: tuple[str, ...] = ()


def cuts(text: str) -> Iterator[Cut]:
    """Cut a script at its operators."""
    words: list[Word] = []
    redirections: list[str] = []
    start = end = -1
    for token in TOKEN.finditer(text):
        kind, found = token.lastgroup, token.group()
        if kind in ("word", "alone"):
            start, end = (token.start() if start < 0 else start), token.end()
            if kind == "word" and token["redirect"] is None:
                words.append(Word(found, token.start(), token.end()))
            else:
                redirections.append(found)
        elif kind != "blank":
            sign = found if kind == "operator" else "<<" if kind == "here" else "?"
            yield Cut(tuple(words), start, end, sign, tuple(redirections))
            if kind != "operator":
                return
            words, redirections, start, end = [], [], -1, -1
    yield Cut(tuple(words), start, end, "", tuple(redirections))


def plain(word: str) -> str:
    """Return a word without its quotes."""
    return _QUOTED.sub(lambda m: m["escaped"] or m["single"] or m["double"] or "", word)


def commands(source: Source) -> Iterator[Command]:
    """Yield the simple commands of a script, up to what is unclear. What follows a here-document is left out."""
    for cut in cuts(source.text):
        words = list(dropwhile(lambda w: w.text in _BEFORE, cut.words))
        if words:
            span = Span(source, words[0].start, words[-1].end)
            yield Command(tuple(plain(w.text) for w in words), span, cut.sign == "&")


def resolved(word: str, variables: Mapping[str, str | None]) -> str | None:
    """Return the value of a word of a script, or None if not known."""
    if "`" in word or "$(" in word or ("'" in word and "$" in word):
        return None
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        found = variables.get(match[1] or match[2])
        unknown = unknown or found is None
        return found or ""

    text = re.sub(_REFERENCE, value, plain(word))
    return None if unknown or "$" in text else text


class Simple(NamedTuple):
    """A simple command: its words as written, and where it is with its redirections. `before` and `after` are the
    operators around it, `nested` says that it is in a block, a function or a subshell, `fresh` that nothing precedes
    it on its line. A `loop` variable stands alone, without words. `values` are those of the words behind assignments,
    None if not known: whoever follows the variables of the script adds them."""

    words: tuple[str, ...]
    start: int
    end: int
    before: str = ""
    after: str = ""
    nested: bool = True
    fresh: bool = False
    loop: str = ""
    values: tuple[str | None, ...] = ()

    @property
    def program(self) -> str:
        """The name of its program, without its folder; "" if not known."""
        return (self.values[0] or "").rpartition("/")[2] if self.values else ""

    @property
    def whole(self) -> bool:
        """True if it is a line of its own outside any block."""
        return self.fresh and not self.nested and self.after in ("\n", "")

    @property
    def always(self) -> bool:
        """True if it is run whenever the script comes to its line."""
        return not self.nested and self.before not in ("&&", "||")

    @property
    def here(self) -> bool:
        """True if it is always run, and by the script's own shell."""
        return self.always and self.before not in ("|", "|&") and self.after not in ("|", "|&", "&")


class _Walk:
    """The state of a walk over the cuts of a script."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.fresh = True  # nothing but blanks precedes on this line, and the previous line is complete
        self.last = ""  # the operator followed by nothing but blank lines so far

    def cut(self, cut: Cut) -> Iterator[Simple]:
        """Yield the command of a cut, if it has one."""
        before, self.last = self.last, "" if cut.start >= 0 else self.last
        self.fresh = self.fresh and (not cut.words or cut.start == cut.words[0].start)
        words = list(cut.words)
        listed = False
        while words and not listed and self._is_reserved(words[0].text):
            listed = words.pop(0).text in _LISTS
            self.fresh = False
        pattern = cut.sign == ")" and self.blocks[-1:] == ["esac"]
        if words and listed:
            yield Simple((), words[0].start, words[0].end, loop=words[0].text)
        elif words and not pattern and cut.sign != "(":
            texts = tuple(w.text for w in words)
            yield Simple(texts, words[0].start, cut.end, before, cut.sign, bool(self.blocks), self.fresh)
        if cut.sign == "(":
            self.blocks.append(")")  # a subshell, or the parentheses of a function
        elif cut.sign == ")" and not pattern:
            if self.blocks[-1:] != [")"]:
                raise UnsureError
            self.blocks.pop()
        self.fresh = cut.sign == "\n" and self.last not in ("&&", "||", "|", "|&")
        self.last = self.last if cut.sign == "\n" else cut.sign

    def _is_reserved(self, word: str) -> bool:
        """Return whether a word at the start of a command is not part of it; it may open or close a block."""
        if word in OPENERS:
            self.blocks.append(OPENERS[word])
        elif self.blocks and word == self.blocks[-1]:
            self.blocks.pop()
        elif word in OPENERS.values() or word == "function":
            raise UnsureError
        else:
            return word in _BETWEEN
        return True


def simple_commands(text: str) -> Iterator[Simple]:
    """Yield all simple commands of a script, including those of functions and of every branch; raise `UnsureError` at
    what cannot be cut."""
    walk = _Walk()
    for cut in cuts(text):
        if cut.sign in ("<<", "?"):
            raise UnsureError
        yield from walk.cut(cut)
    if walk.blocks:
        raise UnsureError
