"""The reference's minimal files: carplint says something where the daemon does, but for misses that have a written reason."""

from __future__ import annotations

import argparse
from functools import cache
from typing import TYPE_CHECKING

from agreement.facts import LEFT
from agreement.snippets import snippets

if TYPE_CHECKING:
    from agreement.base import Part


@cache
def part() -> Part:
    return snippets(argparse.Namespace())


def test_carplint_speaks_at_the_daemons_lines() -> None:
    unexplained = sorted({(m.file, m.version, m.line, m.daemon) for m in part().misses if m.file not in LEFT})
    assert unexplained == []
    assert "631 snippets" in part().markdown


def test_each_reason_for_a_miss_is_still_needed() -> None:
    missed = {m.file for m in part().misses}
    snippets_left = {name for name in LEFT if name.endswith(".conf") and name.startswith("E")}
    assert snippets_left <= missed
