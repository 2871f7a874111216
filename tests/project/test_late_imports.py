"""Imports inside functions are for start-up alone: each stands in late_imports.tsv, with its reason."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from functools import cache

from tests.trees import ROOT

LIST = ROOT / "tests" / "project" / "late_imports.tsv"


def _late(tree: ast.Module) -> Iterator[str]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom):
                    yield node.module or "."
                elif isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)


@cache
def found() -> set[tuple[str, str]]:
    """The imports inside functions: the module that has one, and what is imported."""
    return {
        (".".join(path.relative_to(ROOT).with_suffix("").parts), name)
        for path in (ROOT / "carplint").rglob("*.py")
        for name in _late(ast.parse(path.read_text(encoding="utf-8")))
    }


def listed() -> dict[tuple[str, str], str]:
    """The imports of the list, each with its reason."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {(row["module"], row["imports"]): row["reason"] for row in csv.DictReader(file, delimiter="\t")}


def test_every_late_import_has_a_reason() -> None:
    assert found() - set(listed()) == set(), "import it at the top, or say in late_imports.tsv why start-up needs it"
    assert [key for key, reason in listed().items() if len(reason) < 10] == []


def test_the_list_names_nothing_that_is_gone() -> None:
    assert set(listed()) - found() == set()
