"""What the author of a rule is told: `make gen` has one clear message for each slip."""

from __future__ import annotations

from pathlib import Path

import gen_docs
import gen_index
import pytest
import rule_page
from gen_index import RuleError, _of_module, mistakes, sources
from rule_page import NoFindingError, page

from carplint.rules import NAMED

RULE = '''\
"""An interface is odd.

Why: it is.
"""

CODE = "CL239"
NAME = "odd-interface"
SEVERITY = "warning"
ON = "interface"
NEEDS = "ifcfg addresses"


def check(interface):
    yield from ()
'''


def told(folder: Path, text: str, name: str = "odd_interface.py", family: str = "router") -> list[str]:
    """The messages about a rule, without its path."""
    path = folder / family / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    rule = _of_module(path)
    assert rule is not None
    return [line.removeprefix(f"{path}: ") for line in mistakes([*sources(), rule]) if line.startswith(str(path))]


def test_carplints_own_rules_are_right() -> None:
    assert list(mistakes(sources())) == []


def test_a_right_rule_has_no_message(tmp_path: Path) -> None:
    assert told(tmp_path, RULE) == []


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ('CODE = "CL239"', 'NUMBER = "CL239"', 'CODE is missing: write CODE = "..."'),
        ('CODE = "CL239"', 'CODE = "CL" + "399"', 'CODE is missing: write CODE = "..."'),
        ('"CL239"', '"CL499"', "CODE is 'CL499': a rule in router/ has CL2 and two digits"),
        ('"CL239"', '"CL23"', "CODE is 'CL23': a rule in router/ has CL2 and two digits"),
        ('"CL239"', '"CL201"', "CODE is 'CL201', which another rule has, too"),
        ("NAME =", "TITLE =", 'NAME is missing: write NAME = "..."'),
        ('"odd-interface"', '"odd-intreface"', "NAME is 'odd-intreface', but the file is named for 'odd-interface'"),
        ("SEVERITY =", "WEIGHT =", 'SEVERITY is missing: write SEVERITY = "..."'),
        ('"warning"', '"warnign"', "SEVERITY is 'warnign': did you mean 'warning'?"),
        ('"warning"', '"fatal"', "SEVERITY is 'fatal': it is one of 'info', 'warning', 'error'"),
        ('ON = "interface"', 'ON = "interfcae"', "ON is 'interfcae': did you mean 'interface'?"),
        ('ON = "interface"', 'ON = "x"', "ON is 'x': it is one of 'net', 'several hosts', 'cluster', "),
        ('"ifcfg addresses"', '"ifcfg adresses"', "NEEDS has 'adresses': did you mean 'addresses'?"),
        ('"ifcfg addresses"', '"keepalivd"', "NEEDS has 'keepalivd': did you mean 'keepalived'?"),
        ('"ifcfg addresses"', '"virtual_servr"', "NEEDS has 'virtual_servr': did you mean 'virtual_server'?"),
        (
            RULE[: RULE.index("CODE")],
            "",
            "the docstring is missing: it begins with a line that says what the rule finds",
        ),
    ],
)
def test_a_slip_has_one_message(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    (line,) = told(tmp_path, RULE.replace(right, wrong))
    assert line.startswith(message)


def test_two_rules_of_one_name(tmp_path: Path) -> None:
    text = RULE.replace("odd-interface", "no-vip").replace("CL239", "CL237")
    assert told(tmp_path, text, "no_vip.py", "router") == ["NAME is 'no-vip', which another rule has, too"]


@pytest.mark.parametrize(
    ("right", "wrong"), [("CODE", "COED"), ("NAME", "NAMES"), ("SEVERITY", "SEVERTIY"), ("ON", "NO"), ("NEEDS", "NEED")]
)
def test_a_misspelt_constant(tmp_path: Path, right: str, wrong: str) -> None:
    with pytest.raises(RuleError) as caught:
        told(tmp_path, RULE.replace(f"{right} =", f"{wrong} ="))
    assert f"{wrong} is not one of CODE, NAME, SEVERITY, ON, NEEDS: did you mean {right}?" in str(caught.value)


def test_nothing_is_written_for_a_wrong_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "router" / "odd_interface.py"
    path.parent.mkdir()
    path.write_text(RULE)
    rule = _of_module(path)
    assert rule is not None
    before = gen_index.INDEX.read_bytes()
    monkeypatch.setattr(gen_index, "sources", lambda: [rule._replace(on="interfcae")])
    with pytest.raises(RuleError):
        gen_index.index()
    assert gen_index.main([]) == 2
    assert capsys.readouterr() == ("", f"{path}: ON is 'interfcae': did you mean 'interface'?\n")
    assert gen_index.INDEX.read_bytes() == before


def test_a_bad_fixture_without_a_finding(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """NEEDS that is known, but not there: the rule is never asked."""
    monkeypatch.setitem(NAMED, "no-vip", NAMED["no-vip"]._replace(needs="openbsd"))
    monkeypatch.setattr(rule_page, "fix_of", rule_page.fix_of.__wrapped__)
    (rule,) = (rule for rule in sources() if rule.name == "no-vip")
    with pytest.raises(NoFindingError) as caught:
        page(rule)
    message = "gives no finding of no-vip: check() yields none, or NEEDS (openbsd) names nothing that is there"
    assert str(caught.value).endswith(message)
    monkeypatch.setattr(gen_docs, "stale", lambda: rule_page.page(rule))
    assert gen_docs.main([]) == 2
    assert capsys.readouterr().err.endswith(f"{message}\n")
