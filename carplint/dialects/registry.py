"""The list of dialects: one line per folder; the records are in each folder's `__init__.py`.

The order is that of recognition and of reading: a dialect may use what those above it have read.
"""

from __future__ import annotations

from carplint.dialects.dialect import Dialect
from carplint.text import module

FOLDERS = (
    "addresses",
    "debian",
    "ucarp",
    "keepalived",
    "containers",
    "bsd",
)

DIALECTS: tuple[Dialect, ...] = tuple(
    dialect for folder in FOLDERS for dialect in module(f"carplint.dialects.{folder}").DIALECTS
)

CONTAINERS = frozenset(dialect.name for dialect in DIALECTS if dialect.module.startswith("containers."))
"""The dialects of what starts containers."""

OWN_PLACES = tuple(path for dialect in DIALECTS for path in dialect.own)
"""The places of a machine's own files, for a run without a path."""

GENERAL_PLACES = tuple(path for dialect in DIALECTS for path in dialect.general)
"""Those that other systems have, too."""


def dialect_of(name: str) -> Dialect:
    """Return the dialect of a document by the name of its format."""
    return next(d for d in DIALECTS if d.name == name)
