"""Alpine's file per interface: the command line of its init script."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load
from carplint.model import Net

FILE = 'REALIP=192.0.2.11\nVHID=7\nVIP=192.0.2.10\nPASSWORD=made-up\nEXTRA_ARGS="--neutral -k 20"\n'


def node(folder: Path, text: str, name: str = "ucarp.eth1", host: str = "n1") -> Path:
    path = folder / host / "etc" / "conf.d" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder / host


def line(net: Net) -> str:
    (router,) = net.virtual_routers
    return " ".join("?" if w.value is None else w.value for w in router.command)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            FILE,
            "-i eth1 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10 -u /etc/ucarp/vip-up-eth1.sh "
            "-d /etc/ucarp/vip-down-eth1.sh --neutral -k 20 -z",
        ),
        (
            FILE.replace("REALIP=192.0.2.11\n", "") + "UP=/opt/up\nIFACE=bond0\n",
            "-i bond0 -s ? -v 7 -p made-up -a 192.0.2.10 -u /opt/up -d /etc/ucarp/vip-down-eth1.sh --neutral -k 20 -z",
        ),
        (
            "VHID=$(cat /x)\nVIP=192.0.2.10\nREALIP=192.0.2.11\nPASSWORD=a\n",
            "-i eth1 -s 192.0.2.11 -v ? -p a -a 192.0.2.10 -u /etc/ucarp/vip-up-eth1.sh "
            "-d /etc/ucarp/vip-down-eth1.sh -z",
        ),
    ],
)
def test_a_file_has_the_command_line_of_its_service(tmp_path: Path, text: str, expected: str) -> None:
    assert line(load([str(node(tmp_path, text))])) == expected


def test_a_variable_that_is_missing_leaves_its_option_without_a_value(tmp_path: Path) -> None:
    net = load([str(node(tmp_path, FILE.replace("PASSWORD=made-up\n", "")))])
    assert "-p -a 192.0.2.10 -u" in line(net)


def test_two_nodes_are_compared(tmp_path: Path) -> None:
    node(tmp_path, FILE, host="n1")
    node(tmp_path, FILE.replace("192.0.2.10", "192.0.2.99").replace("2.11", "2.12"), host="n2")
    assert "CL402" in [f.code for f in check(load([str(tmp_path)])).findings]


@pytest.mark.parametrize("text", ["#REALIP=\n#VHID=1\n", "rc_need=net\n", 'UCARP_OPTS="-v 1 -a 192.0.2.1"\n'])
def test_other_files_of_the_name_are_not_taken_for_one(tmp_path: Path, text: str) -> None:
    routers = load([str(node(tmp_path, text))]).virtual_routers
    assert all("-u" not in [w.value for w in r.command] for r in routers)
