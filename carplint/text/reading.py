"""Read files: bytes from disk, and their text.

A file is decoded as UTF-8, or as Latin-1 if that fails, so that encoding the text again gives the same bytes. Whatever
goes wrong is one `Finding` of family 0; nothing here raises for what it finds.

A run has a `Budget` for all its files together: what grows with the size of the files is allowed, and what hostile ones ask for
on top of that is bounded once, so that a thousand files that each ask for the most come to an end as one does.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Sequence
from functools import cache

from carplint.text.finding import Finding
from carplint.text.source import Source
from carplint.text.typing import Any, TypeVar

T = TypeVar("T")

LIMIT = 32 * 1024 * 1024
"""The largest file that is read, in bytes: ten times the largest configuration seen."""

BYTES = 128 << 20
"""The most bytes of files that a run reads: a hundred thousand hosts have as many, and what is made of them takes 25 times
the room."""
LINES = 1_500_000
"""How many lines, and definitions in them, expansions may put in: the largest file seen, one of keepalived's own tests,
puts in 1,031,112."""
CHARACTERS = 32 << 20
"""How many characters expansions may add, as many as the largest file has."""
PATTERNS = 10_000
"""How many patterns the braces of includes may stand for."""
NAMES = 5_000_000
"""With how many names in folders patterns are compared."""
ROUGHLY = 8
"""A line that a definition is put into has about this many characters, and so has an include with braces: so many of a file
allow one more."""

BROUGHT = 1 << 18, 8
"""How many characters references, copies and repetitions may bring in: so many, and so many times what is read. That is the
ExecStart= and the variables of all 255 nodes that an interface can have, by one template."""
LITTLE = 4096
"""How many a file may bring in that is read by itself, and so many times its own."""
RECORD = 32
"""How many characters a value with its place, or an entry of a table, counts as."""
ROOM_ENDED = "too much is brought in by variables, aliases, instances or files that are named again"
"""The reason that something is not known since the run has brought in all that it may."""

FOLDER = "a directory, not a file"
SPECIAL = "not a regular file; pipe it into '-'"
"""The messages for a path that is a folder, or a pipe, a socket or a device."""

REPLACED = "cannot be read: another file took its place meanwhile"
"""The message for a file that is not the one that was looked at any more."""

TOO_MUCH = f"not read: with it the files of this run have more than {BYTES >> 20} MiB"
"""The message for a file that there is no room for any more."""

FEW_NULS = 8
"""The most NUL bytes in a file that is read as text, if its dialect knows what to do with them."""

MADE_UP = frozenset(
    """autofs binfmt_misc bpf cgroup cgroup2 configfs cpuset debugfs devpts efivarfs fusectl mqueue nfsd nsfs proc pstore resctrl
    rpc_pipefs securityfs selinuxfs smackfs sysfs tracefs""".split()
)
"""The types of such file systems (filesystems(5), proc(5)): reading some of their files takes away what it reads."""

Find = Callable[[str, Source], "Sequence[Source | Finding] | None"]
"""A lookup for files that a file refers to, by a path or pattern and the file that it stands in; None if it cannot
tell."""

Links = Callable[[str, Source], "Sequence[tuple[str, str]] | None"]
"""A lookup for names by a path or pattern: each with its path on the host and what it leads to if it is a symbolic link, "" if
not; None if it cannot tell."""


class Budget:
    """What a run has spent, of what it may spend."""

    def __init__(self) -> None:
        self.bytes = BYTES
        self.lines = LINES
        self.characters = CHARACTERS
        self.patterns = PATTERNS
        self.names = NAMES
        self.room = BROUGHT[0]
        """How many characters may still be brought in."""
        self.spent = 0
        """How many lines and definitions were put in."""
        self.said: set[str] = set()
        """What a finding has said that there is too much of: one is enough."""
        self._granted: set[Source] = set()
        self._allowed: set[Source] = set()
        self._made: dict[object, Any] = {}

    def grant(self, source: Source) -> None:
        """Allow for lines and definitions of a file that is expanded, however often it is: just before, so that no other one takes
        what is its own."""
        if source not in self._granted:
            self._granted.add(source)
            self.characters += len(source.text)
            self.lines += len(source.text) // ROUGHLY
            self.patterns += len(source.text) // ROUGHLY

    def allow(self, source: Source) -> None:
        """Allow for what a file that is read may bring in, however often it is read."""
        if source not in self._allowed:
            self._allowed.add(source)
            self.room += BROUGHT[1] * len(source.text)

    def spend(self, amount: int) -> bool:
        """Take so many characters for what stands elsewhere and is brought in, and return whether there was room for them."""
        self.room -= amount
        return self.room >= 0

    def once(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """Return what is made under a key, which is a function and what it reads; it is made once in a run."""
        if key not in self._made:
            self._made[key] = make()
        found: T = self._made[key]
        return found

    def first(self, what: str) -> bool:
        """Return whether this is the first time that there is too much of something."""
        new = what not in self.said
        self.said.add(what)
        return new


def alone(source: Source) -> Budget:
    """Return the budget of a file that is read by itself, once: it may bring in little more than it has."""
    left = Budget()
    left.room = LITTLE
    left.allow(source)
    return left


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of some bytes and the encoding that gives them back: UTF-8, else Latin-1."""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _unreadable(path: str, name: str, message: str) -> Finding:
    return Finding(message, Source(path, "").span(), name=name)


def _too_large(path: str) -> Finding:
    return _unreadable(path, "file-too-large", f"the file is larger than {LIMIT >> 20} MiB, so it was not read")


def from_bytes(data: bytes, path: str, real: str | None = None) -> Source | Finding:
    """Return a source from bytes at hand, or the finding that says why it cannot be read."""
    if len(data) > LIMIT:
        return _too_large(path)
    text, encoding = decode(data)
    source = Source(path, text, encoding=encoding, real=real)
    return source if text.count("\0") <= FEW_NULS else not_text(source)


def not_text(source: Source) -> Finding:
    """Return the finding for a file that is not read because it holds NUL bytes."""
    nul = source.text.find("\0")
    wide = source.text.startswith(("\xff\xfe", "\xfe\xff"))
    kind = "UTF-16, which neither a daemon nor a shell reads" if wide else "not a text file"
    message = f"{kind}: it holds a NUL byte here, so nothing of it was checked"
    return Finding(message, source.span(nul, nul + 1), name="file-not-text")


@cache
def _of_the_kernel() -> frozenset[int]:
    """Return the devices of the file systems whose files the kernel makes up, wherever they are mounted, also below a folder
    that is another system's root (proc(5), /proc/PID/mountinfo)."""
    found = {os.stat(f).st_dev for f in ("/proc", "/sys") if os.path.ismount(f)}
    try:
        with open("/proc/self/mountinfo", "rb") as file:
            mounts = file.read().decode("latin-1").split("\n")
    except OSError:  # there is no /proc
        mounts = []
    for mount, _, kind in (
        line.partition(" - ") for line in mounts
    ):  # the kernel escapes blanks and line feeds in names
        device = mount.split(" ", 3)[2:3]
        if device and kind.partition(" ")[0] in MADE_UP:
            major, _, minor = device[0].partition(":")
            found.add(os.makedev(int(major), int(minor)))
    return frozenset(found)


def _is_made_up(status: os.stat_result) -> bool:
    """Return whether the kernel makes a file up as it is read: it looks like a regular one, and is none. Its file system is on no
    device of its own then."""
    return os.major(status.st_dev) == 0 and status.st_dev in _of_the_kernel()


def _lies(number: int, path: str, inside: str) -> bool:
    """Return whether an open file lies in a folder, given without links. The kernel knows where it does, also if a folder above
    may not be searched; without /proc it has to be the file at its path."""
    if os.path.isdir("/proc/self/fd"):
        return os.path.commonpath((os.readlink(f"/proc/self/fd/{number}"), inside)) == inside
    real = os.path.realpath(path)
    return os.path.commonpath((real, inside)) == inside and os.path.samestat(os.fstat(number), os.lstat(real))


def _data(path: str, real: str, left: Budget | None, inside: str) -> tuple[bytes, os.stat_result] | Finding:
    """Return the bytes of a file, and what the system says of it; see `read`."""
    try:
        # Opening a FIFO or a device could wait for ever or have effects: look before, and do not wait.
        status = os.stat(real)
        if stat.S_ISDIR(status.st_mode):
            return _unreadable(path, "file-unreadable", FOLDER)
        if not stat.S_ISREG(status.st_mode) or _is_made_up(status):
            return _unreadable(path, "file-unreadable", SPECIAL)
        if status.st_size > LIMIT:
            return _too_large(path)
        if left is not None and status.st_size > left.bytes:
            return _unreadable(path, "file-too-large", TOO_MUCH)
        with open(os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            before, status = status, os.fstat(file.fileno())
            same = stat.S_ISREG(status.st_mode) and os.path.samestat(before, status)
            if not same or (inside and not _lies(file.fileno(), real, inside)):
                return _unreadable(path, "file-unreadable", REPLACED)
            data = file.read(LIMIT + 1)
            if data is None:  # it has nothing yet, so it is not what it looks like
                return _unreadable(path, "file-unreadable", SPECIAL)
        if left is not None:
            left.bytes -= len(data)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return _unreadable(path, "file-unreadable", f"cannot be read: {reason}")
    return data, status


def read(path: str, real: str | None = None, left: Budget | None = None, inside: str = "") -> Source | Finding:
    """Return the source at a path, shown as `path` and read from `real` (default: the same), or a finding. `left` is what
    the run may still read, if that is counted; `inside` is a folder, without links, that the file must lie in."""
    real = path if real is None else real
    own = _data(path, real, left, inside)
    if isinstance(own, Finding):
        return own
    data, status = own
    found = from_bytes(data, path, real)
    if isinstance(found, Source):
        found.mode, found.identity = stat.S_IMODE(status.st_mode), (status.st_dev, status.st_ino)
        if left is not None:
            left.allow(found)
    return found


def lost_link(path: str) -> str:
    """Return what is said of a symbolic link that leads nowhere."""
    target = os.readlink(path)
    if os.path.lexists(os.path.join(os.path.dirname(path), target)):
        return f"a symbolic link to {target}, which leads in a circle or nowhere"
    return f"a symbolic link to {target}, which does not exist"


def contents(path: str, left: Budget, inside: str) -> bytes:
    """Return the bytes of a file that is not text; none if it cannot be read. The rest is as in `read`."""
    own = _data(path, path, left, inside)
    if isinstance(own, Finding) or len(own[0]) > LIMIT:
        return b""
    left.room += BROUGHT[1] * len(own[0])
    return own[0]


def read_standard_input(path: str) -> Source | Finding:
    """Return standard input as a source, shown as `path`, or a finding."""
    if sys.stdin is None:
        return _unreadable(path, "file-unreadable", "cannot be read: standard input is closed")
    try:  # noqa: SIM105 - contextlib takes long to import
        os.set_blocking(sys.stdin.fileno(), True)  # who shares it may have wanted that nobody waits
    except (AttributeError, OSError, ValueError):  # it is no file of the system
        pass
    return from_bytes(sys.stdin.buffer.read(LIMIT + 1), path)


def read_utf8(path: str, what: str) -> str:
    """Return the text of a file of carplint's own, such as `what` "the baseline". Raise ValueError with the reason in words,
    which begins with the path."""
    found = read(path)
    if isinstance(found, Source):
        if found.encoding != "utf-8":
            raise ValueError(f"{path}: {what} cannot be read: not UTF-8 text")
        return found.text
    reason = found.message.removeprefix("cannot be read: ").partition(";")[0]
    raise ValueError(f"{path}: {what} cannot be read: {reason}")
