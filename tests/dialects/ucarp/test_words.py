"""One word, one reading: a word of an option means the same whichever launcher says it, the rules speak where the model
knows nothing, and the daemon agrees."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from typing import NamedTuple

import pytest

from carplint.checking.lint import check
from carplint.checking.policy import Policy
from carplint.dialects.ucarp.options import REFUSED, parse, read_address, read_number, strtoul
from carplint.inputs.load import load
from carplint.model import Value, VirtualRouter, known
from carplint.overview import facts
from carplint.text.source import Source
from tests.lab.netns import inside, ip, kept, namespace, socket_in
from tests.oracles import needs, needs_namespaces

NUMBERS = (
    *("0", "1", "7", "254", "255", "256", "257", "300", "511", "65535", "4294967295", "4294967296", "4294967299"),
    *("010", "08", "0377", "0400", "0x10", "0X1f", "0x", "0x100", "+1", "+0", "-0", "-1", "-255", "--1", "1-"),
    *("1x", "12abc", "x", "1.5", ".5", "1e1", " 1", "1 ", "\t7", " ", "", "0b1", "99999999999999999999"),
)
ADDRESSES = (
    *("192.0.2.7", "192.0.2.8", "0.0.0.0", "255.255.255.255", "192.0.2.7/24", "192.0.2.07", "192.0.2", "192.0.2.7.1"),
    *("192.0.2.256", "0xc0.0.2.7", "3221225991", "::1", "a.example", " 192.0.2.7", "192.0.2.7 ", "", "x", "-1", "+1"),
    *("192.0.2.-1", "192.0.2.7x", "192..2.7", "127.0.0.1"),
)


class Option(NamedTuple):
    """An option of the daemon: its letter, the words to try, its attribute in the model, the value that the command
    lines below have without it, and the rules that speak of what is wrong with it."""

    letter: str
    words: tuple[str, ...]
    attribute: str
    rules: tuple[str, ...]


OPTIONS = {
    "vhid": Option("v", NUMBERS, "id", ("CL201", "CL202", "CL203")),
    "advskew": Option("k", NUMBERS, "advskew", ("CL214",)),
    "advbase": Option("b", NUMBERS, "interval", ("CL214", "CL215", "CL249")),
    "deadratio": Option("r", NUMBERS, "dead_ratio", ("CL214", "CL216")),
    "addr": Option("a", ADDRESSES, "addresses", ("CL213",)),
    "srcip": Option("s", ADDRESSES, "source_address", ("CL217",)),
    "mcastip": Option("", ADDRESSES, "multicast_group", ("CL217",)),
}
_START = {"interface": "eth0", "srcip": "192.0.2.1", "vhid": "9", "addr": "192.0.2.9", "pass": "kT9-wq2x"}
_SCRIPTS = "--upscript=/bin/true --downscript=/bin/true"

Launcher = Callable[[str, str, str], dict[str, str] | None]
"""The files that say an option with a word, in one of its forms (`-k WORD`, `--advskew=WORD`, `--advskew WORD`); None
where the launcher cannot say it so."""


def _form(form: str, option: str, word: str) -> list[str] | None:
    letter = OPTIONS[option].letter
    return {
        "-k WORD": [f"-{letter}", word] if letter else None,
        "-kWORD": [f"-{letter}{word}"] if letter and word else None,
        "--advskew=WORD": [f"--{option}={word}"],
        "--advskew WORD": [f"--{option}", word],
    }[form]


FORMS = ("-k WORD", "--advskew=WORD", "-kWORD", "--advskew WORD")
"""The last two are tried in a script only: all launchers share one getopt."""


def _words(form: str, option: str, word: str) -> list[str] | None:
    """A whole command line: the option stands behind one that says something else, which does not count."""
    own = _form(form, option, word)
    start = [w for name, value in _START.items() for w in (f"--{name}", value)]
    return None if own is None else ["-B", *start, *_SCRIPTS.split(), *own]


def _unquoted(form: str, option: str, word: str) -> str | None:
    """An option for a launcher that does not quote what it starts."""
    own = _form(form, option, word)
    return None if own is None or not word or word.split() != [word] else " ".join(own)


def in_a_script(option: str, word: str, form: str) -> dict[str, str] | None:
    words = _words(form, option, word)
    return None if words is None else {"etc/rc.local": f"#!/bin/sh\n/usr/sbin/ucarp {shlex.join(words)}\n"}


def in_a_unit(option: str, word: str, form: str) -> dict[str, str] | None:
    words = _words(form, option, word)
    if words is None:
        return None
    line = " ".join(w if re.fullmatch(r"[\w=/.:-]+", w) else '"' + w.replace("\t", r"\t") + '"' for w in words)
    return {"etc/systemd/system/ucarp.service": f"[Service]\nExecStart=/usr/sbin/ucarp {line}\nRestart=always\n"}


def _vip_file(options: str, **variables: str) -> str:
    own = {"BIND_INTERFACE": "eth0", "SOURCE_ADDRESS": "192.0.2.1", "VIP_ADDRESS": "192.0.2.9", "PASSWORD": "kT9-wq2x"}
    lines = [f"{name}='{value}'\n" for name, value in (own | variables | {"OPTIONS": options}).items()]
    return "".join(lines)


def in_options_of_ucarp(option: str, word: str, form: str) -> dict[str, str] | None:
    own = _unquoted(form, option, word)
    return None if own is None else {"etc/ucarp/vip-9.conf": _vip_file(f"--shutdown {own}")}


def in_a_variable_of_ucarp(option: str, word: str, form: str) -> dict[str, str] | None:
    variable = {"vhid": "ID", "addr": "VIP_ADDRESS", "srcip": "SOURCE_ADDRESS"}.get(option)
    if variable is None or form != "--advskew=WORD" or _unquoted(form, option, word) is None:
        return None
    return {"etc/ucarp/vip-9.conf": _vip_file("--shutdown", **{variable: word})}


def in_the_name_of_a_vip_file(option: str, word: str, form: str) -> dict[str, str] | None:
    if option != "vhid" or form != "--advskew=WORD" or not re.fullmatch(r"[0-9]{1,3}", word) or int(word) > 255:
        return None  # the carp service's launcher refuses others itself
    return {f"etc/ucarp/vip-{word}.conf": _vip_file("--shutdown")}


def in_options_of_carp(option: str, word: str, form: str) -> dict[str, str] | None:
    own = _unquoted(form, option, word)
    ifcfg = "DEVICE={}\nBOOTPROTO=static\nIPADDR={}\nNETMASK=255.255.255.0\nONPARENT=no\n"
    return (
        None
        if own is None
        else {
            "etc/sysconfig/carp/vip-9.conf": (
                f"BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\nPASSWORD=kT9-wq2x\nOPTIONS='-z {own}'\n"
            ),
            "etc/sysconfig/network-scripts/ifcfg-eth0": ifcfg.format("eth0", "192.0.2.1"),
            "etc/sysconfig/network-scripts/ifcfg-eth0:0": ifcfg.format("eth0:0", "192.0.2.9"),
        }
    )


def in_a_stanza(option: str, word: str, form: str) -> dict[str, str] | None:
    names = {"vhid": "vid", "advskew": "advskew", "advbase": "advbase", "deadratio": "deadratio", "addr": "vip"}
    if form != "-k WORD" or option not in names or _unquoted(form, option, word) is None:
        return None
    options = {"vid": "9", "vip": "192.0.2.9", "password": "kT9-wq2x"} | {names[option]: word}
    lines = "".join(f"    ucarp-{name} {value}\n" for name, value in options.items())
    text = f"auto eth0\niface eth0 inet static\n    address 192.0.2.1/24\n{lines}"
    return {"etc/network/interfaces": f"{text}\niface eth0:ucarp inet static\n    address 192.0.2.9/32\n"}


def in_the_parameter_of_a_stanza(option: str, word: str, form: str) -> dict[str, str] | None:
    own = _unquoted(form, option, word)
    files = in_a_stanza("vhid", "9", "-k WORD")
    if own is None or files is None:
        return None
    text = files["etc/network/interfaces"]
    return {"etc/network/interfaces": text.replace("    ucarp-vid", f"    ucarp-xparam x {own}\n    ucarp-vid")}


def _gentoo(options: str, **variables: str) -> dict[str, str]:
    own = {
        "INTERFACE": "eth0", "SOURCEADDRESS": "192.0.2.1", "VHID": "9", "PASSFILE": "/etc/ucarp.pass",
        "VIRTUALADDRESS": "192.0.2.9", "UPSCRIPT": "/bin/true", "DOWNSCRIPT": "/bin/true", "VIRTUALPREFIX": "24",
    }  # fmt: skip
    lines = "".join(f"UCARP_{n}='{v}'\n" for n, v in (own | variables | {"OPTS": options}).items())
    return {"etc/conf.d/ucarp": lines, "etc/ucarp.pass": "kT9-wq2x\n"}


def in_options_of_gentoo(option: str, word: str, form: str) -> dict[str, str] | None:
    own = _unquoted(form, option, word)
    return None if own is None else _gentoo(f"-z {own}")


def in_a_variable_of_gentoo(option: str, word: str, form: str) -> dict[str, str] | None:
    variable = {"vhid": "VHID", "addr": "VIRTUALADDRESS", "srcip": "SOURCEADDRESS"}.get(option)
    if variable is None or form != "--advskew=WORD" or _unquoted(form, option, word) is None:
        return None
    return _gentoo("-z", **{variable: word})


LAUNCHERS: tuple[Launcher, ...] = (
    in_a_script,
    in_a_unit,
    in_options_of_ucarp,
    in_a_variable_of_ucarp,
    in_the_name_of_a_vip_file,
    in_options_of_carp,
    in_a_stanza,
    in_the_parameter_of_a_stanza,
    in_options_of_gentoo,
    in_a_variable_of_gentoo,
)


def _value(router: VirtualRouter, attribute: str) -> object:
    """What the model knows of an option; None where that is unknown."""
    found = getattr(router, attribute)
    if attribute == "addresses":
        (vip,) = found
        return vip.address.value.ip if vip.address.value is not None else None
    assert found is not None
    return found.value


def _expected(option: str, word: str) -> tuple[object, str]:
    """The one reading of a word."""
    text = Value(word, word, Source("word", word).span())
    read = read_number(option, text) if OPTIONS[option].words is NUMBERS else read_address(option, text)
    value = read.value.value
    if option == "advbase" and value == 0:  # the advskew is 0, too
        return None, REFUSED
    return value, read.fault


@pytest.mark.parametrize("option", OPTIONS)
def test_a_word_means_the_same_to_all_launchers_and_to_check_and_show(option: str, tmp_path: Path) -> None:
    said: dict[str, tuple[str, str]] = {}
    for number, word in enumerate(OPTIONS[option].words):
        for launcher in LAUNCHERS:
            for form in FORMS if launcher is in_a_script else FORMS[:2]:
                files = launcher(option, word, form)
                host = f"{launcher.__name__.replace('_', '-')}.{number}.{FORMS.index(form)}"
                for name, text in (files or {}).items():
                    path = tmp_path / host / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text)
                if files is not None:
                    said[host] = word, launcher.__name__
    net = load([str(tmp_path)])
    findings = check(net, Policy.of(select=OPTIONS[option].rules)).findings
    codes: dict[str, set[str]] = {host: set() for host in said}
    for finding in findings:
        if finding.code in OPTIONS[option].rules and finding.span.source.host in codes:
            codes[finding.span.source.host].add(finding.code)
    assert {h.name for h in net.hosts} == set(said)
    assert {launcher for _, launcher in said.values()} >= {"in_a_script", "in_a_unit", "in_options_of_carp"}
    wrong = []
    alike: dict[str, set[str]] = {}
    for node in net.hosts:
        word, _ = said[node.name]
        (router,) = node.virtual_routers
        value, fault = _expected(option, word)
        if _value(router, OPTIONS[option].attribute) != value:
            wrong.append(f"{node.name}: {word!r} is {value}, the model has {_value(router, OPTIONS[option].attribute)}")
        if (value is None) != (fault == REFUSED) or ((value is None) and not codes[node.name]):
            wrong.append(f"{node.name}: {word!r} is refused, and no rule says so")
        if fault and not codes[node.name]:
            wrong.append(f"{node.name}: {word!r} is {value} by {fault}, and no rule says so")
        if codes[node.name] and not fault and "CL201" not in codes[node.name]:
            wrong.append(f"{node.name}: {word!r} is {value} without a fault, and {codes[node.name]} speaks of it")
        if alike.setdefault(word, codes[node.name]) != codes[node.name]:
            wrong.append(f"{node.name}: {word!r}: {codes[node.name]} here, {alike[word]} elsewhere")
    assert not wrong, "\n".join(wrong[:40])


_REFUSALS = (
    "vhid must",
    "Dead ratio",
    "advertisement time base",
    "Invalid address",
    "source address",
    "virtual host address",
)


@needs("ucarp")
@needs_namespaces
@pytest.mark.parametrize("option", OPTIONS)
def test_the_daemon_refuses_what_is_unknown(option: str) -> None:
    """It never starts, as there is no such interface; what it says first tells whether it minds the word."""
    start = [w for n, v in (_START | {"interface": "no-such-if"}).items() if n != option for w in (f"--{n}", v)]
    with namespace([]) as inside:
        for word in OPTIONS[option].words:
            line = [*inside, "ucarp", *start, *_SCRIPTS.split(), f"--{option}={word}"]
            run = subprocess.run(
                line, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False
            )
            output = run.stdout + run.stderr
            refused = any(r in output for r in _REFUSALS)
            assert refused or "hardware info" in output, output
            assert refused == (_expected(option, word)[1] == REFUSED), (word, output)


@pytest.mark.parametrize(
    ("line", "refused"),
    [("-v 300 -v 5", "vhid"), ("-a x -a 192.0.2.9", "addr"), ("-r 0 -r 3", ""), ("-s 0.0.0.0 -s 192.0.2.1", "")],
)
def test_the_daemon_ends_at_the_first_word_that_it_refuses(line: str, refused: str) -> None:
    source = Source("line", line)
    options = parse([Value(w, w, source.span()) for w in line.split()])
    assert [m.option for m in options.misread() if m.kind == REFUSED] == ([refused] if refused else [])
    place = source.span()
    assert known(options.number("vhid", place), 0) == 0
    assert known(options.number("deadratio", place), 0) == 3
    vip, own = options.address("addr", place), options.address("srcip", place)
    assert vip is None or vip.value is None
    assert own is None or own.value == IPv4Address("192.0.2.1")


@needs("ucarp")
@needs_namespaces
@pytest.mark.parametrize("line", ["-v 300 -v 5", "-a x -a 192.0.2.9", "-r 0 -r 3", "-s 0.0.0.0 -s 192.0.2.1"])
def test_so_does_the_daemon(line: str) -> None:
    options = parse([Value(w, w, Source("line", line).span()) for w in line.split()])
    with namespace([]) as inside:
        start = [
            w
            for n, v in (_START | {"interface": "no-such-if"}).items()
            if n not in options.given
            for w in (f"--{n}", v)
        ]
        run = subprocess.run(
            [*inside, "ucarp", *start, *_SCRIPTS.split(), *line.split()],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
    output = run.stdout + run.stderr
    refused = any(r in output for r in _REFUSALS)
    assert refused or "hardware info" in output
    assert refused == any(m.kind == REFUSED for m in options.misread())


@pytest.mark.parametrize("word", NUMBERS)
def test_a_number_is_cut_to_its_variable(word: str) -> None:
    text = Value(word, word, Source("word", word).span())
    assert read_number("advskew", text).value.value == strtoul(word) % 256
    value = read_number("vhid", text).value.value
    assert value == (strtoul(word) if 1 <= strtoul(word) <= 255 else None)


_PACKETS = 0x0003  # ETH_P_ALL
_FIELDS = {"vhid": 1, "advskew": 2}
"""Where an advertisement has these (ucarp, src/ip_carp.h)."""


@needs("ucarp")
@needs_namespaces
@pytest.mark.parametrize("option", _FIELDS)
def test_the_daemon_advertises_the_value(option: str) -> None:
    """Each word has a daemon of its own, with its own source address and VIP; the first advertisement of each tells."""
    words = {
        f"192.0.2.{n}": (word, _expected(option, word)[0])
        for n, word in enumerate(OPTIONS[option].words, 1)
        if _expected(option, word)[1] != REFUSED
    }
    assert len(words) >= 10
    seen: dict[str, int] = {}
    with kept(1) as (_, (namespace,)):
        lines = ["link set lo up", "link add eth0 type veth peer name peer0", "link set eth0 up", "link set peer0 up"]
        ip(namespace, *lines, *(f"addr add {own}/24 dev eth0" for own in words))
        listening = socket_in(namespace, socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_PACKETS))
        listening.bind(("peer0", 0))
        listening.settimeout(120)
        daemons = []
        try:
            for n, (own, (word, _)) in enumerate(words.items(), 1):
                fixed = {"interface": "eth0", "srcip": own, "addr": f"198.51.100.{n}", "vhid": str(n), "pass": "x"}
                start = [w for name, value in fixed.items() if name != option for w in (f"--{name}", value)]
                line = [*inside(namespace), "ucarp", *start, *_SCRIPTS.split(), "-r", "1", f"--{option}={word}"]
                daemons.append(subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            while seen.keys() != words.keys():
                assert all(d.poll() is None for d in daemons), "a daemon has ended"
                data = listening.recv(2048)
                sender = socket.inet_ntoa(data[26:30]) if data[12:14] == b"\x08\x00" and data[23] == 112 else ""
                if sender in words:
                    seen[sender] = data[34 + _FIELDS[option]]
        finally:
            for daemon in daemons:
                daemon.kill()
                daemon.wait()
            listening.close()
    assert {word: seen[own] for own, (word, _) in words.items()} == dict(words.values())


def test_show_says_how_a_number_is_read(tmp_path: Path) -> None:
    (tmp_path / "rc.local").write_text(
        "#!/bin/sh\nucarp -i eth0 -s 192.0.2.1 -a 192.0.2.9 -v 010 -p x -k 300 -b 2x -r 4294967299 -u /up -d /down\n"
    )
    (node,) = load([str(tmp_path / "rc.local")]).virtual_routers
    shown = {f.key: (f.text, f.why) for f in facts.router(node, show_secrets=False)}
    assert shown["id"] == ("8", "octal")
    assert shown["advskew"] == ("44", "cut to 8 bits")
    assert shown["interval"] == ("2 s", "read up to the first character that is not a digit")
    assert shown["dead_ratio"] == ("3", "cut to 32 bits")
