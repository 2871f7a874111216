"""The way from what is seen to the rules that explain it."""

from __future__ import annotations

import pytest

from carplint.explanation.page import explain
from carplint.explanation.symptoms import SYMPTOMS, Symptom, symptoms
from carplint.rules import RULES, find

BOTH = "both nodes are master"


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda s: s.name)
def test_the_rules_of_a_symptom_exist(symptom: Symptom) -> None:
    assert len(symptom.rules) == len(set(symptom.rules)) > 1
    assert [name for name in symptom.rules if [r.name for r in find(name)] != [name]] == []
    assert explain(symptom.name).count("\n- CL") == len(symptom.rules)


def test_each_error_of_a_node_or_cluster_has_a_symptom() -> None:
    named = {name for symptom in SYMPTOMS for name in symptom.rules}
    assert [r.name for r in RULES if r.code[2] in "234" and r.severity == "error" and r.name not in named] == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (BOTH, BOTH),
        ("Both Nodes Are MASTER", BOTH),
        ("both master", BOTH),
        ("split brain", BOTH),
        ("two masters", BOTH),
        ("vip does not ping", "the VIP does not ping"),
        ("flapping", "the VIP flaps"),
        ("daemon does not start", "the daemon does not start"),
        ("does not start", "the daemon does not start"),
        ("failover never happens", "failover never happens"),
        ("no node takes the VIP", "no node takes the VIP"),
        ("nobody takes the vip", "no node takes the VIP"),
        ("on both nodes after a reboot", "the VIP is on both nodes after a reboot"),
        ("worked until the reboot", "it worked until the reboot"),
        ("until the upgrade", "it worked until the upgrade"),
        ("bad digest", 'the log says "Bad digest"'),
        ("backup won't take over", "failover never happens"),
        ("failover does not happen any more", "failover never happens"),
    ],
)
def test_some_of_the_words_are_enough(words: str, name: str) -> None:
    assert [s.name for s in symptoms(words)] == [name]


def test_words_that_fit_several_show_them_all() -> None:
    found = [s.name for s in symptoms("vip missing after reboot")]
    assert found == ["the VIP is on both nodes after a reboot", "it worked until the reboot"]


@pytest.mark.parametrize("words", ["", "the", "coffee machine", "coffee machine and vip", "ucarp-equal-skwe"])
def test_other_words_are_no_symptom(words: str) -> None:
    assert symptoms(words) == ()


def test_a_rule_goes_before_a_symptom() -> None:
    assert explain("no-vip").startswith("# CL223")
    assert "vip-set-mismatch: The nodes of a VRRP virtual router" in explain("split brain")
