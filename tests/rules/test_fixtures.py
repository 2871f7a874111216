"""Every rule, held against its fixtures: what it must find, and what it must not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gen_index import INDEX, index, of_page, sources

from carplint.checking import fix
from carplint.checking.report import Report
from carplint.rules import FAMILIES, FOLDERS, NAMED, RULES
from carplint.text.finding import SEVERITIES
from tests.checked import report
from tests.trees import RULES as FIXTURES

CONVERSION = "CL7"  # found by the writers, and tested with them
WITHOUT_FIXTURE = {
    "file-unreadable": "a path that is not there, or rights that git does not keep",
    "file-too-large": "32 MiB would be committed; see the tests of reading",
    "config-world-readable": "rights that git does not keep; see test_a_key_that_all_can_read",
    "config-test-killed": "the newest release does it right; see the tests of crashes",
}
TESTED = [r for r in RULES if not r.code.startswith(CONVERSION) and r.name not in WITHOUT_FIXTURE]
SECRET = re.compile(r"rosso.corvo|verde.gufo|kT9-wq2x|più-")


def shown(result: Report) -> list[str]:
    return [
        f"{f.code} {f.span.source.path}:{f.span.source.position(f.span.start)[0]} {f.message}" for f in result.findings
    ]


def test_a_rule_says_who_it_is_and_why() -> None:
    for rule in sources():
        assert re.fullmatch(r"CL\d{3}", rule.code), rule
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
        assert rule.severity in SEVERITIES, rule
        assert rule.code[2] in FAMILIES, rule
        assert rule.path.parent.name == FOLDERS[rule.code[2]]
        assert rule.path.name == (f"{rule.name.replace('-', '_')}.py" if rule.on else f"{rule.name}.md")
        summary, *sections = re.split(r"\n\n(?=[A-Z][a-z]+:)", rule.text.strip())
        assert "\n" not in summary
        assert summary.endswith("."), summary
        assert [s.partition(":")[0] for s in sections] == ["Why", "Daemon", "Fix", "Exceptions"], rule.name
        assert all(s.partition(":")[2].strip().endswith((".", "}")) for s in sections), sections


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [r.code for r in RULES]
    assert codes == sorted(set(codes))
    assert len({r.name for r in RULES}) == len(RULES)


def test_the_index_is_fresh() -> None:
    assert index() == INDEX.read_text(encoding="utf-8"), "run `make gen`"


def test_a_page_begins_with_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "no-vip.md").write_text("# no-vip\n\nAn instance has no VIP.\n")
    with pytest.raises(ValueError, match="a page begins with `# CODE NAME"):
        of_page(tmp_path / "no-vip.md")


def test_every_fixture_has_a_rule() -> None:
    assert {p.name for p in FIXTURES.iterdir()} <= {r.name for r in RULES}
    for path in FIXTURES.glob("*/*"):
        assert path.name.startswith(("bad", "good")), path


def test_a_rule_has_fixtures_of_both_kinds() -> None:
    for rule in TESTED:
        assert list((FIXTURES / rule.name).glob("bad*")), rule.name
        assert list((FIXTURES / rule.name).glob("good*")), rule.name


def bad_ones_have_what_their_rule_finds_and_nothing_else(path: Path) -> None:
    rule = NAMED[path.name]
    for fixture in sorted(path.glob("bad*")):
        result = report(fixture)
        found = {(f.code, f.name, f.severity) for f in result.findings}
        assert found == {(rule.code, rule.name, rule.severity)}, (fixture, shown(result))
        for finding in result.findings:
            assert SECRET.search(finding.message) is None
            assert len(finding.message) < 260
            assert 0 <= finding.span.start <= finding.span.end <= len(finding.span.source.text)


def good_ones_have_no_finding(path: Path) -> None:
    for fixture in sorted(path.glob("good*")):
        result = report(fixture)
        assert shown(result) == [], fixture
        assert result.net.files > 0, fixture


def fixes_silence_a_bad_one(path: Path) -> None:
    """And a second round changes nothing."""
    for fixture in sorted(path.glob("bad*")):
        result = report(fixture)
        wanted = [f for f in result.findings if f.fix is not None]
        outcome = fix.fix(result, unsafe=True)
        # What a person looks at may lead to the next finding, and is left out then.
        assert [f for f in wanted if f not in outcome.withdrawn] == list(outcome.applied), fixture
        assert all(f.fix is not None and not f.fix.safe for f in outcome.withdrawn), shown(outcome.report)
        # A repair may silence what follows from the fault, too; it never adds a finding.
        assert len(outcome.report.findings) <= len(result.findings) - len(outcome.applied), shown(outcome.report)
        for _, new in outcome.changes:
            assert new.data.decode(new.encoding) == new.text, fixture
        assert fix.fix(outcome.report, unsafe=True).changes == (), fixture


@pytest.mark.parametrize("path", [FIXTURES / r.name for r in TESTED], ids=lambda p: p.name)
def test_the_fixtures_of_a_rule_are_what_it_says(path: Path) -> None:
    bad_ones_have_what_their_rule_finds_and_nothing_else(path)
    good_ones_have_no_finding(path)
    fixes_silence_a_bad_one(path)


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
