"""Write files safely. The only module that writes: all files of a run or none, and nothing is replaced that was not meant.

Every file is written under another name beside its place first. Then each place is looked at again, and only if all are as
they were the new files take them, one rename each. Folders are held open meanwhile, and no link is followed that was not
there before, so that nobody can lead a write elsewhere. A run that is killed leaves whole files, and names
`.NAME.carplint-XXXXXXXX` that the next run removes.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from errno import EEXIST, EISDIR, ELOOP, EMLINK, ENOSYS, ENOTDIR, ENOTSUP, EOPNOTSUPP, EPERM, ESTALE
from functools import partial
from stat import S_ISDIR, S_ISREG

from carplint.text import leftovers
from carplint.text.leftovers import FILE, FOLDER
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

_OF_CONTENT = ("security.ima", "security.evm", "security.capability")
"""Extended attributes that vouch for the old content (xattr(7), capabilities(7))."""


class NewFile(NamedTuple):
    """A file to write. `before` is the file as it was read, if it is to be replaced by its own new text; then it keeps its
    mode. With `mode` 0600 nobody but its owner gets rights, whatever was there before; else the umask counts."""

    path: str
    data: bytes
    mode: int = 0o644
    before: Source | None = None


class WriteError(OSError):
    """A file cannot be written: `filename` is its path, and `left` are the paths of other files that were written and could
    not be put back."""

    left: tuple[str, ...] = ()


def below(folder: str, path: str) -> str | None:
    """Return the place of a file below a folder; None if it would lie outside, by its name or by a symbolic link."""
    whole = os.path.join(folder, path)
    return whole if _is_below(os.path.realpath(folder), os.path.realpath(whole)) else None


def _is_below(folder: str, real: str) -> bool:
    return real.startswith(folder.rstrip("/") + "/")


class _Place(NamedTuple):
    """Where a file goes: an open folder and the name in it; the open file that is there and its status, -1 and None if none
    is; and the file that takes its place, open, with its name."""

    new: NewFile
    folder: int
    name: str
    old: int
    status: os.stat_result | None
    ready: int
    spare: str


class _Run:
    """A transaction: what is open, what was made, and how to undo what is done."""

    def __init__(self) -> None:
        self.open: list[int] = []
        self.spare: list[Callable[[], None]] = []
        self.folders: list[Callable[[], None]] = []
        self.undo: list[tuple[str, Callable[[], None]]] = []

    def opened(self, path: str, flags: int, folder: int | None = None, mode: int = 0o600) -> int:
        handle = os.open(path, flags, mode, dir_fd=folder)
        self.open.append(handle)
        return handle

    def folder(self, path: str) -> int:
        """Open a folder, given without links, and make it and those above it if they are not there."""
        handle = self.opened("/", FOLDER)
        for part in filter(None, path.split("/")):
            try:
                inner = self.opened(part, FOLDER, handle)
            except FileNotFoundError:
                os.mkdir(part, dir_fd=handle)
                self.folders.append(partial(os.rmdir, part, dir_fd=handle))
                inner = self.opened(part, FOLDER, handle)
            handle = inner
        return handle

    def prepare(self, new: NewFile, *, force: bool, root: str) -> _Place:
        """Write a file under another name beside its place."""
        followed = force or new.before is not None
        target = os.path.realpath(new.path) if followed else _without_links(new.path)
        if root and not _is_below(root, target):
            raise OSError(ELOOP, f"it leads out of {root}")
        folder = self.folder(os.path.dirname(target))
        name = os.path.basename(target)
        leftovers.remove(folder, name)
        old, status = -1, None
        if followed:
            try:
                old = self.opened(name, os.O_RDONLY | FILE, folder)
            except FileNotFoundError:
                if new.before is not None:
                    raise OSError(ESTALE, "it is not there any more") from None
            else:
                status = _status(old, new.before)
                leftovers.lock(old, fcntl.LOCK_SH | fcntl.LOCK_NB)
        spare = leftovers.spare_name(name)
        mode = new.mode if status is None else 0o600
        ready = self.opened(spare, os.O_RDWR | os.O_CREAT | os.O_EXCL | FILE, folder, mode)
        self.spare.append(partial(os.unlink, spare, dir_fd=folder))
        leftovers.lock(ready, fcntl.LOCK_EX)
        _fill(ready, new.data)
        if status is not None:
            _like(ready, old, status, status.st_mode & (0o7777 if new.mode & 0o077 else 0o700 | new.mode))
        os.fsync(ready)
        return _Place(new, folder, name, old, status, ready, spare)

    def put(self, place: _Place) -> None:
        """Let the new file take its place."""
        path, folder, name, spare = place.new.path, place.folder, place.name, place.spare
        if place.status is None:
            if not _linked(spare, name, folder):
                _must_be_free(name, folder)
                os.rename(spare, name, src_dir_fd=folder, dst_dir_fd=folder)
            self.undo.append((path, partial(os.unlink, name, dir_fd=folder)))
            return
        saved = f"{spare}.old"
        can_undo = _linked(name, saved, folder)
        self.spare.append(partial(os.unlink, saved, dir_fd=folder))
        _unchanged(place)  # also while the files before it took their places
        os.replace(spare, name, src_dir_fd=folder, dst_dir_fd=folder)
        back = partial(os.replace, saved, name, src_dir_fd=folder, dst_dir_fd=folder) if can_undo else _cannot
        self.undo.append((path, back))

    def back(self) -> tuple[str, ...]:
        """Undo what is done, and return the paths for which that fails."""
        left = [path for path, step in reversed(self.undo) if not _done(step)]
        return tuple(reversed(left))

    def end(self, *, done: bool) -> None:
        """Remove what was made for the run alone."""
        for step in (*self.spare, *(() if done else reversed(self.folders))):
            _done(step)
        for handle in self.open:
            with suppress(OSError):
                os.close(handle)


def write(files: Sequence[NewFile], *, force: bool = False, root: str = "") -> None:
    """Write files and the folders that they need, all of them or none. A file without `before` must not exist, unless
    `force`, which replaces it and keeps its mode, owner and attributes; of one with `before` a symbolic link stays, and the
    file that it leads to is replaced if it is still the one that was read. `root` is a folder that nothing may leave.

    Raises WriteError."""
    run, at, done = _Run(), "", False
    root = root and os.path.realpath(root)  # once: nobody leads it elsewhere on the way
    try:
        places = []
        for new in files:
            at = new.path
            places.append(run.prepare(new, force=force, root=root))
        for place in places:
            at = place.new.path
            _unchanged(place)
        for place in places:
            at = place.new.path
            run.put(place)
        done = True
    except OSError as error:
        wrong = WriteError(error.errno, error.strerror, at)
        wrong.left = run.back()
        raise wrong from error
    except BaseException:
        run.back()
        raise
    finally:
        run.end(done=done)


def _linked(name: str, other: str, folder: int) -> bool:
    """Give a file another name, which fails where that exists; return False on a file system without hard links."""
    try:
        os.link(name, other, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno in (EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS):
            return False
        raise
    return True


def _must_be_free(name: str, folder: int) -> None:
    """Raise FileExistsError where a name is taken."""
    with suppress(FileNotFoundError):
        os.stat(name, dir_fd=folder, follow_symlinks=False)
        raise FileExistsError(EEXIST, os.strerror(EEXIST))


def _cannot() -> None:
    """Stand for what cannot be undone."""
    raise OSError(ENOTSUP, os.strerror(ENOTSUP))


def _done(step: Callable[[], None]) -> bool:
    try:
        step()
    except OSError:
        return False
    return True


def _without_links(path: str) -> str:
    """Return where a new file lies: its folder without links, and its name."""
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.join(os.path.realpath(folder), name)


def _status(old: int, before: Source | None) -> os.stat_result:
    """Return the status of the file that is to be replaced; raise OSError if it may not be."""
    status = os.fstat(old)
    if S_ISDIR(status.st_mode):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if not S_ISREG(status.st_mode):
        raise OSError(ENOTDIR, "it is not a regular file")
    if status.st_nlink > 1:
        raise OSError(EMLINK, "it has other names (hard links), under which the old text would stay")
    if before is not None and (before.identity not in (None, (status.st_dev, status.st_ino)) or _changed(old, before)):
        raise OSError(ESTALE, "it has changed since it was read")
    return status


def _changed(old: int, before: Source) -> bool:
    data, size = before.data, 0
    while piece := os.pread(old, 1 << 20, size):
        if data[size : size + len(piece)] != piece:
            return True
        size += len(piece)
    return size != len(data)


def _unchanged(place: _Place) -> None:
    """Raise OSError unless a place is as it was when its file was prepared."""
    if place.status is None:
        return
    now, then = os.stat(place.name, dir_fd=place.folder, follow_symlinks=False), place.status
    before = place.new.before
    if (now.st_dev, now.st_ino, now.st_mode, now.st_uid, now.st_gid) != (
        *(then.st_dev, then.st_ino, then.st_mode, then.st_uid, then.st_gid),
    ) or (before is not None and _changed(place.old, before)):
        raise OSError(ESTALE, "it has changed since it was read")


def _fill(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _like(new: int, old: int, status: os.stat_result, mode: int) -> None:
    """Give a new file the owner, the extended attributes (access lists and labels are such) and the mode of an old one."""
    if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        os.fchown(new, status.st_uid, status.st_gid)
    if hasattr(os, "listxattr"):
        theirs = _attributes(old)
        own = _attributes(new)
        for name in own.keys() - theirs.keys():
            with suppress(OSError):  # a label that the kernel gives
                os.removexattr(new, name)
        for name, value in theirs.items():
            if own.get(name) != value:
                try:
                    os.setxattr(new, name, value)
                except OSError as error:
                    raise OSError(error.errno, f"its attribute {name} cannot be kept: {error.strerror}") from error
    os.fchmod(new, mode)


def _attributes(handle: int) -> dict[str, bytes]:
    try:
        names = os.listxattr(handle)
    except OSError:  # a file system without any
        return {}
    found = {}
    for name in (n for n in names if n not in _OF_CONTENT):
        try:
            found[name] = os.getxattr(handle, name)
        except OSError as error:
            raise OSError(error.errno, f"its attribute {name} cannot be read: {error.strerror}") from error
    return found
