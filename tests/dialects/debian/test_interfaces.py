"""/etc/network/interfaces as carplint reads it, held against ifupdown's own ifquery and Debian's ucarp hook."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.checking import fix
from carplint.checking.lint import check
from carplint.conversion import convert
from carplint.dialects.debian import hook
from carplint.dialects.debian.keywords import COMMANDS, METHODS, NAMES, variable
from carplint.dialects.debian.lines import lines, words
from carplint.dialects.debian.read import address
from carplint.dialects.debian.stanzas import Definitions, Stanza, definitions_of
from carplint.inputs.discover import discover
from carplint.inputs.load import load
from carplint.model import Host
from carplint.text.parse import parse
from carplint.text.source import Source
from carplint.text.spelling import closest
from tests.corpus import CORPUS, needs_corpus
from tests.oracles import needs, slow
from tests.trees import FIXTURES
from tests.work import calls

HOOK = Path("/etc/network/if-up.d/ucarp")
needs_hook = pytest.mark.skipif(
    not HOOK.exists() and os.environ.get("CI") != "true", reason="NOT TESTED: Debian's ucarp is not installed"
)
_DEFAULTS = ("broadcast", "metric", "autoconf", "accept_ra", "dad-attempts", "dad-interval", "preferred-lifetime")
_ADDED = (*_DEFAULTS, "netmask", "ttl", "request_prefix", "ll-attempts", "ll-interval", "dhcp", "privext", "scope")
"""Options that ifquery fills in or works out."""


def host(path: Path) -> Host:
    """The host of a file, as carplint reads it."""
    net = load([str(path)])
    assert len(net.hosts) == 1, net.findings
    return net.hosts[0]


def ifquery(path: Path, *arguments: str) -> tuple[list[str], list[str]]:
    """What ifquery prints on its standard output and as errors, by lines."""
    done = subprocess.run(["ifquery", "-i", str(path), *arguments], capture_output=True, timeout=20)
    return tuple(s.decode("utf-8", "surrogateescape").split("\n")[:-1] for s in (done.stdout, done.stderr))  # type: ignore[return-value]


def refusals(path: Path) -> list[int]:
    """The lines of a file that carplint says ifupdown refuses: the last physical line of each logical one."""
    net = load([str(path)])
    found = []
    for finding in net.findings:
        if finding.name == "interfaces-syntax" and finding.span.source.path == str(path):
            source = finding.span.source
            leaf = next(n for n in parse(source.text, "interfaces").leaves() if n.end > finding.span.start)
            found.append(source.position(max(leaf.start, leaf.end - 1))[0])
    return found


def listed(definitions: Definitions) -> list[str]:
    """What `ifquery --list` prints, for a file without patterns of interfaces."""
    names = [n.value or "" for s in definitions.selections if s.word.value in ("auto", "allow-auto") for n in s.names]
    result = []
    implied = all(s.method.value != "loopback" for s in definitions.stanzas)  # ifupdown adds lo where no one has it
    for name in dict.fromkeys(["lo", *names]):
        device, _, logical = name.partition("=")
        wanted = logical or device
        mapped = any(fnmatchcase(wanted, p.value or "") for p in definitions.patterns)
        if definitions.named(wanted) or mapped or (wanted == "lo" and implied):
            result.append(device)
    return result


def printed(stanza: Stanza) -> list[tuple[str, str]]:
    """The options of a stanza as ifquery prints them."""
    result = []
    for option in stanza.options:
        value = option.value
        if option.name == "address" and stanza.method.value == "static" and stanza.family.value == "inet":
            value = value[:33].lstrip("/").partition("/")[0] or value
        elif option.name == "address" and stanza.method.value in ("static", "v4tunnel"):
            value = value.lstrip("/").partition("/")[0] or ""
        result.append((option.name, value))
    return result


def compare(path: Path) -> None:
    """Hold one file against ifquery: whether it is taken, at which line it fails, the interfaces, their options."""
    own = definitions_of(host(path))
    assert own is not None
    out, errors = ifquery(path, "--list")
    complaint = next(
        (m for e in errors if (m := re.fullmatch(r"ifquery: (.*):(\d+): (.*)", e)) and "ignored" not in e), None
    )
    refused = refusals(path)
    if complaint is not None and complaint[1] == str(path):
        assert refused, (path.read_text(), errors)
        if not path.read_text().endswith(("\\", "\\\n")):  # ifupdown counts the lines that are not there, too
            assert refused[0] == int(complaint[2]), (path.read_text(), errors)
        return
    assert refused == [], (path.read_text(), errors)
    if any("/" in (n.value or "") for s in own.selections for n in s.names):
        return
    assert out == listed(own), path.read_text()
    if own.patterns:
        return
    for name in dict.fromkeys(s.name.value or "" for s in own.stanzas):
        if "=" in name or "/" in name or name.startswith("-") or name == "lo":
            continue
        out, _ = ifquery(path, name)
        expected = [o for s in own.named(name) for o in printed(s)]
        given = {(s.option(o) or None) and o for s in own.named(name) for o in _ADDED}
        found = "\n".join(out)
        for option, value in expected:
            if option in ("broadcast", "hwaddress", "netmask", "local", "endpoint"):
                continue  # converted
            line = f"{option}: {value}".replace("\r", "\r")
            assert line in found, (path.read_text(), option)
            found = found.replace(line, "", 1)
        left = [x.partition(":")[0] for x in found.split("\n") if ": " in x]  # else it goes on with a repeated option
        assert [
            x for x in left if x not in given and x not in _ADDED and x not in ("hwaddress", "local", "endpoint")
        ] == []
        _compare_addresses(own, name, out)


def _compare_addresses(own: Definitions, name: str, out: list[str]) -> None:
    """The addresses with their masks, where the interface has one stanza of inet."""
    stanzas = own.named(name)
    if len(stanzas) != 1 or stanzas[0].family.value != "inet":
        return
    known = address(stanzas[0])
    if known is None or known.value is None:
        return
    facts = dict(line.partition(": ")[::2] for line in out)
    mask = facts["netmask"]
    assert facts["address"] == str(known.value.ip)
    length = int(mask) if mask.isdecimal() else bin(int.from_bytes(bytes(map(int, mask.split("."))))).count("1")
    assert length == known.value.length


def files(*tops: Path) -> Iterator[Path]:
    """The interfaces files below some folders."""
    for top in tops:
        for folder, _, names in sorted(os.walk(top)):
            paths = (Path(folder, n) for n in sorted(names) if "interfaces" in (n, os.path.basename(folder)))
            yield from (p for p in paths if p.is_file())


@needs("ifquery")
@pytest.mark.parametrize(
    "path", list(files(FIXTURES)), ids=lambda p: f"{p.parent.parent.name}-{p.parent.name}-{p.name}"[-60:]
)
def test_files_of_the_fixtures(path: Path) -> None:
    compare(path)


def corpus() -> list[Path]:
    """The interfaces files of the corpus."""
    return list(files(CORPUS / "clusters", CORPUS / "interfaces"))


@needs_corpus
@needs("ifquery")
def test_files_of_the_corpus() -> None:
    for path in corpus():
        compare(path)


@needs_corpus
def test_the_corpus_is_understood() -> None:
    """Understood statements of the corpus: all but the misspelt `adress` of one cluster."""
    paths = corpus()
    assert len(paths) >= 18
    nets = [load([str(p)]) for p in paths]
    missed = sorted(
        key.value or ""
        for net in nets
        for h in net.hosts
        if (definitions := definitions_of(h)) is not None
        for s in definitions.stanzas
        for key, _ in s.own
        if key.value == "adress"
    )
    total, understood = sum(n.statements for n in nets), sum(n.understood for n in nets)
    assert total > 200
    assert total - understood == len(missed) <= 0.02 * total


_NAMES = st.sampled_from(["eth0", "eth1", "eth0:ucarp", "eth0.10", "br0", "lo", "home"])
_FAMILIES = st.sampled_from([*METHODS, "inet", "inet", "inet", "inherits", "INET", "foo"])
_WORDS = st.sampled_from(
    [
        "192.0.2.1/24",
        "192.0.2.9",
        "10.0.0.1",
        "2001:db8::1/64",
        "255.255.255.0",
        "24",
        "no",
        "yes",
        "x",
        "#",
        "a\\b",
        "+",
    ]
)
_OPTIONS = st.sampled_from(
    "address netmask gateway ucarp-vid ucarp-vip ucarp_vid up post-up down pre-down pre-up post-down mtu "
    "dns-nameservers Address script map adress".split()
)
_GAP = st.sampled_from([" ", "  ", "\t", " \\\n", "\\\n ", " \v", "\\\n"])
_END = st.sampled_from(["\n", "\n", "\n", " \n", "\r\n", "\n\n", "\n# x \\\n", "\\\n", ""])


@st.composite
def _lines(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["iface"] * 4 + ["option"] * 8 + ["auto", "allow-hotplug", "mapping", "other", "bare"]))
    gap = draw(_GAP)
    if kind == "iface":
        family = draw(_FAMILIES)
        method = draw(st.sampled_from([*METHODS.get(family, {}), "static", "static", "inherits", "foo"]))
        rest = draw(st.sampled_from([""] * 6 + [f"{gap}inherits{gap}eth0", f"{gap}x", f"{gap}eth0"]))
        text = f"iface{gap}{draw(_NAMES)}{gap}{family}{gap}{method}{rest}"
    elif kind == "option":
        text = f"{draw(_OPTIONS)}{gap}{gap.join(draw(st.lists(_WORDS, max_size=2)))}"
    elif kind == "other":
        text = draw(
            st.sampled_from(
                ["source x", "source-directory d*", "no-scripts eth1", "rename", "allow-", "#", " #x", "\\"]
            )
        )
    elif kind == "bare":
        text = draw(st.sampled_from(["auto", "iface", "mapping", "iface eth0", "no-auto-down", "allow-x", "source"]))
    else:
        text = f"{kind}{gap}{gap.join(draw(st.lists(_NAMES, min_size=1, max_size=2)))}"
    return draw(st.sampled_from(["", "    ", "\t"])) + text + draw(_END)


@needs("ifquery")
@settings(max_examples=200, deadline=None)
@given(st.lists(_lines(), max_size=14))
def test_made_files(tmp_path_factory: pytest.TempPathFactory, made: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "made" / "etc" / "network" / "interfaces"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(made)
    if not text.strip():
        return
    path.write_text(text, newline="")
    compare(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a  b c  \n", [("a", "b c")]),
        ("a \\\n  b\\\nc\n", [("a", "bc")]),
        ("# a \\\nb c\n", [("b", "c")]),
        ("a b\\\\\nc\n", [("a", "b\\c")]),
        ("a b\\", [("a", "b")]),
        ("a b\\\r\nc d\n", [("a", "b\\"), ("c", "d")]),
        ("\\\n b c\n", [("", "b c")]),
        ("a \\\n# b\n", [("a", "# b")]),
        ("\\\n", []),
    ],
)
def test_words_of_a_line(text: str, expected: list[tuple[str, str]]) -> None:
    source = Source("interfaces", text)
    found = [words(line) for line in lines(source, parse(text, "interfaces"))]
    assert [(w.first.value, w.rest.value if w.rest is not None else "") for w in found] == expected
    for word in (w for f in found for w in (f.first, *f.others)):
        assert word.span.text.replace("\\\n", "") == word.value


def tree(root: Path, files: dict[str, str]) -> Path:
    """The files of a host."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def defined(root: Path) -> tuple[list[str], list[str], bool]:
    """The stanzas of a host, the findings of its reader, and whether all files were found."""
    net = load([str(root)])
    own = definitions_of(net.hosts[0])
    assert own is not None
    return [s.name.value or "" for s in own.stanzas], [f.name for f in net.findings], own.whole


_IFACE = "iface {} inet manual\n"


@needs("ifquery")
@pytest.mark.parametrize(
    ("line", "names", "findings", "whole"),
    [
        ("source interfaces.d/*", ["a", "b", "b.bak"], [], True),
        ("source interfaces.d/a", ["a"], [], True),
        ("source interfaces.d/nothing", [], ["interfaces-source-unread"], True),
        ("source nowhere/*", [], [], False),
        ("source interfaces.d", [], ["interfaces-source-unread"], False),
        ("source interfaces.d/{a,b}", [], ["interfaces-source-unread"], True),
        ("source-directory interfaces.d", ["a", "b"], [], True),
        ("source-directory interfaces.d/", ["a", "b"], [], True),
        ("source-dir interface*", ["a", "b"], [], True),
        ("source interfaces", [], [], True),
        ("source ../network/interfaces.d/a\nsource interfaces.d/a\nsource interfaces.d/a", ["a", "a"], [], True),
        ("source ../network/interfaces", [], ["interfaces-source-unread"], True),
        ("source ../../../x", [], ["include-outside-tree"], False),
    ],
)
def test_source_lines(tmp_path: Path, line: str, names: list[str], findings: list[str], whole: bool) -> None:
    base = "etc/network/interfaces"
    folder = {f"{base}.d/{n}": _IFACE.format(n) for n in ("a", "b", "b.bak", ".c")}
    root = tree(tmp_path / "h", {base: line + "\n" + _IFACE.format("last"), **folder})
    assert defined(root) == ([*names, "last"], findings, whole)
    if "../network/interfaces\n" not in line + "\n":
        for name in ("a", "b", "b.bak", "last"):
            _, errors = ifquery(root / base, name)
            assert ("unknown interface" not in "".join(errors)) == (name in [*names, "last"]), (name, errors)


@needs("ifquery")
def test_a_refused_line_of_a_sourced_file_loses_only_what_follows(tmp_path: Path) -> None:
    root = tree(
        tmp_path / "h",
        {
            "etc/network/interfaces": "source-directory interfaces.d\n" + _IFACE.format("last"),
            "etc/network/interfaces.d/a": _IFACE.format("a") + "oops\n" + _IFACE.format("b"),
        },
    )
    assert defined(root) == (["a", "last"], ["interfaces-syntax"], False)
    for name, there in (("a", True), ("b", False), ("last", True)):
        _, errors = ifquery(root / "etc/network/interfaces", name)
        assert ("unknown interface" not in "".join(errors)) == there


def test_an_absolute_source_line_is_taken_below_the_root_of_the_host(tmp_path: Path) -> None:
    files = {
        "etc/network/interfaces": "source /etc/network/interfaces.d/*\n",
        "etc/network/interfaces.d/a": "auto eth9\n",
    }
    net = load([str(tree(tmp_path / "h", files))])
    own = definitions_of(net.hosts[0])
    assert own is not None
    assert own.whole
    assert [n.value for s in own.selections for n in s.names] == ["eth9"]
    assert net.not_checked == ()


def test_a_file_that_no_source_line_reads_is_named(tmp_path: Path) -> None:
    files = {"etc/network/interfaces": "auto lo\n", "etc/network/interfaces.d/a": "auto eth9\n"}
    net = load([str(tree(tmp_path / "h", files))])
    assert len(net.not_checked) == 1
    assert "interfaces.d/a" in net.not_checked[0]


def test_files_of_shorewall_are_no_interfaces_files(tmp_path: Path) -> None:
    root = tree(tmp_path / "h", {"etc/shorewall/interfaces": "net eth0 detect\n"})
    assert discover([("", str(root))]).hosts == ()


VALUES = st.sampled_from(
    [
        "1",
        "no",
        "NO",
        "none",
        "off",
        "Off",
        "false",
        "0x1",
        "yes",
        "a b",
        "192.0.2.10",
        '"q r"',
        "-k",
        "a;b",
        "$HOME",
        "(",
        "+",
    ]
)
_UCARP = [
    "vid",
    "vip",
    "password",
    "upscript",
    "downscript",
    "advskew",
    "advbase",
    "master",
    "deadratio",
    "nomcast",
    "xparam",
]


@needs_hook
@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_UCARP), VALUES), max_size=12), st.booleans())
def test_the_command_line_of_the_hook(
    tmp_path_factory: pytest.TempPathFactory, options: list[tuple[str, str]], static: bool
) -> None:
    """The hook itself, with a program in the place of ucarp that prints its words."""
    folder = tmp_path_factory.getbasetemp()
    fake, script = folder / "fake", folder / "hook"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    fake.chmod(0o755)
    script.write_text(HOOK.read_text().replace("UCARP=/usr/sbin/ucarp", f"UCARP={fake}", 1))
    lines = [f"iface eth0 inet {'static' if static else 'dhcp'}\n", *["address 192.0.2.1/24\n" for _ in range(static)]]
    base = [("vid", "1"), ("vip", "192.0.2.9"), ("password", "x")]
    lines += [f"ucarp-{name} {value}\n" for name, value in (base if len(options) > 6 else []) + options]
    path = folder / "interfaces"
    path.write_text("".join(lines))
    own = host(path)
    definitions = definitions_of(own)
    assert definitions is not None
    stanza = definitions.stanzas[0]
    seen = {f"IF_{n}": o.value for n, o in hook.environment(stanza).items()}
    if static:
        seen["IF_ADDRESS"] = "192.0.2.1"
    done = subprocess.run(
        ["sh", str(script)], env={"IFACE": "eth0", "PATH": os.environ["PATH"], **seen}, capture_output=True, text=True
    )
    expected = done.stdout.split("\n")[:-1]
    found = [w.value for r in own.virtual_routers for w in r.command]
    assert found == expected, lines


@pytest.mark.parametrize(("option", "name"), [("ucarp-vid", "UCARP_VID"), ("uc.arp_Vid", "UCARP_VID"), ("é", "")])
def test_variables_of_hooks(option: str, name: str) -> None:
    assert variable(option) == name


def test_commands_are_no_variables() -> None:
    assert set(COMMANDS) == {"pre-up", "up", "down", "post-down"}


def test_a_pair_of_debian_nodes_is_clean_and_has_the_command_lines_of_the_hook() -> None:
    net = load([str(FIXTURES / "clusters" / "debian")])
    assert check(net).findings == ()
    assert net.not_checked == ()
    assert net.statements == net.understood > 30
    first, second = net.clusters[0].routers
    assert " ".join(w.value or "?" for w in first.command) == (
        "-i eth0 -s 192.0.2.11 -B -z -v 7 -p rosso-corvo-17 -a 192.0.2.10 "
        "-u /usr/share/ucarp/vip-up -d /usr/share/ucarp/vip-down -P -k 1"
    )
    assert [w.value for w in second.command][-2:] == ["-k", "100"]
    assert all(w.span.text == w.written for w in first.command if w.written)


def test_a_pair_of_debian_nodes_as_keepalived() -> None:
    net = load([str(FIXTURES / "clusters" / "debian")])
    files = {f.path: f.text for f in convert(net, "keepalived").files}
    best = files["web1/etc/keepalived/keepalived.conf"]
    assert "192.0.2.10/32 dev eth0 label eth0:ucarp" in best
    assert "priority 254    # advskew 1" in best
    assert "nopreempt" not in best
    assert "priority 156    # advskew 100" in files["web2/etc/keepalived/keepalived.conf"]


@pytest.mark.parametrize(
    ("option", "word"),
    [("adress", "address"), ("gatway", "gateway"), ("netmaks", "netmask"), ("hwadress", "hwaddress"), ("color", None)],
)
def test_the_option_that_was_meant(option: str, word: str | None) -> None:
    assert closest(option, NAMES) == word


def test_interfaces_hold_what_their_stanzas_say(tmp_path: Path) -> None:
    text = """
auto br0 bond0
iface br0 inet static
    address 10.0.0.1
    bridge_ports eth0 eth1
    gateway 10.0.0.254
iface br0 inet6 auto
iface eth0 inet manual
iface bond0 inet manual
    up ip addr add 192.0.2.1/24 dev bond0
iface eth2 inet manual
    bond-master bond0
iface br0.7 inet static
    address 192.0.2.9/28
    netmask 255.255.255.0
iface vlan9 inet dhcp
    vlan-raw-device eth0
"""
    own = host(tree(tmp_path / "h", {"etc/network/interfaces": text}) / "etc/network/interfaces").interfaces
    facts = {i.name: i for i in own}
    bridge = facts["br0"]
    assert [str(a.value) for a in bridge.addresses] == ["10.0.0.1/8"]
    assert bridge.dynamic
    assert bridge.at_boot is not None
    assert bridge.at_boot.value is True
    assert bridge.gateway is not None
    assert str(bridge.gateway.value) == "10.0.0.254"
    controllers = {n: i.controller.value for n, i in facts.items() if i.controller is not None}
    assert controllers == {"eth0": "br0", "eth2": "bond0"}
    assert {n: i.lower.value for n, i in facts.items() if i.lower is not None} == {"br0.7": "br0", "vlan9": "eth0"}
    assert [str(a.value) for a in facts["br0.7"].addresses] == ["192.0.2.9/24"]
    assert {n for n, i in facts.items() if i.dynamic} == {"br0", "bond0", "vlan9"}


_any_text = st.one_of(st.text(), st.lists(_lines(), max_size=14).map("".join))


@settings(max_examples=80, deadline=None)
@given(_any_text)
def test_any_text_can_be_checked_and_repaired(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tree(tmp_path_factory.getbasetemp() / "any", {"etc/network/interfaces": ""}) / "etc/network/interfaces"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    report = check(load([str(path)]))
    outcome = fix.fix(report, None, unsafe=True)
    assert len(outcome.report.findings) <= len(report.findings)


@slow
@pytest.mark.parametrize("unit", ["iface eth0 inet manual\n", "x y\n", "auto eth0 # y\n", "source interfaces\n"])
def test_long_files(tmp_path: Path, unit: str) -> None:
    """Linear work: twice the lines, twice the calls."""

    def root(count: int) -> str:
        text = "iface eth0 inet dhcp\n" + unit * count
        return str(tree(tmp_path / f"h{count}", {"etc/network/interfaces": text}))

    load([root(10_000)])
    small, large = root(500), root(1_000)
    assert calls(lambda: load([large])) < 2.2 * calls(lambda: load([small]))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("address 192.0.2.9\n netmask 192.0.2.9/33", "'192.0.2.9/33' is not a netmask or prefix length"),
        ("address 192.0.2.9/24\n netmask 33", "'33' is not a netmask or prefix length"),
        ("address 192.0.2.9\n netmask 08", "'08' is not a netmask or prefix length"),
        ("address 192.0.2.9\n netmask 0.0.0.255", "'0.0.0.255' is not a netmask or prefix length"),
        (f"address 192.0.2.9\n netmask {'9' * 5000}", f"'{'9' * 40}' is not a netmask or prefix length"),
        ("address 192.0.2.300\n netmask 24", "'192.0.2.300' is not an IP address"),
        ("address 192.0.2.9/33", "'192.0.2.9/33' is not an address with a prefix length or netmask"),
        ("address 2001:db8::1/64", "'2001:db8::1/64' is not an IPv4 address"),
    ],
)
def test_what_is_wrong_with_an_address_is_said_by_name(tmp_path: Path, lines: str, why: str) -> None:
    path = tmp_path / "etc" / "network" / "interfaces"
    path.parent.mkdir(parents=True)
    path.write_text(f"auto eth0\niface eth0 inet static\n {lines}\n")
    (finding,) = (f for f in check(load([str(tmp_path)])).findings if f.name == "interfaces-address-invalid")
    assert finding.message == f"{why}: ifup fails, and the interface has no address"
