"""docs/traps.md: every trap has a rule, with fixtures that fail without it (tests/rules/test_fixtures.py holds them against it)."""

from __future__ import annotations

import re

from carplint.rules import RULES
from tests.trees import FIXTURES, ROOT

ROWS = [
    (trap, re.findall(r"\[([a-z0-9-]+)\]\(rules/([a-z0-9-]+)\.md\)", rules))
    for trap, rules in re.findall(r"(?m)^\| (?!trap)([^|-][^|]*) \| (.+) \|$", (ROOT / "docs" / "traps.md").read_text())
]


def test_the_table_is_read() -> None:
    assert len(ROWS) > 35


def test_a_trap_has_a_rule_and_a_fixture() -> None:
    known = {r.name for r in RULES}
    for trap, rules in ROWS:
        assert rules, trap
        for name, page in rules:
            assert name == page, trap
            assert name in known, trap
            assert list((FIXTURES / "rules" / name).glob("bad*")), name


def test_every_rule_about_a_launcher_is_in_the_table() -> None:
    named = {name for _, rules in ROWS for name, _ in rules}
    own = {r.name for r in RULES if r.name.startswith(("ucarp-", "carp-"))}
    across = {r.name for r in RULES if r.code.startswith("CL4")}  # two nodes that differ are no trap of a launcher
    assert own - named <= across
