"""The report formats: golden outputs, JSON's contract, the same bytes for the same input, and no secrets.

After a wanted change: UPDATE_GOLDEN=1 pytest tests/report/test_reports.py, and read the difference.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carplint.checking import fix
from carplint.checking.lint import check, finish
from carplint.checking.policy import Policy
from carplint.checking.report import Report
from carplint.inputs.load import load
from carplint.inputs.secrets import parts
from carplint.model import Net
from carplint.report import FORMATS, Options, render
from carplint.rules import RULES, find
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.secrets import HIDDEN, of
from carplint.text.source import Source
from tests import checked
from tests.trees import ROOT

BROKEN = "fixtures/clusters/seed-broken"
GOLDEN = Path(__file__).parent / "golden"
SELECTED = ("ifcfg-unknown-key", "ucarp-password-mismatch")


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def rendered(format: str, report: Report, *, colour: bool = False, show_secrets: bool = False) -> str:
    return "".join(render(format, report, Options(colour, show_secrets)))


@pytest.mark.parametrize("format", FORMATS)
def test_golden(format: str) -> None:
    rules = [rule for name in SELECTED for rule in find(name)]
    text = rendered(format, check(load([BROKEN]), Policy(rules)))
    path = GOLDEN / f"{format}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


CODES = {rule.code: (rule.name, rule.severity) for rule in RULES}

# JSON, version 1. A name ends in ? where None may stand for the value; a list holds what its one element says.
CONTRACT: dict[str, Any] = {
    "version": int,
    "findings": [
        {
            "code": str,
            "name": str,
            "severity": str,
            "message": str,
            "file": str,
            "host": str,
            "line": int,
            "column": int,
            "end_line": int,
            "end_column": int,
            "related": [{"file": str, "line": int, "column": int, "message": str}],
            "fix?": {"title": str, "safe": bool, "edits": [{"file": str, "start": int, "end": int, "text": str}]},
        }
    ],
    "summary": {
        "hosts": int,
        "files": int,
        "virtual_routers": int,
        "statements": int,
        "understood": int,
        "not_checked": [str],
        "errors": int,
        "warnings": int,
        "infos": int,
    },
}


def breaches(value: object, contract: object, where: str = "$") -> Iterator[str]:
    """Where a value is not what the contract says."""
    if isinstance(contract, dict):
        if not isinstance(value, dict):
            yield f"{where}: not an object"
            return
        for key, inner in contract.items():
            name = key.rstrip("?")
            if name not in value:
                yield f"{where}.{name}: missing"
            elif not (key.endswith("?") and value[name] is None):
                yield from breaches(value[name], inner, f"{where}.{name}")
    elif isinstance(contract, list):
        if not isinstance(value, list):
            yield f"{where}: not a list"
            return
        for i, element in enumerate(value):
            yield from breaches(element, contract[0], f"{where}[{i}]")
    elif type(value) is not contract:
        yield f"{where}: {value!r} is not of type {contract}"


def follows_the_contract(report: Report) -> None:
    document = json.loads(rendered("json", report))
    assert list(breaches(document, CONTRACT)) == []
    assert document["version"] == 1
    for found in document["findings"]:
        assert (found["name"], found["severity"]) == CODES[found["code"]]
        assert (found["line"], found["column"]) <= (found["end_line"], found["end_column"])
        assert min(found["line"], found["column"]) >= 1
    counts = [sum(f["severity"] == s for f in document["findings"]) for s in ("error", "warning", "info")]
    assert counts == [document["summary"][k] for k in ("errors", "warnings", "infos")]


@pytest.mark.parametrize("path", ["fixtures/clusters", BROKEN, "README.md", "/nowhere"])
def test_json_follows_the_contract(path: str) -> None:
    """That of each fixture of a rule does, too: see test_a_fixture_shows_no_secret_and_its_json_follows_the_contract."""
    follows_the_contract(check(load([path])))


def test_edits_of_json_are_what_fix_does() -> None:
    report = check(load([BROKEN]))
    document = json.loads(rendered("json", report))
    edits: dict[str, set[tuple[int, int, str]]] = {}
    for found in document["findings"]:
        if found["fix"] and found["fix"]["safe"]:
            for edit in found["fix"]["edits"]:
                edits.setdefault(edit["file"], set()).add((edit["start"], edit["end"], edit["text"]))
    changes = fix.fix(report).changes
    assert {old.path for old, _ in changes} == set(edits)
    for old, new in changes:
        text = old.text
        for start, end, inserted in sorted(edits[old.path], reverse=True):
            text = text[:start] + inserted + text[end:]
        assert text == new.text


def _run(seed: str, folder: Path, format: str) -> bytes:
    environment = {k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "NO_COLOR")}
    environment |= {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "carplint", "check", str(ROOT / BROKEN), "--format", format]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, timeout=60).stdout


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_input_gives_the_same_bytes(format: str, tmp_path: Path) -> None:
    assert _run("1", ROOT, format) == _run("2", tmp_path, format) != b""


# Secrets

CANARY = "Zk7hush"
_CARP = 'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:0"\n'
_KEEPALIVED = "vrrp_instance V {{\n    interface eth0\n    virtual_router_id 51\n{}\n}}\n"
_AUTHENTICATION = "    authentication {{\n        auth_type PASS\n        {}\n    }}"


def _secret_lines() -> Iterator[tuple[str, str]]:
    """Files of two nodes by their names, each with the canary where a password is, or was meant to be."""
    for line in (
        'PASSWORD="{}"',
        "PASSWORD={}",
        'PASSWORD="{}',
        "PASSWORD={} again{}",
        "PASSWORD = {}",
        'PASSWORD="{}{}{}{}"',
        "PASWORD={}",
        "PASSWORD=\\\n{}",
        'OPTIONS="-p {}"',
        'OPTIONS="--pass={} --frob"',
        "OPTIONS=-p{}",
        "PASSWORD={}$x`y`",
    ):
        yield "etc/sysconfig/carp/vip-010.conf", _CARP + line.replace("{}", CANARY) + "\n"
    for line in ("auth_pass {}", 'auth_pass "{}', "auth_pass {} {}", "auth_pas {}", "auth_pass={}", "auth_pass {}{}{}"):
        text = _KEEPALIVED.format(_AUTHENTICATION.format(line.replace("{}", CANARY)))
        yield "etc/keepalived/keepalived.conf", text
        yield "etc/keepalived/keepalived.conf", text.rstrip("}\n")
    yield "etc/sysconfig/network-scripts/ifcfg-wlan0", f"DEVICE=wlan0\nBOOTPRO=none\nWPA_PSK={CANARY}\nKEY=s:{CANARY}\n"


@pytest.mark.parametrize(("name", "text"), list(_secret_lines()))
def test_no_secret_in_any_format(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for host, version in (("a", text), ("b", text.replace(CANARY, f"{CANARY}2"))):
        path = tmp_path / host / name
        path.parent.mkdir(parents=True)
        path.write_text(version)
        scripts = tmp_path / host / "etc" / "sysconfig" / "network-scripts"
        scripts.mkdir(parents=True, exist_ok=True)
        (scripts / "ifcfg-eth0").write_text("DEVICE=eth0\nBOOTPRO=none\nIPADDR=10.0.0.1\nNETMASK=255.255.255.0\n")
        (scripts / "ifcfg-eth0:0").write_text("DEVICE=eth0:0\nIPADDR=10.0.0.9\nNETMASK=255.255.255.0\n")
    monkeypatch.chdir(tmp_path)
    report = check(load(["."]))
    assert report.findings
    for format in FORMATS:
        for colour in (False, True):
            assert CANARY not in rendered(format, report, colour=colour), format
    outcome = fix.fix(report, unsafe=True)
    assert CANARY not in "".join(line for line, _ in fix.diff(outcome.changes))


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures" / "rules").iterdir()), ids=lambda p: p.name)
def test_a_fixture_shows_no_secret_and_its_json_follows_the_contract(path: Path) -> None:
    for fixture in sorted(path.iterdir()):
        found = checked.report(fixture)
        follows_the_contract(found)
        sources = [d.source for h in found.net.hosts for d in h.documents]
        secrets = {w for s in sources for low, high in of(s) for w in parts(s.text[low:high])} - {"set", "the"}
        for format in FORMATS:
            text = rendered(format, found)
            shown = {w for w in secrets if re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text)}
            assert not shown, (fixture, format)


def test_every_line_of_a_secret_file_is_masked_wherever_a_finding_points() -> None:
    for name, text in _secret_lines():
        source = Source(name, text, host="a")
        for start in range(len(text)):
            span = source.span(start, min(len(text), start + 3))
            change = Fix("change it", (Edit(span, "x"),))
            found = Finding("look", span, (Related(span, "here"),), change, "there", "n", "CL301", "error")
            report = finish([found], Net())
            for format in ("text", "json"):
                assert CANARY[:3] not in rendered(format, report), (text, start)


def test_a_fix_that_would_show_a_secret_is_left_out_of_json() -> None:
    source = Source("x", f"auth_pass {CANARY}\nstate MASTER\n")
    shown = Fix("shorten it", (Edit(source.span(10, 17), CANARY[:4]),))
    report = finish([Finding("long", source.span(10, 17), fix=shown, code="CL301", severity="error")], Net())
    assert json.loads(rendered("json", report))["findings"][0]["fix"] is None
    assert json.loads(rendered("json", report, show_secrets=True))["findings"][0]["fix"]["edits"][0]["text"] == "Zk7h"


def test_a_changed_secret_shows_in_a_diff_as_a_change() -> None:
    old = Source("x", "a\nauth_pass one\nb\n")
    new = Source("x", "a\nauth_pass two\nb\n")
    lines = [line for line, _ in fix.diff([(old, new)])]
    assert lines[3:] == [" a\n", f"-auth_pass {HIDDEN}\n", f"+auth_pass {HIDDEN}\n", " b\n"]


def test_secrets_are_shown_when_asked_for() -> None:
    report = check(load([BROKEN]), Policy(find("ucarp-password-mismatch")))
    assert "Mirabelle54" in rendered("text", report, show_secrets=True)
    assert "Mirabelle54" not in rendered("text", report)


# Frames


def test_a_frame_of_a_long_line_stays_short_and_marks_the_place() -> None:
    text = "x" * 500 + "HERE" + "y" * 500
    source = Source("f", text + "\n")
    found = Finding("m", source.span(500, 504), label="l", code="CL301", severity="error", name="n")
    lines = rendered("text", finish([found], Net())).splitlines()
    shown, marks = lines[3], lines[4]
    assert max(map(len, lines[:5])) < 180
    assert shown[marks.index("^") : marks.index("^") + marks.count("^")] == "HERE"


def test_control_characters_do_not_reach_the_terminal() -> None:
    source = Source("f", "a\x1b[31mb\tc\x07\x9b\n")
    strange = source.text[:10]
    found = Finding(strange, source.span(0, 1), label=strange, code="CL301", severity="error", name="n")
    for format, colour in (("text", False), ("text", True), ("concise", False)):
        text = rendered(format, finish([found], Net()), colour=colour)
        assert "\x1b[31mb" not in text
        assert "\x07" not in text
        assert "\x9b" not in text


def test_github_escapes() -> None:
    source = Source("a,b:c", "x\n")
    found = Finding("50%\nmore", source.span(0, 1), code="CL301", severity="info", name="n")
    first = rendered("github", finish([found], Net())).splitlines()[0]
    assert first == "::notice file=a%2Cb%3Ac,line=1,col=1,endLine=1,endColumn=2,title=CL301 n::50%25%0Amore"


def test_control_characters_do_not_reach_the_log_of_github() -> None:
    source = Source("a\x1b]0;x\x07\u202e\r.conf", "x\n")
    found = Finding("m\x1b[31m\u202e", source.span(0, 1), code="CL301", severity="info", name="n")
    assert all(c.isprintable() or c == "\n" for c in rendered("github", finish([found], Net())))


def test_json_holds_each_character_and_shows_none_that_a_terminal_obeys() -> None:
    word = "a\x1b[31m\x7f\x9b\u202e\u2066\u200f\xad\U000e0001\udcffü•\U0001f600"
    found = Finding(word, Source(word, "x\n").span(0, 1), code="CL301", severity="info", name="n")
    text = rendered("json", finish([found], Net()))
    assert all(c.isprintable() or c == "\n" for c in text)
    assert "ü•\U0001f600" in text
    assert (json.loads(text)["findings"][0]["message"], json.loads(text)["findings"][0]["file"]) == (word, word)


# Two nodes in every format


def _cluster_fixtures() -> list[Path]:
    rules = [rule.name for rule in RULES if rule.code.startswith("CL4")]
    return sorted(p for name in rules for p in (ROOT / "fixtures" / "rules" / name).glob("bad*"))


@pytest.mark.parametrize("path", _cluster_fixtures(), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_finding_about_two_nodes_names_both_in_every_format(path: Path) -> None:
    """The names are given, as by --host, so that they are not read off the paths."""
    nodes = [(f"node{number}x", str(p)) for number, p in enumerate(sorted(path.iterdir()), 1)]
    report = check(load([], hosts=nodes), Policy(find(path.parent.name)))
    assert report.findings
    for found in report.findings:
        spans = [found.span, *(r.span for r in found.related)]
        assert len({s.source.host for s in spans}) > 1, found.message
        for format in FORMATS:
            text = rendered(format, report._replace(findings=(found,))).replace("%3A", ":")
            assert {s.source.path for s in spans if s.source.path not in text} == set(), format
            assert {s.source.host for s in spans if s.source.host not in text} == set(), format


@pytest.mark.parametrize("format", FORMATS)
def test_an_enormous_word_is_not_repeated_whole(format: str, tmp_path: Path) -> None:
    path = tmp_path / "etc" / "keepalived" / "keepalived.conf"
    path.parent.mkdir(parents=True)
    path.write_text("a" * 1_000_000)
    text = rendered(format, check(load([str(tmp_path)])))
    assert "unknown-keyword" in text
    assert len(text) < 5_000
