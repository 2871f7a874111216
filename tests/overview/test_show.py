"""`carplint show`: what it prints, as documentation; that the command line is the launcher's; and no secrets.

The golden files are written by `UPDATE_GOLDEN=1 python -m pytest tests/overview/test_show.py`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from carplint.inputs.load import load
from carplint.model import Net
from carplint.overview import FORMATS, show
from tests.trees import FIXTURES, ROOT
from tests.work import calls

GOLDEN = Path(__file__).parent / "golden"
SHOWN = {
    "seed": "fixtures/clusters/seed",
    "seed-broken": "fixtures/clusters/seed-broken",
    "pair": "fixtures/show/pair",
    "debian": "fixtures/clusters/debian",
    "vrrp": "fixtures/show/vrrp",
}
SHELLS = [pytest.param(s, marks=pytest.mark.skipif(shutil.which(s) is None, reason=s)) for s in ("dash", "bash")]


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def rendered(path: str | Path, format: str = "text", *, show_secrets: bool = False) -> str:
    return "".join(show(load([str(path)]), format, show_secrets=show_secrets))


def document(path: str | Path, *, show_secrets: bool = False) -> Any:
    return json.loads(rendered(path, "json", show_secrets=show_secrets))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", SHOWN)
def test_golden(name: str, format: str) -> None:
    golden = GOLDEN / f"{name}.{'txt' if format == 'text' else format}"
    text = rendered(SHOWN[name], format)
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()


def _table(folder: str) -> list[list[str]]:
    lines = rendered(FIXTURES / "rules" / folder).split("\ncluster\n")[1].splitlines()
    return [re.split(r" {2,}", line.strip()) for line in lines if line.strip()][1:]


def test_the_table_of_a_cluster_has_the_range_of_priorities_and_the_master_while_all_is_well() -> None:
    assert [(row[2], row[4]) for row in _table("weight-cannot-flip/bad-bonus")] == [
        ("MASTER", "priority 100 (100 to 102)"),
        ("BACKUP", "priority 50 (50 to 52)"),
    ]
    first, second = _table("weight-flips-healthy/bad")
    assert (first[2], second[2]) == ("BACKUP", "MASTER")


@pytest.mark.parametrize("name", SHOWN)
def test_it_fits_a_terminal(name: str) -> None:
    assert [line for line in rendered(SHOWN[name]).splitlines() if len(line) > 120] == []


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", SHOWN)
def test_no_word_of_a_password_is_shown_unless_asked_for(name: str, format: str) -> None:
    secrets = re.compile(r"rosso-corvo|verde|gufo|-p password|carp-password|\"value\": \"password\"")
    assert secrets.search(rendered(SHOWN[name], format)) is None
    assert secrets.search(rendered(SHOWN[name], format, show_secrets=True)) is not None


def facts(value: object) -> list[dict[str, Any]]:
    """Every {value, written, file, line, why} in a document."""
    if isinstance(value, list):
        return [f for v in value for f in facts(v)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"value", "written", "file", "line", "why"} <= value.keys() else []
    return own + [f for v in value.values() for f in facts(v)]


@pytest.mark.parametrize("name", SHOWN)
def test_each_value_of_the_json_has_its_place_and_each_unknown_one_its_reason(name: str) -> None:
    whole = document(SHOWN[name])
    assert whole["version"] == 1
    for fact in facts(whole):
        assert fact["value"] is not None or fact["why"], fact
        assert fact["file"] is None or Path(fact["file"]).is_file()
        assert not fact["written"] or fact["file"] is not None


# The launcher of the fixtures, run in a copy of its own with every program it calls replaced by a stub.

_STUBS = {
    "functions": 'daemon() { "$@"; }\nkillproc() { :; }\n',
    "ucarp": '#!/bin/sh\nfor word; do printf "%s\\0" "$word"; done >> "$RECORD"\nprintf "\\n\\0" >> "$RECORD"\n',
    "ifconfig": (
        '#!/bin/sh\nsed -n "s/^IPADDR=\\(.*\\)/          $WORDS:\\1  Bcast:0.0.0.0/p" "$SCRIPTS_OF_NODE/ifcfg-$1"\n'
    ),
}


def started(node: Path, folder: Path, shell: str) -> list[list[str]]:
    """The words of each ucarp that the node's launcher starts."""
    shutil.copytree(node / "etc", folder / "etc")
    (folder / "bin").mkdir()
    for name, text in _STUBS.items():
        path = folder / ("etc/init.d" if name == "functions" else "bin") / name
        path.write_text(text)
        path.chmod(0o755)
    launcher = folder / "etc" / "init.d" / "carp"
    text = launcher.read_text()
    text = text.replace("/usr/sbin/ucarp", f"{folder}/bin/ucarp").replace("/etc/", f"{folder}/etc/")
    launcher.write_text(text)
    words = re.search(r"inet (addr|adr)", text)
    assert words is not None
    environment = {
        "WORDS": words[0],
        "PATH": f"{folder}/bin:/usr/bin:/bin",
        "LC_ALL": "C",
        "RECORD": str(folder / "record"),
        "SCRIPTS_OF_NODE": str(folder / "etc/sysconfig/network-scripts"),
    }
    run = subprocess.run(
        [shell, launcher, "start"], env=environment, cwd=folder, capture_output=True, text=True, timeout=20, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    calls = (folder / "record").read_text().replace(str(folder), "").split("\n\0")
    return [call.split("\0")[:-1] for call in calls[:-1]]


def commands(node: Path) -> list[list[str]]:
    """The same as `show` prints it: the words of the text, which a shell would see, and those of the JSON."""
    text = rendered(node, show_secrets=True).replace(" \\\n", " ")
    printed = [shlex.split(line)[1:] for line in text.splitlines() if line.startswith("        ucarp ")]
    (host,) = document(node, show_secrets=True)["hosts"]
    assert printed == [[w["value"] for w in r["command"]] for r in host["virtual_routers"]]
    return printed


VIPS = {
    "options": ({"001": 'VIP_INTERFACE=eth0:0\nPASSWORD=a\nOPTIONS="--preempt  -k 300\t--pass=b"\n'}, 1),
    "a password with blanks": ({"001": "VIP_INTERFACE=eth0:0\nPASSWORD='rosso  corvo'\n"}, 1),
    "a password with quotes": ({"001": 'VIP_INTERFACE=eth0:0\nPASSWORD=a\\\'b"$\\""c\n'}, 1),
    "octal": ({"010": "VIP_INTERFACE=eth0:0\nPASSWORD=a\n"}, 1),
    "values that leak": (
        {
            "001": "VIP_INTERFACE=eth0:0\nPASSWORD=a\nOPTIONS=-P\n",
            "002": "PASSWORD=b\n",
            "10": "VIP_INTERFACE=eth0:1\n",
        },
        3,
    ),
    "the address of the interface": ({"7": "VIP_INTERFACE=eth0:2\nPASSWORD=a\n"}, 1),
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("host", ["sl-0-extappdev1", "sl-0-extappdev2"])
def test_the_command_line_of_the_seed_is_the_one_that_its_launcher_starts(
    host: str, shell: str, tmp_path: Path
) -> None:
    node = FIXTURES / "clusters" / "seed" / host
    (words,) = started(node, tmp_path / "run", shell)
    assert commands(node) == [words]
    assert words[:4] == ["-v", "001", "-p", "password"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("case", VIPS)
def test_the_command_line_is_the_one_that_the_launcher_starts(case: str, shell: str, tmp_path: Path) -> None:
    files, number = VIPS[case]
    node = tmp_path / "node"
    shutil.copytree(FIXTURES / "clusters" / "seed" / "sl-0-extappdev1", node)
    (node / "etc/sysconfig/carp/vip-001.conf").unlink()
    for name, text in files.items():
        (node / f"etc/sysconfig/carp/vip-{name}.conf").write_text("BIND_INTERFACE=eth0\n" + text)
    scripts = node / "etc/sysconfig/network-scripts"
    (scripts / "ifcfg-eth0:1").write_text("DEVICE=eth0:1\nIPADDR=172.16.17.88\n")
    (scripts / "ifcfg-eth0:2").write_text("DEVICE=eth0:2\n")
    wanted = started(node, tmp_path / "run", shell)
    assert len(wanted) == number
    assert commands(node) == wanted


def _instances(folder: Path, number: int) -> Net:
    """One host with some virtual routers, each of which has a password, watches something and is in a sync group."""
    folder.mkdir()
    (folder / "keepalived.conf").write_text(
        "".join(
            f"vrrp_instance V{n} {{\nstate BACKUP\ninterface eth{n // 255}\nvirtual_router_id {n % 255 + 1}\npriority 9\n"
            f"track_interface {{\neth9 weight 10\n}}\nauthentication {{\nauth_type PASS\nauth_pass key{n}\n}}\n"
            f"virtual_ipaddress {{\n10.0.{n // 250}.{n % 250}/16\n}}\n}}\nvrrp_sync_group G{n} {{\ngroup {{\nV{n}\n}}\n}}\n"
            for n in range(number)
        )
    )
    return load([str(folder)])


@pytest.mark.parametrize("format", FORMATS)
def test_twice_the_virtual_routers_take_twice_the_calls(format: str, tmp_path: Path) -> None:
    nets = [_instances(tmp_path / str(number), number) for number in (2, 50, 100)]
    _, few, many = (calls(lambda net=net: list(show(net, format))) for net in nets)  # type: ignore[misc]
    assert many <= 2.2 * few, f"{few} calls for 50, {many} for 100"
