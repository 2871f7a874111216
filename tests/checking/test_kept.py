"""What users hold stays: codes, names, baselines, JSON and own rules as they were at commit 6b66637.

The files below kept/ were written there and are never written again: a rule that is folded into another one or retired
keeps its code and its name as an alias.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carplint.checking import baseline
from carplint.checking.lint import check
from carplint.cli import main as cli
from carplint.inputs.load import load
from carplint.rules import find

KEPT = Path(__file__).with_name("kept")
TREES = ("pair", "ucarp")
SECRETS = "secrets"
"""A tree with passwords in the lines that findings point at; version 1 of the baseline file hashed those without them."""


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


@pytest.mark.parametrize("tree", [*TREES, SECRETS])
def test_a_baseline_matches_to_the_end(tree: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(KEPT / tree, tmp_path / tree)
    known = tmp_path / f"{tree}.json"
    shutil.copy(KEPT / known.name, known)
    before = json.loads(known.read_text())
    words = ["check", "--isolated", "--baseline", str(known), str(tmp_path / tree)]
    cli.main([*words, "--format", "json"])
    new = [f["name"] for f in json.loads(capsys.readouterr().out)["findings"] if not f.get("in_baseline")]
    assert new == []
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    count = sum(entry["count"] for entry in before["findings"])
    assert f"; {count} in the baseline" in out
    assert json.loads(known.read_text()) == before, "an entry is not met any more"


def test_an_update_leaves_a_baseline_in_its_version(tmp_path: Path) -> None:
    shutil.copytree(KEPT / SECRETS, tmp_path / SECRETS)
    known = Path(shutil.copy(KEPT / f"{SECRETS}.json", tmp_path))
    (tmp_path / SECRETS / "un1/etc/systemd/system/u.service").unlink()
    words = ["check", "--isolated", "--baseline", str(known), str(tmp_path / SECRETS)]
    assert cli.main([*words, "--update-baseline"]) == 0
    before, after = (json.loads(p.read_text()) for p in (KEPT / known.name, known))
    assert after["version"] == before["version"] == 1
    assert after["findings"] == [f for f in before["findings"] if "/un1/" not in f["path"]]


def _written(tree: Path, old: str = "", new: str = "") -> str:
    """The baseline of the tree with secrets, with a part of each password replaced by another text."""
    shutil.copytree(KEPT / SECRETS, tree)
    for path in (p for p in tree.rglob("*") if p.is_file()):
        path.write_text(path.read_text().replace(old, new))
    assert cli.main(["check", "--isolated", "--write-baseline", str(tree.with_suffix(".json")), str(tree)]) == 0
    return tree.with_suffix(".json").read_text().replace(f'"{tree.name}/', '"')


def test_nobody_can_guess_a_password_from_a_baseline(tmp_path: Path) -> None:
    """Nothing of it depends on one, so neither does a hash."""
    written = _written(tmp_path / "a")
    assert json.loads(written)["version"] == 2
    assert '"statement": "secret"' in written
    assert _written(tmp_path / "b", "Mirabell", "Quetsche") == written


def test_a_baseline_holds_any_path(tmp_path: Path) -> None:
    tree = tmp_path / os.fsdecode(b"h\xff\xc3\xa9")
    shutil.copytree(KEPT / "pair", tree)
    words = ["check", "--isolated", str(tree), "--fail-on", "info"]
    assert cli.main([*words, "--write-baseline", str(tmp_path / "known.json")]) == 0
    assert (tmp_path / "known.json").read_bytes().isascii()
    assert cli.main([*words, "--baseline", str(tmp_path / "known.json")]) == 0


def test_what_is_new_is_reported_though_a_line_with_a_password_was_counted(tmp_path: Path) -> None:
    """A new line above the known one, of the same rule."""
    block = "    authentication {{\n{}        auth_type PASS\n        auth_pas Hunter12\n    }}\n"
    text = "vrrp_instance a {{\n{}    virtual_router_id 5\n" + block + "{}}}\n"
    path, known = tmp_path / "keepalived.conf", tmp_path / "known.json"
    path.write_text(text.format("", "", ""))
    assert cli.main(["check", "--isolated", "--write-baseline", str(known), str(path)]) == 0
    for place in (0, 2):  # not in the block, where each word may be a password
        path.write_text(text.format(*("    foo_bar 1\n" if n == place else "" for n in range(3))))
        report, left = baseline.apply(check(load([str(path)])), baseline.read(str(known)))
        found = [f.span.source.line(f.span.source.position(f.span.start)[0]).strip() for f in report.findings]
        assert (found, left) == (["foo_bar 1"], {})


@pytest.mark.parametrize("more", [True, False])
def test_a_baseline_matches_whatever_is_hidden(tmp_path: Path, more: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that another carplint takes for one with a secret, or does not, is the same line."""
    with monkeypatch.context() as other:
        other.setattr(baseline, "_holds_secret", lambda _: more)
        written = _written(tmp_path / "a")
    assert written.count('"secret"') == (written.count('"rule"') if more else 0)
    report = check(load([str(tmp_path / "a")]))
    report, left = baseline.apply(report, baseline.read(str(tmp_path / "a.json")))
    assert (report.findings, left) == ((), {})


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
