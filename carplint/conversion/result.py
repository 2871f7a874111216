"""What a conversion yields."""

from __future__ import annotations

from typing import NamedTuple


class OutputFile(NamedTuple):
    """A file to write: its path below the output folder, its text and its mode."""

    path: str
    text: str
    mode: int = 0o644
    encoding: str = "utf-8"
