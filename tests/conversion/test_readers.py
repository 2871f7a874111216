"""Who may read what a conversion writes: words of a file that is for its owner alone stand in no file that is for others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carplint.conversion import TARGETS, Choices, OutputFile, convert
from carplint.inputs.load import load

MARK = "Quince7"
ETH0 = "auto eth0\niface eth0 inet static\n    address 192.0.2.11/24\n"
OTHER = "iface wlan0 inet dhcp\n    up /usr/local/bin/join # @\n"
INSTANCE = """vrrp_instance V {
    # @ inside
    state BACKUP # @
    interface eth0
    virtual_router_id 51
    priority 150
    virtual_ipaddress {
        192.0.2.50/24 # @
    }
}
"""
IFCFG = "# @\nDEVICE=eth0 # @\nBOOTPROTO=none\nIPADDR=192.0.2.11\nPREFIX=24\nONBOOT=yes\n"
ALIAS = "# @\nDEVICE=eth0:1\nIPADDR=192.0.2.50 # @\nNETMASK=255.255.255.0\nONPARENT=no\n"
UCARP = "# @\nID=51\nBIND_INTERFACE=eth0 # @\nSOURCE_ADDRESS=192.0.2.11\nVIP_ADDRESS=192.0.2.50\nOPTIONS='-k 20'\n"
SCRIPT = '#!/bin/sh\n# @\n/usr/local/bin/join # @\nip addr {} "$2/24" dev "$1"\n'
LINE = "/usr/sbin/ucarp -i eth0 -s 192.0.2.11 -v 51 -p x -k 20 -a 192.0.2.50 -u /opt/up -d /opt/down"

KEEPALIVED = "etc/keepalived/keepalived.conf"
INTERFACES = "etc/network/interfaces"
HOSTS = {
    "interfaces": {KEEPALIVED: "# @\n" + INSTANCE, INTERFACES: f"# @\n{ETH0}    # @\n{OTHER}"},
    "interfaces that source others": {
        KEEPALIVED: INSTANCE,
        INTERFACES: "# @\nsource interfaces.d/*\n{OTHER}",
        f"{INTERFACES}.d/eth0": f"# @\n{ETH0}",
        f"{INTERFACES}.d/wlan0": f"# @\n{OTHER}",
    },
    "the hook": {
        INTERFACES: f"{ETH0}    # @\n    ucarp-vid 51\n    ucarp-vip 192.0.2.50\n    ucarp-password x\n{OTHER}"
        "iface eth0:ucarp inet static\n    address 192.0.2.50/24\n    up /usr/local/bin/join # @\n"
    },
    "includes": {
        KEEPALIVED: "# @\ninclude own.inc\ninclude conf.d/*.conf\n",
        "etc/keepalived/own.inc": "# @\nglobal_defs {\n    router_id h1 # @\n}\n",
        "etc/keepalived/conf.d/v.conf": "# @\n" + INSTANCE,
    },
    "the ucarp service": {
        "etc/ucarp/vip-51.conf": UCARP,
        "etc/ucarp/vip-common.conf": "# @\nPASSWORD=x # @\nUPSCRIPT=/opt/up\nDOWNSCRIPT=/opt/down\n",
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG,
        "opt/up": SCRIPT.replace("{}", "add"),
        "opt/down": SCRIPT.replace("{}", "del"),
    },
    "the carp service": {
        "etc/sysconfig/carp/vip-51.conf": "# @\nBIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:1 # @\nPASSWORD=x\n",
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG,
        "etc/sysconfig/network-scripts/ifcfg-eth0:1": ALIAS,
    },
    "a unit": {
        "etc/systemd/system/lb-ucarp.service": f"# @\n[Service]\nEnvironmentFile=/etc/own\nExecStart={LINE} $X\n",
        "etc/own": "# @\nX=-P\n",
        INTERFACES: ETH0 + OTHER,
        "opt/up": SCRIPT.replace("{}", "add"),
        "opt/down": SCRIPT.replace("{}", "del"),
    },
    "a script": {"etc/rc.local": f"#!/bin/sh\n# @\n{LINE} -B # @\n", INTERFACES: ETH0 + OTHER},
    "Gentoo": {
        "etc/conf.d/ucarp": "# @\nUCARP_INTERFACE=eth0 # @\nUCARP_SOURCEADDRESS=192.0.2.11\nUCARP_VHID=51\n"
        "UCARP_PASSFILE=/etc/ucarp.pass\nUCARP_VIRTUALADDRESS=192.0.2.50\nUCARP_VIRTUALPREFIX=24\n"
        "UCARP_UPSCRIPT=/opt/up\nUCARP_DOWNSCRIPT=/opt/down\nUCARP_OPTS='-k 20'\n",
        "etc/ucarp.pass": "x\n",
        "opt/up": SCRIPT.replace("{}", "add"),
        "opt/down": SCRIPT.replace("{}", "del"),
    },
}
CASES = [(name, path) for name, files in HOSTS.items() for path in files]
READING = 0o044
VALUES = {
    "a variable of a unit": {
        "etc/systemd/system/lb-ucarp.service": f"[Service]\nEnvironmentFile=/etc/own\nExecStart={LINE} -x $X\n",
        "etc/own": "X=@\n",
    },
    "a common file": {
        "etc/ucarp/vip-51.conf": "ID=51\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.11\nVIP_ADDRESS=192.0.2.50\n",
        "etc/ucarp/vip-common.conf": "PASSWORD=x\nUPSCRIPT=/opt/up\nDOWNSCRIPT=/opt/down\nOPTIONS='-z -x @'\n",
    },
    "a variable of a common file": {
        "etc/ucarp/vip-51.conf": "ID=51\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.11\nVIP_ADDRESS=192.0.2.50\n"
        "PASSWORD=x\nUPSCRIPT=/opt/up\nDOWNSCRIPT=/opt/down\nOPTIONS='-z -x '$OWN\n",
        "etc/ucarp/vip-common.conf": "OWN=@\n",
    },
    "a network": {
        KEEPALIVED: INSTANCE,
        "etc/netplan/a.yaml": "network:\n  version: 2\n  ethernets:\n    eth0:\n      addresses: [192.0.2.11/24]\n"
        "      nameservers:\n        search: [@.example]\n",
    },
}
"""What has its word as a value, in its last file."""
UNREAD = {
    ("interfaces that source others", f"{INTERFACES}.d/wlan0"),
    ("includes", KEEPALIVED),
    ("includes", "etc/keepalived/own.inc"),
    ("the ucarp service", "etc/ucarp/vip-common.conf"),
    ("the ucarp service", "etc/sysconfig/network-scripts/ifcfg-eth0"),
    ("the carp service", "etc/sysconfig/network-scripts/ifcfg-eth0"),
    ("a unit", "etc/systemd/system/lb-ucarp.service"),
    ("a unit", "etc/own"),
    ("a script", "etc/rc.local"),
    ("Gentoo", "etc/ucarp.pass"),
}
"""The files whose comments go nowhere."""


def _written(name: str, path: str, mode: int, folder: Path) -> Iterator[tuple[str, OutputFile]]:
    """The files with words of one file of a host, which has this mode, by the target; a script can be run by those who may
    read it."""
    for other, text in {**HOSTS, **VALUES}[name].items():
        file = folder / "h1" / other
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("@", MARK if other == path else "word"))
        own = mode if other == path else 0o644
        file.chmod(own | (own >> 2 & 0o111 if text.startswith("#!") else 0))
    net = load([str(folder)])
    for target in (t for t in TARGETS if any(r.format != t for r in net.virtual_routers)):
        for auth in ("new", "keep"):
            made = convert(net, target, Choices(auth=auth, together=True), allow_errors=True)
            yield from ((target, f) for f in made.files if MARK in f.text)


@pytest.mark.parametrize("mode", [0o600, 0o640])
@pytest.mark.parametrize(("name", "path"), CASES)
def test_words_of_a_file_are_for_those_who_may_read_it(name: str, path: str, mode: int, tmp_path: Path) -> None:
    """Each file of each kind of host in turn has words that no other one has."""
    found = [(t, f.path, oct(f.mode)) for t, f in _written(name, path, mode, tmp_path) if f.mode & READING & ~mode]
    assert found == []


@pytest.mark.parametrize("mode", [0o600, 0o640])
@pytest.mark.parametrize("name", VALUES)
def test_values_of_a_file_are_for_those_who_may_read_it(name: str, mode: int, tmp_path: Path) -> None:
    written = list(_written(name, list(VALUES[name])[-1], mode, tmp_path))
    assert written
    assert [(t, f.path, oct(f.mode)) for t, f in written if f.mode & READING & ~mode] == []


def test_words_of_files_do_reach_a_result(tmp_path: Path) -> None:
    """Else the test above could not fail."""
    reached = {(n, p) for i, (n, p) in enumerate(CASES) if list(_written(n, p, 0o644, tmp_path / str(i)))}
    assert set(CASES) - reached == UNREAD
