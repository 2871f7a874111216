"""What a conversion yields."""

from __future__ import annotations

from typing import NamedTuple

from carplint.finding import Finding


class OutputFile(NamedTuple):
    """A file to write: its path below the output folder, its text and its mode."""

    path: str
    text: str
    mode: int = 0o644


class Converted(NamedTuple):
    """Files, and findings of family 7 that name their rule."""

    files: tuple[OutputFile, ...]
    findings: tuple[Finding, ...]
