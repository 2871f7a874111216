"""What runs leave beside the files that they write, if they are killed: its names, and its removal by the next run.

A run holds a lock on what it has made as long as it is alive. Source: flock(2).
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable
from contextlib import suppress

FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
"""How a folder is opened in which files are written: no link is followed."""
FILE = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""How a file in it is opened, whatever it is."""
_LEFT = r"\.carplint-[0-9a-f]{8}(?:\.old)?"


def _beginning(name: str) -> str:
    """Return what the names of a run's own files begin with: the name of the file, as far as there is room."""
    return os.fsdecode(os.fsencode(f".{name}")[:200])


def spare_name(name: str) -> str:
    """Return a name for what becomes a file of that name."""
    return f"{_beginning(name)}.carplint-{os.urandom(4).hex()}"


def lock(handle: int, how: int) -> None:
    """Mark a file as in use by a run that is alive; some file systems have no locks."""
    with suppress(OSError):
        fcntl.flock(handle, how)


def remove(folder: int, name: str) -> None:
    """Remove what killed runs left beside a file: names of theirs that no run has locked."""
    pattern = re.compile(re.escape(_beginning(name)) + _LEFT)
    with suppress(OSError):
        here = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
        try:
            left = [entry for entry in os.listdir(here) if pattern.fullmatch(entry)]
        finally:
            os.close(here)
        for entry in left:
            handle = os.open(entry, os.O_RDONLY | FILE, dir_fd=folder)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(entry, dir_fd=folder)
            except OSError:
                continue
            finally:
                os.close(handle)


def tidy(paths: Iterable[str]) -> None:
    """Remove what killed runs left beside some files."""
    for path in paths:
        folder, name = os.path.split(os.path.realpath(path))
        with suppress(OSError):
            handle = os.open(folder, FOLDER)
            try:
                remove(handle, name)
            finally:
                os.close(handle)
