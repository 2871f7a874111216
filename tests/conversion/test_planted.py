"""Every statement of a source is carried, said to be changed or lost, or of a kind that the ledger lists as irrelevant: one is
put in each place of each file of a host, and looked for in what comes of a conversion to each target."""

from __future__ import annotations

import contextlib
import functools
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from carplint.conversion import TARGETS, Choices, Conversion, convert
from carplint.conversion.ledger import fate
from carplint.conversion.words import WORDS
from carplint.dialects.keepalived.keywords import lookup
from carplint.inputs.load import load
from carplint.model import Net
from carplint.text.source import Span
from tests.conversion.planted import ALIAS, HOOK, LAUNCHERS, NETWORKS, STATEMENTS
from tests.oracles import every

PLACE = re.compile(r" ?%([\w -]+)%\n?")
FIXED = {
    "ucarp": ("ifcfg", "networkmanager"),
    "carp": ("ifcfg",),
    "interfaces": ("interfaces",),
    "keepalived": ("interfaces",),
}
"""The networks of the hosts that a launcher's own places are tried on; `line` goes with any."""
ELSEWHERE = ("iface eth7", "auto eth7", "mapping", "Name=eth77")
"""What is said of other interfaces, of which the carp service needs no file."""
SCRIPT_PLACES = ("up script", "down script")

LEDGERS = {
    "top": "keepalived.conf", "included": "keepalived.conf", "global": "global_defs", "instance": "vrrp_instance",
    "authentication": "authentication", "peer": "unicast_peer", "of a peer": "unicast_peer/<line>", "vip": "virtual_ipaddress",
    "of a VIP": "virtual_ipaddress/<line>", "of an excluded VIP": "virtual_ipaddress/<line>", "option": "options of ucarp",
    "unit": "unit", "service": "unit", "install": "unit", "section": "unit", "drop-in": "unit", "command": "script",
    "ifcfg alias": "ifcfg alias", "interfaces alias": "interfaces alias", "route of the alias": "ifcfg alias",
}  # fmt: skip


BLOCKS = {
    "top": "",
    "included": "",
    "global": "global_defs",
    "instance": "vrrp_instance",
    "authentication": "vrrp_instance/authentication",
}


def ledger(launcher: str, network: str, place: str) -> str:
    if "variable" in place:
        return {"gentoo": "ucarp_opts"}.get(launcher, launcher) + " variables"
    return LEDGERS.get(place, f"{network} interface")


def filled(text: str, place: str, statement: str) -> tuple[str, int]:
    """A text with a statement at a place, and where that begins, -1 if it has no such place."""
    at = -1
    parts: list[str] = []
    end = 0
    for match in PLACE.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        if match[1] == place:
            indent = re.match(r"[ ]*", match[0])
            assert indent is not None
            parts += [indent[0] if not match[0].endswith("\n") or match[0].startswith(" ") else ""]
            at = len("".join(parts))
            parts += [statement]
        parts += (
            ["\n"]
            if match[0].endswith("\n") and (match[1] == place or (match.start() and text[match.start() - 1] != "\n"))
            else []
        )
    return "".join((*parts, text[end:])), at


def hosts(launcher: str, network: str) -> dict[str, str]:
    own = dict(NETWORKS[network]) if launcher != "gentoo" or network != "none" else {}
    if launcher == "interfaces":
        own["network/interfaces"] = own["network/interfaces"].replace("%interfaces%\n", f"%interfaces%\n{HOOK}") + ALIAS
    return {**own, **LAUNCHERS[launcher]}


class Made(NamedTuple):
    net: Net
    path: str
    at: int


@contextlib.contextmanager
def made(launcher: str, network: str, place: str = "", statement: str = "") -> Iterator[Made]:
    """The net of a host, the file that has the statement, and where it begins there."""
    where, at = "", -1
    with tempfile.TemporaryDirectory() as folder:
        for name, text in hosts(launcher, network).items():
            own, here = filled(text, place, statement)
            if here >= 0:
                where, at = name, here
            path = Path(folder, "lb1/etc", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if own.strip():
                path.write_text(own)
        assert at >= 0 or not place, (place, launcher, network)
        yield Made(load([folder]), where, at)


def converted(net: Net, target: str) -> Conversion:
    return convert(net, target, Choices(allow_errors=True, auth="keep"))


def told(result: Conversion) -> str:
    """What the files of a result say, without comments and the plan."""
    texts = (f"{f.path}\n{f.text}" for f in result.files if not f.path.startswith("PLAN."))
    return "\n".join(re.sub(r"(?m)^[ \t]*#.*\n?|\t# .*|    # .*", "", text) for text in texts)


@functools.cache
def plain(launcher: str, network: str, target: str) -> str:
    with made(launcher, network) as own:
        return told(converted(own.net, target))


def stays(launcher: str, network: str, target: str, place: str) -> bool:
    """Whether the file of a place goes on saying what it said: the interfaces' own files, which only two targets write."""
    if place in ("ifcfg alias", "interfaces alias", "route of the alias"):
        return place.startswith(target)
    if place not in STATEMENTS or (place.split()[0] not in NETWORKS and not place.startswith("keyfile")):
        return place == "command"
    if target == "carp" and place == "netplan top":
        return True  # it says nothing of eth0
    if network == "interfaces" and place in (
        "interfaces stanza",
        "interfaces stanza of another file",
        "interfaces auto",
    ):
        return target != "carp"
    return target in ("keepalived", "ucarp") or network == {"carp": "ifcfg"}.get(target, target)


def parts(statement: str, place: str) -> list[tuple[int, str]]:
    """The statements in a text, each with its offset: a block of keepalived.conf is one, as are joined lines; the head of a
    section and a key of YAML that only holds others say nothing themselves."""
    if (
        statement.endswith("}")
        or "\\\n" in statement
        or place == "netplan top"
        or LEDGERS.get(place, "").startswith(("keepalived", "global", "vrrp"))
    ):
        return [(0, statement)]
    found, at = [], 0
    for line in statement.split("\n"):
        if not re.fullmatch(r"|\[.*\]|[ ]*-? ?[\w-]+:|:|iface eth7 .*|iface eth0 inet6? static|auto eth7", line):
            found.append((at, line))
        at += len(line) + 1
    return found


def words_of(line: str, place: str) -> tuple[str, str]:
    """The key and the value of a statement."""
    match = re.match(r"(?:export )?[ -]*([^=: ]+)(?:[=:] ?| |$)(.*)", line, re.DOTALL)
    assert match is not None, line
    return match[1], match[2]


def is_irrelevant(ledger_place: str, key: str, value: str) -> bool:
    try:
        name = fate(ledger_place, key, value)
    except KeyError:
        return False
    return name != "carried" and not WORDS[name][0]


def keys(launcher: str, network: str, place: str, statement: str, line: str) -> Iterator[tuple[str, str]]:
    """The names that the ledger may have a statement by."""
    key, value = words_of(line, place)
    yield key, value
    if place in ("peer", "vip"):
        yield "<line>", value
    if (place in BLOCKS and lookup(BLOCKS[place], key) is None) or re.fullmatch("(?i)zork", key):
        yield "?", value
    section = re.search(r"\[(.*)\]", statement)
    top = re.match(r"[ ]*([\w-]+):\n", statement)
    if network in ("networkd", "networkmanager"):
        usual = {
            "networkd": "Network",
            "networkd match": "Match",
            "keyfile connection": "connection",
            "keyfile ipv4": "ipv4",
        }
        yield f"{section[1] if section else usual.get(place, '')}.{key}", value
    if network == "netplan" and top:
        yield f"{top[1]}.{key}", value


def said(spans: list[Span], path: str, start: int, end: int) -> bool:
    return any(
        s.source.path.endswith(path) and s.start < end and start < s.end and s.end - s.start < 400 for s in spans
    )


def missing(own: Made, launcher: str, network: str, target: str, place: str, statement: str) -> list[str]:
    """The statements of a text that nothing says."""
    result = converted(own.net, target)
    findings = result.report.findings
    spans = [s for f in findings for s in (f.span, *(r.span for r in f.related)) if f.code.startswith("CL7")]
    text, without = told(result), plain(launcher, network, target)
    if not text:
        return []  # what is not converted stays as it is
    if place in SCRIPT_PLACES:
        script = "/etc/" + place.split()[0]
        return [] if script in text or any(s.text == script for s in spans) else [statement]
    found = []
    for at, line in parts(statement, place):
        marks = re.findall(r"[\w.:/@-]*(?:77|zork)[\w.:/-]*", words_of(line, place)[1]) or [""]
        there = text != without and all(m in text for m in marks)
        start = own.at + at
        if there or said(spans, own.path, start, start + len(line)):
            continue
        if any(
            is_irrelevant(ledger(launcher, network, place), k, v)
            for k, v in keys(launcher, network, place, statement, line)
        ):
            continue
        found.append(line)
    return found


def cases() -> Iterator[tuple[str, str, str]]:
    for network, files in NETWORKS.items():
        for place in dict.fromkeys(m[1] for t in files.values() for m in PLACE.finditer(t)):
            yield "line", network, place
    for launcher in LAUNCHERS:
        for network in FIXED.get(launcher, ("interfaces", "ifcfg")):
            texts = hosts(launcher, network) if launcher == "interfaces" else LAUNCHERS[launcher]
            for place in dict.fromkeys(m[1] for t in texts.values() for m in PLACE.finditer(t)):
                yield launcher, network, place


def targets_of(launcher: str, network: str, place: str) -> list[str]:
    return [t for t in TARGETS if t != launcher and not stays(launcher, network, t, place)]


CASES = [c for c in cases() if targets_of(*c)]


@pytest.mark.parametrize(("launcher", "network", "place"), CASES, ids=[" ".join(c) for c in CASES])
def test_no_statement_vanishes(launcher: str, network: str, place: str) -> None:
    """Each target has every second statement of a place, the next target the others."""
    vanished = []
    for number, statement in enumerate(STATEMENTS[place]):
        with made(launcher, network, place, statement) as own:
            for target in targets_of(launcher, network, place)[number % every(2) :: every(2)]:
                if not (target == "carp" and statement.startswith(ELSEWHERE)) and missing(
                    own, launcher, network, target, place, statement
                ):
                    vanished.append((target, statement))
    assert vanished == []
