"""The work of planning, counted in lines that run, grows with the number of hosts and no faster."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from carplint import conversion
from carplint.conversion import TARGETS, Choices, convert
from carplint.conversion.plan.changes import to_release, to_service
from carplint.conversion.routers import Target, converted
from carplint.inputs.load import load
from carplint.model import Net
from carplint.text.version import NEWEST
from tests.conversion.plan.test_plan import keepaliveds, tree
from tests.grown import grow
from tests.work import calls

UCARP = "/usr/sbin/ucarp -i eth0 -s 192.0.{0}.{1} -v 7 -p rosso -a 192.0.{0}.10 -k {1}0 -u /u -d /d\n"


def lines_of(run: Callable[[], object]) -> int:
    """The lines that the interpreter goes through for a call, in carplint's own code: of a loop in one line, it once for
    each turn."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        if "carplint" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def ucarps(folder: Path, hosts: int) -> Net:
    """Pairs of hosts that run ucarp by a line in rc.local."""
    for number in range(hosts):
        pair, own = divmod(number, 2)
        tree(folder, {f"h{number:03}/etc/rc.local": UCARP.format(pair, own + 1)})
    return load([str(folder)])


def pairs(folder: Path, hosts: int) -> Net:
    return keepaliveds(folder, {f"h{n:03}": {n // 2 + 1: 100 + n % 2} for n in range(hosts)})


def one_cluster(folder: Path, hosts: int) -> Net:
    return keepaliveds(folder, {f"h{n:03}": {7: n + 1} for n in range(hosts)})


def chain(folder: Path, hosts: int) -> Net:
    """Each host is the master of a VIP that the next one stands in for, so all depend on each other."""
    return keepaliveds(folder, {f"h{n:03}": {n + 1: 200, n + 2: 100} for n in range(hosts)})


@pytest.mark.parametrize(
    ("made", "to", "version"),
    [(ucarps, "keepalived", None), *((m, "carp", None) for m in (pairs, one_cluster, chain))]
    + [(m, "keepalived", (2, 0, 7)) for m in (pairs, one_cluster, chain)],
)
def test_twice_the_hosts_are_twice_the_work(
    made: Callable[[Path, int], Net],
    to: str,
    version: tuple[int, int, int] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts: list[int] = []

    def counted(plan: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            made = []
            counts.append(lines_of(lambda: made.append(plan(*arguments))))
            return made[0]

        return call

    monkeypatch.setattr(conversion, "to_service", counted(to_service))
    monkeypatch.setattr(conversion, "to_release", counted(to_release))
    for hosts in (16, 32):
        convert(made(tmp_path / str(hosts), hosts), to, Choices(auth="" if version else "new", version=version))
    small, large = counts
    assert small > 10_000
    assert large <= 2.2 * small, f"{small} lines for 16 hosts, {large} for 32"


@pytest.mark.parametrize(
    ("made", "to"), [(ucarps, "keepalived"), (ucarps, "ucarp"), (pairs, "carp"), (pairs, "interfaces")]
)
def test_a_conversion_of_twice_the_hosts_makes_twice_the_calls(
    made: Callable[[Path, int], Net], to: str, tmp_path: Path
) -> None:
    """From the model to the findings, all of it."""
    choices = Choices(auth="new", draw=lambda length: "x" * length)
    convert(made(tmp_path / "first", 2), to, choices)  # what is imported and made once
    nets = [made(tmp_path / str(hosts), hosts) for hosts in (16, 32)]
    small, large = (calls(partial(convert, net, to, choices)) for net in nets)
    assert small > 10_000
    assert large <= 2.2 * small, f"{small} calls for 16 hosts, {large} for 32"


def test_net_prime_of_twice_the_vips_makes_twice_the_calls(tmp_path: Path) -> None:
    """Also of more VIPs than there are ids."""
    counts = []
    for number in (300, 600, 1200):
        net = load([str(grow(tmp_path / str(number), "VIPs", number))])
        counts.append(calls(partial(converted, net, Target("ucarp", TARGETS["ucarp"].family, {}, NEWEST))))
    small, middle, large = counts
    assert small > 10_000
    assert large - middle <= 2.2 * (middle - small), counts
