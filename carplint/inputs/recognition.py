"""Recognition: which dialect a file is of, and which folder is the root of its host.

A file is recognised by its path or, if it was named itself, also by its content. So are the files of a given folder
that have a likely name, if no path in it gives a dialect away (lb1.conf and lb2.conf).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

from carplint.dialects.dialect import Dialect
from carplint.dialects.registry import DIALECTS
from carplint.text.source import Source

Look = Callable[[str], Source | None]
"""What reads a file in order to see of which dialect it is; None where it cannot be told."""


def _folder(path: str) -> tuple[str, ...]:
    return tuple(os.path.abspath(path).split("/")[1:-1])


def by_path(path: str) -> Dialect | None:
    """Return the dialect that the path of a file gives away."""
    folder, name = _folder(path), os.path.basename(path)
    return next((d for d in DIALECTS if d.matches(folder, name)), None)


def by_content(text: str) -> Dialect | None:
    """Return the dialect of a text, for a file that somebody named."""
    return next((d for d in DIALECTS if d.recognises(text)), None)


def _loose(path: str) -> list[Dialect]:
    """Return the dialects that look into a file of this name."""
    name = os.path.basename(path)
    return [d for d in DIALECTS if d.loose and re.fullmatch(d.loose, name) is not None]


def by_looking_inside(path: str, look: Look) -> Dialect | None:
    """Return the dialect of a file by its content, if its name suggests looking into it; no link is followed for that."""
    loose = _loose(path)
    found = look(path) if loose and not os.path.islink(path) else None
    return None if found is None else next((d for d in loose if d.recognises(found.text)), None)


def leads_nowhere(path: str) -> bool:
    """Return whether a file to look into is a link to one that was not copied along: /etc/rc.local on Red Hat. Absolute
    links lead out of a copy wherever they point, as most of systemd's do."""
    return (
        os.path.islink(path)
        and not os.path.exists(path)
        and not os.path.isabs(os.readlink(path))
        and bool(_loose(path))
    )


def likely(paths: Iterable[str], look: Look) -> Iterator[tuple[str, Dialect]]:
    """Yield the main files among paths of which none gives a dialect away."""
    for path in paths:
        for dialect in (d for d in DIALECTS if d.likely):
            if re.fullmatch(dialect.likely, os.path.basename(path)) and not os.path.islink(path):
                found = look(path)
                if found is not None and dialect.recognises(found.text):
                    yield path, dialect


def root_of(path: str, dialect: Dialect) -> str:
    """Return the folder that stands for `/` on the host of a file: the file's folder without the longest ending that is
    part of the dialect's usual place."""
    folder = _folder(path)
    if _is_included(folder, os.path.basename(path), dialect):
        folder = folder[:-1]
    best = 0
    for home in dialect.homes:
        for length in range(len(home), best, -1):
            if folder[-length:] == home[-length:]:
                best = length
                break
    return "/" + "/".join(folder[: len(folder) - best])


def is_included(path: str, dialect: Dialect) -> bool:
    """Return whether a file lies in a folder of included files: conf.d, or another one in the dialect's usual place."""
    return _is_included(_folder(path), os.path.basename(path), dialect)


def _is_included(folder: tuple[str, ...], name: str, dialect: Dialect) -> bool:
    below = any(folder[-len(home) - 1 : -1] == home for home in dialect.homes)
    included = folder[-1:] == ("conf.d",) and all(home[-1:] != ("conf.d",) for home in dialect.homes)
    return included or (below and not dialect.matches((), name))
