"""A VIP that comes up at boot is found, whatever gives it to the node: each source of addresses, beside each daemon."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from tests.inputs.test_foreign import put

KEEPALIVED = (
    "vrrp_instance VI_1 {\n    state BACKUP\n    interface eth0\n    virtual_router_id 51\n    priority 100\n"
    "    virtual_ipaddress {\n        192.0.2.10/24\n    }\n}\n"
)
UCARP = (
    "[Service]\nRestart=always\nExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.1 -v 7 -p kT9-wq2x -a 192.0.2.10 -z -n -u /up -d /down\n"
    "[Install]\nWantedBy=multi-user.target\n"
)
DAEMONS = {
    "keepalived": {"etc/keepalived/keepalived.conf": KEEPALIVED},
    "ucarp": {"etc/systemd/system/ucarp.service": UCARP},
}
SCRIPTS, IFUPDOWN = "etc/sysconfig/network-scripts", "etc/network/interfaces"
PLAIN = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n"
STANZA = "auto eth0\niface eth0 inet static\n    address 192.0.2.1/24\n"
NETWORK = "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.1/24\n"
OWN, ALIAS, SET = "CL382", "CL304", "CL338"
SOURCES = {
    "IPADDR2": ({f"{SCRIPTS}/ifcfg-eth0": f"{PLAIN}IPADDR2=192.0.2.10\nPREFIX2=24\n"}, OWN),
    "an alias": ({f"{SCRIPTS}/ifcfg-eth0": PLAIN, f"{SCRIPTS}/ifcfg-eth0:0": "DEVICE=eth0:0\nONPARENT=yes\nIPADDR=192.0.2.10\nPREFIX=24\n"}, ALIAS),
    "a range": ({f"{SCRIPTS}/ifcfg-eth0": PLAIN, f"{SCRIPTS}/ifcfg-eth0-range0": "IPADDR_START=192.0.2.9\nIPADDR_END=192.0.2.12\nPREFIX=24\n"
        "CLONENUM_START=0\n"}, ALIAS),
    "SUSE": ({"etc/sysconfig/network/ifcfg-eth0": "STARTMODE=auto\nBOOTPROTO=static\nIPADDR=192.0.2.1/24\nIPADDR_1=192.0.2.10/24\n"}, OWN),
    "a keyfile": ({"etc/NetworkManager/system-connections/e.nmconnection":
        "[connection]\nid=e\ninterface-name=eth0\n[ipv4]\nmethod=manual\naddress1=192.0.2.1/24\naddress2=192.0.2.10/24\n"}, OWN),
    "netplan": ({"etc/netplan/5.yaml": "network:\n  ethernets:\n    eth0:\n      addresses: [192.0.2.1/24, 192.0.2.10/24]\n"}, OWN),
    "a second file of netplan": ({"etc/netplan/5.yaml": "network:\n  ethernets:\n    eth0:\n      addresses: [192.0.2.1/24]\n",
        "etc/netplan/9.yaml": "network:\n  ethernets:\n    eth0:\n      addresses:\n        - 192.0.2.10/24:\n            label: eth0:1\n"}, OWN),
    "networkd": ({"etc/systemd/network/5.network": f"{NETWORK}Address=192.0.2.10/24\n"}, OWN),
    "a section of networkd": ({"etc/systemd/network/5.network": f"{NETWORK}[Address]\nAddress=192.0.2.10/24\n"}, OWN),
    "a drop-in of networkd": ({"etc/systemd/network/5.network": NETWORK,
        "etc/systemd/network/5.network.d/v.conf": "[Network]\nAddress=192.0.2.10/24\n"}, OWN),
    "a drop-in elsewhere": ({"usr/lib/systemd/network/5.network": NETWORK,
        "etc/systemd/network/5.network.d/v.conf": "[Network]\nAddress=192.0.2.10/24\n"}, OWN),
    "a second stanza": ({IFUPDOWN: f"{STANZA}iface eth0 inet static\n    address 192.0.2.10/24\n"}, OWN),
    "a command": ({IFUPDOWN: f"{STANZA}    up ip addr add 192.0.2.10/24 dev eth0\n"}, SET),
    "a command with a variable": ({IFUPDOWN: f"{STANZA}    post-up /sbin/ip -4 a add 192.0.2.10/32 dev $IFACE label $IFACE:1 || true\n"}, SET),
    "ifconfig": ({IFUPDOWN: f"{STANZA}    up ifconfig eth0:0 192.0.2.10 netmask 255.255.255.0 up\n"}, SET),
    "FreeBSD": ({"etc/rc.conf": 'ifconfig_eth0="inet 192.0.2.1/24"\nifconfig_eth0_alias0="inet 192.0.2.10/32"\n'}, OWN),
}  # fmt: skip
SILENT = {
    "a command for another address": {IFUPDOWN: f"{STANZA}    up ip addr add 192.0.2.11/24 dev eth0\n"},
    "a command that takes it away": {IFUPDOWN: f"{STANZA}    up ip addr del 192.0.2.10/24 dev eth0\n"},
    "when it goes down": {IFUPDOWN: f"{STANZA}    down ip addr add 192.0.2.10/24 dev eth0\n"},
    "a route": {IFUPDOWN: f"{STANZA}    up ip route add 198.51.100.0/24 via 192.0.2.10\n"},
    "a real server": {IFUPDOWN: f"{STANZA}auto lo\niface lo inet loopback\n    up ip addr add 192.0.2.10/32 dev lo\n"},
    "by hand": {IFUPDOWN: f"{STANZA}iface eth0:9 inet manual\n    up ip addr add 192.0.2.10/24 dev eth0\n"},
    "an echo": {IFUPDOWN: f"{STANZA}    up echo ip addr add 192.0.2.10/24 dev eth0\n"},
    "a profile that does not come up": {"etc/NetworkManager/system-connections/e.nmconnection":
        "[connection]\nid=e\ninterface-name=eth0\nautoconnect=false\n[ipv4]\nmethod=manual\naddress1=192.0.2.10/24\n"},
}  # fmt: skip


def codes(folder: Path, daemon: str, files: dict[str, str]) -> set[str]:
    put(folder, {**files, **DAEMONS[daemon]})
    return {f.code for f in check(load([str(folder)])).findings} & {OWN, ALIAS, SET}


@pytest.mark.parametrize("daemon", DAEMONS)
@pytest.mark.parametrize("source", SOURCES)
def test_each_source(source: str, daemon: str, tmp_path: Path) -> None:
    files, code = SOURCES[source]
    assert codes(tmp_path, daemon, files) == {code}


@pytest.mark.parametrize("daemon", DAEMONS)
@pytest.mark.parametrize("source", SILENT)
def test_what_gives_no_vip(source: str, daemon: str, tmp_path: Path) -> None:
    assert codes(tmp_path, daemon, SILENT[source]) == set()


@pytest.mark.parametrize(("device", "code"), [("eth0", {SET}), ("lo", set())])
def test_static_ipaddress(device: str, code: set[str], tmp_path: Path) -> None:
    text = f"static_ipaddress {{\n    192.0.2.10/24 dev {device}\n}}\n{KEEPALIVED}"
    put(tmp_path, {"etc/keepalived/keepalived.conf": text})
    assert {f.code for f in check(load([str(tmp_path)])).findings} & {OWN, ALIAS, SET} == code
