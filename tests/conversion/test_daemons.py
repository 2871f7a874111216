"""What the findings of conversions say, held against the real daemons on nodes in namespaces."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import NamedTuple

from carplint.conversion import convert
from carplint.inputs.load import load
from tests.conversion.test_conversion import written
from tests.lab.lab import side_by_side
from tests.lab.launching import lab_of, play
from tests.oracles import labs, needs, needs_namespaces
from tests.trees import RULES

VIP = "192.0.2.10"

pytestmark = [labs, needs_namespaces, needs("ucarp", "keepalived")]


class Start(NamedTuple):
    """A fixture, what it is converted to, the seconds that the worse node starts before the best one, and who has the VIP
    in the end."""

    fixture: str
    target: str
    head: float
    owner: str


STARTS = Start("bad", "", 0, "lb1"), Start("bad", "keepalived", 1, "lb2"), Start("good", "keepalived", 1, "lb1")


def tried(folder: Path, start: Start) -> None:
    net = load([str(RULES / "migrate-simultaneous-start" / start.fixture)])
    started = load([str(written(convert(net, start.target), folder))]) if start.target else net
    with lab_of(net) as lab:
        for host in reversed(started.hosts):
            play(lab, host)
            time.sleep(start.head)
        lab.wait_owner(VIP, start.owner, steady=6)


def test_who_has_the_vip_after_a_start_of_all_nodes(tmp_path: Path) -> None:
    """migrate-simultaneous-start: the best one with uCarp; with keepalived the first, unless the best one preempts."""
    side_by_side({f"{s}": partial(tried, start=s) for s in STARTS}, tmp_path)
