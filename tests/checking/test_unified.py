"""Unified diffs are those of difflib, and of long texts they are right and take linear time."""

from __future__ import annotations

import subprocess
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carplint.checking import unified as module
from carplint.checking.unified import unified
from tests.work import calls

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n", "e\n"]), max_size=30)


@given(LINES, LINES)
def test_short_texts_differ_as_difflib_says(before: list[str], after: list[str]) -> None:
    assert list(unified(before, after, "x")) == list(unified_diff(before, after, "a/x", "b/x"))


def _changed(number: int) -> tuple[list[str], list[str]]:
    before = [line for n in range(number) for line in (f"v {n} {{\n", "sate\n", "1\n", "2\n", "3\n", "}\n", "\n", "\n")]
    return before, [line.replace("sate", "state") for line in before if line != "2\n"]


def _patched(before: list[str], diff: list[str], folder: Path) -> list[str]:
    (folder / "x").write_text("".join(before))
    subprocess.run(["git", "apply", "-"], input="".join(diff), text=True, cwd=folder, check=True)
    return (folder / "x").read_text().splitlines(keepends=True)


@pytest.mark.parametrize("window", [2, 10, 100, 2_000])
def test_a_diff_of_windows_leads_from_one_text_to_the_other(
    window: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WINDOW", window)
    before, after = _changed(40)
    after[100:100] = ["new\n"] * 50
    del after[-30:]
    assert _patched(before, list(unified(before, after, "x")), tmp_path) == after


def test_twice_the_lines_take_twice_the_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 200)
    few, many = (calls(lambda n=n: list(unified(*_changed(n), "x"))) for n in (500, 1000))  # type: ignore[misc]
    assert many <= 2.2 * few, f"{few} calls, {many} for twice the lines"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("etc/x y", "--- a/etc/x y\n"),
        ("x\n--- a/victim", '--- "a/x\\n--- a/victim"\n'),
        ('t\t"q"\\\x1b\x7f', '--- "a/t\\t\\"q\\"\\\\\\033\\177"\n'),
        ('only "quotes"', '--- a/only "quotes"\n'),
    ],
)
def test_a_path_begins_no_line_of_its_own(name: str, header: str) -> None:
    lines = list(unified(["a\n"], ["b\n"], name))
    assert lines[0] == header
    assert lines[1] == header.replace("---", "+++", 1).replace("a/", "b/", 1)
    assert lines[2].startswith("@@")
