"""Pages of rules, and the generated documents that are made of them."""

from __future__ import annotations

import gen_docs
import pytest
from gen_index import sources
from rule_page import fix_of, fixtures, sections

from carplint import explanation
from carplint.explanation.page import explain
from carplint.rules import find
from tests.oracles import slow


def test_every_rule_has_its_sections() -> None:
    for rule in sources():
        assert rule.summary.endswith("."), rule.name
        assert list(sections(rule)) == ["Why", "Daemon", "Fix", "Exceptions"], rule.name
        assert all(sections(rule).values()), rule.name


def test_every_page_with_a_bad_fixture_has_an_example() -> None:
    """As `explain` prints it; that this is what the rule and its fixtures make is tested below."""
    for rule in sources():
        text = explain(rule.name)
        assert text == (gen_docs.ROOT / "docs" / "rules" / f"{rule.name}.md").read_text(encoding="utf-8")
        assert text.startswith(f"# {rule.code} {rule.name}\n\n{rule.summary}\n")
        for heading in ("## Why", "## What the daemon does", "## Fix", "## Exceptions"):
            assert f"\n{heading}\n" in text, rule.name
        assert ("\n## Example\n" in text) == bool(fixtures(rule.name)), rule.name
        if fixtures(rule.name):
            assert f"[{rule.code}] {rule.name}: " in text.partition("## Example")[2], rule.name
        assert "fixtures/rules" not in text, rule.name


def test_a_page_shows_the_file_and_the_real_report() -> None:
    text = explain("ucarp-password-mismatch")
    assert "`a/etc/sysconfig/carp/vip-001.conf`:" in text or "vip-001.conf`:" in text
    assert "error[CL401] ucarp-password-mismatch: " in text
    assert "PASSWORD=•••" in text


def test_a_code_a_name_and_a_beginning() -> None:
    assert explain("CL301") == explain("ifcfg-unknown-key") == explanation.page.page("ifcfg-unknown-key")
    several = explain("CL0")
    assert several == explain("reading")
    assert several.splitlines()[0] == "cannot read"
    assert [line.split()[:3] for line in several.splitlines()[1:-2]] == [
        [rule.code, rule.severity, rule.name] for rule in find("CL0")
    ]
    assert several.endswith("run: carplint explain CL001\n")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("ifcfg-unknown-kye", "did you mean ifcfg-unknown-key?"),
        ("no-such-thing-at-all", "`carplint rules` lists them"),
        ("", "`carplint rules` lists them"),
    ],
)
def test_an_unknown_rule(word: str, hint: str) -> None:
    with pytest.raises(LookupError, match="there is no rule") as caught:
        explain(word)
    assert hint in str(caught.value)


def test_a_fix_is_told_from_the_fixtures() -> None:
    assert fix_of("ifcfg-unknown-key") == "safe"
    assert fix_of("ucarp-password-mismatch") == ""


@slow
def test_generated_documents_are_fresh() -> None:
    names = sorted(str(path.relative_to(gen_docs.ROOT)) for path in gen_docs.stale())
    assert names == [], "run `make docs`"


def test_a_block_of_output_is_renewed() -> None:
    text = "a\n<!-- output: carplint --version -->\nold\n<!-- end -->\nb\n"
    wanted = "<!-- output: carplint --version -->\n```console\n$ carplint --version\ncarplint 0.1.0\n```\n<!-- end -->"
    assert gen_docs.filled(text) == f"a\n{wanted}\nb\n"
    with pytest.raises(ValueError, match="not a carplint command"):
        gen_docs.output("rm -rf /")
