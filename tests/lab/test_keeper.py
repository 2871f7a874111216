"""Nothing is left of a lab, whatever ends the process that made it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.keeper import processes
from tests.oracles import labs, needs, needs_namespaces
from tests.trees import ROOT

pytestmark = [labs, needs_namespaces, needs("ucarp")]

UCARP = "ucarp -i eth0 -s 192.0.2.1 -v 1 -p x -a 192.0.2.9 -u /bin/true -d /bin/true".split()
"""A daemon; with -B it leaves whoever started it."""

PROGRAM = f"""
import os, signal, sys, time
for number in (signal.SIGTERM, signal.SIGHUP):  # whoever runs the tests may ignore them, as nohup does
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.lab.lab import Lab
with Lab({{"lb1": {{"eth0": ["192.0.2.1/24"]}}}}) as lab:
    lab.start("lb1", {UCARP!r})
    lab.start("lb1", [*{UCARP!r}, "-B"])
    lab.wait(lambda: len(lab.processes("lb1")) == 2, "both run, and their scripts are over")
    print(lab.folder, lab.inside("lb1")[1].removeprefix("--net="), flush=True)
    sys.stdin.readline()
    """

WAITS = "for _ in range(1200): time.sleep(0.05)"
"""A minute for a signal, which Python does not see before a sleep is over if it comes right before that."""


def gone(what: Callable[[], object]) -> bool:
    end = time.monotonic() + 60
    while what() and time.monotonic() < end:
        time.sleep(0.05)
    return not what()


@contextmanager
def run(then: str, number: signal.Signals | None) -> Iterator[tuple[Path, int, int]]:
    """A process with a lab, which is ended by a signal or does something itself: the lab's folder, a node's namespace,
    and the process's exit status. The namespace is held open: another one could have its number."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM + then],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        folder, namespace = process.stdout.readline().split()
        held = os.open(namespace, os.O_RDONLY)
        inode = os.fstat(held).st_ino
        process.stdin.write("\n")
        process.stdin.flush()
        if number is not None:
            assert Path(folder).is_dir()
            assert list(processes({inode})) != []
            process.send_signal(number)
        try:
            yield Path(folder), inode, process.wait(50)
        finally:
            os.close(held)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
def test_a_signal(number: signal.Signals) -> None:
    with run(WAITS, number) as (folder, inode, status):
        assert status == -number
        assert gone(folder.exists)
        assert gone(lambda: list(processes({inode})))


def test_the_end_of_the_block_and_a_failure_in_it() -> None:
    for then, wanted in (("pass", 0), ("raise AssertionError", 1)):
        with run(then, None) as (folder, inode, status):
            assert status == wanted
            assert not folder.exists()
            assert list(processes({inode})) == []
