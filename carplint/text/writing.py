"""Write files safely. The only module that writes; nothing is replaced that was not meant to be."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from errno import EISDIR, ENOTDIR
from functools import partial
from stat import S_ISDIR

from carplint.text.typing import NamedTuple


def below(folder: str, path: str) -> str | None:
    """Return the place of a file below a folder; None if it would lie outside, by its name or by a symbolic link."""
    whole = os.path.join(folder, path)
    real, root = os.path.realpath(whole), os.path.realpath(folder)
    return whole if real.startswith(root.rstrip("/") + "/") else None


def replace(path: str, data: bytes) -> None:
    """Replace a file's content in one step, keeping its owner and mode. A symbolic link stays, and the file that it
    leads to is replaced. Raises OSError; then the old file is untouched."""
    target = os.path.realpath(path)
    status = os.stat(target)
    temporary = _temporary(target, data, status.st_mode & 0o7777, status)
    try:
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


class NewFile(NamedTuple):
    """A file to write. With `mode` 0600 nobody but its owner gets rights, whatever was there before."""

    path: str
    data: bytes
    mode: int = 0o644


def create(files: Sequence[NewFile], *, force: bool = False) -> None:
    """Write new files and their folders, all of them or none, each in one step. Raises OSError with the path of the
    file that cannot be written: FileExistsError if it exists, unless `force`, which replaces it and keeps its mode."""
    undo: list[Callable[[], None]] = []
    folders: list[str] = []
    spare: list[str] = []
    at, done = "", False
    try:
        ready = []
        for path, data, mode in files:
            at = path
            target = os.path.realpath(path) if force else path
            status = os.stat(path) if force and os.path.exists(path) else None
            if status is not None:
                if S_ISDIR(status.st_mode):
                    raise IsADirectoryError(EISDIR, os.strerror(EISDIR), path)
                mode = status.st_mode & (0o7777 if mode & 0o077 else 0o700 | mode)
            _make_folders(os.path.dirname(target), folders)
            spare.append(_temporary(target, data, mode, status))
            ready.append((path, spare[-1], target, status is not None))
        for path, temporary, target, exists in ready:
            at = path
            if exists:
                saved = f"{temporary}.old"
                os.link(target, saved)
                spare.append(saved)
                os.replace(temporary, target)
                undo.append(partial(os.replace, saved, target))
            else:
                os.link(temporary, target)  # which fails where it exists by now
                undo.append(partial(os.unlink, target))
        done = True
    except OSError as error:
        raise type(error)(error.errno, error.strerror, at) from error
    finally:
        if not done:
            _try(reversed(undo))
        _try(partial(os.unlink, name) for name in spare)
        if not done:
            _try(partial(os.rmdir, folder) for folder in reversed(folders))


def _try(steps: Iterable[Callable[[], None]]) -> None:
    for step in steps:
        with suppress(OSError):
            step()


def _make_folders(folder: str, made: list[str]) -> None:
    """Make a folder and those above it, and record the new ones."""
    if os.path.isdir(folder or "."):
        return
    if os.path.lexists(folder):
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), folder)
    _make_folders(os.path.dirname(folder), made)
    os.mkdir(folder)
    made.append(folder)


def _temporary(target: str, data: bytes, mode: int, like: os.stat_result | None) -> str:
    """A file beside another one: its future content, mode and owner."""
    folder, name = os.path.split(target)
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if like is not None and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(file.fileno(), like.st_uid, like.st_gid)
            os.fchmod(file.fileno(), mode)
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary
