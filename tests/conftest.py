"""The order of the tests, so that those which wait run beside those which compute, and what is checked is checked once."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

from tests.lab.watchdog import StalledError
from tests.oracles import CI

settings.register_profile(
    "here", deadline=None, derandomize="FUZZ" not in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("here")
"""Made-up examples are the same in each run, and may take as long as they do; with FUZZ=N in the environment there are N
others in some tests, and others each time in all."""


_MEMORY, _ROOM = "/dev/shm", 4 << 30


def _fits(folder: str) -> bool:
    """Whether a folder has room for the files of all tests, and programs of theirs can be run there."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    room = found.f_bavail * found.f_frsize
    return room >= _ROOM and not found.f_flag & os.ST_NOEXEC and os.access(folder, os.W_OK | os.X_OK)


if "TMPDIR" not in os.environ and _fits(_MEMORY):  # a disk lets those wait who make and remove many files
    os.environ["TMPDIR"] = tempfile.tempdir = _MEMORY


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known."""
    config.addinivalue_line(
        "markers", "labs(lane): a test that waits for real daemons; each lane begins on a worker of its own"
    )
    config.addinivalue_line(
        "markers", "early: a test that takes longest, so that no worker is left alone with it at the end"
    )
    config.addinivalue_line(
        "markers", "slow: a test that takes long, as all of made-up examples do; `make quick` leaves it out"
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """The tests themselves stay: the collector of garbage need not look at them again and again, nor so often."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """A worker tells what came of a test, and nothing of preparing and clearing up that went well: of thousands of tests two
    reports in three say only that."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """What the machine did not let be measured is not tested, as what needs a missing program (oracles.py)."""
    try:
        yield
    except StalledError as error:
        if CI:
            raise
        pytest.skip(f"NOT TESTED: {error}")


def pytest_make_parametrize_id(val: object) -> str | None:
    """A short name for a long text."""
    return ascii(val[:40])[1:-1] + "..." if isinstance(val, str) and len(val) > 80 else None


_AFTER_LABS = 100
"""The first lane of tests that compute; those of labs have lower numbers."""


def _starts(total: int, workers: int) -> Iterator[int]:
    """Where the share of each worker begins (xdist, --dist worksteal): shares are even, and follow one another."""
    at = 0
    for left in range(workers, 0, -1):
        yield at
        at += (total - at) // left


def _fixture(item: pytest.Item) -> str:
    """The files that a test is about, so that tests of the same ones run one after another."""
    path = item.callspec.params.get("path") if isinstance(item, pytest.Function) and hasattr(item, "callspec") else None
    return str(path) if isinstance(path, Path) else ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Call tests of made-up examples slow, and put each lane of labs where a worker begins; those that compute longest where
    the other workers begin."""
    for item in items:
        if isinstance(item, pytest.Function) and getattr(item.function, "is_hypothesis_test", False):
            item.add_marker("slow")
    lanes: dict[int, list[pytest.Item]] = {}
    for item in items:
        mark = item.get_closest_marker("labs")
        if mark is not None:
            lanes.setdefault(mark.args[0], []).append(item)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    others = max(workers - len(lanes), 1)
    for number, item in enumerate(item for item in items if item.get_closest_marker("early")):
        lanes.setdefault(_AFTER_LABS + number % others, []).append(item)
    chosen = {item for lane in lanes.values() for item in lane}
    rest = sorted((item for item in items if item not in chosen), key=_fixture)
    starts = list(_starts(len(items), max(workers, len(lanes))))
    ordered: list[pytest.Item] = []
    for start, lane in zip(starts, (lanes[key] for key in sorted(lanes)), strict=False):
        missing = start - len(ordered)
        ordered += [*rest[:missing], *lane]
        rest = rest[missing:]
    items[:] = [*ordered, *rest]
