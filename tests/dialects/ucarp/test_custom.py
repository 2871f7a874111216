"""Custom scripts are copied without their commands for the VIP where that is sure; the shell says what the copies do."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.conversion import Choices, Conversion, convert
from carplint.dialects.ucarp.scripts.custom import NOTE, Call, does_only_that, without
from carplint.inputs.load import load
from tests.oracles import needs

VIP = "192.0.2.10"
HEAD = "#!/bin/sh\n"

TAKEN = [
    "ip addr add $2/24 dev $1",
    '/sbin/ip address add "$2"/24 dev "$1" label "$1:0"    # the VIP',
    "ip a del dev $1 ${2}/24 2>/dev/null",
    "ip -4 addr del local 192.0.2.10/24 dev eth0",
    "LC_ALL=C ip addr add $2/24 dev $1",
    "ifconfig $1:1 $2 netmask 255.255.255.0 up",
    "\tip addr replace $VIP/24 dev $1",
    "ifup $1:ucarp",
    '/usr/share/ucarp/vip-down "$@"',
]
LEFT = [
    "ip addr add 198.51.100.7/24 dev eth1",
    "ip route add default via 192.0.2.1",
    "ip -o addr show to $2",
    "arping -U -c 3 -I $1 $2",
    "/usr/local/bin/tell-the-switch $3",
    "# ip addr add $2/24 dev $1",
    "echo 'ip addr add $2/24 dev $1'",
    "set -e",
    "VIP=$2",
    "export VIP2=$2",
    'if [ -n "$3" ]; then\n    tell-the-switch $3\nfi',
    "for X in a b; do tell $X; done",
    "case $1 in\n    eth0) tell one ;;\n    *) tell other ;;\nesac",
    'tell() {\n    echo "$1"\n}',
    "(tell in a subshell)",
    "tell a && tell b || tell c",
    "tell a |\n    cat",
]
UNSURE = [
    'A="ip addr add $2/24 dev $1"\n$A',
    'A="add $2/24"\nip addr $A dev $1',
    'A=""\n$A ip addr add $2/24 dev $1',
    'A="/sbin/i?"\n$A addr add $2/24 dev $1',
    '[ -n "$3" ] && ip addr add $2/24 dev $1',
    "if true; then\n    ip addr add $2/24 dev $1\nfi",
    "up() {\n    ip addr add $2/24 dev $1\n}",
    "function up {\n    ip addr add $2/24 dev $1\n}",
    "(ip addr add $2/24 dev $1)",
    "ip addr add $2/24 dev $1 | logger",
    "ip addr add $2/24 dev $1; tell x",
    "tell x; ip addr add $2/24 dev $1",
    "ip addr add $2/24 dev $1 &",
    "ip addr add $2/24 dev $1 || exit 1",
    "tell x &&\nip addr add $2/24 dev $1",
    "ip addr add \\\n  $2/24 dev $1",
    "ip addr add $2/24 dev $1\n[ $? -eq 0 ] || exit 1",
    "ip addr add $ADDRESS/24 dev $1",
    "ADDRESS=$2\nADDRESS=198.51.100.7\nip addr add $ADDRESS/24 dev $1",
    "ADDRESS=$2\nfor ADDRESS in a b; do tell; done\nip addr add $ADDRESS/24 dev $1",
    "ADDRESS=$2\ndeclare ADDRESS=198.51.100.7\nip addr add $ADDRESS/24 dev $1",
    "for X in eth0 eth1; do\n    ip addr add $2/24 dev $X\ndone",
    "while ! ip addr add $2/24 dev $1; do sleep 1; done",
    "case $3 in\n    a) ip addr add $2/24 dev $1 ;;\nesac",
    "shift\nip addr add $1/24 dev eth0",
    "set -- a b\nip addr add $2/24 dev $1",
    'eval "ip addr add $2/24 dev $1"',
    "sudo ip addr add $2/24 dev $1",
    "X=$(ip addr add $2/24 dev $1)",
    "$IP addr add $2/24 dev $1",
    "ip addr flush dev $1",
    "ip -f inet addr add $2/24 dev $1",
    "ifconfig $1:1 down",
    "ifup $1:1",
    "cat << X\nip addr add $2/24 dev $1\nX",
    ". /etc/ucarp/functions\nip addr add $2/24 dev $1",
    "ip addr add $2/24 dev $1\ncase $0 in *vip-up) tell ;; esac",
    "ip addr add 'not closed",
]


@pytest.mark.parametrize("line", TAKEN)
def test_a_plain_line_is_taken_out(line: str) -> None:
    before = f"{HEAD}VIP=$2\n{line}\ntell the switch\n"
    indent = line[: len(line) - len(line.lstrip())]
    assert without(before, Call("eth0", (VIP,))) == f"{HEAD}VIP=$2\n{indent}{NOTE}{line.lstrip()}\ntell the switch\n"


@pytest.mark.parametrize("names", ["IF=$1; VIP=$2", "IF=$1\nVIP=$2", 'IF="$1";VIP="${2}"', "VIP=$2; IF=$1; X=$3;"])
def test_names_for_the_arguments(names: str) -> None:
    """However many of them are on a line."""
    line = "ip addr add $VIP/24 dev $IF\ntell the switch\n"
    assert without(f"{HEAD}{names}\n{line}", Call("eth0", (VIP,))) == f"{HEAD}{names}\n{NOTE}{line}"


@pytest.mark.parametrize("line", LEFT)
def test_what_does_not_move_the_vip_stays(line: str) -> None:
    script = f"{HEAD}{line}\n"
    assert without(script, Call("eth0", (VIP,))) == script


@pytest.mark.parametrize("line", UNSURE)
def test_what_is_not_sure_is_left_to_a_person(line: str) -> None:
    assert without(f"{HEAD}{line}\n", Call("eth0", (VIP,))) is None


def calls(script: str) -> list[str]:
    """What a script runs: the programs that it knows are in a folder of their own, and write down how they are called."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for program in ("ip", "ifconfig", "ifup", "vip-down", "arping", "tell", "tell-the-switch"):
            stub = folder / "bin" / program
            stub.parent.mkdir(exist_ok=True)
            stub.write_text(f'#!/bin/sh\necho {program} "$@" >> {folder}/log\n')
            stub.chmod(0o755)
        body = script.replace("/sbin/ip", "ip").replace("/usr/local/bin/", "").replace("/usr/share/ucarp/", "")
        (folder / "log").touch()
        (folder / "script").write_text(body)
        path = {**os.environ, "PATH": f"{folder}/bin:{os.environ['PATH']}"}
        subprocess.run(["sh", f"{folder}/script", "eth0", VIP, "web"], env=path, check=True, capture_output=True)
        return (folder / "log").read_text().splitlines()


@needs("sh")
@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(TAKEN + LEFT), min_size=1, max_size=8))
def test_the_copy_does_all_but_to_move_the_vip(lines: list[str]) -> None:
    script = HEAD + "VIP=$2\n" + "\n".join(line for line in lines if line != "VIP=$2") + "\n"
    copy = without(script, Call("eth0", (VIP,)))
    assert copy is not None
    movers = ("ifup", "vip-down")
    left = [c for c in calls(script) if VIP not in c or c.startswith(("arping", "ip -o addr show"))]
    expected = [c for c in left if not c.startswith(movers)]
    assert calls(copy) == expected
    assert copy.replace(NOTE, "") == script
    assert (NOTE in copy) == any(line in TAKEN for line in lines)


@needs("sh")
@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TAKEN + LEFT + UNSURE + ["fi", "}", "esac", "done", "then", "'", "\\"]), max_size=6))
def test_whatever_is_copied_is_still_shell(lines: list[str]) -> None:
    script = HEAD + "\n".join(lines) + "\n"
    copy = without(script, Call("eth0", (VIP,)))
    if copy is None:
        return
    before, after = (subprocess.run(["sh", "-n"], input=t, text=True, capture_output=True) for t in (script, copy))
    assert after.returncode == before.returncode
    assert copy.replace(NOTE, "") == script


def node(folder: Path, up: bytes, mode: int = 0o750) -> Conversion:
    etc = folder / "lb1" / "etc"
    etc.mkdir(parents=True)
    (etc / "vip-up.sh").write_bytes(up)
    (etc / "vip-up.sh").chmod(mode)
    (etc / "rc.local").write_text(
        "ucarp -i eth0 -s 192.0.2.11 -v 7 -a 192.0.2.10 -p x -z -x web -u /etc/vip-up.sh -d /etc/vip-down.sh -B\n"
    )
    return convert(load([str(etc / "rc.local"), str(folder / "lb1")]), "keepalived", Choices())


def test_the_copy_lies_beside_the_wrapper_which_calls_it(tmp_path: Path) -> None:
    script = b"#!/bin/sh\n# caf\xe9\nip addr add $2/24 dev $1\r\ntell $3\n"
    files = {f.path.removeprefix("lb1/etc/keepalived/"): f for f in node(tmp_path, script).files}
    copy = files["vip-VI_7-up.sh"]
    expected = script.replace(b"ip addr", NOTE.encode() + b"ip addr")
    assert (copy.text.encode(copy.encoding), copy.mode) == (expected, 0o750)
    wrapper = files["vip-VI_7.sh"].text
    assert "    up) /etc/keepalived/vip-VI_7-up.sh eth0 192.0.2.10 web ;;    # a copy of /etc/vip-up.sh\n" in wrapper
    own = "    # a copy of /etc/vip-down.sh"
    assert f"    down) /etc/keepalived/vip-VI_7-down.sh eth0 192.0.2.10 web ;;{own}\n" in wrapper
    assert "vip-VI_7-down.sh" not in files, "it is not at hand: the plan says to copy it"
    assert (tmp_path / "lb1/etc/vip-up.sh").read_bytes() == script


@pytest.mark.parametrize(
    ("script", "said", "copied", "by_hand"),
    [
        (b"#!/bin/sh\nip addr add $2/24 dev $1\ntell $3\n", "without its commands for the address", True, False),
        (b"#!/bin/sh\ntell $3\n", "it leaves the VIP alone", False, False),
        (b"#!/bin/sh\nif true; then ip addr add $2/24 dev $1; fi\ntell $3\n", "from the copy", True, True),
        (b"#!/usr/bin/perl\nsystem('ip addr add')\n", "from the copy", True, True),
    ],
)
def test_the_finding_says_what_is_left_to_do(
    script: bytes, said: str, copied: bool, by_hand: bool, tmp_path: Path
) -> None:
    result = node(tmp_path, script)
    found = [f.message for f in result.report.findings if f.name == "migrate-scripts" and f.span.text.endswith("up.sh")]
    assert len(found) == 1
    assert said in found[0]
    assert any(f.path.endswith("-up.sh") for f in result.files) is copied
    plan = next(f.text for f in result.files if f.path == "PLAN.md")
    assert ("vi /etc/keepalived/vip-VI_7-up.sh    # a copy of /etc/vip-up.sh" in plan) is by_hand
    assert "cp -p /etc/vip-down.sh /etc/keepalived/vip-VI_7-down.sh" in plan


PLAIN = [
    'exec 2>/dev/null\nip addr add "$2"/32 dev "$1"',
    "ip addr add $2/24 dev $1 || exit 1\narping -q -U -c 1 -I $1 $2 > /dev/null 2>&1 &",
    'if [ -n "$2" ]; then\n    ip addr add $2/24 dev $1\nfi\necho done\nexit 0',
    ". /etc/sysconfig/network-scripts/ifcfg-$1\n/sbin/ifconfig $1 $IPADDR netmask $NETMASK up",
    "/usr/share/ucarp/vip-up $1 $2",
]
MORE = [
    "ip addr add $2/24 dev $1\nip route replace default via 192.0.2.1",
    "ip addr add $2/24 dev $1\necho 1 > /proc/sys/net/ipv4/ip_forward",
    "ip addr add $2/24 dev $1\necho MASTER >> /run/vip",
    "ip addr add $2/24 dev $1\nip addr add 198.51.100.7/24 dev eth1",
    "ip addr add $2/24 dev $1\nifup tun0",
    "ip addr add $2/24 dev $1\nlogger up",
    "ip addr add $2/24 dev $1\nX=$(touch /run/vip)",
    ". /etc/default/failover\nip addr add $2/24 dev $1",
    "ip addr flush dev $1",
    "ifconfig $1 down",
]


@pytest.mark.parametrize("line", PLAIN)
def test_a_script_that_only_moves_the_vip_is_not_carried_over(line: str) -> None:
    alias = "eth0:0" if "ifcfg" in line else "eth0"
    assert does_only_that(f"{HEAD}{line}\n", Call(alias, (VIP,)))


@pytest.mark.parametrize("line", MORE)
def test_a_script_that_does_more_is_carried_over(line: str) -> None:
    assert not does_only_that(f"{HEAD}{line}\n", Call("eth0", (VIP,)))


def test_a_script_of_another_language_is_carried_over() -> None:
    assert not does_only_that("#!/usr/bin/perl\nexit\n", Call("eth0", (VIP,)))


def test_a_script_is_called_with_the_alias_that_ucarp_gave_it(tmp_path: Path) -> None:
    """With the device in its place `ifconfig $1 down` would take the node from the network."""
    etc = tmp_path / "lb1" / "etc" / "sysconfig"
    (etc / "carp").mkdir(parents=True)
    (etc / "network-scripts").mkdir()
    (etc / "carp" / "vip-007.conf").write_text("BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\nPASSWORD=x\n")
    (etc / "carp" / "vip-up").write_text("#!/bin/sh\n. /etc/sysconfig/network-scripts/ifcfg-$1\nifconfig $1 up\n")
    (etc / "carp" / "vip-down").write_text("#!/bin/sh\nifconfig $1 down\ntell $3\n")
    for name, address in (("eth0", "192.0.2.11"), ("eth0:0", "192.0.2.10")):
        text = f"DEVICE={name}\nIPADDR={address}\nNETMASK=255.255.255.0\nONPARENT=no\n"
        (etc / "network-scripts" / f"ifcfg-{name}").write_text(text)
    result = convert(load([str(tmp_path / "lb1")]), "keepalived", Choices())
    files = {f.path.removeprefix("lb1/etc/keepalived/"): f.text for f in result.files}
    assert "    down) /etc/keepalived/vip-VI_7-down.sh eth0:0 192.0.2.10 ;;" in files["vip-VI_7.sh"]
    assert " up) " not in files["vip-VI_7.sh"]
    assert files["vip-VI_7-down.sh"] == f"#!/bin/sh\n{NOTE}ifconfig $1 down\ntell $3\n"


def test_a_copy_can_be_run(tmp_path: Path) -> None:
    files = node(tmp_path, b"#!/bin/sh\nip addr add $2/24 dev $1\ntell\n", mode=0o640).files
    assert next(f.mode for f in files if f.path.endswith("-up.sh")) == 0o750
