"""Whole systems in a folder, laid out as distributions lay theirs: one host, no error. The files are in our own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from tests.inputs.test_absent import IFCFG
from tests.inputs.test_foreign import CONF, FOREIGN, put, states

UNIT = "[Unit]\nDescription=keepalived\n[Service]\nType=notify\nExecStart=/usr/sbin/keepalived --dont-fork $DAEMON_ARGS\n[Install]\nWantedBy=multi-user.target\n"
LINK = "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.1/24\n"
DOC = {
    f"usr/share/doc/{d}/samples/keepalived.conf.{s}": CONF
    for d in ("keepalived", "packages/keepalived")
    for s in ("vrrp", "vrrp.sync", "HTTP_GET.port", "IPv6")
}
COMMON = {
    "etc/keepalived/keepalived.conf": CONF,
    "etc/dbus-1/system.d/org.keepalived.Vrrp1.conf": "<busconfig>\n</busconfig>\n",
    "usr/share/snmp/mibs/KEEPALIVED-MIB.txt": "KEEPALIVED-MIB DEFINITIONS ::= BEGIN\nEND\n",
    "usr/share/man/man5/keepalived.conf.5": ".TH keepalived.conf 5\n",
    "usr/lib/systemd/network/80-container-host0.network": "[Match]\nKind=veth\n[Network]\nDHCP=yes\n",
    "usr/lib/python3/dist-packages/x/keepalived.conf": CONF,
    "var/lib/dpkg/info/keepalived.conffiles": "/etc/keepalived/keepalived.conf\n",
    "var/backups/keepalived.conf": CONF,
    **DOC,
    **FOREIGN,
}
SYSTEMS = {
    "debian": {
        "etc/default/keepalived": "DAEMON_ARGS=\n",
        "etc/init.d/keepalived": "#!/bin/sh\nDAEMON=/usr/sbin/keepalived\nexit 0\n",
        "lib/systemd/system/keepalived.service": UNIT,
        "lib/systemd/system/multi-user.target.wants/getty.target": "[Unit]\n",  # a link of its package: nobody enabled anything here
        "usr/share/doc/conntrackd/examples/sync/keepalived.conf": CONF,
        "etc/keepalived/keepalived.conf.sample": CONF,
        "etc/network/interfaces": "auto lo eth0\niface lo inet loopback\niface eth0 inet static\n    address 192.0.2.1/24\n",
        "etc/network/if-up.d/ucarp": "#!/bin/sh\nexit 0\n",
        "etc/network/if-down.d/ucarp": "#!/bin/sh\nexit 0\n",
        "usr/share/ucarp/vip-up": "#!/bin/sh\nexec /sbin/ifup $1:ucarp\n",
        "usr/share/ucarp/vip-down": "#!/bin/sh\nexec /sbin/ifdown $1:ucarp\n",
        "usr/share/doc/ifupdown/examples/network-interfaces": "auto eth1\niface eth1 inet dhcp\n",
        "usr/share/doc/shorewall/examples/one-interface/interfaces": "net eth0 dhcp\n",
    },
    "fedora": {
        "etc/sysconfig/keepalived": 'KEEPALIVED_OPTIONS="-D"\n',
        "usr/lib/systemd/system/keepalived.service": UNIT.replace("DAEMON_ARGS", "KEEPALIVED_OPTIONS"),
        "etc/NetworkManager/system-connections/eth0.nmconnection": "[connection]\nid=eth0\ntype=ethernet\ninterface-name=eth0\n[ipv4]\nmethod=manual\naddress1=192.0.2.1/24\n",
        "usr/share/doc/initscripts/examples/networking/ifcfg-bond-slave-eth9": "DEVICE=eth9\n",
        "usr/lib/systemd/network/89-ethernet.network.example": LINK,
    },
    "rocky": {
        "etc/sysconfig/keepalived": 'KEEPALIVED_OPTIONS="-D"\n',
        "etc/keepalived/keepalived.conf.rpmnew": CONF,
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG,
        "etc/sysconfig/network-scripts/ifcfg-eth0.rpmsave": IFCFG,
        "usr/lib/systemd/system/keepalived.service": UNIT.replace("DAEMON_ARGS", "KEEPALIVED_OPTIONS"),
    },
    "alpine": {
        "etc/conf.d/keepalived": 'KEEPALIVED_OPTIONS="-D"\n',
        "etc/init.d/keepalived": "#!/sbin/openrc-run\ncommand=/usr/sbin/keepalived\n",
        "etc/keepalived/keepalived.conf.apk-new": CONF,
        "etc/network/interfaces": "auto eth0\niface eth0 inet static\n    address 192.0.2.1/24\n",
        "etc/rc.conf": 'rc_parallel="NO"\n',
    },
    "suse": {
        "etc/sysconfig/network/ifcfg-eth0": "STARTMODE=auto\nBOOTPROTO=static\nIPADDR=192.0.2.1/24\n",
        "etc/sysconfig/network/ifcfg.template": "## a template\nSTARTMODE=\n",
        "usr/share/fillup-templates/sysconfig.keepalived": 'KEEPALIVED_OPTIONS="-D"\n',
        "usr/lib/systemd/system/keepalived.service": UNIT,
    },
}  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("named", [False, True])
def test_a_whole_system_is_one_host_without_an_error(system: str, named: bool, tmp_path: Path) -> None:
    put(tmp_path / "root", {**COMMON, **SYSTEMS[system]})
    net = load([], hosts=[("n", str(tmp_path / "root"))]) if named else load([str(tmp_path / "root")])
    report = check(net)
    assert [h.name for h in net.hosts] == ["n" if named else "root"]
    assert [f"{f.code} {f.span.source.path}" for f in report.findings if f.severity == "error"] == []
    assert [r.name.value for r in net.virtual_routers] == ["VI_1"]
    found = states(net, tmp_path / "root")
    assert found["etc/keepalived/keepalived.conf"] == "read"
    assert set(found.values()) == {"read", "passed over"}
    assert [path for path in DOC if found.get(path) == "read"] == []
    assert [what for what in net.not_checked if "usr/share/doc" in what] == []
    assert [f.code for f in report.findings if f.code == "CL397"] == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_without_a_configuration_there_is_no_error(system: str, tmp_path: Path) -> None:
    files = {k: v for k, v in {**COMMON, **SYSTEMS[system]}.items() if not k.startswith("etc/keepalived/")}
    put(tmp_path, files)
    report = check(load([str(tmp_path)]))
    assert [f.code for f in report.findings if f.severity == "error"] == []
    assert len(report.net.hosts) == 1
