"""Words in the files of a source that would run a command if they came into a file or a plan as they are: none does."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from carplint.cli.main import main
from carplint.conversion import TARGETS, Choices, Conversion, RefusedError, convert
from carplint.conversion.upgrade import _put
from carplint.dialects.keepalived.write import LANGUAGE
from carplint.dialects.shell.reading import COMMANDS
from carplint.dialects.ucarp.scripts.custom import Call, without
from carplint.inputs.load import load
from carplint.model import Net, known
from carplint.text.edits import edited
from carplint.text.finding import Edit
from carplint.text.phrase import Said
from carplint.text.source import Source
from tests.conversion.test_misread import _bash
from tests.oracles import every, needs

WORDS = (
    *("x;canary", "$(canary)", "`canary`", "x\ncanary\n#", "x'; canary; '", 'x"; canary; "', "x|canary", "x&canary\\"),
    *(
        "x --upscript=/canary",
        "10\n    notify_master /canary\n    #",
        "x } notify_master /canary {",
        "x\r\ncanary",
        "```\ncanary",
    ),
)
UNIT = "ucarp -i {0} -s 192.0.2.11 -v {1} -a 192.0.2.9 -k {2} -b {3} -r {4} -u {5} -d {6} -x {7} -p {8} -z -P -B"
VIP = (
    "# {0}\nBIND_INTERFACE={1}\nSOURCE_ADDRESS={2}\nVIP_ADDRESS={3}\nPASSFILE={4}\nUPSCRIPT={5}\nDOWNSCRIPT={6}\n"
    'VIP_INTERFACE={7}\nPASSWORD={8}\nOPTIONS="--advskew={9} --xparam={10} --advbase={11}"\n'
)
HOOK = (
    "auto {0}\niface {1} inet static\n    address {2}\n    # {3}\n    ucarp-vid {4}\n    ucarp-vip {5}\n    ucarp-password {6}\n"
    "    ucarp-advskew {7}\n    ucarp-upscript {8}\n    ucarp-xparam {9}\n    dns-search {10}\n    mtu {11}\n"
)
KEEPALIVED = (
    "global_defs {{\n router_id {0}\n}}\nvrrp_script {1} {{\n script {2}\n}}\n# {3}\nvrrp_instance {4} {{\n interface {5}\n "
    "virtual_router_id 7\n priority {6}\n advert_int {7}\n mcast_src_ip {8}\n authentication {{\n auth_type PASS\n auth_pass "
    "{9}\n }}\n virtual_ipaddress {{\n 192.0.2.9/24 dev {10} label {11}\n }}\n unknown_by_old {12}\n dbus_service_name {13}\n}}\n"
)
Escaped = Callable[[str], str]
SOURCES: Mapping[str, tuple[str, Sequence[str], Mapping[str, Escaped]]] = {
    "etc/systemd/system/vip.service": (
        f"[Service]\nExecStart=/usr/sbin/{UNIT}\n",
        ["eth0", "7", "10", "1", "3", "/opt/up", "/opt/down", "web", "s3cr"],
        {'"{}"': lambda w: w.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")},
    ),
    "etc/rc.local": (
        f"#!/bin/sh\n{UNIT}\n",
        ["eth0", "7", "10", "1", "3", "/opt/up", "/opt/down", "web", "s3cr"],
        {"'{}'": lambda w: w.replace("'", "'\\''")},
    ),
    **dict.fromkeys(
        ("etc/ucarp/vip-7.conf", "etc/sysconfig/carp/vip-7.conf"),
        (
            VIP,
            [
                "web",
                "eth0",
                "192.0.2.11",
                "192.0.2.9",
                "/etc/p",
                "/opt/up",
                "/opt/down",
                "eth0:7",
                "s3cr",
                "10",
                "web",
                "1",
            ],
            {"'{}'": lambda w: w.replace("'", "'\\''"), "{}": str},
        ),
    ),
    "etc/network/interfaces": (
        HOOK,
        [
            "eth0",
            "eth0",
            "192.0.2.11/24",
            "web",
            "7",
            "192.0.2.9",
            "s3cr",
            "10",
            "/opt/up",
            "web",
            "example.org",
            "1400",
        ],
        {"{}": str},
    ),
    "etc/keepalived/keepalived.conf": (
        KEEPALIVED,
        ["lb1", "chk", "/opt/chk", "web", "web", "eth0", "100", "1", "192.0.2.11", "s3cr", "eth0", "eth0:7", "x", "y"],
        {"{}": str, '"{}"': str},
    ),
}


def _sources(name: str) -> Iterator[str]:
    """Yield the text of a file for each of its fields with words in it, instead of its own value or behind it. Each field has
    every fourth word, the next one from the next word on; with FUZZ in the environment, all of them."""
    text, plain, ways = SOURCES[name]
    for number, own in enumerate(plain):
        for place, word in list(enumerate(WORDS))[number % every(4) :: every(4)]:
            for way, escaped in ways.items():
                value = way.format(escaped(own + word[1:] if place % 2 else word))
                yield text.format(*plain[:number], value, *plain[number + 1 :])


CHOICES = Choices(True, "keep", plan="md"), Choices(True, version=(2, 0, 7), plan="json")


def _converted(net: Net, number: int) -> Iterator[Conversion]:
    """Yield the conversions to every second target, by the number of the text, with the one or the other choices."""
    for target in list(TARGETS)[number % every(2) :: every(2)]:
        for choices in CHOICES[number // 2 % every(2) :: every(2)]:
            try:
                yield convert(net, target, choices)
            except RefusedError:
                continue


def _commands(result: Conversion) -> Iterator[str]:
    for file in result.files:
        yield from ("".join(p.text for p in said.phrases) for said in file.said if said.language == COMMANDS)
        if file.path == "PLAN.json":
            yield from (c for s in json.loads(file.text)["steps"] for key in ("commands", "undo") for c in s[key])
        elif file.path == "PLAN.md":
            yield from re.findall(r"(?ms)^ *```sh\n(.*?)^ *```$", file.text)


def _ran(texts: Iterable[str]) -> list[bytes]:
    """The programs that bash runs of some texts, all of which it has to read."""
    words = _bash("".join(f"(\n{text}\n)\n" for text in texts) + "last\n", "up")
    ran = [word for before, word in zip([b"RAN", *words], words, strict=False) if before == b"RAN"]
    assert ran[-2:] == [b"last", b""], words
    return ran[:-2]


@needs("bash")
def test_a_word_that_becomes_a_command_is_seen() -> None:
    assert _ran(["vi 'x;canary'"]) == [b"vi"]
    assert _ran(["vi x;canary"]) == [b"vi", b"canary"]
    assert _bash("vi 'x;canary'", "up")[:3] == [b"vi", b"x;canary", b"RAN"]


@needs("bash")
@pytest.mark.parametrize("name", SOURCES)
def test_no_word_of_a_source_becomes_a_command(name: str, tmp_path: Path) -> None:
    path = tmp_path / "lb1" / name
    path.parent.mkdir(parents=True)
    shell: dict[str, None] = {}
    count = 0
    for number, text in enumerate(_sources(name)):
        path.write_text(text, newline="")
        net = load([str(tmp_path)])
        scripts = {known(s, "") for r in net.virtual_routers for s in (r.up_script, r.down_script)}
        for result in _converted(net, number // len(SOURCES[name][2])):
            count += 1
            for file in result.files:
                if file.path.endswith("keepalived.conf") and name != "etc/keepalived/keepalived.conf":
                    assert not re.search(r"(?m)^\s*notify_\w+.*canary", file.text), (text, file.text)
                for option in re.findall(
                    r"(?m)^(?:OPTIONS=|[ \t]*ucarp-).*(?:--upscript=|upscript )(/canary[^\s\"']*)", file.text
                ):
                    assert option in scripts or name == "etc/network/interfaces", (text, file.text)
            shell |= dict.fromkeys(c for c in _commands(result) if "canary" in c)
    assert count > 20
    assert b"canary" not in _ran(shell)


def test_a_refusal_names_the_place_and_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """systemctl would take the name of the unit for an option."""
    text, plain, _ = SOURCES["etc/systemd/system/vip.service"]
    path = tmp_path / "lb1" / "etc/systemd/system/-x.service"
    path.parent.mkdir(parents=True)
    path.write_text(text.format(*plain))
    monkeypatch.chdir(tmp_path)
    assert main(["convert", "lb1", "--to", "keepalived", "-o", "new"]) == 3
    said = "".join(capsys.readouterr())
    assert "-x.service:2:11: error" in said
    assert "PLAN.md would not say what is meant. Nothing was written" in said
    assert (
        "'-x.service' cannot stand in PLAN.md: a program that reads it would find 'systemctl stop -x.service'" in said
    )
    assert "s3cr" not in said
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("include", ["../../srv/x.conf", "/srv/x.conf"])
def test_a_release_change_leaves_an_included_file_where_its_line_looks(
    include: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the tree is named by a path that leads up."""
    text = "vrrp_instance a {\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {\n 192.0.2.5/24\n }\n}\n"
    for name, own in (("etc/keepalived/keepalived.conf", f"include {include}\n"), ("srv/x.conf", text)):
        path = tmp_path / "tree/lb1" / name
        path.parent.mkdir(parents=True)
        path.write_text(own)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    files = convert(load(["../tree"]), "keepalived", Choices(version=(2, 0, 7))).files
    assert [f.path for f in files][:2] == ["lb1/etc/keepalived/keepalived.conf", "lb1/srv/x.conf"]


def test_an_included_file_that_would_be_moved_is_said(tmp_path: Path) -> None:
    """Which of two etc is the root's own, nothing says."""
    text = "vrrp_instance a {\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {\n 192.0.2.5/24\n }\n}\n"
    for name, own in (
        ("keepalived.conf", "include etc/x.conf\ninclude y.conf\n"),
        ("etc/x.conf", text),
        ("y.conf", ""),
    ):
        path = tmp_path / "lb1/etc/keepalived" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(own)
    result = convert(load([str(tmp_path / "lb1")]), "keepalived", Choices(True, version=(2, 0, 7)))
    assert "lb1/etc/x.conf" in [f.path for f in result.files]
    said = [f for f in result.report.findings if "where the line that includes it does not" in f.message]
    assert [f.span.source.path.rpartition("/")[2] for f in said] == ["x.conf"]


@needs("ifquery")
@pytest.mark.parametrize("path", ["/root/up\\", "/root/up\\\\", "/root/u p", "/root/up#", "/root/up\\ "])
def test_a_path_of_a_script_takes_no_line_along(path: str, tmp_path: Path) -> None:
    """Ifupdown carries a line on behind a backslash."""
    line = f"ucarp -i eth0 -s 192.0.2.11 -v 7 -p s3cr -a 192.0.2.9 -u '{path}' -d /root/down\n"
    (tmp_path / "lb1/etc").mkdir(parents=True)
    (tmp_path / "lb1/etc/rc.local").write_text(f"#!/bin/sh\n{line}")
    try:
        result = convert(load([str(tmp_path / "lb1")]), "interfaces", Choices(True))
    except RefusedError:
        return
    (text,) = (f.text for f in result.files if f.path.endswith("/interfaces"))
    (tmp_path / "interfaces").write_text(text)
    words = ["ifquery", "-i", str(tmp_path / "interfaces"), "eth0"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    up = [line for line in said.splitlines() if line.startswith("ucarp-upscript")]
    assert up in ([], [f"ucarp-upscript: {path}"])
    assert "\nucarp-downscript: /root/down\n" in said or not up


HOSTS = (
    *(w.replace("/", "") for w in WORDS),
    "-x",
    "--",
    "a b",
    "#a",
    "~",
    "a*",
    "{a}",
    "'",
    '"',
    "a\\",
    "a\u2028b",
    "..a",
)


def _of_host(folder: Path, host: str, source: str, release: str) -> Net:
    text, plain, _ = SOURCES[source]
    for name, own in ((source, text.format(*plain)), ("etc/os-release", release)):
        path = folder / host / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(own, newline="")
    return load([str(folder)])


@needs("bash")
@pytest.mark.parametrize("source", ["etc/rc.local", "etc/keepalived/keepalived.conf"])
@pytest.mark.parametrize("field", ["host", "ID", "ID_LIKE", "VERSION_ID", "PRETTY_NAME", "no quotes"])
def test_no_name_of_a_host_or_a_system_becomes_a_command(source: str, field: str, tmp_path: Path) -> None:
    shell: dict[str, None] = {}
    made = 0
    for number, word in list(enumerate(HOSTS))[field == "host" :: every(2)]:
        host, release = (
            (word, "ID=debian\nVERSION_ID=12\n") if field == "host" else ("lb1", f'{field}="{word}"\nID=debian\n')
        )
        if field == "no quotes":
            release = f"ID={word}\nVERSION_ID={word}\nPRETTY_NAME={word}\n"
        net = _of_host(tmp_path / str(number), host, source, release)
        for result in _converted(net, number):
            made += 1
            assert all(said.difference() is None for file in result.files for said in file.said)
            assert all(file.path.isprintable() for file in result.files)
            shell |= dict.fromkeys(c for c in _commands(result) if "canary" in c)
    assert made > 5
    assert b"canary" not in _ran(shell)


@pytest.mark.parametrize("words", ["a b", "a } notify_master x {", "#x", "!x", "$X", "x\ny", '"', "", "a\u00a0b"])
def test_new_words_of_a_release_are_read_back(words: str) -> None:
    """They stand as one word in the place of the old one, or the file says something else."""
    text = "vrrp_instance a {\n    old_word 1 # b\n}\n"
    source = Source("x", text)
    at = text.index("old_word")
    for own, same in (("new_word", True), (words, False)):
        edit = Edit(source.span(at, at + len("old_word")), own)
        said = Said(LANGUAGE, (_put(source, [edit], edited(text, [edit])),))
        assert (said.difference() is None) is (same or own == "a\u00a0b")


@pytest.mark.parametrize(
    ("more", "copied"),
    [
        ("tell $1\n", True),
        ("tell $1 # ip addr add $2/24 dev $1\n", True),
        ("cat << X\nX\ntell\n", False),
        ("tell '\n'\n", True),
        ("tell $1 \\", False),
    ],
)
def test_a_copy_of_a_script_runs_the_other_commands(more: str, copied: bool) -> None:
    """Where that is not sure somebody has to see to it."""
    text = f"#!/bin/sh\nip addr add $2/24 dev $1\n{more}"
    assert (without(text, Call("eth0", ("192.0.2.9",))) is not None) is copied
