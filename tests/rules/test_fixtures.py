"""Every rule, held against its fixtures: what it must find, and what it must not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from carplint import rules
from carplint.checking import fix
from carplint.checking.lint import check
from carplint.checking.report import Report
from carplint.inputs.load import load
from carplint.rules import FAMILIES, RULES, Rule
from carplint.text.finding import SEVERITIES
from tests.trees import RULES as FIXTURES

CONVERSION = "CL7"  # found by the writers, and tested with them
WITHOUT_FIXTURE = {
    "file-unreadable": "a path that is not there, or rights that git does not keep",
    "file-too-large": "32 MiB would be committed; see the tests of reading",
    "config-world-readable": "rights that git does not keep; see test_a_key_that_all_can_read",
    "config-test-killed": "the newest release does it right; see the tests of crashes",
}
FOLDERS = {
    "0": "reading",
    "1": "syntax",
    "2": "router",
    "3": "host",
    "4": "cluster",
    "6": "security",
    "7": "conversion",
    "8": "lvs",
    "9": "hygiene",
}
TESTED = [r for r in RULES if not r.CODE.startswith(CONVERSION) and r.NAME not in WITHOUT_FIXTURE]
SECRET = re.compile(r"rosso.corvo|verde.gufo|kT9-wq2x|più-")


def fixtures(kind: str) -> list[Any]:
    return [
        pytest.param(rule, path, id=f"{rule.NAME}-{path.name}")
        for rule in TESTED
        for path in sorted((FIXTURES / rule.NAME).glob(f"{kind}*"))
    ]


def report(path: Path) -> Report:
    return check(load([str(path)]))


def shown(result: Report) -> list[str]:
    return [
        f"{f.code} {f.span.source.path}:{f.span.source.position(f.span.start)[0]} {f.message}" for f in result.findings
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.NAME)
def test_a_rule_says_who_it_is_and_why(rule: Rule) -> None:
    assert re.fullmatch(r"CL\d{3}", rule.CODE)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.NAME)
    assert rule.SEVERITY in SEVERITIES
    assert rule.CODE[2] in FAMILIES
    _, family, module = str(rule.__name__).rsplit(".", 2)  # type: ignore[attr-defined]
    assert family == FOLDERS[rule.CODE[2]]
    assert module == rule.NAME.replace("-", "_")
    summary, *sections = re.split(r"\n\n(?=[A-Z][a-z]+:)", (rule.__doc__ or "").strip())
    assert "\n" not in summary
    assert summary.endswith(".")
    assert [s.partition(":")[0] for s in sections] == ["Why", "Daemon", "Fix", "Exceptions"]
    assert all(s.partition(":")[2].strip().endswith((".", "}")) for s in sections), sections


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [r.CODE for r in RULES]
    assert codes == sorted(set(codes))
    assert len({r.NAME for r in RULES}) == len(RULES)


def test_every_rule_module_is_registered() -> None:
    root = Path(rules.__file__).parent
    modules = {p.stem for p in root.glob("*/*.py") if "\nCODE = " in p.read_text()}
    assert modules == {r.NAME.replace("-", "_") for r in RULES}


def test_every_fixture_has_a_rule() -> None:
    assert {p.name for p in FIXTURES.iterdir()} <= {r.NAME for r in RULES}
    for path in FIXTURES.glob("*/*"):
        assert path.name.startswith(("bad", "good")), path


@pytest.mark.parametrize("rule", TESTED, ids=lambda r: r.NAME)
def test_a_rule_has_fixtures_of_both_kinds(rule: Rule) -> None:
    assert list((FIXTURES / rule.NAME).glob("bad*"))
    assert list((FIXTURES / rule.NAME).glob("good*"))


@pytest.mark.parametrize(("rule", "path"), fixtures("bad"))
def test_a_bad_fixture_has_what_its_rule_finds_and_nothing_else(rule: Rule, path: Path) -> None:
    result = report(path)
    assert {(f.code, f.name, f.severity) for f in result.findings} == {(rule.CODE, rule.NAME, rule.SEVERITY)}, shown(
        result
    )
    for finding in result.findings:
        assert SECRET.search(finding.message) is None
        assert len(finding.message) < 260
        assert 0 <= finding.span.start <= finding.span.end <= len(finding.span.source.text)


@pytest.mark.parametrize(("rule", "path"), fixtures("good"))
def test_a_good_fixture_has_no_finding(rule: Rule, path: Path) -> None:
    result = report(path)
    assert shown(result) == []
    assert result.net.files > 0


@pytest.mark.parametrize(("rule", "path"), fixtures("bad"))
def test_the_fixes_of_a_bad_fixture_silence_it(rule: Rule, path: Path) -> None:
    result = report(path)
    wanted = [f for f in result.findings if f.fix is not None]
    outcome = fix.fix(result, unsafe=True)
    # What a person looks at may lead to the next finding, and is left out then.
    assert [f for f in wanted if f not in outcome.withdrawn] == list(outcome.applied)
    assert all(f.fix is not None and not f.fix.safe for f in outcome.withdrawn), shown(outcome.report)
    # A repair may silence what follows from the fault, too; it never adds a finding.
    assert len(outcome.report.findings) <= len(result.findings) - len(outcome.applied), shown(outcome.report)
    for _, new in outcome.changes:
        assert new.data.decode(new.encoding) == new.text


@pytest.mark.parametrize(("rule", "path"), fixtures("bad"))
def test_a_second_round_of_fixes_changes_nothing(rule: Rule, path: Path) -> None:
    outcome = fix.fix(report(path), unsafe=True)
    assert fix.fix(outcome.report, unsafe=True).changes == ()


@pytest.mark.parametrize(
    ("mode_of_conf", "mode_of_key", "names"),
    [(0o600, 0o644, ["config-world-readable"]), (0o600, 0o640, []), (0o644, 0o644, [])],
    ids=["readable", "secret", "rights-not-kept"],
)
def test_a_key_that_all_can_read(tmp_path: Path, mode_of_conf: int, mode_of_key: int, names: list[str]) -> None:
    folder = tmp_path / "lb1" / "etc" / "ucarp"
    folder.mkdir(parents=True)
    (folder / "vip-common.conf").write_text("PASSFILE=/etc/ucarp/vip.pwd\nBIND_INTERFACE=eth0\nOPTIONS='--shutdown'\n")
    (folder / "vip-5.conf").write_text("ID=5\nVIP_ADDRESS=192.0.2.5\nSOURCE_ADDRESS=192.0.2.1\n")
    (folder / "vip.pwd").write_text("kT9-wq2x\n")
    (folder / "vip-5.conf").chmod(mode_of_conf)
    (folder / "vip.pwd").chmod(mode_of_key)
    assert [f.name for f in report(tmp_path).findings if f.code == "CL604"] == names


@pytest.mark.parametrize(("word", "names"), [("v", []), ("vv", ["default-password"])])
def test_a_password_of_one_character_is_short_and_no_sample(tmp_path: Path, word: str, names: list[str]) -> None:
    vips = "virtual_ipaddress {\n 192.0.2.10/24\n }"
    keys = f"authentication {{\n auth_type PASS\n auth_pass {word}\n }}\n {vips}"
    text = f"vrrp_instance VI {{\n interface eth0\n virtual_router_id 51\n priority 100\n {keys}\n}}\n"
    (tmp_path / "keepalived.conf").write_text(text, encoding="utf-8")
    assert [f.name for f in report(tmp_path).findings] == names


@pytest.mark.parametrize(("fixture", "notes"), [("bad", 1), ("bad-arpcheck", 2)])
def test_arpcheck_is_named_beside_an_alias_that_comes_up(fixture: str, notes: int) -> None:
    (finding,) = report(FIXTURES / "ifcfg-vip-alias-onparent" / fixture).findings
    assert len(finding.related) == notes
    assert any(
        "ARPCHECK=no" in r.span.source.line(r.span.source.position(r.span.start)[0]) for r in finding.related
    ) == (notes == 2)
