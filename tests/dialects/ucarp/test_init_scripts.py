"""Init scripts: those of the known services are read for their traps; what an unknown one starts is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import load

LINE = "/usr/sbin/ucarp -i eth0 -s 192.0.2.11 -v 7 -p k -a 192.0.2.10 -B"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"#!/bin/sh\n{LINE}\n", [2]),
        (f'#!/bin/sh\ncase "$1" in\nstart) daemon {LINE};;\nstop) killproc ucarp;;\nesac\n', [3]),
        ("#!/bin/sh\nDAEMON=/usr/sbin/ucarp\nstart-stop-daemon --start --exec $DAEMON -- $ARGS\n", [3]),
        ("#!/bin/sh\n. /etc/init.d/functions\nstatus ucarp\n", []),
        (f"#!/bin/sh\n. /etc/sysconfig/carp/vip-$1.conf\ndaemon {LINE} $BIND_INTERFACE\n", []),
    ],
)
def test_what_an_unknown_init_script_starts_is_named(tmp_path: Path, text: str, lines: list[int]) -> None:
    path = tmp_path / "n1" / "etc" / "init.d" / "ucarp"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    said = [n for n in load([str(tmp_path)]).not_checked if "init script" in n]
    assert [int(n.split(":")[1]) for n in said] == lines


def test_with_its_files_a_launcher_is_a_known_one(tmp_path: Path) -> None:
    etc = tmp_path / "n1" / "etc"
    for path in (etc / "init.d" / "ucarp", etc / "conf.d" / "ucarp.eth0"):
        path.parent.mkdir(parents=True)
    (etc / "init.d" / "ucarp").write_text(f"#!/sbin/runscript\n{LINE}\n")
    (etc / "conf.d" / "ucarp.eth0").write_text("REALIP=192.0.2.11\nVHID=7\nVIP=192.0.2.10\nPASSWORD=k\n")
    assert not any("init script" in n for n in load([str(tmp_path)]).not_checked)
