"""What the findings of conversions say, held against the real daemons on nodes in namespaces."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from carplint.conversion import convert
from carplint.inputs.load import load
from tests.conversion.test_conversion import written
from tests.lab.lab import side_by_side
from tests.lab.launching import lab_of, play
from tests.oracles import needs, needs_namespaces
from tests.trees import RULES

VIP = "192.0.2.10"

pytestmark = [needs_namespaces, needs("ucarp", "keepalived")]


def tried(fixture: str, target: str, head: float, owner: str, folder: Path) -> None:
    """The worse node starts `head` seconds before the best one; who has the VIP in the end."""
    net = load([str(RULES / "migrate-simultaneous-start" / fixture)])
    started = load([str(written(convert(net, target), folder))]) if target else net
    with lab_of(net) as lab:
        for host in reversed(started.hosts):
            play(lab, host)
            time.sleep(head)
        lab.wait_owner(VIP, owner, steady=6)


def test_who_has_the_vip_after_a_start_of_all_nodes(tmp_path: Path) -> None:
    """migrate-simultaneous-start: the best one with uCarp; with keepalived the first, unless the best one preempts."""
    cases = (("bad", "", 0, "lb1"), ("bad", "keepalived", 1, "lb2"), ("good", "keepalived", 1, "lb1"))
    side_by_side({f"{c}": partial(tried, *c, tmp_path / str(n)) for n, c in enumerate(cases)})
