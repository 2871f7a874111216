"""What carplint says of real clusters, against the judgement of somebody who read them: see tools/cluster_agreement.py,
which prints the numbers and, with --misses, each finding that is false and each problem that is not found.

The goals: 98 % of the errors and 95 % of the warnings are true, and 95 % of the problems are found. Each is asserted
here from the day on that it is met; so far that is the one for the warnings."""

from __future__ import annotations

import pytest
from cluster_agreement import CLUSTERS, Measured, measure_all, misses, precision

from tests.cluster_truth import TRUTH, Problem

needs_clusters = pytest.mark.skipif(
    not CLUSTERS.is_dir(), reason=f"NOT TESTED: the sets of real nodes are not at {CLUSTERS}"
)
TRUE_WARNINGS = 0.95
"""The share of the warnings that have to be true."""


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
def test_warnings_are_true(measured: list[Measured]) -> None:
    """Nearly all that carplint warns of is what an administrator would warn of, too."""
    score = precision(measured, "warning")
    assert score.whole > 0
    assert score.share >= TRUE_WARNINGS, f"{score}\n{misses(measured)}"
