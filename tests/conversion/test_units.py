"""Units that start ucarp: what systemd adds to the command line, or does besides, is not passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.conversion import Choices, convert
from carplint.inputs.load import load

UNIT = "[Service]\nEnvironment=SKEW=11\n{}ExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -k {}\n{}"
MAY_SET = "may set a variable of the command line after the unit did"


def messages(folder: Path, unit: str, drop_in: str = "") -> list[str]:
    path = folder / "lb1/etc/systemd/system/front.service"
    path.parent.mkdir(parents=True)
    path.write_text(unit)
    if drop_in:
        path.with_name("front.service.d").mkdir()
        path.with_name("front.service.d").joinpath("a.conf").write_text(drop_in)
    result = convert(load([str(folder)]), "keepalived", Choices(True))
    return [f"{f.severity} {f.message}" for f in result.report.findings]


@pytest.mark.parametrize(
    ("more", "skew", "drop_in", "said"),
    [
        ("", "$SKEW", "", 0),
        ("EnvironmentFile=/etc/default/front\n", "$SKEW", "", 1),
        ("EnvironmentFile=-/etc/default/front\n", "${SKEW}", "[Service]\nEnvironment=SKEW=50\n", 2),
        ("", "$SKEW", "[Service]\nEnvironmentFile=/x\n", 1),
        ("EnvironmentFile=/etc/default/front\n", "11", "", 0),
    ],
)
def test_what_may_set_a_variable_later(more: str, skew: str, drop_in: str, said: int, tmp_path: Path) -> None:
    """A later setting wins, and a file over both (systemd.exec(5)): which value the daemon has, nobody here knows."""
    found = messages(tmp_path, UNIT.format(more, skew, ""), drop_in)
    assert len([m for m in found if MAY_SET in m and m.startswith("error")]) == said


@pytest.mark.parametrize("drop_in", [False, True])
@pytest.mark.parametrize(
    "line", ["ExecStart=", "ExecStart=/sbin/ip route add 10.0.0.0/8 via 192.0.2.254", "ExecStart=logger up"]
)
def test_what_else_a_unit_starts_is_said(line: str, drop_in: bool, tmp_path: Path) -> None:
    more = f"{line}\n"
    found = messages(tmp_path, UNIT.format("", "11", "" if drop_in else more), f"[Service]\n{more}" if drop_in else "")
    assert [m.partition(" is lost")[0] for m in found if "ExecStart" in m] == ["error ExecStart of this unit"]


def test_a_unit_with_two_daemons_says_nothing_of_either(tmp_path: Path) -> None:
    second = "ExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 8 -p rosso -a 192.0.2.10\n"
    assert [m for m in messages(tmp_path, UNIT.format("", "11", second)) if "ExecStart" in m] == []


@pytest.mark.parametrize("target", ["keepalived", "interfaces", "carp"])
def test_a_daemon_that_is_started_twice_has_files_of_its_own(target: str, tmp_path: Path) -> None:
    line = "ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -u /usr/local/up -d /usr/local/down\n"
    (tmp_path / "lb1/etc").mkdir(parents=True)
    (tmp_path / "lb1/etc/rc.local").write_text(f"#!/bin/sh\n{line * 3}")
    result = convert(load([str(tmp_path)]), target, Choices(True))
    paths = [f.path for f in result.files]
    assert len(set(paths)) == len(paths)
