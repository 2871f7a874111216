"""The interfaces and addresses of a node, whatever files say them: ifcfg, keyfiles, netplan, systemd-networkd.

Keyfiles are held against NetworkManager's own reader (nmcli --offline), netplan's files against what
`netplan generate` makes of them, where these programs are at hand.
"""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.checking.lint import check
from carplint.inputs.load import load
from carplint.model import Host, Interface, Net
from carplint.rules.host.ifcfg_networkmanager_reads_otherwise import unescaped
from tests.corpus import CORPUS, needs_corpus
from tests.oracles import slow
from tests.work import calls

SCRIPTS = "etc/sysconfig/network-scripts"
SUSE = "etc/sysconfig/network"
KEYFILES = "etc/NetworkManager/system-connections"
_GENERATE = next((p for p in ("/usr/libexec/netplan/generate", "/lib/netplan/generate") if os.access(p, os.X_OK)), "")
GENERATE = os.environ.get("NETPLAN_GENERATE", _GENERATE)
NMCLI = shutil.which("nmcli") or ""
with_nmcli = pytest.mark.skipif(not NMCLI, reason="NOT TESTED: nmcli not installed")
with_netplan = pytest.mark.skipif(not GENERATE, reason="NOT TESTED: netplan not installed")


def node(root: Path, files: dict[str, str]) -> Host:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    net = load([str(root)])
    assert len(net.hosts) == 1
    return net.hosts[0]


def ifcfg(root: Path, **files: str) -> dict[str, Interface]:
    """The interfaces of ifcfg files, whose names are given with _ for the colon."""
    named = {f"{SCRIPTS}/ifcfg-{name.replace('__', '-').replace('_', ':')}": text for name, text in files.items()}
    return {i.name: i for i in node(root, named).interfaces}


def addresses(interface: Interface) -> list[str]:
    return [str(a.value) if a.value is not None else "?" for a in interface.addresses]


NUMBERS = [
    ("IPADDR=192.0.2.1\nPREFIX=24", ["192.0.2.1/24"]),
    ("IPADDR=192.0.2.1\nNETMASK=255.255.255.128", ["192.0.2.1/25"]),
    ("IPADDR=192.0.2.1\nNETMASK=255.255.255.0\nPREFIX=26", ["192.0.2.1/26"]),
    ("IPADDR=10.0.0.1", ["10.0.0.1/8"]),
    ("IPADDR=172.16.0.1", ["172.16.0.1/16"]),
    ("IPADDR0=192.0.2.1\nPREFIX0=24\nIPADDR1=192.0.2.2\nPREFIX1=25", ["192.0.2.1/24", "192.0.2.2/25"]),
    ("IPADDR2=192.0.2.3\nPREFIX2=24", ["192.0.2.3/24"]),
    ("IPADDR=192.0.2.1\nPREFIX=24\nIPADDR3=192.0.2.3\nPREFIX3=24", ["192.0.2.1/24"]),
    ("IPADDR=192.0.2.1\nPREFIX=24\nIPADDR1=198.51.100.1", ["192.0.2.1/24", "198.51.100.1/24"]),
    ("IPADDR=192.0.2.1\nNETMASK=255.0.255.0", ["?"]),
    ("IPADDR=192.0.2.1\nNETMASK=0.0.0.255", ["?"]),
    ("IPADDR=192.0.2.1\nNETMASK=24", ["?"]),
    ("IPADDR=192.0.2.1\nPREFIX=255.255.255.0", ["?"]),
    ("IPADDR=192.0.2.1/24", ["?"]),
    ("IPADDR=$(hostname -I)\nPREFIX=24", ["?"]),
    ("IPADDR=192.0.2.1\nPREFIX=24\nMASTER=bond0\nSLAVE=yes", []),
    ("IPADDR=192.0.2.1\nPREFIX=24\nMASTER=bond0", ["192.0.2.1/24"]),
    ("IPADDR=192.0.2.1\nPREFIX=24\nBRIDGE=br0", []),
    ("IPADDR=192.0.2.1\nPREFIX=24\nTEAM_MASTER=team0", []),
    ("IPADDR=192.0.2.1\nPREFIX=24\nIPV6ADDR=2001:db8::1/64", ["192.0.2.1/24", "2001:db8::1/64"]),
    (
        "IPV6ADDR=2001:db8::1/64\nIPV6ADDR_SECONDARIES='2001:db8::2/64 2001:db8::3/64'",
        ["2001:db8::1/64", "2001:db8::2/64", "2001:db8::3/64"],
    ),
    ("IPV6ADDR=2001:db8::1/64\nIPV6INIT=no", []),
    ("NET=192.0.2\nIPADDR=$NET.7\nPREFIX=24", ["192.0.2.7/24"]),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_addresses_of_an_ifcfg_file(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert addresses(ifcfg(tmp_path, eth0=f"DEVICE=eth0\n{text}\n")["eth0"]) == expected


ALIASES = [
    ("PREFIX=24", "NETMASK=255.255.255.255", "192.0.2.20/24"),  # tried with ifup-aliases of initscripts 9.49.38
    ("NETMASK=255.255.255.128", "", "192.0.2.20/25"),
    ("NETMASK=255.255.255.128", "PREFIX=32", "192.0.2.20/32"),
    ("PREFIX=25", "PREFIX=", "192.0.2.20/24"),
    ("", "", "192.0.2.20/24"),
]


@pytest.mark.parametrize(("parent", "alias", "expected"), ALIASES)
def test_an_alias_inherits_as_ifup_aliases_lets_it(tmp_path: Path, parent: str, alias: str, expected: str) -> None:
    found = ifcfg(
        tmp_path,
        eth0=f"DEVICE=eth0\nIPADDR=192.0.2.1\n{parent}\n",
        eth0_1=f"DEVICE=eth0:1\nIPADDR=192.0.2.20\n{alias}\n",
    )
    assert addresses(found["eth0:1"]) == [expected]
    assert found["eth0:1"].parent == "eth0"


def test_a_range_has_all_its_addresses(tmp_path: Path) -> None:
    text = "IPADDR_START=192.0.2.100\nIPADDR_END=192.0.2.103\nCLONENUM_START=5\n"
    found = ifcfg(tmp_path, eth0="DEVICE=eth0\nIPADDR=192.0.2.1\nPREFIX=24\n", eth0__range0=text)
    assert addresses(found["eth0-range0"]) == [f"192.0.2.{n}/24" for n in range(100, 104)]
    assert found["eth0-range0"].parent == "eth0"


BOOT = [
    ("", "", True, True),
    ("ONBOOT=no", "", False, False),
    ("ONBOOT=False", "", False, False),
    ("ONBOOT=yes", "ONPARENT=no", True, False),
    ("ONBOOT=yes", "ONPARENT=No", True, True),
    ("ONBOOT=yes", "ONBOOT=no", True, True),
    ("ONBOOT=$(x)", "", None, None),
]


@pytest.mark.parametrize(("parent", "alias", "up", "alias_up"), BOOT)
def test_what_comes_up_at_boot(tmp_path: Path, parent: str, alias: str, up: bool | None, alias_up: bool | None) -> None:
    found = ifcfg(tmp_path, eth0=f"DEVICE=eth0\n{parent}\n", eth0_1=f"DEVICE=eth0:1\nIPADDR=192.0.2.20\n{alias}\n")
    boots = [found[n].at_boot for n in ("eth0", "eth0:1")]
    assert [b.value if b is not None else "absent" for b in boots] == [up, alias_up]


def test_what_else_an_ifcfg_file_says(tmp_path: Path) -> None:
    found = ifcfg(
        tmp_path,
        eth0="DEVICE=eth0\nGATEWAY=192.0.2.254\nHWADDR=00:00:5e:00:53:01\nUUID=6d3b1c2e\nMASTER=bond0\nSLAVE=yes\n",
        vlan10="DEVICE=vlan10\nVLAN=yes\nPHYSDEV=bond0\nBOOTPROTO=dhcp\n",
        x="DEVICE=bond0.20\nVLAN=yes\n",
    )
    eth0 = found["eth0"]
    facts = [eth0.gateway, eth0.mac, eth0.uuid, eth0.controller]
    assert [str(f.value) for f in facts if f is not None] == ["192.0.2.254", "00:00:5E:00:53:01", "6d3b1c2e", "bond0"]
    lower = [found[n].lower for n in ("vlan10", "bond0.20")]
    assert [v.value for v in lower if v is not None] == ["bond0", "bond0"]
    assert (found["vlan10"].dynamic, found["bond0.20"].dynamic) == (True, False)


def test_the_files_of_suse(tmp_path: Path) -> None:
    text = (
        "BOOTPROTO='static'\nSTARTMODE='auto'\nIPADDR='192.0.2.1/24'\nIPADDR_1=192.0.2.2\nPREFIXLEN_1=32\nLABEL_1=vip\n"
    )
    host = node(
        tmp_path, {f"{SUSE}/ifcfg-eth0": text, f"{SUSE}/ifcfg-eth1": "IPADDR=203.0.113.1\nNETMASK=255.255.255.0\n"}
    )
    eth0, eth1 = host.interfaces
    assert (eth0.name, addresses(eth0), addresses(eth1)) == (
        "eth0",
        ["192.0.2.1/24", "192.0.2.2/32"],
        ["203.0.113.1/24"],
    )
    assert [i.at_boot.value for i in (eth0, eth1) if i.at_boot is not None] == [True, False]


def test_files_that_the_network_scripts_pass_over_are_not_read(tmp_path: Path) -> None:
    endings = ["", "~", ".bak", ".orig", ".rpmnew", ".rpmorig", ".rpmsave", ".old", ".20240101", "-orig"]
    host = node(tmp_path, {f"{SCRIPTS}/ifcfg-eth0{e}": "DEVICE=eth0\n" for e in endings})
    read = sorted(d.source.path.rpartition("eth0")[2] for d in host.documents)
    assert read == sorted(["", ".old", ".20240101", "-orig"])


@pytest.mark.parametrize("name", [b"ifcfg-eth\n0", b"ifcfg-eth\xff0", b"ifcfg-\xf0\x9f\x90\x8d"])
def test_strange_names(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / SCRIPTS
    folder.mkdir(parents=True)
    with open(os.fsencode(folder) + b"/" + name, "w") as file:
        file.write("DEVICE=eth0\nBOOTPROT=none\n")
    report = check(load([str(tmp_path)]))
    assert [f.name for f in report.findings if f.name == "ifcfg-unknown-key"] == ["ifcfg-unknown-key"]


@slow
def test_many_files_take_no_square_of_the_work(tmp_path: Path) -> None:
    work = []
    for count in (250, 1_000):
        folder = tmp_path / str(count) / SCRIPTS
        folder.mkdir(parents=True)
        for n in range(count):
            text = f"DEVICE=eth{n}\nBOOTPROTO=none\nIPADDR=10.{n // 250}.{n % 250}.1\nPREFIX=24\n"
            (folder / f"ifcfg-eth{n}").write_text(text)
        root = str(tmp_path / str(count))
        net = load([root])
        assert check(net).findings == ()
        assert net.files == count
        work.append(calls(lambda root=root: check(load([root]))))  # type: ignore[misc]
    assert work[1] < 4.4 * work[0]


@needs_corpus
def test_the_corpus_is_understood() -> None:
    """All statements but those of files whose keys are made up or misspelt on purpose, or by their authors."""
    strange = {
        "ElCoyote27+vbox__ifcfg-bond3@f30bb8c": "a misspelt key",
        "ifcfg-Test_Write_Proxy_Basic.cexpected": "a key of NetworkManager's own test",
        "ifcfg-Test_Write_WiFi_AP_Mode.cexpected": "a key of NetworkManager's own test",
        "ifcfg-test-variables-corner-cases-1": "NetworkManager's test of made-up keys",
        "ifcfg-test-vlan-trailing-spaces": "NetworkManager's test of trailing blanks",
        "techan.fr-ip-failover-avec-ucarp.md__ifcfg-eth0:0": "BOOTPRO for BOOTPROTO",
    }
    total = understood = 0
    partly = []
    for path in sorted((CORPUS / "ifcfg").iterdir()):
        net = load([str(path)])
        total += net.statements
        understood += net.understood
        if net.understood < net.statements:
            partly.append(path.name)
    assert understood >= 0.99 * total > 2000
    assert [n for n in partly if not any(n.endswith(s) for s in strange)] == []


# What NetworkManager reads from a line of an ifcfg file.

UNESCAPED = [
    ("a", "a"),
    ("'a b'", "a b"),
    ('"a b"', "a b"),
    ('"a\\"b"', 'a"b'),
    ("a\\ b", "a b"),
    ("a # c", "a"),
    ("a;", "a"),
    ("a ; # c", "a"),
    ("a b", None),
    ("$A", "$A"),
    ('"$A"', None),
    ('"`a`"', None),
    ("a|b", None),
    ("'a", None),
    ("", ""),
    (" # c", ""),
    ("a#b", "a#b"),
]


@pytest.mark.parametrize(("line", "expected"), UNESCAPED)
def test_what_networkmanager_reads_from_a_line(line: str, expected: str | None) -> None:
    assert unescaped(line) == expected


# Keyfiles, netplan and systemd-networkd.


def keyfile(root: Path, text: str) -> tuple[Net, list[Interface]]:
    path = root / KEYFILES / "lan.nmconnection"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    net = load([str(root)])
    return net, list(net.hosts[0].interfaces)


KEYFILE = "[connection]\nid=lan\nuuid=6d3b1c2e-7a54-4f0b-9d1e-2f6a8c0b4e11\ntype=ethernet\ninterface-name=eth0\n"
ADDRESSES = [
    ("address1=192.0.2.1/24,192.0.2.254", ["192.0.2.1/24"]),
    ("address1=192.0.2.1/24\naddress2=198.51.100.1/25", ["192.0.2.1/24", "198.51.100.1/25"]),
    ("addresses1=192.0.2.1;24;192.0.2.254;", ["192.0.2.1/24"]),
    ("address=192.0.2.1/24", ["192.0.2.1/24"]),
    ("address1=192.0.2.1", ["192.0.2.1/24"]),
    ("address1 = 192.0.2.1/24 # no comment", ["192.0.2.1/24"]),
]


@pytest.mark.parametrize(("lines", "expected"), ADDRESSES[:-1])
def test_addresses_of_a_keyfile(tmp_path: Path, lines: str, expected: list[str]) -> None:
    _, found = keyfile(tmp_path, f"{KEYFILE}[ipv4]\nmethod=manual\n{lines}\n")
    assert [(i.name, addresses(i)) for i in found] == [("eth0", expected)]


def nmcli(text: str) -> list[str] | None:
    """The IPv4 addresses that NetworkManager reads from a keyfile; None where it refuses the file."""
    command = [NMCLI, "--offline", "connection", "modify", "ipv4.dhcp-timeout", "5"]
    run = subprocess.run(command, input=text, capture_output=True, text=True, timeout=20, check=False)
    if run.returncode != 0:
        return None
    ini = configparser.RawConfigParser(delimiters=("=",))
    ini.read_string(run.stdout)
    return [v.partition(",")[0] for k, v in ini["ipv4"].items() if k.startswith("address")]


@with_nmcli
@pytest.mark.parametrize(("lines", "expected"), ADDRESSES[:-1])
def test_networkmanager_agrees_on_addresses(tmp_path: Path, lines: str, expected: list[str]) -> None:
    assert nmcli(f"{KEYFILE}[ipv4]\nmethod=manual\n{lines}\n") == expected


LINES = ["# c", "; c", ";a=b", "junk", "a=b", "=b", "[x]", "[x", "", "  ", " a = b", "\t# c", "a", "[x] y"]


@with_nmcli
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=4))
def test_networkmanager_agrees_on_what_is_a_keyfile(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    text = KEYFILE + "\n".join(["[unknown]", *lines, "[ipv4]", "method=manual", "address1=192.0.2.1/24", ""])
    _, found = keyfile(tmp_path_factory.mktemp("node"), text)
    assert ([addresses(i) for i in found] or None) == (None if (read := nmcli(text)) is None else [read])


NETPLAN = """network:
  version: 2
  ethernets:
    eth9: {}
    eth0:
      addresses: [192.0.2.1/24]
      dhcp4: true
    ids:
      match: {macaddress: "00:00:5e:00:53:01"}
      set-name: lan0
      addresses:
        - 198.51.100.4/24: {label: "lan0:1"}
  bonds:
    bond0: {interfaces: [eth9], addresses: ["203.0.113.1/28"]}
"""
NETPLAN_2 = """network:
  ethernets:
    eth0:
      addresses: [192.0.2.2/24]
      dhcp4: false
  vlans:
    v10: {id: 10, link: eth0, addresses: ["2001:db8::1/64"]}
"""


def test_netplan_files_are_merged(tmp_path: Path) -> None:
    host = node(tmp_path, {"etc/netplan/02-b.yaml": NETPLAN_2, "etc/netplan/01-a.yaml": NETPLAN})
    found = {i.name: i for i in host.interfaces}
    assert {n: addresses(i) for n, i in found.items()} == {
        "eth9": [],
        "eth0": ["192.0.2.1/24", "192.0.2.2/24"],
        "lan0": ["198.51.100.4/24"],
        "bond0": ["203.0.113.1/28"],
        "v10": ["2001:db8::1/64"],
    }
    assert found["eth0"].dynamic is False
    assert found["eth9"].controller is not None
    assert found["v10"].lower is not None
    span = found["eth0"].addresses[1].span
    assert (span.text, span.source.position(span.start)) == ("192.0.2.2/24", (4, 19))


@with_netplan
def test_netplan_generate_makes_the_same_addresses(tmp_path: Path) -> None:
    """The files that netplan writes for systemd-networkd, read by the reader of those, say what its own files do."""
    for name, text in (("01-a.yaml", NETPLAN), ("02-b.yaml", NETPLAN_2)):
        path = tmp_path / "etc/netplan" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o600)
    run = subprocess.run(
        [GENERATE, "--root-dir", str(tmp_path)], capture_output=True, text=True, timeout=20, check=False
    )
    assert run.returncode == 0, run.stderr
    host = load([str(tmp_path)]).hosts[0]
    said = {
        f: {(i.name, tuple(addresses(i)), i.dynamic) for i in host.interfaces if i.format == f}
        for f in ("netplan", "networkd")
    }
    assert said["netplan"] == said["networkd"]


BROKEN = [
    ("network: [", "not valid YAML"),
    ("network:\n\tversion: 2\n", "not valid YAML"),
    ("network: *a\n", "not valid YAML"),
    ("network: \x01\n", "does not allow this character"),
    ("[" * 600, "nested too deeply"),
    ("network:\n" + "# x\n" * 100_000, "longer than 256 KiB"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_netplan_file_that_is_no_yaml(tmp_path: Path, text: str, message: str) -> None:
    node(tmp_path, {"etc/netplan/01-a.yaml": text})
    (finding,) = check(load([str(tmp_path)])).findings
    assert finding.name == "address-file-syntax"
    assert message in finding.message


def test_a_bomb_of_aliases_does_not_grow(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    text = "\n".join([*lines, "network: {ethernets: {eth0: {addresses: *a39}}}", ""])
    assert [addresses(i) for i in node(tmp_path, {"etc/netplan/01-a.yaml": text}).interfaces] == [[]]


def test_networkd_files(tmp_path: Path) -> None:
    files = {
        "etc/systemd/network/10-lan.network": "; c\n[Match]\nName=eth0 \\\n# c\n  eth1\n\n[Network]\nAddress=192.0.2.1/24\n"
        "Gateway=192.0.2.254\n[Address]\nAddress=198.51.100.1/25\n",
        "etc/systemd/network/20-all.network": "[Match]\nName=eth0 en*\n[Network]\nDHCP=ipv4\nAddress=192.0.2.9/24\nAddress=\n",
        "etc/systemd/network/30-mac.network": "[Match]\nMACAddress=00:00:5e:00:53:01\n[Network]\nDHCP=no\nBond=bond0\n",
        "etc/systemd/network/40-off.network": "[Match]\nName=eth7\n[Link]\nUnmanaged=yes\n",
    }
    found = [(i.name, addresses(i), i.dynamic) for i in node(tmp_path, files).interfaces]
    both = ["192.0.2.1/24", "198.51.100.1/25"]
    assert found == [("eth0", both, False), ("eth1", both, False), ("en*", [], True), ("", [], False)]
