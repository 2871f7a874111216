"""Releases of a program: 2.2.7 is (2, 2, 7)."""

from __future__ import annotations

import re

Version = tuple[int, int, int]
"""A release: 2.2.7 is (2, 2, 7)."""

OLDEST: Version = (1, 0, 3)
"""The oldest release that was looked at; what is as old may be older."""

NEWEST: Version = (2, 4, 3)
"""The newest release. What exists only in the repository is of a later version than this."""


def parse_version(text: str) -> Version | None:
    """Return `2.2.7` or `2.2` as a version; None for anything else."""
    match = re.fullmatch(r"v?([0-9]{1,4})\.([0-9]{1,4})(?:\.([0-9]{1,4}))?", text)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3] or 0))


def spell(version: Version) -> str:
    """Return a version as people write it; `unreleased` for one that no release has."""
    return ".".join(map(str, version)) if version <= NEWEST else "unreleased"
