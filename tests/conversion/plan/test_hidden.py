"""Secrets in plans: what a template is filled with hides them, and no password takes words out of the template itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from carplint.conversion import Choices, OutputFile, convert
from carplint.conversion.misread import misread
from carplint.inputs.load import load
from carplint.model import Net
from carplint.text.finding import Finding
from carplint.text.secrets import HIDDEN, Values
from tests.oracles import every

UNIT = """[Service]
ExecStart=/usr/sbin/ucarp -i eth0 -s 192.0.2.{n} -v 7 -p "{password}" -k {skew} -a 192.0.2.50 -u {folder}/up -d /opt/down
"""
TARGETS = ("keepalived", "ucarp", "interfaces", "carp")
HARMLESS = "Hush37"
SIGNS = (
    "```",
    "`",
    "|| :",
    "**lb1**:",
    "1. ",
    "##",
    '"number":',
    '"undo": []',
    '"version": 1, ',
    "{",
    "}}",
    "•••",
    "# ",
)


def _plan(folder: Path, password: str, target: str, format: str = "md", scripts: str = "/opt") -> OutputFile:
    """The plan for two nodes whose units have a password, which stands in their quotes as systemd.syntax(7) has it."""
    password = password.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    for n, host in enumerate(("lb1", "lb2"), 11):
        path = folder / host / "etc/systemd/system/x;touch X;.service"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(UNIT.format(n=n, password=password, skew=n - 11, folder=scripts))
    made = convert(load([str(folder)]), target, Choices(plan=format, auth="new"), allow_errors=True)
    (plan,) = [f for f in made.files if f.path.startswith("PLAN.")]
    return plan


def _templates(plan: OutputFile) -> Sequence[str]:
    return [phrase.template for said in plan.said for phrase in said.phrases]


def _windows(text: str) -> list[str]:
    """Words of a plan, and some that follow each other, that can be a password in quotes of a unit."""
    lines = [line.split() for line in text.splitlines()]
    found = {" ".join(words[at : at + n]) for words in lines for at in range(len(words)) for n in (1, 2, 4)}
    return sorted(w for w in found if len(w) > 3 and w.isascii())


@pytest.mark.parametrize("target", TARGETS[:: every(2)])
def test_no_password_takes_words_out_of_a_plan(target: str, tmp_path: Path) -> None:
    """Each word of the plan in turn is the password, as the author of the source may choose it."""
    harmless = _plan(tmp_path, HARMLESS, target)
    passwords = [*_windows(harmless.text)[:: every(40)], *SIGNS]
    assert len(passwords) > 20
    for password in passwords:
        plan = _plan(tmp_path, password, target)
        assert _templates(plan) == _templates(harmless), password
        assert plan.text == harmless.text or any(password in script for script in ("/opt/up", "/opt/down")), password


@pytest.mark.parametrize("password", [*SIGNS, "commands", '"host"', "null", "[]"])
def test_a_plan_in_json_is_json_whatever_the_password(password: str, tmp_path: Path) -> None:
    harmless = json.loads(_plan(tmp_path, HARMLESS, "keepalived", "json").text)
    plan = json.loads(_plan(tmp_path, password, "keepalived", "json").text)
    assert [sorted(step) for step in plan["steps"]] == [sorted(step) for step in harmless["steps"]]
    assert [len(step["commands"]) for step in plan["steps"]] == [len(step["commands"]) for step in harmless["steps"]]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "password",
    [
        "etc/keepalived",
        "etc/ucarp",
        "conf.d",
        "before-carplint",
        "root@lb1",
        "lb1",
        "one line",
        "vip-7.conf",
        "ucarp@7",
        "50/32",
        "one line,",
        "keepalived.conf",
        "DIR/lb1",
    ],
)
def test_what_carplint_calls_its_own_files_stays(password: str, target: str, tmp_path: Path) -> None:
    """Else the backup would lack a folder, and the way back end nowhere."""
    harmless, plan = (_plan(tmp_path, word, target) for word in (HARMLESS, password))
    assert plan.text == harmless.text


def test_the_pattern_that_ends_a_daemon_stays(tmp_path: Path) -> None:
    """Else the old ucarp runs on, and two nodes have the VIP."""
    plans = []
    for password in (HARMLESS, "ucarp .*", "192\\.0\\.2"):
        for n, host in enumerate(("lb1", "lb2"), 11):
            path = tmp_path / host / "etc/rc.local"
            path.parent.mkdir(parents=True, exist_ok=True)
            line = f"ucarp -i eth0 -s 192.0.2.{n} -v 7 -p '{password}' -k {n} -a 192.0.2.50 -u /opt/up -d /opt/down -B"
            path.write_text(f"#!/bin/sh\n{line}\n")
        made = convert(load([str(tmp_path)]), "keepalived", Choices(auth="new"), allow_errors=True)
        plans.append(next(f.text for f in made.files if f.path == "PLAN.md"))
    assert "pkill" in plans[0]
    assert plans[1:] == plans[:1] * 2


def test_the_remark_sign_of_a_command_stays(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "# take the command out of", "keepalived")
    assert "   # take the command out of" in plan.text
    assert HIDDEN not in plan.text


@pytest.mark.parametrize("format", ["md", "json"])
@pytest.mark.parametrize("target", TARGETS)
def test_a_value_with_the_password_hides_it(target: str, format: str, tmp_path: Path) -> None:
    """As a word of a path of a script that the plan names."""
    text = _plan(tmp_path, HARMLESS, target, format, f"/opt/{HARMLESS}").text
    assert HARMLESS not in text


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_written_is_what_was_read_back(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _plan(tmp_path, HARMLESS, target)
    seen: list[OutputFile] = []

    def recorded(files: Sequence[OutputFile], net: Net, secrets: Values) -> Iterator[tuple[str, Sequence[Finding]]]:
        seen.extend(files)
        return misread(files, net, secrets)

    monkeypatch.setattr("carplint.conversion.misread", recorded)
    made = convert(load([str(tmp_path)]), target, Choices(auth="new"), allow_errors=True)
    assert list(made.files) == seen
    for file in made.files:
        if file.said:
            assert "".join(phrase.text for phrase in file.said[-1].phrases) == file.text
