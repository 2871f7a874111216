"""One word, one reading: what the model does not know of an address a rule speaks of, and the programs agree."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.dialects.addresses.common import as_ip_reads
from carplint.inputs.load import load
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces

ADDRESSES = (
    *("192.0.2.7", "0.0.0.0", "255.255.255.255", "192.0.2.7/24", "192.0.2.07", "192.0.2", "192.0.2.7.1", "192.0.2.256"),
    *("0xc0.0.2.7", "3221225991", "192.0.2.-1", "192.0.2.7x", "192..2.7", "a.example", "x", "-1", "+1", "192.0.2.7."),
    *("192.0.2.7,", "192,0,2,7"),
)
LENGTHS = (
    *("0", "1", "8", "24", "31", "32", "33", "64", "-1", "+24", "024", "00", "0x18", "24x", "x", "24.0", "1e1", "/24"),
    *("255.255.255.0", "99999999999999999999"),
)
MASKS = (
    *("255.255.255.0", "255.255.255.255", "0.0.0.0", "128.0.0.0", "255.0.255.0", "0.0.0.255", "255.255.255", "24"),
    *("0xffffff00", "255.255.255.00", "255.255.255.256", "255.255.255.0x", "-1", "x", "255.255.255.-0", "/24"),
    *("4294967040", "255,255,255,0", "255.255.255.0/24", "+255.0.0.0", "255.255.256.0"),
)
KEYS = {"IPADDR": ADDRESSES, "PREFIX": LENGTHS, "NETMASK": MASKS}
_OWN = {"IPADDR": "192.0.2.9", "NETMASK": "255.255.255.0"}


@pytest.mark.parametrize("number", ["", "0", "1"])
@pytest.mark.parametrize("key", KEYS)
def test_an_ifcfg_value_is_known_unless_a_rule_speaks_of_it(key: str, number: str, tmp_path: Path) -> None:
    for at, word in enumerate(KEYS[key]):
        own = {k: v for k, v in _OWN.items() if not (key == "PREFIX" and k == "NETMASK")} | {key: word}
        path = tmp_path / f"n{at}" / "etc/sysconfig/network-scripts/ifcfg-eth0"
        path.parent.mkdir(parents=True)
        lines = "".join(f"{k}{number}='{v}'\n" for k, v in own.items())
        path.write_text(f"DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\n{lines}")
    net = load([str(tmp_path)])
    found = {f.span.source.host: f for f in check(net).findings if f.code == "CL373"}
    assert len(net.hosts) == len(KEYS[key]) >= 20
    for host in net.hosts:
        word = KEYS[key][int(host.name[1:])]
        (interface,) = host.interfaces
        (address,) = interface.addresses
        assert (address.value is None) == (host.name in found), (word, address)
        if host.name in found:
            assert found[host.name].span.text.strip("'") == word


@pytest.mark.parametrize("key", ["address", "netmask"])
def test_an_address_of_a_stanza_is_known_unless_a_rule_speaks_of_it(key: str, tmp_path: Path) -> None:
    """Names of hosts are unknown, and nobody can tell whether they are right."""
    words = [w for w in (*ADDRESSES, *LENGTHS, *MASKS) if set(w) <= set("0123456789./")]
    assert len(words) >= 20
    for at, word in enumerate(words):
        own = {"address": "192.0.2.9", "netmask": "24"} | {key: word}
        path = tmp_path / f"n{at}" / "etc/network/interfaces"
        path.parent.mkdir(parents=True)
        lines = "".join(f"    {k} {v}\n" for k, v in own.items())
        path.write_text(f"auto eth0\niface eth0 inet static\n{lines}")
    net = load([str(tmp_path)])
    found = {f.span.source.host for f in check(net).findings if f.code == "CL360"}
    assert len(net.hosts) == len(words)
    for host in net.hosts:
        (address,) = host.interfaces[0].addresses
        assert (address.value is None) == (host.name in found), (words[int(host.name[1:])], address)


@needs("ip")
@needs_namespaces
def test_ip_reads_a_length_so() -> None:
    with namespace(["eth0"]) as inside:
        for word in (*LENGTHS, *MASKS, ""):
            subprocess.run([*inside, "ip", "addr", "flush", "dev", "eth0"], check=True)
            line = [*inside, "ip", "addr", "add", f"192.0.2.7/{word}", "dev", "eth0"]
            run = subprocess.run(line, check=False, capture_output=True)
            try:
                read = str(as_ip_reads(f"192.0.2.7/{word}"))
            except ValueError:
                continue  # of what is not sure nothing is said
            shown = subprocess.run(
                [*inside, "ip", "-4", "-o", "addr", "show", "dev", "eth0"], capture_output=True, text=True, check=True
            )
            assert run.returncode == 0, word
            assert f" {read} " in shown.stdout.replace("192.0.2.7 ", "192.0.2.7/32 "), (word, shown.stdout)


def test_ucarp_is_given_the_address_that_the_stanza_has(tmp_path: Path) -> None:
    words = ("192.0.2.7", "192.0.2.7/24", "192.0.2.7/255.255.255.0", "192.0.2.7/0", "10.0.0.1/8", "192.0.2.256", "x")
    ucarp = "    ucarp-vid 1\n    ucarp-vip 192.0.2.9\n    ucarp-password kT9-wq2x\n"
    for at, word in enumerate(words):
        path = tmp_path / f"n{at}" / "etc/network/interfaces"
        path.parent.mkdir(parents=True)
        path.write_text(f"auto eth0\niface eth0 inet static\n    address {word}\n{ucarp}")
    for host in load([str(tmp_path)]).hosts:
        (router,) = host.virtual_routers
        (address,) = host.interfaces[0].addresses
        assert router.source_address is not None
        own = address.value.ip if address.value is not None else None
        assert router.source_address.value == own, words[int(host.name[1:])]
