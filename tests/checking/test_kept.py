"""What users hold stays: codes, names, baselines, JSON and own rules as they were at commit 6b66637.

The files below kept/ were written there and are never written again: a rule that is folded into another one or retired
keeps its code and its name as an alias.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carplint.cli import main as cli
from carplint.rules import find

KEPT = Path(__file__).with_name("kept")
TREES = ("pair", "ucarp")


def rules() -> list[dict[str, str]]:
    with (KEPT / "rules.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_code_and_name_still_selects_a_rule() -> None:
    assert len(rules()) == 334
    lost = [row for row in rules() if not find(row["code"]) or not find(row["name"])]
    assert lost == []


def test_no_code_means_another_rule() -> None:
    other = [row for row in rules() if find(row["code"]) != find(row["name"])]
    assert other == []


@pytest.mark.parametrize("tree", TREES)
def test_a_baseline_matches_to_the_end(tree: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(KEPT / tree, tmp_path / tree)
    baseline = tmp_path / f"{tree}.json"
    shutil.copy(KEPT / baseline.name, baseline)
    before = json.loads(baseline.read_text())
    words = ["check", "--isolated", "--baseline", str(baseline), str(tmp_path / tree)]
    cli.main([*words, "--format", "json"])
    new = [f["name"] for f in json.loads(capsys.readouterr().out)["findings"] if not f.get("in_baseline")]
    assert new == []
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    count = sum(entry["count"] for entry in before["findings"])
    assert f"; {count} in the baseline" in out
    assert json.loads(baseline.read_text()) == before, "an entry is not met any more"


def keys(value: Any, path: str = "") -> Iterator[str]:
    """The keys of a JSON document, each by its way from the top."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}"
            yield from keys(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, f"{path}[]")


@pytest.mark.parametrize("tree", TREES)
def test_the_json_report_has_all_its_keys(tree: str, capsys: pytest.CaptureFixture[str]) -> None:
    old = json.loads((KEPT / f"{tree}.report.json").read_text())
    cli.main(["check", "--isolated", "--format", "json", str(KEPT / tree)])
    new = json.loads(capsys.readouterr().out)
    assert new["version"] == old["version"] == 1
    assert set(keys(old)) - set(keys(new)) == set()
    assert {(f["code"], f["name"]) for f in old["findings"]} - {
        (f["code"], f["name"]) for f in new["findings"]
    } == set()


def test_an_own_rule_as_the_documentation_showed_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = shutil.copy(KEPT / "our_rule.txt", tmp_path / "our_rule.py")
    words = ["check", "--isolated", "--rules", str(rule), "--select", "ACME1"]
    assert cli.main([*words, "--fail-on", "warning", str(KEPT / "pair")]) == 1
    out = capsys.readouterr().out
    assert out.count("warning ACME1 vrid-of-the-factory: VRID 51 belongs to the factory") == 2
