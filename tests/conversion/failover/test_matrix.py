"""A cluster and its conversion have the same owner in every scenario: by their timers, and on the real daemons, which do
what the timers say; and wrong conversions are found."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from carplint.inputs.load import load
from tests.conversion.failover.chain import differences
from tests.conversion.failover.clusters import MADE, Cluster
from tests.conversion.failover.matrix import Pair, Result, pair, run, tried
from tests.conversion.failover.page import PAGE, owner_rows
from tests.conversion.failover.scenarios import ROUNDS, Trial
from tests.lab.lab import Lab, side_by_side
from tests.oracles import labs, matrix, needs, needs_one_way_faults


@pytest.mark.parametrize("cluster", MADE, ids=lambda c: c.name)
def test_a_conversion_keeps_the_owners_by_the_timers(tmp_path: Path, cluster: Cluster) -> None:
    found = pair(cluster, tmp_path)
    assert list(differences(cluster, found)) == []
    page = PAGE.read_text(encoding="utf-8").splitlines()
    old = [row for row in owner_rows([cluster], {cluster.name: found}) if row not in page]
    assert old == [], "run `python tools/failover_matrix.py --write docs/failover.md`"


@matrix
@needs_one_way_faults
@needs("ucarp", "keepalived")
def test_the_daemons_do_what_the_timers_say(tmp_path: Path) -> None:
    pairs = {cluster.name: pair(cluster, tmp_path / str(number)) for number, cluster in enumerate(MADE)}
    results = tried(pairs, tmp_path)
    assert len(results) == 2 * len(MADE)
    faults = [f"{', '.join(key)}: {fault}" for key, run in results.items() for r in run for fault in r.faults()]
    assert faults == []


# Wrong conversions, from which it is expected that they do what the right ones say


class Wrong(NamedTuple):
    """A cluster, what is changed in the files of its conversion, and what is said about it."""

    cluster: str
    change: Callable[[list[str]], list[str]]
    fault: str


def _each(old: str, new: str) -> Callable[[list[str]], list[str]]:
    """A change of the nodes' files, wherever it applies."""

    def change(texts: list[str]) -> list[str]:
        assert any(re.search(old, text) for text in texts), texts
        return [re.sub(old, new, text, count=1) for text in texts]

    return change


def _swapped(pattern: str) -> Callable[[list[str]], list[str]]:
    """The values of two nodes, the one for the other."""

    def change(texts: list[str]) -> list[str]:
        one, two = (re.search(pattern, text) for text in texts)
        assert one is not None
        assert two is not None
        assert one[0] != two[0]
        return [texts[0].replace(one[0], two[0]), texts[1].replace(two[0], one[0])]

    return change


PRIORITY = r"(?m)^( *)(priority \d+)"
WRONG = {
    "priorities swapped": Wrong("preemption", _swapped(r"priority \d+"), "lb12, not lb11"),
    "no preemption": Wrong("preemption", _each(PRIORITY, r"\1\2\n\1nopreempt"), "lb12, not lb11"),
    "preemption": Wrong("no preemption", _each(r"(?m)^ *nopreempt.*$", ""), "lb11, not lb12"),
    "a ratio too long": Wrong("preemption", _each(PRIORITY, r"\1\2\n\1down_timer_adverts 4"), " s, not Wait"),
    "a ratio too short": Wrong("preemption", _each(PRIORITY, r"\1\2\n\1down_timer_adverts 2"), " s, not Wait"),
    "another prefix": Wrong("preemption", _each(r"192\.0\.2\.5/24", "192.0.2.5/32"), "/32 on eth0, not"),
    "another interface": Wrong("preemption", _each(r"dev eth0", "dev eth1"), "/24 on eth1, not"),
    "skews swapped": Wrong("MASTER and BACKUP", _swapped(r"--advskew=\d+"), "lb12, not lb11"),
    "no --preempt": Wrong("MASTER and BACKUP", _each(r"--preempt ?", ""), "lb12, not lb11"),
}
ROUNDS_OF_WRONG = ROUNDS[:3]
"""The last node starts first; a stop; a crash."""


def _run(folder: Path, wrong: Wrong, found: list[Result], right: Pair, made: Path) -> None:
    shutil.copytree(made / "after", folder)
    paths = sorted(p for p in folder.rglob("*.conf") if p.name.startswith(("keepalived", "vip-1", "vip-001")))
    assert len(paths) == 2, paths
    for path, text in zip(paths, wrong.change([p.read_text() for p in paths]), strict=True):
        path.write_text(text)
    nodes = {node: {**interfaces, "eth1": []} for node, interfaces in right.nodes.items()}
    with Lab(nodes) as lab, lab.watch() as watch:
        trial = Trial(right.after, load([str(folder)]), lab, watch)
        found[:] = run(trial, ROUNDS_OF_WRONG)


@labs
@needs_one_way_faults
@needs("ucarp", "keepalived")
def test_wrong_conversions_are_found(tmp_path: Path) -> None:
    clusters = {cluster.name: cluster for cluster in MADE}
    found: dict[str, list[Result]] = {name: [] for name in WRONG}
    jobs = {}
    for name, wrong in WRONG.items():
        made = tmp_path / f"right-{name}"
        right = pair(clusters[wrong.cluster], made)
        jobs[name] = partial(_run, wrong=wrong, found=found[name], right=right, made=made)
    side_by_side(jobs, tmp_path, repeat=False)
    for name, wrong in WRONG.items():
        faults = [fault for result in found[name] for fault in result.faults()]
        assert any(wrong.fault in fault for fault in faults), (name, faults)
