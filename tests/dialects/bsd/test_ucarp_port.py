"""The ucarp of FreeBSD's ports: the command line that the variables of rc.conf come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load
from carplint.model import Net

FILE = (
    'hostname="h"\nifconfig_em0="inet 192.0.2.11/24"\nucarp_enable="YES"\nucarp_if="em0"\nucarp_vhid="7"\n'
    'ucarp_pass="made-up"\nucarp_src="192.0.2.11"\nucarp_addr="192.0.2.10"\n'
)


def load_of(folder: Path, text: str, host: str = "n1") -> Net:
    path = folder / host / "etc" / "rc.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load([str(folder / host)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FILE, "-B -f daemon -p made-up -z -s 192.0.2.11 -a 192.0.2.10 -i em0 -v 7"),
        (
            FILE + 'ucarp_preempt="yes"\nucarp_shutdown="NO"\nucarp_advbase=2\nucarp_advskew=50\nucarp_upscript=/up\n',
            "-B -f daemon -p made-up -P -u /up -b 2 -k 50 -s 192.0.2.11 -a 192.0.2.10 -i em0 -v 7",
        ),
        (
            FILE.replace('ucarp_vhid="7"\n', "") + 'ucarp_passfile="/k"\nucarp_xparam="a b"\n',
            "-B -f daemon -o /k -z -x a b -s 192.0.2.11 -a 192.0.2.10 -i em0 -v 1",
        ),
        (FILE.replace('ifconfig_em0="inet 192.0.2.11/24"\n', ""), "-B -f daemon -p made-up -z -s 192.0.2.11 "
         "-a 192.0.2.10 -i em0 -v 7"),
    ],
)  # fmt: skip
def test_the_variables_have_the_command_line_of_the_ports(tmp_path: Path, text: str, expected: str) -> None:
    (router,) = load_of(tmp_path, text).virtual_routers
    assert " ".join(w.value or "?" for w in router.command) == expected


@pytest.mark.parametrize("text", [FILE.replace("YES", "NO"), FILE.replace('ucarp_enable="YES"\n', "")])
def test_what_is_not_enabled_starts_nothing(tmp_path: Path, text: str) -> None:
    assert load_of(tmp_path, text).virtual_routers == ()


def test_a_script_that_refuses_to_start_has_no_command_line(tmp_path: Path) -> None:
    (router,) = load_of(tmp_path, FILE.replace('ucarp_src="192.0.2.11"\n', "")).virtual_routers
    assert router.command == ()


def test_a_further_ucarp_is_said(tmp_path: Path) -> None:
    net = load_of(tmp_path, FILE + 'ucarp_2_addr="192.0.2.20"\n')
    assert any("rc.conf:9: ucarp_2_addr" in n for n in net.not_checked)


def test_numbered_variables_are_those_of_another_script(tmp_path: Path) -> None:
    values = {"if": "em1", "src": "192.0.2.11", "pass": "made-up", "addr": "192.0.2.10"}
    numbered = "".join(f'ucarp_3_{name}="{value}"\n' for name, value in values.items())
    net = load_of(tmp_path, f'hostname="n1"\nucarp_enable="YES"\n{numbered}')
    assert check(net).findings == ()
    assert any("ucarp_3_addr" in n for n in net.not_checked)


def test_two_nodes_are_compared(tmp_path: Path) -> None:
    load_of(tmp_path, FILE, "n1")
    load_of(tmp_path, FILE.replace('"7"', '"8"').replace("2.11", "2.12"), "n2")
    assert "CL403" in [f.code for f in check(load([str(tmp_path)])).findings]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("ucarp_if=", "ucarp_interface=", "ucarp_if is not set (ucarp_interface is not one"),
        ("ucarp_src=", "ucarp_srcip=", "ucarp_src is not set (ucarp_srcip"),
        ("ucarp_addr=", "#", "ucarp_addr is not set: the script"),
        ("ucarp_pass=", "ucarp_password=", "ucarp_pass is not set (ucarp_password"),
        ('"made-up"', '""', "ucarp_pass is not set: "),
        ("ucarp_pass=", "ucarp_passfile=", ""),
        ('"192.0.2.10"', '"$(vip)"', ""),  # not known
        ("YES", "NO", ""),
        ("YES", "$(ask)", ""),
    ],
)
def test_what_the_script_refuses_without(old: str, new: str, found: str, tmp_path: Path) -> None:
    messages = [f.message for f in load_of(tmp_path, FILE.replace(old, new)).findings]
    assert [found in m for m in messages] == ([True] if found else [])


@pytest.mark.parametrize("path", ["rc.conf.d/ucarp", "rc.conf.d/ucarp/site", "rc.conf.local"])
def test_where_the_variables_may_lie(path: str, tmp_path: Path) -> None:
    lines = FILE.splitlines(keepends=True)
    file = tmp_path / "n2/etc" / path
    file.parent.mkdir(parents=True)
    file.write_text("".join(line for line in lines if line.startswith("ucarp")))
    net = load_of(tmp_path, "".join(line for line in lines if not line.startswith("ucarp")), "n2")
    assert [r.device for r in net.virtual_routers] == ["em0"]
