"""A cluster and its conversion have the same owner in every scenario, on the real daemons, after the times that the
timers say."""

from __future__ import annotations

from pathlib import Path

from tests.conversion.failover.clusters import MADE
from tests.conversion.failover.matrix import differences, tried
from tests.conversion.failover.page import PAGE, owner_rows
from tests.oracles import needs, needs_one_way_faults


@needs_one_way_faults
@needs("ucarp", "keepalived")
def test_a_converted_cluster_fails_over_as_before(tmp_path: Path) -> None:
    pairs = tried(MADE, tmp_path)
    wrong = [d for cluster in MADE for d in differences(cluster, pairs[cluster.name])]
    assert wrong == []
    page = PAGE.read_text(encoding="utf-8").splitlines()
    old = [row for row in owner_rows(MADE, pairs) if row not in page]
    assert old == [], "run `python tools/failover_matrix.py --write docs/failover.md`"


def test_the_page_is_about_these_clusters() -> None:
    rows = [line.split(" | ")[0].strip("| ") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    assert [c.name for c in MADE if c.name not in rows] == []
