"""The names of rules in the source: readers and writers name the rule of each finding, and none of them is misspelt."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from carplint.dialects.debian.keywords import UCARP
from carplint.rules import NAMED, RULES
from carplint.text.spelling import closest
from tests.trees import ROOT

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
SOURCES = [
    p for p in sorted((ROOT / "carplint").rglob("*.py")) if not {"rules", "tables"} & {*p.relative_to(ROOT).parts}
]


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of the conversion."""
    with (ROOT / "carplint" / "conversion" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


WORDS = {row["name"] for row in table("words")}
"""The names of messages, which conversion/words.tsv gives rules."""


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def constants(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAME.fullmatch(node.value):
            yield node.value


def given(tree: ast.Module) -> Iterator[ast.expr]:
    """What stands for the name of a rule: `Finding(name=...)`, and the first argument of `Fault`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "Finding":
                yield from (k.value for k in node.keywords if k.arg == "name")
            elif node.func.id == "Fault":
                yield from node.args[:1]


def test_a_finding_names_a_rule() -> None:
    known = {*NAMED, *UCARP, *WORDS}
    for path, tree in trees().items():
        for value in given(tree):
            where = f"{path}:{value.lineno}"
            assert not isinstance(value, ast.JoinedStr | ast.BinOp), f"{where}: write the whole name"
            if isinstance(value, ast.Constant):
                assert value.value in NAMED, f"{where}: no rule is called {value.value!r}"
        for word in {*constants(tree)} - known:
            assert closest(word, NAMED) is None, f"{path}: {word!r} is nearly the name of a rule"


def test_the_table_of_changes_names_rules() -> None:
    rows = table("changes")
    assert len(rows) > 10
    assert [row["rule"] for row in rows if row["rule"] not in NAMED] == []
    assert [row["rule"] for row in table("words") if row["rule"] and row["rule"] not in NAMED] == []


def test_each_rule_without_a_check_is_named_by_what_finds_it() -> None:
    named = {word for tree in trees().values() for word in constants(tree)}
    named |= {row["rule"] for name in ("changes", "words") for row in table(name)}
    assert [rule.name for rule in RULES if not rule.on and rule.name not in named] == []
