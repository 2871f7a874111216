"""What the installed keepalived says of many cases at once, and what it takes them for.

`verdicts` runs `keepalived -t`; `dumped` starts the daemon with -d, which writes all that it has read to its log before
it does anything with it. Both run in a network namespace that is made for them.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.dialects.keepalived.generated import LONGEST
from tests.dialects.keepalived.scaffolds import PREAMBLE, Case, filled
from tests.lab.netns import inside, ip, kept, processes

LIMIT = 300.0
"""Seconds within which a daemon says what it has read, on a machine that is very busy; it takes less than one."""
INTERFACES = [*(f"eth{n}" for n in range(16)), LONGEST]
_LINE = re.compile(r"\((?:[^()]*\.conf: )?Line ([0-9]+)\) (.*)")
_NAME = re.compile(
    r"(?<![0-9A-Za-z])[a-z]([0-9]+)b?(?![0-9A-Za-z])|10\.(?:16|32)\.([0-9]+)\.([0-9]+)|fd00::(?:16|32):([0-9a-f]+)"
)
_FATAL = "*** Configuration line starting"


class File(NamedTuple):
    """Cases in one file: its text, and for each case the lines that it has and the line that is tried."""

    text: str
    cases: Sequence[Case]
    spans: Sequence[range]
    tried: Sequence[int]


class Verdict(NamedTuple):
    """What -t says of the line that is tried, and then of what is about it or when all has been read, in the order of
    its messages, without the names and addresses of the scaffold. `fatal` where the daemon reads no further."""

    said: tuple[str, ...]
    later: tuple[str, ...] = ()
    fatal: bool = False


def file_of(cases: Sequence[Case], preamble: str = PREAMBLE) -> File:
    """A file with some cases."""
    lines = preamble.splitlines()
    spans, tried = [], []
    for number, case in enumerate(cases):
        text, at = filled(case, number, len(INTERFACES) - 1)
        block = text.split("\n")
        spans.append(range(len(lines) + 1, len(lines) + len(block) + 1))
        tried.append(len(lines) + at + 1)
        lines += block
    return File("\n".join(lines) + "\n", cases, spans, tried)


@contextmanager
def surroundings() -> Iterator[str]:
    """A network namespace with the interfaces that the cases name."""
    with kept(1) as (_, (namespace,)):
        lines = ["link set lo up"]
        for number, name in enumerate(INTERFACES):
            lines.append(f"link add {name} type veth peer name peer{number}")
            lines += [f"link set {end} up" for end in (name, f"peer{number}")]
        ip(namespace, *lines, "addr add 10.0.0.250/24 dev eth0")
        yield namespace


def _run(namespace: str, folder: Path, text: str) -> list[str]:
    path = folder / "words.conf"
    path.write_text(text, encoding="utf-8")
    run = subprocess.run(
        [*inside(namespace), "keepalived", "-t", "-f", path.name],
        cwd=folder, check=False, capture_output=True, timeout=LIMIT,
    )  # fmt: skip
    return run.stderr.decode("utf-8", "replace").splitlines()


def _owners(message: str, count: int) -> set[int]:
    """The numbers of the cases of whose names or addresses a message speaks."""
    found = set()
    for name, high, low, six in _NAME.findall(message):
        number = int(name or 0) if name else int(six, 16) if six else int(high) * 256 + int(low)
        if number < count:
            found.add(number)
    return found


def _plain(message: str) -> str:
    """A message without the names and addresses of its scaffold."""
    return _NAME.sub("#", message)


def verdicts(namespace: str, folder: Path, cases: Sequence[Case], preamble: str = PREAMBLE) -> dict[Case, Verdict]:
    """What -t says of cases in one file. Where it reads no further, the file is tried again without that case."""
    stopped: dict[Case, Verdict] = {}
    file = file_of(cases, preamble)
    by_line = {line: number for number, span in enumerate(file.spans) for line in span}
    lines = file.text.split("\n")
    while True:
        said: dict[int, list[str]] = defaultdict(list)
        later: dict[int, list[str]] = defaultdict(list)
        fatal: int | None = None
        for text in _run(namespace, folder, "\n".join(lines)):
            match = _LINE.fullmatch(text)
            message = match[2] if match else text
            line = int(match[1]) if match else 0
            owners = {by_line[line]} if line in by_line else _owners(message, len(cases))
            for owner in owners:
                (said if line == file.tried[owner] else later)[owner].append(_plain(message))
            if message.startswith(_FATAL):
                (fatal,) = owners
        verdict = {n: Verdict(tuple(dict.fromkeys(said[n])), tuple(dict.fromkeys(later[n]))) for n in range(len(cases))}
        if fatal is None:
            return {case: verdict[number] for number, case in enumerate(cases)} | stopped
        assert cases[fatal] not in stopped, f"the scaffold of {cases[fatal]} is at fault: {verdict[fatal]}"
        stopped[cases[fatal]] = verdict[fatal]._replace(fatal=True)
        lines[file.tried[fatal] - 1] = ""


def dumped(namespace: str, folder: Path, text: str, *, vrrp: bool = True) -> list[str]:
    """The lines that the daemon's process for VRRP, or the one for BFD, writes of what it has read of a file."""
    while True:
        lines = _dumped(namespace, folder, text + (_LAST if vrrp else _LAST_BFD), vrrp)
        heads = [n for n, line in enumerate(lines) if line.startswith("------<")]
        if not any(line.startswith("Starting ") for line in lines[heads[0] :]):
            return lines  # else the process that started it wrote between its lines, or into one of them


def _dumped(namespace: str, folder: Path, text: str, vrrp: bool) -> list[str]:
    path, log = folder / "dump.conf", folder / "dump.log"
    path.write_text(text, encoding="utf-8")
    pids = [f"-{letter}{folder}/{letter}.pid" for letter in "prcb"]
    for old in folder.glob("*.pid"):
        old.unlink()  # a daemon that was killed leaves them
    only = ["-P", "-B"] if vrrp else []
    with log.open("wb") as out:
        daemon = subprocess.Popen(
            [*inside(namespace), "keepalived", *only, "-n", "-l", "-d", "-G", "-f", path.name, *pids],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        end = time.monotonic() + LIMIT
        while not _DONE[vrrp].search(log.read_bytes()):
            assert daemon.poll() is None, log.read_text(errors="replace")[-2000:]
            assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]
            time.sleep(0.02)
    finally:
        for pid in processes(namespace):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        daemon.wait(LIMIT)
    return [line.partition(": ")[2] for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]


_LAST = """\
vrrp_instance last {
interface eth15
virtual_router_id 255
virtual_ipaddress {
10.255.255.1
}
}
"""
_LAST_BFD = """\
bfd_instance last {
neighbor_ip 10.255.255.253
}
"""
"""What stands at the end of a file, so that the process has something to write."""
_DONE = {
    True: re.compile(rb"VRRP Instance = last\n(?s:.*)-< Interfaces >-"),
    False: re.compile(rb"BFD Instance = last\n(?s:.*?)send event to checker process"),
}
"""What it has written when all of it is there."""
