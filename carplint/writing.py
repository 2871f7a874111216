"""Writing files safely: the only module that writes. Nothing is replaced that was not meant to be."""

from __future__ import annotations

import os
import tempfile


def replace(path: str, data: bytes) -> None:
    """Replace a file by new content in one step, keeping its mode and owner. A symbolic link stays, and
    the file that it leads to is replaced. Raises OSError; then the old file is untouched."""
    target = os.path.realpath(path)
    status = os.stat(target)
    folder, name = os.path.split(target)
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), status.st_mode & 0o7777)
            if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def create(path: str, data: bytes, mode: int = 0o644, *, force: bool = False) -> None:
    """Write a new file with its folders. Raises FileExistsError where it exists, unless `force`, which
    replaces it and keeps its mode."""
    if force and os.path.lexists(path):
        replace(path, data)
        return
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
