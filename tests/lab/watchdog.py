"""Whether the machine let its processes run in time. What is measured while it did not says nothing about the daemons.

Daemons and the watcher (watcher.py) are real-time processes as far as that is allowed here: they come before the labs, and
these before all that computes beside them (sched(7); a niceness would not do, since Linux shares the processors out among
sessions first, and each daemon has one of its own). They hardly use the processor. So how late the watcher is is what
they may have been, a criterion that knows nothing of a test's result. A run during which it was late is void, and
repeated whatever came of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TypeVar

from tests.lab import watcher

T = TypeVar("T")

LEAST = 0.05
"""Seconds from which on lateness counts."""
STALL = 0.15
"""Seconds of lateness, all in all, from which on a run is void."""
RUNS = 4
"""How often a run is tried."""


class StalledError(Exception):
    """The machine stalled in every run that was tried, so nothing is known."""


class Watchdog:
    """Sees from now on when the machine stalls."""

    def __init__(self) -> None:
        self.stalls: list[tuple[float, float]] = []
        """When a stall ended, and how long it was; seconds of the monotonic clock."""
        with ahead():
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", watcher.__file__, str(LEAST)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        threading.Thread(target=self._listen, daemon=True).start()

    def end(self) -> None:
        """See nothing any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def late(self, since: float) -> float:
        """The seconds from a moment on in which the machine stalled."""
        assert self._process.poll() is None
        time.sleep(0.1)  # a stall that just ended is known
        total, covered = 0.0, since
        for start, end in sorted((end - length, end) for end, length in self.stalls if end > since):
            total += max(0.0, end - max(start, covered))
            covered = max(covered, end)
        return total

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            end, length = map(float, line.split())
            self.stalls.append((end, length))


@cache
def watchdog() -> Watchdog:
    """The watchdog of this process."""
    return Watchdog()


def dismiss() -> None:
    """End the watchdog of this process, which uses the processor as long as it watches; who asks for it gets another one."""
    if watchdog.cache_info().currsize:
        watchdog().end()
        watchdog.cache_clear()


@contextmanager
def ahead() -> Iterator[None]:
    """Let what this thread starts meanwhile be woken as soon as there is something to do, as far as that is allowed here."""
    policy, param = os.sched_getscheduler(0), os.sched_getparam(0)
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(2))
    try:
        yield
    finally:
        os.sched_setscheduler(0, policy, param)


def first() -> None:
    """Let this thread, and what it starts, come before others but daemons, as far as that is allowed here."""
    with suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


def undisturbed(run: Callable[[int], T]) -> T:
    """What a run comes to, or fails with, during which the machine did not stall. It is told how often it was tried
    before."""
    dog = watchdog()
    stalls = []
    for number in range(RUNS):
        since = time.monotonic()
        failure: Exception | None = None
        result = None
        try:
            result = run(number)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            failure = error
        stall = dog.late(since)
        if stall < STALL:
            if failure is not None:
                raise failure
            return result  # type: ignore[return-value]
        stalls.append(f"{stall:.2f}")
    raise StalledError(f"the machine stalled in each of {RUNS} runs, for {', '.join(stalls)} s")
