"""Twice the input is at most 2.2 times the work, whatever there is more of and whatever is asked: counted in calls."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from carplint.checking import unified
from carplint.cli import main as cli
from carplint.report import FORMATS
from tests.grown import KINDS, grow
from tests.oracles import every
from tests.work import calls

COMMANDS: Sequence[Sequence[str]] = (
    ("check", "--format", "text"),
    ("show", "--format", "json"),
    ("fix", "--diff", "--unsafe"),
)
CONVERSIONS: Sequence[Sequence[str]] = (
    ("convert", "--allow-errors", "--to", "keepalived"),
    ("convert", "--allow-errors", "--to", "carp"),
    ("convert", "--allow-errors", "--to", "ucarp", "--plan", "json", "--format", "json"),
    ("convert", "--allow-errors", "--to", "interfaces"),
)
"""Of which each kind has one, in turns; with FUZZ all."""
OF_FINDINGS: Sequence[Sequence[str]] = (
    *(("check", "--format", name) for name in FORMATS),
    ("check", "--statistics"),
    ("check", "--write-baseline", "BASELINE"),
    ("check", "--baseline", "BASELINE"),
    ("show",),
)
"""The other commands, for kinds of which each thing has findings."""
FEW = 4
"""How many things the smallest input has."""
SETTLED = {("convert", "uCarp fleets"): 16}
"""By command and kind, from how many things on what is made once for several of them is settled."""
SLACK = 0.05
"""What part of a run may be more than what grows: tables that are filled once, the sizes of buffers."""


def _run(words: Sequence[str], folder: Path, number: int) -> None:
    command, *more = (str(folder / str(number)) + ".json" if w == "BASELINE" else w for w in words)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        assert cli.main([command, "--isolated", str(folder / str(number)), *more]) in (0, 1, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_twice_as_much_is_twice_the_work(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the second doubling adds is at most 2.2 times what the first one added."""
    for number in {n * few for few in (FEW, *SETTLED.values()) for n in (1, 2, 4)}:
        grow(tmp_path / str(number), kind, number)
    wrong = []
    conversions = CONVERSIONS[list(KINDS).index(kind) % every(4) :: every(4)]
    for command in (*COMMANDS, *conversions, *(OF_FINDINGS if kind in ("errors", "suppressions") else ())):
        few = SETTLED.get((command[0], kind), FEW)
        monkeypatch.setattr(unified, "WINDOW", 2 * few)  # within it, lines are compared with each other
        _run(command, tmp_path, few)  # what is imported, compiled and made once
        one, two, four = (calls(partial(_run, command, tmp_path, n * few)) for n in (1, 2, 4))
        if four - two > 2.2 * (two - one) + SLACK * one:
            wrong.append(f"{' '.join(command)}: {one}, {two}, {four} calls")
    assert not wrong, "\n".join(wrong)
