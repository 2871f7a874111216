"""CARP of OpenBSD and FreeBSD: what their files say, how they are compared with ucarp, and what is not said of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint import check, load
from carplint.cli.main import main
from carplint.dialects.bsd import ifconfig
from carplint.inputs.discover import discover
from carplint.model import Net, VirtualRouter, known
from carplint.text.source import Source
from tests.trees import FIXTURES

BSD = FIXTURES / "bsd"
CLUSTERS = ("pair", "mixed", "balanced", "old")
SECRETS = ("made-up-key", "another-key")


def node(folder: Path, name: str, text: str) -> Net:
    """The model of one file of a node."""
    path = folder / "fw1" / "etc" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load([str(folder / "fw1")])


def said(router: VirtualRouter) -> tuple[object, ...]:
    """What CARP compares, and where: VHID, advbase, advskew, password, interface, VIPs."""
    own = router.authentication
    secret = own.secret.value if own is not None and own.secret is not None else None
    numbers = tuple(None if v is None else v.value for v in (router.id, router.interval, router.advskew))
    return (*numbers, secret, known(router.interface, ""), *(str(a.address.value) for a in router.addresses))


OPENBSD = {
    "all on one line": (
        "inet 192.0.2.5 255.255.255.0 192.0.2.255 vhid 1 carpdev em0 pass k3y advbase 2 advskew 100\n",
        (1, 2.0, 100, "k3y", "em0", "192.0.2.5/24"),
    ),
    "an option a line": (
        "vhid 1\ncarpdev em0\npass k3y\nadvskew 100\ninet 192.0.2.5 0xffffff00 NONE\nup\n",
        (1, 1.0, 100, "k3y", "em0", "192.0.2.5/24"),
    ),
    "options behind the netmask": (
        "inet 192.0.2.5 255.255.255.0 vhid 1 carpdev em0 pass k3y\n",
        (1, 1.0, 0, "k3y", "em0", "192.0.2.5/24"),
    ),
    "a length in the address": ("inet 192.0.2.5/24\nvhid 1 carpdev em0\n", (1, 1.0, 0, "", "em0", "192.0.2.5/24")),
    "options first": (
        "vhid 42 pass k3y carpdev vio0 192.0.2.5 netmask 255.255.255.0\n",
        (42, 1.0, 0, "k3y", "vio0", "192.0.2.5/24"),
    ),
    "aliases and IPv6": (
        "inet alias 192.0.2.6 255.255.255.255\ninet 192.0.2.5 255.255.255.0 NONE vhid 1 carpdev em0\n"
        "inet6 alias 2001:db8::5 64\ninet6 2001:db8::6\n",
        (1, 1.0, 0, "", "em0", "192.0.2.6/32", "192.0.2.5/24", "2001:db8::5/64", "2001:db8::6/128"),
    ),
    "quotes, comments, a continued line": (
        '# vhid 9\ninet 192.0.2.5 \\\n  255.255.255.0 NONE vhid 1 carpdev em0 pass "k 3y" # advskew 5\n',
        (1, 1.0, 0, "k 3y", "em0", "192.0.2.5/24"),
    ),
    "a comment takes the next line": (
        "vhid 1 carpdev em0\n# off: \\\nadvskew 200\ninet 192.0.2.5/32\n",
        (1, 1.0, 0, "", "em0", "192.0.2.5/32"),
    ),
    "a command line of ifconfig": (
        "!/sbin/ifconfig $if vhid 1 carpdev em0 pass k3y 192.0.2.5/24\n!ifconfig em1 up\n",
        (1, 1.0, 0, "k3y", "em0", "192.0.2.5/24"),
    ),
    "the last of an option counts": (
        "vhid 1 carpdev em0 advskew 1\nadvskew 2\ninet 192.0.2.5/24\n",
        (1, 1.0, 2, "", "em0", "192.0.2.5/24"),
    ),
    "19 bytes of a password": (
        "vhid 1 carpdev em0 pass 0123456789abcdefghijk 192.0.2.5/24\n",
        (1, 1.0, 0, "0123456789abcdefghi", "em0", "192.0.2.5/24"),
    ),
    "numbers that ifconfig refuses": (
        "vhid 300 carpdev em0 advbase x advskew 255 192.0.2.5/24\n",
        (None, None, None, "", "em0", "192.0.2.5/24"),
    ),
    "what a command says is not known": (
        "vhid 1 carpdev em0 pass `cat /etc/key` 192.0.2.5/24\n",
        (1, 1.0, 0, None, "em0", "192.0.2.5/24"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), OPENBSD.values(), ids=OPENBSD)
def test_openbsd(tmp_path: Path, text: str, expected: tuple[object, ...]) -> None:
    """hostname.carpN as netstart(8) hands it to ifconfig(8)."""
    (router,) = node(tmp_path, "hostname.carp1", text).virtual_routers
    assert said(router) == expected


FREEBSD = {
    "an alias": (
        'ifconfig_em0_alias0="inet vhid 1 advskew 100 pass k3y alias 192.0.2.5/32"\n',
        [(1, 1.0, 100, "k3y", "em0", "192.0.2.5/32")],
    ),
    "the address first": (
        "ifconfig_em0_alias0='inet 192.0.2.5 netmask 255.255.255.0 vhid 1 advbase 3'\n",
        [(1, 3.0, 0, "", "em0", "192.0.2.5/24")],
    ),
    "without a family": (
        'ifconfig_em0_alias0="vhid 1 pass k3y 192.0.2.5/32"\n',
        [(1, 1.0, 0, "k3y", "em0", "192.0.2.5/32")],
    ),
    "two families, one VHID": (
        'ifconfig_em0_alias0="inet vhid 1 pass k3y alias 192.0.2.5/32"\n'
        'ifconfig_em0_alias1="inet6 vhid 1 alias 2001:db8::5 prefixlen 64"\n',
        [(1, 1.0, 0, "k3y", "em0", "192.0.2.5/32", "2001:db8::5/64")],
    ),
    "a list of aliases": (
        'ifconfig_em0_aliases="\n  inet 192.0.2.20/32\n  inet vhid 1 pass k3y 192.0.2.5/32\n  inet vhid 2 192.0.2.6/32"\n',
        [(1, 1.0, 0, "k3y", "em0", "192.0.2.5/32"), (2, 1.0, 0, "", "em0", "192.0.2.6/32")],
    ),
    "a VLAN": (
        'ifconfig_em0_300_alias0="vhid 1 alias 192.0.2.5/24"\n',
        [(1, 1.0, 0, "", "em0.300", "192.0.2.5/24")],
    ),
    "quotes in quotes": (
        'ifconfig_em0_alias0="inet vhid 1 pass \\"k 3y\\" alias 192.0.2.5/32"\n',
        [(1, 1.0, 0, "k 3y", "em0", "192.0.2.5/32")],
    ),
    "variables of the file": (
        'vip=192.0.2.5/32\nifconfig_em0_alias0="inet vhid 1 alias $vip"\n',
        [(1, 1.0, 0, "", "em0", "192.0.2.5/32")],
    ),
    "a variable is set again": (
        'ifconfig_em0_alias0="inet vhid 9 alias 192.0.2.9/32"\nifconfig_em0_alias0="inet vhid 1 alias 192.0.2.5/32"\n',
        [(1, 1.0, 0, "", "em0", "192.0.2.5/32")],
    ),
    "an interface of its own": (
        'ifconfig_em0="inet 192.0.2.11/24"\ncloned_interfaces="carp0"\nifconfig_carp0="vhid 1 pass k3y 192.0.2.5/24"\n',
        [(1, 1.0, 0, "k3y", "em0", "192.0.2.5/24")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), FREEBSD.values(), ids=FREEBSD)
def test_freebsd(tmp_path: Path, text: str, expected: list[tuple[object, ...]]) -> None:
    """rc.conf as netif(8) hands it to ifconfig(8)."""
    assert [said(r) for r in node(tmp_path, "rc.conf", text).virtual_routers] == expected


INTERFACES = {
    "hostname.em0": (
        "inet 192.0.2.11 255.255.255.0\ninet6 2001:db8::11 64\n",
        ("em0", ["192.0.2.11/24", "2001:db8::11/64"], False),
    ),
    "hostname.vio1": ("dhcp\n", ("vio1", [], True)),
    "hostname.vio2": ("inet autoconf\nup\n", ("vio2", [], True)),
    "hostname.vlan7": ("vnetid 7 parent em0\ninet 192.0.2.11/24\n", ("vlan7", ["192.0.2.11/24"], False)),
    "rc.conf": (
        'ifconfig_em0="inet 192.0.2.11/24"\nifconfig_em0_ipv6="inet6 2001:db8::11/64"\n',
        ("em0", ["192.0.2.11/24", "2001:db8::11/64"], False),
    ),
    "rc.conf.local": ('ifconfig_em0="SYNCDHCP"\n', ("em0", [], True)),
    "rc.conf.d/netif": ('ifconfig_em0="192.0.2.11 netmask 0xffffff00"\n', ("em0", ["192.0.2.11/24"], False)),
}


@pytest.mark.parametrize("name", INTERFACES)
def test_interfaces(tmp_path: Path, name: str) -> None:
    """A node's own addresses, and whether it gets others."""
    text, expected = INTERFACES[name]
    (host,) = node(tmp_path, name, text).hosts
    (interface,) = host.interfaces
    assert (interface.name, [str(a.value) for a in interface.addresses], interface.dynamic) == expected


def test_what_is_no_file_of_a_bsd(tmp_path: Path) -> None:
    """Arch and Gentoo had an rc.conf, too; netstart takes no backups."""
    for name in ("rc.conf", "hostname.em0.bak", "hostname.em0~", "hostname"):
        path = tmp_path / "etc" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('HOSTNAME="x"\nDAEMONS=(syslog-ng network)\n')
    assert discover([("", str(tmp_path))]).hosts == ()


def test_a_saved_file_is_known_by_its_content(tmp_path: Path) -> None:
    """Named by somebody, whatever it is called. A carp interface without a VHID has one that is not known."""
    path = tmp_path / "saved.txt"
    path.write_text("inet 192.0.2.5 255.255.255.0 NONE vhid 1 carpdev em0\n")
    (router,) = load([str(path)]).virtual_routers
    assert (router.name.value, router.format, said(router)[0]) == ("saved.txt", "openbsd", 1)
    (router,) = node(tmp_path, "hostname.carp3", "inet 192.0.2.5/24\n").virtual_routers
    assert (known(router.name, ""), said(router)[0]) == ("carp3", None)


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_sound_clusters_have_no_finding(cluster: str) -> None:
    """Two systems, a kernel with ucarp, shared load, old releases: no false alarm, and every line is understood."""
    report = check(load([str(BSD / cluster)]))
    assert report.findings == ()
    assert report.net.understood == report.net.statements


def test_peers_are_compared() -> None:
    """Between a kernel and ucarp: VIPs, password, advbase. The word that is not known is counted, and nothing else."""
    report = check(load([str(BSD / "broken")]))
    names = [f.name for f in report.findings]
    assert names == ["ucarp-advbase-mismatch", "ucarp-vip-mismatch", "ucarp-password-mismatch"]
    assert report.net.statements - report.net.understood == 1
    assert not [f.message for f in report.findings if "ucarp" in f.message]


def test_preemption_is_a_sysctl() -> None:
    """In /etc/sysctl.conf for all virtual routers; 0 where it is not there."""
    assert all(r.preempt is not None and r.preempt.value is not None for r in load([str(BSD / "pair")]).virtual_routers)
    found = {r.host: known(r.preempt, False) for r in load([str(BSD / "pair")]).virtual_routers}
    assert found == {"fw1": True, "fw2": False}


@pytest.mark.parametrize("cluster", [*CLUSTERS, "broken"])
@pytest.mark.parametrize(
    "arguments", [("check",), ("check", "--format", "json"), ("show",), ("show", "--format", "json")], ids=" ".join
)
def test_no_secret_is_shown(cluster: str, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """Not in a report, not in an overview."""
    main([*arguments, str(BSD / cluster)])
    shown = "".join(capsys.readouterr())
    assert shown
    assert not [s for s in SECRETS if s in shown]


@pytest.mark.parametrize("cluster", [*CLUSTERS, "broken"])
def test_convert_says_that_it_only_reads(cluster: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3, and each virtual router by name."""
    assert main(["convert", "--to", "keepalived", str(BSD / cluster)]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "carplint only reads files of format" in err
    assert "migrate-inexpressible" in err


_TEXT = st.text(st.sampled_from("inet6 vhd/:.=\"'\\\n#!$`;0189 ab_"), max_size=60)
_LINES = st.lists(
    st.one_of(_TEXT, st.sampled_from([t for t, _ in OPENBSD.values()] + [t for t, _ in FREEBSD.values()])), max_size=6
).map("\n".join)


@pytest.mark.parametrize("name", ["hostname.carp0", "hostname.em0", "rc.conf", "rc.conf.d/netif"])
def test_whatever_stands_there_is_read(tmp_path: Path, name: str) -> None:
    """No traceback, never more understood than there is."""

    @settings(max_examples=60, deadline=None)
    @given(_LINES)
    def holds(text: str) -> None:
        report = check(node(tmp_path, name, f"{text}\nifconfig_em0=up\n"))
        assert 0 <= report.net.understood <= report.net.statements

    holds()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab \"'\\#1."), min_size=1, max_size=6), min_size=1, max_size=5).map(" ".join))
def test_words_are_those_of_the_shell(text: str) -> None:
    """What netstart and netif hand to eval is cut as sh does it, wherever sh takes it."""
    command = 'set -f; eval "set -- $1"; for word; do printf "%s\\0" "$word"; done'
    done = subprocess.run(["sh", "-c", command, "sh", text], capture_output=True, text=True, check=False)
    if done.returncode == 0 and not done.stderr:
        source = Source("x", text)
        found = [w.value for w in ifconfig.words(text, lambda a, b: source.span(a, b))]
        assert found == done.stdout.split("\0")[:-1]


@pytest.mark.parametrize("length", ["33", "0x0000ff00", "255.255.0.255", "9" * 5000, "one"])
def test_a_length_that_is_none_is_unknown(length: str) -> None:
    text = f"192.0.2.1 netmask {length}"
    source = Source("hostname.em0", text)
    address = ifconfig.call(list(ifconfig.words(text, lambda a, b: source.span(a, b)))).address
    assert address is not None
    assert address.address.value is None
    assert address.address.why == f"'{length[:40]}' is not a netmask or prefix length"
