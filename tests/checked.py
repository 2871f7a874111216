"""What carplint says of a fixture, worked out once for the tests that follow one another."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from carplint.checking.lint import check
from carplint.checking.report import Report
from carplint.inputs.load import load


@lru_cache(maxsize=16)
def report(path: Path) -> Report:
    """The report of a fixture, whose files stay as they are."""
    return check(load([str(path)]))
