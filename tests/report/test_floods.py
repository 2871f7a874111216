"""A file full of one mistake: one finding, which says how many there are."""

from __future__ import annotations

from pathlib import Path

import pytest

import carplint
from carplint.report import MANY
from carplint.report.floods import gathered


def found(tmp_path: Path, text: str) -> list[tuple[str, int, str]]:
    path = tmp_path / "keepalived.conf"
    path.write_text(text)
    report = carplint.check(carplint.load([str(path)]))
    return [(f.name, f.span.source.position(f.span.start)[0], f.message) for f in gathered(report.findings, MANY)]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("}", {"extra-closing-brace", "line-too-long"}),
        ("}\n", {"extra-closing-brace"}),
        ("{\n", {"unexpected-brace"}),
        ("a {}", {"unknown-keyword", "line-too-long"}),
        ('"\n', {"unterminated-quote"}),
        ("a\n", {"unknown-keyword"}),
        ("${x}\n", {"undefined-variable", "unknown-keyword"}),
        ("~SEQ(\n", {"sequence-invalid"}),
        ("include gone\n", {"include-matches-nothing"}),
    ],
)
def test_a_flood_is_one_finding_of_each_rule(tmp_path: Path, text: str, rules: set[str]) -> None:
    findings = found(tmp_path, text * 2000)
    assert {name for name, _, _ in findings} == rules
    assert len(findings) == len(rules)
    assert all(
        "more like this follow, up to line" in message
        for name, _, message in findings
        if name in rules - {"line-too-long"}
    )


def test_as_many_as_are_listed_and_one_more(tmp_path: Path) -> None:
    assert len(found(tmp_path, "}\n" * MANY)) == MANY
    assert found(tmp_path, "}\n" * (MANY + 1)) == [
        ("extra-closing-brace", 1, f"this brace closes nothing; {MANY} more like this follow, up to line {MANY + 1}")
    ]


def test_what_does_not_follow_line_by_line_stays_apart(tmp_path: Path) -> None:
    instance = "vrrp_instance A{i} {{\n interface eth0\n virtual_router_id {i}\n virtual_ipaddress {{\n x\n }}\n}}\n"
    text = "".join(instance.format(i=i) for i in range(1, 201))
    assert [line for name, line, _ in found(tmp_path, text) if name == "vip-invalid-address"] == list(range(5, 1400, 7))
