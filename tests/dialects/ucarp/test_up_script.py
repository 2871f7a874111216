"""What an up script adds is read from its text as far as it is certain, and the shell says whether that is right."""

from __future__ import annotations

import os
import subprocess
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from carplint.dialects.shell.script import UnsureError
from carplint.dialects.ucarp.scripts.custom import Call, without
from carplint.dialects.ucarp.scripts.reading import change, steps
from carplint.dialects.ucarp.up_script import Added, added, brings_up
from carplint.model import Value
from carplint.text.source import Source
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces

VIP = "192.0.2.10"

VIPS = {
    'ip addr add "$2"/24 dev "$1"': "192.0.2.10/24 eth0",
    "/sbin/ip address add ${2}/25 dev $1 label $1:web": "192.0.2.10/25 eth0 eth0:web",
    "ip a a dev $1 $2/24 broadcast +": "192.0.2.10/24 eth0",
    "ip addr add $2 dev $1": "192.0.2.10/32 eth0",
    "ip -4 addr replace $2/255.255.254.0 dev $1": "192.0.2.10/23 eth0",
    "ip addr add local $2/24 dev eth1": "192.0.2.10/24 eth1",
    "ip addr add $2/24 dev $1:1": "192.0.2.10/24 eth0",
    "IP=$2 DEV=$1\nexport MASK=26\nip addr add $IP/$MASK dev $DEV": "192.0.2.10/26 eth0",
    "ifconfig $1:254 $2 netmask 255.255.255.0": "192.0.2.10/24 eth0 eth0:254",
    "/sbin/ifconfig $1:1 $2/27 up": "192.0.2.10/27 eth0 eth0:1",
    "ifconfig $1:1 $2 up": "192.0.2.10/24 eth0 eth0:1",
    "ip addr add $2/$3 dev $1": "192.0.2.10/28 eth0",
    'if [ -n "$1" ]; then\n    ip addr add $2/24 dev $1\nfi': "192.0.2.10/24 eth0",
    "ip addr add $2/24 dev $1 || exit 1": "192.0.2.10/24 eth0",
    "# ip addr add $2/16 dev $1\nip addr add $2/24 dev $1": "192.0.2.10/24 eth0",
}
UNKNOWN = [
    "",
    "tell $2",
    "ip addr show to $2/24",
    "ip addr add $IP/24 dev $1",
    "M=24\nM=25\nif true; then M=26; fi\nip addr add $2/$M dev $1",
    "if true; then\n    ip addr add $2/24 dev $1\nelse\n    ip addr add $2/25 dev $1\nfi",
    ". /etc/default/vip\nip addr add $2/24 dev $1",
    "shift\nip addr add $2/24 dev eth0",
    "ip addr add $(cat /etc/vip) dev $1",
    "cat << X\nip addr add $2/24 dev $1\nX",
    "echo ip addr add $2/24 dev $1",
]


def read(script: str) -> Added:
    source = Source("vip-up", f"#!/bin/sh\n{script}\n")
    place = source.span()
    return added(source, Value("eth0", "", place), Value(IPv4Address(VIP), "", place), Value("28", "", place))


def shown(script: str) -> str:
    vip = read(script).vip
    if vip is None:
        return ""
    words = (vip.address, vip.device, vip.label)
    return " ".join(str(w.value) for w in words if w is not None)


@pytest.mark.parametrize(("script", "expected"), VIPS.items())
def test_the_vip_as_the_script_adds_it(script: str, expected: str) -> None:
    assert shown(script) == expected


@pytest.mark.parametrize("script", UNKNOWN)
def test_what_is_not_certain_is_not_read(script: str) -> None:
    assert read(script) == Added()


def test_further_addresses_are_read_where_nothing_is_conditional() -> None:
    lines = "ip addr add $2/24 dev $1\nip addr add 192.0.2.11/24 dev $1\n"
    assert [str(v.address.value) for v in read(lines).further] == ["192.0.2.11/24"]
    assert read(f"{lines}true || exit 1\n").further == ()


def test_the_stanza_that_a_script_brings_up() -> None:
    def names(script: str) -> frozenset[str]:
        return brings_up(Source("vip-up", f"#!/bin/sh\n{script}\n"), "eth0")

    assert names("ifup $1:ucarp\ntell") == {"eth0:ucarp"}
    assert names('/usr/share/ucarp/vip-up "$@"\ntell') == {"eth0:ucarp"}
    assert names("ifup --force eth0:1") == {"eth0:1"}
    assert names("ifdown $1:ucarp") == frozenset()


@needs("sh")
@pytest.mark.parametrize("script", [s for s in VIPS if "ip a" in s or "ip -" in s or "address" in s])
def test_the_shell_runs_what_was_read(script: str, tmp_path: Path) -> None:
    (tmp_path / "ip").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/log\n')
    (tmp_path / "ip").chmod(0o755)
    text = script.replace("/sbin/ip", "ip")
    path = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", text, "vip-up", "eth0", VIP, "28"], env=path, check=True)
    vip = read(script).vip
    assert vip is not None
    assert vip.address.written in (tmp_path / "log").read_text().split()


@pytest.mark.parametrize(
    "script",
    [
        "set -- a 198.51.100.7\nip addr add $2/24 dev $1",
        "ip -n other addr add $2/24 dev $1",
        "ip addr add $2 peer 192.0.2.20/24 dev $1",
        "up() {\n    M=24\n}\nM=25\nip addr add $2/$M dev $1",
        "ip addr del $2/24 dev $1",
    ],
)
def test_the_vip_is_not_read_where_copies_are_not_sure(script: str) -> None:
    """The model's VIP and the copies of a conversion come from one reading."""
    assert read(script).vip is None
    if "del" not in script:
        assert without(f"#!/bin/sh\n{script}\n", Call("eth0", (VIP,))) is None


@needs("ip")
@needs_namespaces
def test_ip_knows_the_verbs_so_cut_short() -> None:
    verbs = ["a", "ad", "add", "c", "change", "chg", "r", "re", "rep", "replace", "d", "de", "del", "delete"]
    with namespace(["eth0"]) as inside:

        def held() -> bool:
            shown = subprocess.run([*inside, "ip", "-o", "addr", "show"], capture_output=True, text=True, check=True)
            return f" {VIP}/24 " in shown.stdout

        def run(verb: str) -> None:
            line = [*inside, "ip", "addr", verb, f"{VIP}/24", "dev", "eth0"]
            subprocess.run(line, capture_output=True, check=False)

        for verb in (*verbs, "s", "l", "ls", "sa", "res", "x"):
            (step,) = steps(f"ip addr {verb} {VIP}/24 dev eth0", {})
            try:
                known = change(step)
            except UnsureError:
                continue
            for before in ("add", "del"):
                run(before)
                run(verb)
                assert held() == (known.adds if known is not None else before == "add"), (verb, before)
        assert all(change(s) is not None for v in verbs for s in steps(f"ip addr {v} {VIP}/24 dev eth0", {}))
