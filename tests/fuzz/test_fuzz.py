"""Some of the trees that `make fuzz` tries for hours, the same ones each time; and that its promises can break."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from carplint.cli import main as cli
from tests.fuzz import promises, trees

TREES = 150
PARTS = 10


def choices(seed: int) -> trees.Choose:
    return random.Random(seed).randint


@pytest.mark.parametrize("part", range(PARTS))
def test_promises_are_kept(part: int) -> None:
    for seed in range(part, TREES, PARTS):
        choose = choices(seed)
        tree = trees.tree(choose)
        promises.kept(trees.with_secret(tree, choose) if choose(0, 1) else tree, choose)


def test_a_tree_is_the_same_for_the_same_choices() -> None:
    assert trees.tree(choices(7)) == trees.tree(choices(7))
    assert len({repr(trees.tree(choices(n))) for n in range(50)}) > 45


def test_the_seeds_are_of_every_dialect() -> None:
    paths = b"\n".join(path for tree in trees.seeds() for path in tree)
    for word in (
        b"keepalived.conf",
        b"ifcfg-",
        b"vip-",
        b"interfaces",
        b"hostname.",
        b".service",
        b".network",
        b".yaml",
        b"rc.conf",
        b"compose.yaml",
        b"Dockerfile",
        b"configuration.nix",
        b".gitignore",
    ):
        assert word in paths


def _prints(text: str, code: int = 0) -> Callable[[list[str]], int]:
    def main(_: list[str]) -> int:
        sys.stdout.write(text)
        return code

    return main


TREE = {b"keepalived.conf": b"vrrp_instance a {\n}\n"}
NEVER: trees.Choose = lambda first, last: last  # noqa: E731 - the dearest choice: no second run


@pytest.mark.parametrize(
    ("main", "what"),
    [
        (_prints(""), ""),
        (_prints("", 4), "ends with 4"),
        (_prints("", 2), "ends with 2"),
        (_prints(f"password {trees.SECRET.decode()}"), "shows a password"),
        (_prints("red \x1b[31m"), "shows a control character"),
    ],
)
def test_a_broken_promise_is_seen(monkeypatch: pytest.MonkeyPatch, main: Callable[[list[str]], int], what: str) -> None:
    monkeypatch.setattr(cli, "main", main)

    def act() -> None:
        with promises.laid_out(TREE):
            promises.shown(["check", "--format", "text", "tree"], NEVER)

    if what:
        with pytest.raises(promises.BrokenPromiseError, match=what):
            act()
    else:
        act()


def test_a_command_that_is_another_one_each_time_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(9))
    monkeypatch.setattr(cli, "main", lambda _: sys.stdout.write(str(next(numbers))) - 1)
    with pytest.raises(promises.BrokenPromiseError, match="second time"):
        promises.shown(["check", "--statistics", "tree"], lambda first, last: first)


def test_a_command_that_computes_too_long_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def forever(_: list[str]) -> int:
        while True:
            pass

    monkeypatch.setattr(cli, "main", forever)
    monkeypatch.setattr(promises, "SECONDS", 0.05)
    with pytest.raises(promises.BrokenPromiseError, match="computes for more"):
        promises.run(["check", "tree"])


def test_what_a_fix_does_twice_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def grows(words: list[str]) -> int:
        with open(Path(words[-1], "keepalived.conf"), "ab") as file:
            file.write(b"#")
        return 0

    monkeypatch.setattr(cli, "main", grows)
    with promises.laid_out(TREE) as top, pytest.raises(promises.BrokenPromiseError, match="second time"):
        promises.fixed(top, ["fix"])


def test_a_password_in_a_file_that_everybody_reads_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def writes(words: list[str]) -> int:
        if words[0] == "convert":
            os.makedirs("out", exist_ok=True)
            Path("out/x.conf").write_bytes(trees.SECRET)
            Path("out/x.conf").chmod(0o644)
        return 0

    monkeypatch.setattr(cli, "main", writes)
    with promises.laid_out(TREE), pytest.raises(promises.BrokenPromiseError, match="writes a password"):
        promises.converted(["convert", "--to", "carp", "tree"], NEVER)
