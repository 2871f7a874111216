"""One file, and the places in its text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from carplint.text.typing import NamedTuple


class Source:
    """One file: its path as shown to people, the name of its host, and its text.

    `real` is where it lies on disk, None for standard input; `mode` are its permission bits and `identity` its device and
    inode, None where they are not known; `secret` says what of its text is a password besides what looks like one anywhere: True for all of
    it, or the words behind which one stands; `values` are the secrets of the run, and `places` those of this file, once
    they are marked (carplint/inputs/secrets.py). Two sources are the same only if they are the same object.
    """

    __slots__ = (
        "_lines",
        "_newline",
        "embedded",
        "encoding",
        "hidden",
        "host",
        "identity",
        "mode",
        "path",
        "places",
        "real",
        "secret",
        "text",
        "values",
    )

    def __init__(
        self, path: str, text: str, *, host: str = "", encoding: str = "utf-8", real: str | None = None
    ) -> None:
        self.path = path
        self.text = text
        self.host = host
        self.encoding = encoding
        self.real = real
        self.mode: int | None = None
        self.identity: tuple[int, int] | None = None
        self.secret: bool | tuple[str, ...] = False
        self.values: frozenset[str] = frozenset()
        self.places: tuple[tuple[int, int], ...] = ()
        self.embedded = False
        self.hidden: tuple[object, tuple[tuple[int, int], ...]] | None = None
        self._lines: list[int] | None = None
        self._newline = ""

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @property
    def data(self) -> bytes:
        """The bytes that were read."""
        return self.text.encode(self.encoding)

    @property
    def newline(self) -> str:
        """The line end for lines that are added: that of Windows if a line has it."""
        if not self._newline:
            self._newline = "\r\n" if "\r\n" in self.text else "\n"
        return self._newline

    def but(self, text: str) -> "Source":
        """Return the same file with another text, in UTF-8 if its own encoding cannot hold it."""
        try:
            text.encode(self.encoding)
            encoding = self.encoding
        except UnicodeEncodeError:
            encoding = "utf-8"
        new = Source(self.path, text, host=self.host, encoding=encoding, real=self.real)
        new.mode, new.identity, new.secret, new.values = self.mode, self.identity, self.secret, self.values
        new.embedded = self.embedded
        return new

    def _starts(self) -> list[int]:
        if self._lines is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._lines = starts
        return self._lines

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from 1; a column is a character."""
        starts = self._starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return the text of a line (counted from 1) without its line end; "" past the last one."""
        starts = self._starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def span(self, start: int = 0, end: int | None = None) -> "Span":
        """Return a span of this source; without arguments the very start, which stands for the whole file."""
        return Span(self, start, start if end is None else end)


class Span(NamedTuple):
    """A place: the characters from `start` up to `end` of a source's text."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text of the span."""
        return self.source.text[self.start : self.end]


class DerivedSpan(Span):
    """A place whose text came from the expansion of a file: it can be shown, but not edited."""

    __slots__ = ()


def within(place: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a place lies in one of some others, which are sorted."""
    at = bisect_left(taken, (place[0] + 1, 0))
    return at > 0 and place[1] <= taken[at - 1][1]


def merged(found: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return places in their order, those that overlap as one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if result and start < result[-1][1]:
            start, end = result[-1][0], max(end, result.pop()[1])
        result.append((start, end))
    return tuple(result)
