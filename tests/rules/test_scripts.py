"""What rules say of the scripts of ucarp: each command by the one reading of scripts, whatever way it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load

VIP = "ID=001\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.11\nVIP_ADDRESS=192.0.2.10\nPASSWORD=rosso-corvo-17\n"
SCRIPTS = 'UPSCRIPT=/usr/libexec/ucarp/vip-up\nDOWNSCRIPT=/usr/libexec/ucarp/vip-down\nOPTIONS="--shutdown"\n'


def names(root: Path, script: str) -> set[str]:
    for path, text in (
        ("etc/ucarp/vip-001.conf", VIP + SCRIPTS),
        ("usr/libexec/ucarp/vip-down", f"#!/bin/sh\n{script}\n"),
    ):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return {f.name for f in check(load([str(root)])).findings}


@pytest.mark.parametrize(
    ("script", "ends"),
    [
        ("ifconfig $1 down", True),
        ('ifdown "$1"', True),
        ("/sbin/ip link set dev ${1} down", True),
        ("exec ifdown $1", True),
        ("if true; then\nIF=$1\nfi\nifdown eth0", True),
        ("DEV=$1\nlogger down\nip link set $DEV down", True),
        ("ifdown eth1", False),
        ("ifdown $1:0", False),
        ("shift\nifdown $1", False),
        ("set -- eth1\nifdown $1", False),
        ("DEV=$1\nDEV=eth1\nifdown $DEV", False),
        ("exec 2> /dev/null", False),
        ("echo ifdown $1", False),
        ("# ifdown $1", False),
    ],
)
def test_a_down_script_that_ends_its_daemon(tmp_path: Path, script: str, ends: bool) -> None:
    assert ("ucarp-downscript-kills-interface" in names(tmp_path, script)) is ends


@pytest.mark.parametrize(
    ("script", "fails"),
    [
        ("ip addr del $2/32 dev $1", True),
        ("/sbin/ip -4 a d $VIP dev $DEV", True),
        ("ip address delete $2 dev $1", True),
        ("ip addr del $2 dev $1 2> /dev/null", False),
        ("ip addr del $2 dev $1 || :", False),
        ("exec > /dev/null 2>&1\nip addr del $2 dev $1", False),
        ("if ip addr del $2 dev $1; then :; fi", False),
        ("ip addr show dev $1", False),
        ("# ip addr del $2 dev $1", False),
        ("echo ip addr del $2 dev $1", False),
    ],
)
def test_a_down_script_that_fails_at_the_start(tmp_path: Path, script: str, fails: bool) -> None:
    assert ("ucarp-neutral-missing" in names(tmp_path, script)) is fails
