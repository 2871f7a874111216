"""Units that start ucarp: what systemd adds to the command line, or does besides, is not passed over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.conversion import Choices, RefusedError, convert
from carplint.inputs.load import load
from carplint.model import Value

UNIT = "[Service]\nEnvironment=SKEW=11\n{}ExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -k {}\n{}"


def messages(folder: Path, unit: str, drop_in: str = "") -> list[str]:
    path = folder / "lb1/etc/systemd/system/front.service"
    path.parent.mkdir(parents=True)
    path.write_text(unit)
    if drop_in:
        path.with_name("front.service.d").mkdir()
        path.with_name("front.service.d").joinpath("a.conf").write_text(drop_in)
    result = convert(load([str(folder)]), "keepalived", Choices(True))
    return [f"{f.severity} {f.message}" for f in result.report.findings]


def skew_of(folder: Path, unit: str, files: Mapping[str, str]) -> Value[int] | None:
    for name, text in {"system/front.service": unit, **files}.items():
        path = folder / "lb1/etc/systemd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    net = load([str(folder)])
    assert all(r.advskew is None or r.advskew.written in r.advskew.span.text for r in net.virtual_routers)
    (router,) = net.virtual_routers
    return router.advskew


LATER, FILE = "system/front.service.d/a.conf", "EnvironmentFile=/etc/systemd/front\n"


@pytest.mark.parametrize(
    ("more", "files", "value", "place"),
    [
        ("", {}, 11, "front.service"),
        ("Environment=SKEW=12\n", {}, 12, "front.service"),
        ('Environment="A=1" "SKEW=12"\n', {}, 12, "front.service"),
        ("Environment=\nEnvironment=SKEW=13\n", {}, 13, "front.service"),
        ("", {LATER: "[Service]\nEnvironment=SKEW=50\n"}, 50, "a.conf"),
        ("", {LATER: "[Service]\nEnvironment=OTHER=50\n"}, 11, "front.service"),
        (FILE, {"front": "# SKEW=1\n; SKEW=2\nFOO=1\nSKEW=99\n"}, 99, "front"),
        (FILE, {"front": "SKEW = '99'\n"}, 99, "front"),
        (FILE, {"front": "FOO=1\n"}, 11, "front.service"),
        (FILE, {"front": "SKEW=99\n", LATER: "[Service]\nEnvironment=SKEW=50\n"}, 99, "front"),
        (FILE.replace("=/", "=-/"), {"front": "SKEW=99\n"}, 99, "front"),
        ("", {LATER: f"[Service]\n{FILE}", "front": "SKEW=98\n"}, 98, "front"),
        (FILE, {LATER: "[Service]\nEnvironmentFile=\n"}, 11, "front.service"),
        (FILE + "EnvironmentFile=/etc/systemd/two\n", {"front": "SKEW=1\n", "two": "SKEW=2\n"}, 2, "two"),
        (FILE, {"front": "export SKEW=99\n"}, 11, "front.service"),  # systemd knows no export
        ("EnvironmentFile=/etc/systemd/fr*\n", {"front": "SKEW=99\n"}, 99, "front"),
        ("EnvironmentFile=/etc/systemd/%p\n", {"front": "SKEW=99\n"}, 99, "front"),
        ("EnvironmentFile=front\n", {"front": "SKEW=99\n"}, 11, "front.service"),  # not absolute: ignored
        ("Environment=SKEW='12'\n", {}, 12, "front.service"),
        (FILE, {"front": "FOO='a\nSKEW=99\n'\n"}, 11, "front.service"),
    ],
)
def test_the_variables_of_a_unit(more: str, files: dict[str, str], value: int, place: str, tmp_path: Path) -> None:
    """What is set later wins, a drop-in over the unit, and a file over both (systemd.exec(5))."""
    own = skew_of(tmp_path, UNIT.format(more, "$SKEW", ""), files)
    assert own is not None
    assert (own.value, own.span.source.path.rpartition("/")[2], own.span.text) == (value, place, str(value))


@pytest.mark.parametrize("skew", ["$SKEW", "${SKEW}", "1${SKEW}"])
@pytest.mark.parametrize(
    ("more", "files"),
    [
        (FILE, {}),
        (FILE.replace("=/", "=-/"), {}),
        ("EnvironmentFile=/etc/systemd/fr*.env\n", {}),
        ("EnvironmentFile=/etc/systemd/%m\n", {"front": "SKEW=99\n"}),
        ("Environment=SKEW=%m\n", {}),
        ("Environment=SKEW=\\x99\n", {}),
        (FILE, {"front": "# x \\\nSKEW=99\n"}),
        ("", {LATER: f"[Service]\n{FILE}"}),
    ],
)
def test_a_variable_that_nobody_can_tell_is_not_known(
    more: str, files: dict[str, str], skew: str, tmp_path: Path
) -> None:
    """The unit's own value may not be the one that runs, so it is in no result."""
    own = skew_of(tmp_path, UNIT.format(more, skew, ""), files)
    assert own is not None
    assert own.value is None
    net = load([str(tmp_path)])
    with pytest.raises(RefusedError, match="do not tell which node wins"):
        convert(net, "keepalived")
    found = convert(net, "keepalived", Choices(True)).report.findings
    assert any("what decides the election" in f.message and "advskew" in f.message for f in found)


@pytest.mark.parametrize("drop_in", [False, True])
@pytest.mark.parametrize("line", ["ExecStart=/sbin/ip route add 10.0.0.0/8 via 192.0.2.254", "ExecStart=logger up"])
def test_what_else_a_unit_starts_is_said(line: str, drop_in: bool, tmp_path: Path) -> None:
    more = f"{line}\n"
    found = messages(tmp_path, UNIT.format("", "11", "" if drop_in else more), f"[Service]\n{more}" if drop_in else "")
    assert [m.partition(" is lost")[0] for m in found if "ExecStart" in m] == ["error ExecStart of this unit"]


def test_an_empty_command_takes_back_what_is_above_it(tmp_path: Path) -> None:
    """systemd then refuses the unit, which has nothing to start."""
    with pytest.raises(RefusedError, match="no virtual router was read"):
        messages(tmp_path, UNIT.format("", "11", "ExecStart=\n"))
    assert [f.name for f in check(load([str(tmp_path)])).findings] == ["systemd-unit-refused"]


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


@pytest.mark.parametrize(
    ("path", "text", "refused"),
    [
        ("etc/systemd/system/ucarp@.service", "[Service]\nExecStart=/opt/own %i\n", True),
        ("etc/systemd/system/ucarp@.service.d/a.conf", "[Service]\nExecStart=\nExecStart=/opt/own %i\n", True),
        ("run/systemd/system/ucarp@007.service.d/a.conf", "[Service]\nExecStart=\nExecStart=/opt/own %i\n", True),
        ("etc/systemd/system/ucarp@.service.d/a.conf", "[Service]\nRestart=always\n# ExecStart=/opt/own\n", False),
        ("etc/systemd/system/ucarp@.service.d/a.txt", "[Service]\nExecStart=/opt/own %i\n", False),
        ("etc/systemd/system/other@.service", "[Service]\nExecStart=/opt/own %i\n", False),
        ("usr/lib/systemd/system/ucarp@.service", "[Service]\nExecStart=/usr/libexec/ucarp/ucarp %i\n", False),
    ],
)
def test_what_would_start_something_else_in_place_of_the_result(
    path: str, text: str, refused: bool, tmp_path: Path
) -> None:
    line = "ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.9 -u /usr/local/up -d /usr/local/down\n"
    for name, own in (("etc/rc.local", f"#!/bin/sh\n{line}"), (path, text)):
        file = tmp_path / "lb1" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(own)
    net = load([str(tmp_path)])
    if refused:
        with pytest.raises(RefusedError, match=f"cannot convert to ucarp: /{path} of lb1"):
            convert(net, "ucarp", Choices(True))
    else:
        assert convert(net, "ucarp", Choices(True)).files
    assert convert(net, "keepalived", Choices(True)).files
