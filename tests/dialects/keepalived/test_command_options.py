"""The options of keepalived, against the daemon where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from carplint import check, load
from carplint.dialects.keepalived.command_options import unknown
from carplint.model import Value
from carplint.text.source import Source

CONFIGURATION = """vrrp_instance WEB {
    interface eth0
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        192.0.2.10/24
    }
}
"""
KNOWN = (
    "-D", "-lD -S 3", "-f /a -i lb1", "--use-file=/a --config-id=x", "--use-file /a", "--log-fac=2", "-M/core -m", "-t/log",
    "-P --all -B", "-p /a -r /b -c /c -b /d", "-s blue -x", "-e -a -G", "-u 022", "-S7 extra words", "-- --confg-id x",
)  # fmt: skip
WRONG = (
    ("--confg-id x", "--confg-id"), ("-D --flush-ipvs", "--flush-ipvs"), ("-DQ", "-Q"), ("-f /a -Z", "-Z"),
    ("--use-fille=/a", "--use-fille"), ("-nl -k", "-k"), ("--syslog", "--syslog"),
)  # fmt: skip


def of(line: str) -> list[str]:
    source = Source("line", line)
    return [f.message.partition(" ")[0] for f in unknown([Value(w, w, source.span()) for w in line.split()])]


@pytest.mark.parametrize("line", [*KNOWN, "-g/log --flush-log-file", "--ignore-sigint --no-mem-check", "--perf=all"])
def test_options_that_some_release_knows(line: str) -> None:
    assert of(line) == []


@pytest.mark.parametrize(("line", "option"), WRONG)
def test_options_that_none_knows(line: str, option: str) -> None:
    assert of(line) == [option]


@pytest.mark.skipif(shutil.which("keepalived") is None, reason="keepalived is not installed")
@pytest.mark.parametrize(("line", "taken"), [*((k, True) for k in KNOWN), *((w, False) for w, _ in WRONG)])
def test_the_daemon_agrees(line: str, taken: bool, tmp_path: Path) -> None:
    words = [w.replace("-t/log", f"-t{tmp_path}/log") for w in line.split()]
    run = subprocess.run(["keepalived", "-t", *words], capture_output=True, text=True, check=False, timeout=60)
    assert ("Unknown option" not in run.stdout + run.stderr) is taken


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("sysconfig/keepalived", 'KEEPALIVED_OPTIONS="-D"\n', []),
        ("default/keepalived", 'DAEMON_ARGS="-D $MORE --confg-id x"\n', []),  # a shell would read it otherwise
        ("conf.d/keepalived", 'KEEPALIVED_OPTS="-D --vrp"\n', ["--vrp"]),
        ("default/keepalived", 'DAEMON_ARGS="--confgi-id lb1"\n', ["--confgi-id"]),
        ("sysconfig/keepalived", "KEEPALIVED_OPTIONS=-Q\n", ["-Q"]),
    ],
)
def test_where_launchers_have_them(tmp_path: Path, file: str, text: str, expected: list[str]) -> None:
    for path, content in (("keepalived/keepalived.conf", CONFIGURATION), (file, text)):
        own = tmp_path / "n1/etc" / path
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(content)
    findings = check(load([str(tmp_path / "n1")])).findings
    assert [f.message.partition(" ")[0] for f in findings if f.code == "CL399"] == expected


def test_one_word_of_a_unit(tmp_path: Path) -> None:
    for path, content in (
        ("keepalived/keepalived.conf", CONFIGURATION),
        (
            "systemd/system/keepalived.service",
            '[Service]\nEnvironment="ARGS=-D -f /x"\nExecStart=/usr/sbin/keepalived -n ${ARGS}\n',
        ),
    ):
        own = tmp_path / "n1/etc" / path
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(content)
    findings = check(load([str(tmp_path / "n1")])).findings
    assert [(f.code, f.span.text) for f in findings if f.code in ("CL399", "CL339")] == [("CL339", "${ARGS}")]
