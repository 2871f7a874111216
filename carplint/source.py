"""Reading: bytes from disk, their text, and the places in it. The only module that reads files.

A file is decoded as UTF-8, or as Latin-1 where that fails, so that encoding the text again gives the
same bytes. Whatever goes wrong is one `Finding` of family 0; nothing here raises for what it finds.
"""

# No `from __future__ import annotations`: with it NamedTuple compiles every annotation, at each start.

import os
import stat
import sys
from bisect import bisect_right
from typing import NamedTuple

from carplint.finding import Finding

LIMIT = 32 * 1024 * 1024
"""The largest file that is read, in bytes: ten times the largest configuration seen, and safe to hold."""

FOLDER = "this is a directory, not a file"
SPECIAL = "this is not a regular file; pipe it into '-'"
"""What is said of a path at which no file lies, but a pipe, a socket or a device."""

FEW_NULS = 8
"""How many NUL bytes a file may hold that is read as text, where its format knows what to do with them."""


class Source:
    """One file: its path as shown to people, the name of its host, and its text.

    `real` is where it lies on disk, None for standard input; `mode` are its permission bits, None where they
    are not known; `secret` says that all of its text is a password, so that none of it may be shown. Two sources are
    the same only if they are the same object.
    """

    __slots__ = ("_lines", "encoding", "host", "mode", "path", "real", "secret", "text")

    def __init__(
        self, path: str, text: str, *, host: str = "", encoding: str = "utf-8", real: str | None = None
    ) -> None:
        self.path = path
        self.text = text
        self.host = host
        self.encoding = encoding
        self.real = real
        self.mode: int | None = None
        self.secret = False
        self._lines: list[int] | None = None

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @property
    def data(self) -> bytes:
        """The bytes that were read."""
        return self.text.encode(self.encoding)

    def but(self, text: str) -> "Source":
        """The same file with another text, in UTF-8 where its own encoding cannot hold it."""
        try:
            text.encode(self.encoding)
            encoding = self.encoding
        except UnicodeEncodeError:
            encoding = "utf-8"
        new = Source(self.path, text, host=self.host, encoding=encoding, real=self.real)
        new.mode, new.secret = self.mode, self.secret
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
        """Line and column of an offset, both counted from 1; a column is a character."""
        starts = self._starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (counted from 1) without its line end; "" past the last one."""
        starts = self._starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def span(self, start: int = 0, end: int | None = None) -> "Span":
        """A span of this source; without arguments the very start, which stands for the whole file."""
        return Span(self, start, start if end is None else end)


class Span(NamedTuple):
    """A place: characters `start` up to `end` of a source's text."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """What is written there."""
        return self.source.text[self.start : self.end]


class DerivedSpan(Span):
    """A place whose text was put in by the expansion of a file: it can be shown, and not be edited."""

    __slots__ = ()


def decode(data: bytes) -> tuple[str, str]:
    """The text of some bytes and the encoding that gives them back: UTF-8, else Latin-1."""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _unreadable(path: str, name: str, message: str) -> Finding:
    return Finding(message, Source(path, "").span(), name=name)


def from_bytes(data: bytes, path: str, real: str | None = None) -> Source | Finding:
    """A source from bytes at hand, or the finding that says why it cannot be read."""
    if len(data) > LIMIT:
        message = f"the file is larger than {LIMIT >> 20} MiB, so it was not read"
        return _unreadable(path, "file-too-large", message)
    text, encoding = decode(data)
    source = Source(path, text, encoding=encoding, real=real)
    return source if text.count("\0") <= FEW_NULS else not_text(source)


def not_text(source: Source) -> Finding:
    """What there is to say of a file that holds NUL bytes and is not read because of them."""
    nul = source.text.find("\0")
    wide = source.text.startswith(("\xff\xfe", "\xfe\xff"))
    kind = "this is UTF-16, which neither a daemon nor a shell reads" if wide else "this is no text file"
    message = f"{kind}: it holds a NUL byte here, so nothing of it was checked"
    return Finding(message, source.span(nul, nul + 1), name="file-not-text")


def read(path: str, real: str | None = None) -> Source | Finding:
    """The source at a path, shown as `path` and read from `real` (default: the same)."""
    real = path if real is None else real
    try:
        # Opening a FIFO or a device could wait for ever or have effects: look before.
        status = os.stat(real)
        if stat.S_ISDIR(status.st_mode):
            return _unreadable(path, "file-unreadable", FOLDER)
        if not stat.S_ISREG(status.st_mode):
            return _unreadable(path, "file-unreadable", SPECIAL)
        if status.st_size > LIMIT:
            return from_bytes(bytes(LIMIT + 1), path)
        with open(real, "rb") as file:
            data = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return _unreadable(path, "file-unreadable", f"cannot be read: {reason}")
    found = from_bytes(data, path, real)
    if isinstance(found, Source):
        found.mode = stat.S_IMODE(status.st_mode)
    return found


def read_standard_input(path: str) -> Source | Finding:
    """What standard input holds, shown as `path`."""
    return from_bytes(sys.stdin.buffer.read(LIMIT + 1), path)
