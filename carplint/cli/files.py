"""The files that a command writes: all of them, or none and a message."""

from __future__ import annotations

from collections.abc import Iterable

from carplint.cli.arguments import UNREADABLE, StopError
from carplint.text.writing import NewFile, WriteError, write


def written(files: Iterable[NewFile], *, force: bool = False, root: str = "") -> None:
    """Write files as `carplint.text.writing.write` does; stop the run if one of them cannot be written."""
    try:
        write(tuple(files), force=force, root=root)
    except WriteError as error:
        done = f"These were written: {', '.join(error.left)}" if error.left else "Nothing was written"
        raise StopError(f"{error.filename}: cannot be written: {error.strerror}. {done}", UNREADABLE) from error
