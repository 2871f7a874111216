"""docs/catalogue.md names, for each rule that was ever planned, the rules that cover it, or says why none does."""

from __future__ import annotations

import re

import catalogue_table as catalogue

from carplint.rules import RULES
from tests.trees import ROOT

PLANNED = catalogue.rows()
LINES = re.findall(
    r"^\| ([a-z]+) \| ([a-z0-9-]+) \| (.+) \|$", catalogue.PAGE.read_text(encoding="utf-8"), re.MULTILINE
)


def test_each_code_is_that_of_its_rule_and_has_a_page() -> None:
    codes = {rule.name: rule.code for rule in RULES}
    found = re.findall(r"(CL\d{3}) \[([a-z0-9-]+)\]\((rules/[^)]+)\)", catalogue.PAGE.read_text(encoding="utf-8"))
    assert len(found) > 200
    assert all(codes.get(name) == code and (ROOT / "docs" / path).is_file() for code, name, path in found)


def test_each_row_has_rules_or_a_reason() -> None:
    assert len(LINES) == len({name for _, name, _ in LINES}) > 200
    assert all(text.startswith("CL") or len(text) > len("none: not yet") for _, _, text in LINES)


def test_nothing_is_both_covered_and_left_out() -> None:
    names = {rule.name for rule in RULES}
    assert not set(catalogue.COVERED) & set(catalogue.LEFT_OUT)
    assert not names & (set(catalogue.COVERED) | set(catalogue.LEFT_OUT))
    assert {name for text in catalogue.COVERED.values() for name in text.split()} <= names


def test_the_page_holds_the_whole_catalogue_and_is_fresh() -> None:
    assert {(row.family, row.name) for row in PLANNED} == {(family, name) for family, name, _ in LINES}
    assert set(catalogue.COVERED) | set(catalogue.LEFT_OUT) <= {row.name for row in PLANNED}
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.page(PLANNED)
