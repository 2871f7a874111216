"""Nothing that a conversion writes says more than was meant, whatever the values of its source hold.

Every text in the records of Net′ that a writer or the plan can reach is made hostile, one at a time; what is then written
says the same as with a harmless word in its place, or is refused. Readers that are not carplint's own tell: bash, ifquery's
rules and keepalived's, each in a few lines here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from carplint.conversion import TARGETS
from carplint.conversion.authentication import authenticated
from carplint.conversion.plan.changes import to_service
from carplint.conversion.plan.page import MARKDOWN, written
from carplint.conversion.routers import Target, converted
from carplint.dialects.debian import write as to_interfaces
from carplint.dialects.keepalived import write as to_keepalived
from carplint.dialects.shell.reading import COMMANDS, SETTINGS
from carplint.inputs.load import load
from carplint.model import Authentication, Interface, Setting, Value, VirtualAddress, VirtualRouter
from carplint.model.target import Converted, ConvertedNet, OutputFile
from carplint.text.phrase import Language, Said
from carplint.text.version import NEWEST
from tests.oracles import every, needs

HARMLESS = "zq7zq"
HOSTILE = (
    *(
        "a\nb",
        "a\rb",
        "a\0b",
        "a;canary",
        "$(canary)",
        "`canary`",
        "a'b",
        'a"b',
        "a #b",
        "#",
        "a\\",
        "}",
        "{",
        "a bq",
        " \t ",
    ),
    *(
        "--upscript=/x",
        "-x",
        "a --upscript=/x",
        "a\u2028b",
        "a\x1b[1mb",
        "```",
        "a|b",
        "%n",
        "x" * 300,
        "a&canary",
        ">x",
    ),
    *(
        "10\n    notify_master canary\n    #",
        "'; canary; '",
        '"; canary; "',
        "| canary",
        "a\n```\ncanary\n```sh",
        "q*q",
        "$x",
    ),
)

UNIT = (
    "[Service]\nExecStart=/usr/sbin/ucarp -i {device} -s 192.0.2.{n} -v 7 -p xyzzy9 -a 192.0.2.9 -z -r 4 -P "
    "-k {skew} -u /opt/up-{n} -d /opt/down-{n} -x {parameter}\n"
)
KEEPALIVED = """# {comment}
vrrp_instance web {{
    interface {device}
    virtual_router_id 7
    priority {priority}
    nopreempt
    mcast_src_ip 192.0.2.{n}
    virtual_ipaddress {{
        192.0.2.9/24 dev {device} label {device}:web
        192.0.2.10/24
        192.0.2.8/24 dev eth1
    }}
}}
"""
NETPLAN = """network:
  version: 2
  ethernets:
    eth0:
      addresses: [192.0.2.{n}/24]
      gateway4: 192.0.2.1
      mtu: 1400
      nameservers: {{addresses: [192.0.2.53], search: [example.org]}}
    eth1:
      addresses: [198.51.100.{n}/24]
"""


def _tree(folder: Path, source: str) -> Path:
    for n in (11, 12):
        facts = {
            "n": n,
            "device": "eth0",
            "parameter": "web",
            "skew": n,
            "priority": 200 - n,
            "comment": "the web servers",
        }
        if source == "keepalived":
            files = {"etc/keepalived/keepalived.conf": KEEPALIVED.format(**facts)}
        else:
            script = '#!/bin/sh\nip addr add "$2/24" dev "$1"\ncurl http://example.org/\n'
            files = {
                "etc/systemd/system/web@.service": UNIT.format(**facts),
                f"opt/up-{n}": script,
                f"opt/down-{n}": script,
            }
        files["etc/netplan/1.yaml"] = NETPLAN.format(**facts)
        for name, text in files.items():
            path = folder / f"lb{n}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return folder


Path_ = tuple[int | str, ...]

_ELSEWHERE = {"host", "format", "protocol", "daemon"}
"""Texts of a VirtualRouter or an Interface that carplint makes, or takes from the name of a folder (test_hostile_sources)."""


def _leaves(record: Any, path: Path_ = (), name: str = "") -> Iterator[tuple[Path_, str]]:
    """Yield where texts are in a record, each with the name of its field."""
    if isinstance(record, Value):
        yield from (
            (((*path, part), name)) for part in ("value", "why", "written") if type(getattr(record, part)) is str
        )
    elif isinstance(record, str) and name.rpartition(".")[2] not in _ELSEWHERE:
        yield path, name
    elif isinstance(record, tuple):
        names = (
            [f"{type(record).__name__}.{f}" for f in record._fields]
            if hasattr(record, "_fields")
            else [name] * len(record)
        )
        for number, (own, field) in enumerate(zip(record, names, strict=True)):
            yield from _leaves(own, (*path, number), field)


def _with(record: Any, path: Path_, change: Callable[[str], str]) -> Any:
    if not path:
        return change(record)
    first, rest = path[0], path[1:]
    if isinstance(record, Value):
        own = {p: getattr(record, p) for p in ("value", "written", "span", "why")}
        return Value(**{**own, str(first): change(own[str(first)])})
    parts = [_with(own, rest, change) if n == first else own for n, own in enumerate(record)]
    return record._make(parts) if hasattr(record, "_make") else tuple(parts)


class Case:
    """Net′ of two nodes for a target, of which one text can be changed."""

    def __init__(self, folder: Path, source: str, target: str, version: tuple[int, int, int] = NEWEST) -> None:
        writer = TARGETS[target]
        net = converted(load([str(_tree(folder, source))]), Target(target, writer.family, writer.fixed, version))
        self.net = authenticated(net, "new", lambda length: ("s3cr" * length)[:length])
        self.target = target
        self.made = self.net.clusters[0][0]
        self.host = self.net.hosts[self.made.after.host]

    def places(self) -> Iterator[tuple[str, Path_, str]]:
        for path, name in _leaves(self.made):
            yield "made", path, name
        for path, name in _leaves(self.host.interfaces):
            yield "interfaces", path, name

    def net_with(self, what: str, path: Path_, change: Callable[[str], str]) -> ConvertedNet:
        if what == "interfaces":
            host = self.host._replace(interfaces=_with(self.host.interfaces, path, change))
            return self.net._replace(hosts={**self.net.hosts, host.name: host})
        made: Converted = _with(self.made, path, change)
        first, *rest = self.net.clusters
        return self.net._replace(clusters=(tuple(made if m is self.made else m for m in first), *rest))

    def written(self, net: ConvertedNet) -> list[OutputFile]:
        files = tuple(TARGETS[self.target].write(net))
        return [*files, *written(to_service(net, files, "out"), "md", files)]


# What programs read


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _bash(text: str, *arguments: str) -> list[bytes]:
    """The commands that a text runs in a restricted shell without programs, as their words; and what bash says of it."""
    text = text.replace(" > /dev/null 2>&1 &", "").replace(" 2> /dev/null", "")
    handler = "command_not_found_handle() { printf '%s\\0' \"$@\" RAN; }\n"
    run = subprocess.run(
        [shutil.which("bash") or "bash", "--norc", "-r", "-s", *arguments],
        input=_bytes(handler + text),
        capture_output=True,
        env={"PATH": "/nonexistent", "LC_ALL": "C.UTF-8"},
        check=False,
        cwd="/var/empty" if Path("/var/empty").is_dir() else "/",
    )
    return [*run.stdout.split(b"\0"), *re.sub(rb"line \d+", b"", run.stderr).split(b"\n")]


def _sourced(text: str) -> list[bytes]:
    """The variables that a shell has after a file, and their words where nothing quotes them."""
    names = sorted(set(re.findall(r"(?m)^([A-Z_]+)=", text)))
    return _bash(text + "".join(f"printf '%s\\0' \"${n}\" ${n} END\n" for n in names))


def _keepalived(text: str) -> list[bytes]:
    words = re.compile(r'"([^"\n]*)"|([#!].*)|([{}\n])|([^\s"#!{}]+)', re.ASCII)
    found = [m[1] or m[3] or m[4] or "" for m in words.finditer(text) if not m[2]]
    return [_bytes(w) for w in found if w != ""]


def _interfaces(text: str) -> list[bytes]:
    lines = [line.strip(" \t\r\v\f") for line in re.sub(r"(?m)^([ \t]*[^#\s].*)\\\n", r"\1", text).split("\n")]
    own = [re.split(r"[ \t\r\v\f]+", line) for line in lines if line[:1] not in ("", "#")]
    return [_bytes(word) for line in own for word in (*line, "\n")]


def _markdown(text: str) -> list[bytes]:
    """What each line is, and the signs in it that mean something; of the commands bash tells."""
    kinds, within = [], False
    for line in text.splitlines():
        fence = line.lstrip().startswith("```")
        within = within != fence
        kinds.append("code" if within or fence else " ".join(re.findall(r"^#+ |^\d+\. |^- |(?<!\\)[`*<|~\[]", line)))
    return [kind.encode() for kind in kinds]


ORACLES: Sequence[tuple[Language, Callable[[str], list[bytes]]]] = (
    (COMMANDS, lambda text: [*_bash(text, "up"), *_bash(text, "down")]),
    (SETTINGS, _sourced),
    (to_keepalived.LANGUAGE, _keepalived),
    (to_interfaces.LANGUAGE, _interfaces),
    (MARKDOWN, _markdown),
)


@cache
def _read(language: Language, text: str) -> list[bytes]:
    return next((oracle for own, oracle in ORACLES if own == language), lambda t: [_bytes(t)])(text)


def _text(said: Said) -> str:
    return "".join(p.text for p in said.phrases)


CASES = [("ucarp", "keepalived", NEWEST), ("ucarp", "keepalived", (1, 2, 7)), ("ucarp", "interfaces", NEWEST)]
CASES += [("keepalived", target, NEWEST) for target in ("ucarp", "carp", "interfaces")]


def _wrong(one: Said, two: Said, twin: str, word: str) -> str:
    """What a hostile text says that is not what the harmless one says; "" if they say the same."""
    meant = [w.replace(_bytes(twin), _bytes(word)) for w in _read(one.language, _text(one))]
    found = _read(two.language, _text(two))
    pairs = zip_longest(meant, found)
    return next((f"{a!r} is meant, {b!r} is read in {_text(two)!r}" for a, b in pairs if a != b), "")


def _judged(case: Case, hostile: Sequence[str], first: int = 0, step: int = 1) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each field with a hostile value for it, and what became of that: refused, equal, away (nothing of it is
    written) or what is wrong. Each place has every `step`-th value, from another one on, in its place or behind it."""
    checked: set[tuple[str, str]] = set()

    @cache
    def said(what: str, path: Path_, before: bool, word: str) -> tuple[Said, ...]:
        net = case.net_with(what, path, lambda text: f"{text if before else ''}{word}")
        files = case.written(net)
        return tuple(s for f in files for s in f.said)

    for number, (what, path, name) in list(enumerate(case.places(), first))[first % every(2) :: every(2)]:
        for before in (False, True)[number // 2 % every(2) :: every(2)]:
            words = hostile[number % step :: step] if _holds(said(what, path, before, HARMLESS), HARMLESS) else ()
            for word in words:
                twin = (HARMLESS + "y" * 300)[: max(len(HARMLESS), len(word))]
                ones, twos = said(what, path, before, twin), said(what, path, before, word)
                if any(s.difference() for s in twos):
                    yield name, word, "refused"
                elif not _holds(twos, word):
                    yield name, word, "away"
                else:
                    verdict, same = "", {key: one for one in ones for key in _keys(one, twin, word)}
                    for two in (s for s in twos if _holds((s,), word)):
                        shape, template = _keys(two, twin, word)
                        one, key = same.get(shape) or same.get(template), (template[0], word)
                        if not verdict and key not in checked:
                            checked.add(key)
                            verdict = _wrong(one, two, twin, word) if one is not None else f"nothing else says {two}"
                    yield name, word, verdict or "equal"


def _keys(said: Said, twin: str, word: str) -> Sequence[tuple[str, ...]]:
    """Return what two texts are the same by: their templates and values, or, as the page has whole commands, templates alone."""
    template, values = "".join(p.template for p in said.phrases), (v for p in said.phrases for v in p.values)
    return (template, *(v.replace(twin, word) for v in values)), (template,)


def _holds(said: Sequence[Said], word: str) -> bool:
    return any(word in value for s in said for p in s.phrases for value in p.values)


@needs("bash")
@pytest.mark.parametrize(("source", "target", "version"), CASES)
def test_hostile_values_say_what_harmless_ones_do(
    source: str, target: str, version: tuple[int, int, int], tmp_path: Path
) -> None:
    found = list(
        _judged(Case(tmp_path, source, target, version), HOSTILE, CASES.index((source, target, version)), every(2))
    )
    wrong = [f for f in found if f[2] not in ("refused", "equal", "away")]
    assert not wrong, wrong[:3]
    assert len([f for f in found if f[2] == "equal"]) > 5
    assert len([f for f in found if f[2] == "refused"]) > 5


# Texts that no writer is known to copy are in a record all the same, so that a new field is tried, too.
_NOT_IN_NET_PRIME = {
    "VirtualRouter": {
        "initial_state",
        "sync_group",
        "strange",
        "misread",
        "trackers",
        "settings",
        "command",
        "unmodelled",
    }
    | _ELSEWHERE,
    "VirtualAddress": {"label"},
    "Interface": {"boot_protocol", "on_boot", "on_parent", "controller", "lower", "mac", "uuid", "parent"} | _ELSEWHERE,
    "Authentication": {"passfile"},
    "Converted": set[str](),
    "Setting": set[str](),
}
"""The fields that Net′ does not have, or that no writer can have: routers.py clears those of a VirtualRouter; the others hold
what only readers and rules ask for. A label is tried with the carp service alone, the only target that takes one."""


@pytest.mark.parametrize("record", [VirtualRouter, VirtualAddress, Interface, Authentication, Converted, Setting])
def test_every_text_of_the_records_is_tried(record: type, tmp_path: Path) -> None:
    """A field that is new is tried if it is set in one of the cases, or it is named above with a reason."""
    texts = {name for name, kind in record.__annotations__.items() if "str" in str(kind) or "NamedTuple" in str(kind)}
    tried: set[str] = set()
    for number, (source, target, version) in enumerate(CASES):
        case = Case(tmp_path / str(number), source, target, version)
        tried |= {name.rpartition(".")[2] for _, _, name in case.places() if name.startswith(f"{record.__name__}.")}
    assert texts - tried - _NOT_IN_NET_PRIME[record.__name__] == set()
