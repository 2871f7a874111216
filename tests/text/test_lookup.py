"""Patterns of files: what glob(3) finds, within the budget of a run."""

from __future__ import annotations

import os
from glob import escape, glob
from itertools import product
from pathlib import Path

import pytest

from carplint.inputs.load import load
from carplint.text import reading
from carplint.text.lookup import Lookup

FILES = ("a/f.conf", "a/.x.conf", "ab/f1", "ab/c/g.conf", ".h/f.conf", "[x]/f.conf", "z*/é.conf", "f.conf", "b")
PARTS = (
    "*",
    "a*",
    "?",
    "[ab]",
    "[!a]*",
    "*.conf",
    "f.conf",
    ".*",
    "**",
    "[[]x]",
    "z[*]",
    "*é*",
    "[]",
    "[a-",
    "a",
    "none",
)


@pytest.mark.parametrize("name", ["tree", "t[r]e*"])
def test_patterns_fit_what_glob_says(tmp_path: Path, name: str) -> None:
    root = tmp_path / name
    for file in FILES:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("x")
    os.symlink("nowhere", root / "a" / "link.conf")
    lookup = Lookup(str(root), [])
    for parts in (*product(PARTS), *product(PARTS, repeat=2), *product(PARTS, PARTS[:6], PARTS[:6])):
        pattern = "/".join(parts)
        assert lookup.matches(f"{root}/{pattern}", str(root)) == sorted(glob(f"{escape(str(root))}/{pattern}")), pattern


def test_what_patterns_are_compared_with_is_limited_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "NAMES", 100)
    for number in range(5):
        folder = tmp_path / f"h{number}" / "etc" / "keepalived"
        folder.mkdir(parents=True)
        (folder / "keepalived.conf").write_text("include *a\n" * 20)
        for name in range(9):
            (folder / f"{name}b").write_text("x")
    net = load([str(tmp_path)])
    assert [f.name for f in net.findings] == ["expansion-too-large"]
    assert len([n for n in net.not_checked if n.endswith("includes by *a")]) > 3 * 20
