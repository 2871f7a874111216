"""Nothing is left of a lab, whatever ends the process that made it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
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
    print(lab.folder, os.stat(lab.inside("lb1")[1].removeprefix("--net=")).st_ino, flush=True)
    """


def gone(what: Callable[[], object]) -> bool:
    end = time.monotonic() + 60
    while what() and time.monotonic() < end:
        time.sleep(0.05)
    return not what()


def run(then: str, number: signal.Signals | None) -> tuple[Path, int, int]:
    """A process with a lab, which is ended by a signal or does something itself: the lab's folder, a node's namespace,
    and the process's exit status."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM + then],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        folder, inode = process.stdout.readline().split()
        if number is not None:
            assert Path(folder).is_dir()
            assert list(processes({int(inode)})) != []
            process.send_signal(number)
        return Path(folder), int(inode), process.wait(50)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT, signal.SIGHUP])
def test_a_signal(number: signal.Signals) -> None:
    folder, inode, status = run("time.sleep(60)", number)
    assert status == -number
    assert gone(folder.exists)
    assert gone(lambda: list(processes({inode})))


def test_the_end_of_the_block_and_a_failure_in_it() -> None:
    for then, wanted in (("pass", 0), ("raise AssertionError", 1)):
        folder, inode, status = run(then, None)
        assert status == wanted
        assert not folder.exists()
        assert list(processes({inode})) == []
