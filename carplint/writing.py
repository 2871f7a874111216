"""Writing files safely: the only module that writes. Nothing is replaced that was not meant to be."""

from __future__ import annotations

import os
import tempfile


def below(folder: str, path: str) -> str | None:
    """The place of a file below a folder; None where it would lie outside, by its name or by a symbolic link."""
    whole = os.path.join(folder, path)
    real, root = os.path.realpath(whole), os.path.realpath(folder)
    return whole if real.startswith(root.rstrip("/") + "/") else None


def replace(path: str, data: bytes, most: int = 0o7777) -> None:
    """Replace a file by new content in one step, keeping its owner and of its mode what `most` allows. A symbolic
    link stays, and the file that it leads to is replaced. Raises OSError; then the old file is untouched."""
    target = os.path.realpath(path)
    status = os.stat(target)
    folder, name = os.path.split(target)
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), status.st_mode & most)
            if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def create(path: str, data: bytes, mode: int = 0o644, *, force: bool = False) -> None:
    """Write a new file with its folders, whole or not at all. Raises FileExistsError where it exists, unless `force`,
    which replaces it and keeps its mode, but for rights that a file for its owner alone (`mode` 0600) must not give."""
    if force and os.path.lexists(path):
        replace(path, data, 0o7777 if mode & 0o077 else 0o700 | mode)
        return
    folder, name = os.path.split(path)
    os.makedirs(folder or ".", exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), mode)
        os.link(temporary, path)  # which fails where it exists by now
    finally:
        os.unlink(temporary)
