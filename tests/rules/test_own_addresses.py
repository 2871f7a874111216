"""The node's own addresses, the VIP and the source address, wherever they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from tests.inputs.test_foreign import CONF, put

DEBIAN = "auto eth0\niface eth0 inet static\n    address 192.0.2.1/24\n"
ALIAS = "iface eth0:{0} inet static\n    address 192.0.2.10\n    netmask {1}\n"
UNICAST = "    unicast_src_ip {}\n    unicast_peer {{\n        {}\n    }}\n    virtual_ipaddress"


def conf(source: str, peer: str = "192.0.2.2", priority: int = 100, more: str = "") -> str:
    text = CONF.replace("    virtual_ipaddress", UNICAST.format(source, peer)).replace(
        "priority 100", f"priority {priority}"
    )
    return more + text


def said(tmp_path: Path, text: str, interfaces: str = "") -> list[str]:
    put(tmp_path, {"etc/keepalived/keepalived.conf": text})
    if interfaces:
        put(tmp_path, {"etc/network/interfaces": interfaces})
    return [f.name for f in check(load([str(tmp_path)])).findings if f.severity in ("error", "warning")]


@pytest.mark.parametrize("name", ["1", "vip", "0"])
@pytest.mark.parametrize("up", ["auto", "allow-hotplug"])
@pytest.mark.parametrize("mask", ["255.255.255.0", "255.255.255.255"])
def test_an_alias_of_debian_with_the_vip_of_keepalived(name: str, up: str, mask: str, tmp_path: Path) -> None:
    alias = ALIAS.format(name, mask)
    found = said(tmp_path, CONF, f"{DEBIAN}{up} eth0:{name}\n{alias}")
    assert found == (["vip-equals-own-address"] if up == "auto" else found)
    assert "vip-equals-own-address" in found


def test_an_alias_that_nothing_brings_up_or_with_another_address(tmp_path: Path) -> None:
    assert said(tmp_path, CONF, DEBIAN + ALIAS.format("1", "255.255.255.0")) == []
    other = ALIAS.format("1", "255.255.255.0").replace("2.10", "2.11")
    assert said(tmp_path, CONF, f"{DEBIAN}auto eth0:1\n{other}") == []


@pytest.mark.parametrize(
    ("line", "silent"),
    [
        ("192.0.2.15/24 dev eth0", True),
        ("192.0.2.15 dev eth1", True),
        ("192.0.2.16/24 dev eth0", False),
        ("", False),
    ],
)
def test_a_source_address_that_keepalived_sets_itself(line: str, silent: bool, tmp_path: Path) -> None:
    block = f"static_ipaddress {{\n    {line}\n}}\n" if line else ""
    found = said(tmp_path, conf("192.0.2.15", more=block), DEBIAN)
    assert ("unicast-src-not-local" in found) is not silent


@pytest.mark.parametrize(
    ("source", "peer", "priority", "expected"),
    [
        ("192.0.2.10", "192.0.2.2", 100, ["vip-equals-peer-address"]),
        ("192.0.2.1", "192.0.2.10", 100, ["vip-equals-peer-address"]),
        ("192.0.2.10", "192.0.2.2", 255, []),
        ("192.0.2.1", "192.0.2.2", 100, []),
    ],
)
def test_the_vip_as_source_or_peer_of_a_node_alone(
    source: str, peer: str, priority: int, expected: list[str], tmp_path: Path
) -> None:
    assert said(tmp_path, conf(source, peer, priority)) == expected
