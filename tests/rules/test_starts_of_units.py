"""What a unit's command line is, for the daemon that it starts: behind a shell, and without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load

UCARP = "/usr/sbin/ucarp -i eth0 -s 192.0.2.11 -v 2 -p kT9-wq2x -a 192.0.2.10 -z -n -u /up -d /down"


def found(folder: Path, start: str, more: str, code: str) -> list[str]:
    """The messages of one rule about a unit."""
    path = folder / "n1/etc/systemd/system/ucarp.service"
    path.parent.mkdir(parents=True)
    path.write_text(f"[Service]\nRestart=always\nExecStart={start}\n{more}\n[Install]\nWantedBy=multi-user.target\n")
    return [f.message for f in check(load([str(folder / "n1")])).findings if f.code == code]


@pytest.mark.parametrize(
    ("start", "mode", "expected"),
    [
        (f"/bin/sh -c '{UCARP} & wait'", "process", "goes on"),
        (f"/bin/bash -ec '{UCARP} & wait $!'", "mixed", "is killed with SIGKILL"),
        (f"/bin/sh -c 'sleep 2; {UCARP}; echo done'", "process", "goes on"),
        (f"/usr/bin/env sh -c '{UCARP} || exit 1'", "process", ""),  # env is not looked through: not said
        (f"/bin/sh -c 'exec {UCARP}'", "process", ""),
        (f"/bin/sh -c 'sleep 2; exec {UCARP}'", "mixed", ""),
        (f"/bin/sh -c '{UCARP}'", "process", ""),  # a shell replaces itself by its last command
        (f"/bin/sh -c 'sleep 2 && {UCARP}'", "process", ""),
        (f"/bin/sh -c '{UCARP} & wait'", "control-group", ""),
        (UCARP, "process", ""),
    ],
)
def test_a_shell_that_stays_the_first_process(start: str, mode: str, expected: str, tmp_path: Path) -> None:
    messages = found(tmp_path, start, f"KillMode={mode}", "CL398")
    assert [expected in m for m in messages] == ([True] if expected else [])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (">> /var/log/u 2>&1", [True, False, True]),
        ("| logger", [True, False]),
        ("&", [True]),
        ("2>/dev/null", [True]),
        ("|| true", [True, False]),
        ("extra", [False]),
        ("100 -k 5", [False]),
    ],
)
def test_no_shell_runs_the_line(words: str, expected: list[bool], tmp_path: Path) -> None:
    messages = found(tmp_path, f"{UCARP} {words}", "", "CL218")
    assert ["no shell" in m for m in messages] == expected
