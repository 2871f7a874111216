"""What carplint says of real clusters, against the judgement of somebody who read them: see tools/agreement/clusters.py,
which prints the numbers and, with --misses, each finding that is false and each problem that is not found.

The goals: 98 % of the errors and 95 % of the warnings are true, and 95 % of the problems are found."""

from __future__ import annotations

import pytest
from agreement.clusters import CLUSTERS, Measured, Score, measure_all, misses, precision, recall

from tests.corpus.cluster_truth import TRUTH, Problem

needs_clusters = pytest.mark.skipif(
    not CLUSTERS.is_dir(), reason=f"NOT TESTED: the sets of real nodes are not at {CLUSTERS}"
)
GOALS = {"error": 0.98, "warning": 0.95, "found": 0.95}
"""The share of the findings of a severity that have to be true, and of the problems that have to be found."""


@pytest.fixture(scope="module")
def measured() -> list[Measured]:
    """Every judged set, checked once."""
    return measure_all()


def test_judgement_is_well_formed() -> None:
    """Each set once, in order, older states at most a third, and each problem with all that it needs."""
    names = [j.name for j in TRUTH]
    assert names == sorted(set(names))
    assert 3 * sum("@" in n for n in names) <= len(names)
    for judged in TRUTH:
        assert judged.note
        for problem in judged.problems:
            assert problem.severity in ("error", "warning")
            assert problem.rule not in problem.instead
            assert problem.reason
            assert list(problem.places())


def test_places_of_a_problem() -> None:
    """A node alone means its keepalived.conf, lines are single or a range, and none are the whole file."""
    problem = Problem("rule", "error", "a:1,3-5 b/vip-001.conf:2 c", "why")
    assert list(problem.places()) == [
        ("a/keepalived.conf", frozenset({1, 3, 4, 5})),
        ("b/vip-001.conf", frozenset({2})),
        ("c/keepalived.conf", frozenset()),
    ]


@needs_clusters
def test_judged_places_are_there() -> None:
    """The files of the judgement exist, and have so many lines."""
    for judged in TRUTH:
        for problem in judged.problems:
            for file, lines in problem.places():
                text = (CLUSTERS / judged.name / file).read_text(encoding="utf-8", errors="replace")
                assert max(lines, default=1) <= len(text.splitlines()), (judged.name, problem.rule, file)


@needs_clusters
@pytest.mark.parametrize("goal", GOALS)
def test_the_goals_are_met(measured: list[Measured], goal: str) -> None:
    """Nearly all that carplint reports is what an administrator would mend, and nearly all of that is reported."""
    score: Score = recall(measured) if goal == "found" else precision(measured, goal)
    assert score.whole > 0
    assert score.share >= GOALS[goal], f"{score}\n{misses(measured)}"
