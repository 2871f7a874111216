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


def findings(folder: Path, text: str, name: str = "ucarp.eth1") -> list[tuple[str, str]]:
    """The findings about a file's variables: the code, and the text of the place."""
    report = check(load([str(node(folder, text, name))]))
    return [(f.code, f.span.text) for f in report.findings if f.code in ("CL197", "CL203", "CL208", "CL266", "CL309")]


GENTOO = "".join(
    f'UCARP_{name}="{value}"\n'
    for name, value in (
        ("INTERFACE", "eth1"), ("SOURCEADDRESS", "192.0.2.11"), ("VHID", "7"), ("VIRTUALADDRESS", "192.0.2.10"),
        ("VIRTUALPREFIX", "24"), ("PASSFILE", "/etc/ucarp/p"), ("UPSCRIPT", "/up"), ("DOWNSCRIPT", "/down"),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        FILE.replace("REALIP=192.0.2.11\n", ""),
        FILE.replace("VHID=7", "VHID=$(cat /id)"),
        FILE.replace("VHID=7", ". /etc/site"),  # it may set the VHID
        FILE.replace("VHID=7", "id=7\nVHID=$id"),
        f"{FILE}rc_need=net.eth1\nNOTE=web\n",
        GENTOO,
        GENTOO.replace('VHID="7"', 'VHID="$(cat /id)"'),
        GENTOO.replace('UCARP_VHID="7"', 'UCARP_OPTS="--vhid=7"'),
    ],
)
def test_a_file_that_its_service_can_run_is_quiet(tmp_path: Path, text: str) -> None:
    assert findings(tmp_path, text) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VHID=7\n", "", [("CL203", "")]),
        ("VHID=7", "VHID=", [("CL203", "")]),
        ("VHID=", "VID=", [("CL203", "VID")]),
        ("VHID=", "VIHD=", [("CL203", "VIHD")]),
        ("VHID=", "vhid=", [("CL203", "vhid")]),
        ("PASSWORD=", "PASWORD=", [("CL208", "PASWORD")]),
        ("PASSWORD=", "PASS=", [("CL208", "PASS")]),
        ("\nVIP=", "\nVIP_ADDRESS=", [("CL266", "VIP_ADDRESS")]),
        ("REALIP=", "REAL_IP=", [("CL197", "REAL_IP")]),
        ("EXTRA_ARGS=", "EXTRA_ARG=", [("CL197", "EXTRA_ARG")]),
    ],
)
def test_what_alpine_lacks_is_said_once_and_where_it_was_meant(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    text = FILE.replace(old, new)
    assert findings(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('UCARP_VHID="7"\n', "", ""),
        ('VHID="7"', 'VHID=""', ""),
        ("UCARP_VHID", "UCARP_VIHD", "UCARP_VIHD"),
        ("UCARP_VHID", "UCARP_ID", "UCARP_ID"),
    ],
)
def test_gentoo_without_a_vhid(tmp_path: Path, old: str, new: str, place: str) -> None:
    text = GENTOO.replace(old, new)
    assert findings(tmp_path, text, "ucarp.web") == [("CL203", place)]
