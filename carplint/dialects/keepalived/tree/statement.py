"""The statements of keepalived.conf: lines of words, and the blocks that they open.

Words are cut as the daemon's own reader does: a double quote starts a word that runs to the next double
quote, also in the middle of other text, and there are no escapes; outside quotes # and ! start a comment.
Source: lib/parser.c (alloc_strvec, decomment) of keepalived, tried on 2.2.7 and 2.4.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.keywords import lookup
from carplint.model import T, Value
from carplint.text.finding import Related
from carplint.text.source import Span
from carplint.text.typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from carplint.text.version import Version

WORD = r'"([^"\n]*)"?|((?:\$\{[^{}\n]*\}|[^ \t\r\f\v\n"#!{}])+)|[#!][^\n]*|[{}]'
_PLAIN = re.compile(r"([\t-\r $-z|~]*+)\{?[\t-\r ]*+")
"""A line in which every run of other than blanks is a word: no quote or comment, nothing beyond ASCII, no brace
but the one behind it."""


class Text(Protocol):
    """A text whose ranges have places in files: a source, or what came of it by expansion."""

    @property
    def text(self) -> str:
        """The text."""
        ...

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The place of a range of the text."""
        ...


class Statement:
    """A line of words, and where its keyword opens a block what stands in it.

    `words[0]` is the keyword, or the first word of an entry of a list. `block` is the path of the block
    that it stands in (`virtual_server/real_server`, "" at the top). Offsets are of the text that was read.
    """

    __slots__ = ("block", "children", "closed_at", "end", "read", "read_for", "start", "text", "words")

    def __init__(self, text: Text, start: int, end: int, words: tuple[str, ...], block: str) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.words = words
        self.block = block
        self.children: list[Statement] | None = None
        self.closed_at = -1  # where its closing brace stands, if it has one
        self.read: Any = None  # what its words come to, once they are read (words/read.py), in the release `read_for`
        self.read_for: Version | None = None

    def __repr__(self) -> str:
        return f"Statement({self.block!r}, {self.words!r})"

    @property
    def key(self) -> str:
        """The first word."""
        return self.words[0]

    @property
    def path(self) -> str:
        """The path of the block that this statement opens."""
        return f"{self.block}/{self.words[0]}" if self.block else self.words[0]

    def offsets(self, index: int) -> tuple[int, int]:
        """Where a word stands in the text, quotes included; past the last word, the end of the words."""
        text = self.text.text
        low = high = self.start
        if text.find('"', self.start, self.end) < 0:  # so each word stands next after the one before
            for word in self.words[: index + 1]:
                low = text.find(word, high)
                if low < 0:  # its backslash stands apart, at the end of the line
                    word = word[:-1]
                    low = text.find(word, high)
                high = low + len(word)
            return (low, high) if index < len(self.words) else (high, high)
        for number, (low, high, _) in enumerate(_cut(text, self.start, self.end)):
            if number == index:
                return low, high
        return high, high

    def span(self, index: int = 0) -> Span:
        """The place of a word."""
        return self.text.span(*self.offsets(index))

    def whole(self) -> Span:
        """The place of all words."""
        return self.text.span(self.offsets(0)[0], self.offsets(len(self.words))[1])

    def closing(self) -> Span | None:
        """The place of the brace that closes this block: where the daemon looks at the block as a whole."""
        return None if self.closed_at < 0 else self.text.span(self.closed_at, self.closed_at + 1)

    def value(self, index: int) -> Said[str]:
        """A word as a value with its place."""
        return Said(self.words[index], self, index)

    def within(self, *keys: str) -> Iterator[Statement]:
        """The statements of this block that have one of these keywords."""
        for child in self.children or ():
            if child.words[0] in keys:
                yield child

    def last(self, key: str) -> Statement | None:
        """The last statement of this block with a keyword: the one that counts where it is not a list."""
        return next((c for c in reversed(self.children or ()) if c.words[0] == key), None)

    def below(self) -> Iterator[Statement]:
        """This statement and all that stand in it, in the order of the text."""
        stack = [self]
        while stack:
            statement = stack.pop()
            yield statement
            if statement.children:
                stack.extend(reversed(statement.children))


def stops(statement: Statement) -> bool:
    """Whether the daemon leaves at a statement, as it has too few words: then it never looks at the block as a whole."""
    keyword = lookup(statement.block, statement.key)
    return keyword is not None and keyword.missing == "exit" and len(statement.words) <= keyword.least


def closing(statement: Statement) -> tuple[Related, ...]:
    """The place where a block ends, at which the daemon says what it lacks."""
    end = statement.closing()
    return () if end is None else (Related(end, "where the block ends"),)


def place(statement: Statement, word: int = 0) -> Span:
    """The place of a word of a statement, of the last one if there are fewer."""
    return statement.span(min(word, len(statement.words) - 1))


class Said(Value[T]):
    """What a word of a statement comes to. Its place is found when it is asked for, which is seldom."""

    __slots__ = ("_index", "_statement")

    def __init__(self, value: T | None, statement: Statement, index: int, why: str = "") -> None:
        self.value = value
        self.why = why
        self._statement = statement
        self._index = index

    @property
    def written(self) -> str:
        """The word with its quotes."""
        low, high = self._statement.offsets(self._index)
        return self._statement.text.text[low:high]

    @property
    def span(self) -> Span:
        """The place of the word."""
        return self._statement.span(self._index)


class Implied(Said[T]):
    """A default, which has the place of a word that it belongs to."""

    __slots__ = ()

    @property
    def written(self) -> str:
        """Nothing."""
        return ""


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for match in re.compile(WORD).finditer(text, start, end):
        if match.lastindex is not None:
            yield match.start(), match.end(), match[match.lastindex]


def words(line: str) -> tuple[str, ...]:
    """The words of a line, without comment and brace. A backslash that ends the line, even at the end of a
    comment, becomes the end of the last word (lib/parser.c, decomment; tried on 2.2.7)."""
    plain = _PLAIN.fullmatch(line)
    found = plain[1].split() if plain else [word for _, _, word in _cut(line, 0, len(line))]
    if found and line.endswith(("\\", "\\\n")):
        if len(found) > 1 and found[-1] == "\\":
            found.pop()
        if not found[-1].endswith("\\"):
            found[-1] += "\\"
    return tuple(found)
