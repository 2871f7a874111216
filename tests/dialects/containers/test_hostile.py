"""Texts that are made to take long, or to break something: bounded, and said."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from carplint import load
from carplint.dialects.containers import variables
from carplint.dialects.containers.instructions import instructions
from carplint.model import Net
from carplint.text.source import Source
from tests.work import calls

ALIASES = (
    "x-w: &w [ucarp, -v, '7'"
    + ", a" * 500
    + "]\nx-e: &e {"
    + ", ".join(f"A{n}: b" for n in range(500))
    + "}\nservices:\n"
)
CONTAINERS = (
    "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - &c {name: c, command: [ucarp, -v, '7'" + ", a" * 500 + "]}\n"
)


def net(folder: Path, name: str, text: str) -> Net:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return load([str(folder)])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("compose.yaml", ALIASES + "".join(f"  s{n}: {{command: *w, environment: *e}}\n" for n in range(1100)), "1,000 services"),
        ("pod.yaml", CONTAINERS + "  - {name: d, command: [ucarp, -v, '8']}\n" * 1100, "1,000 containers"),
    ],
)  # fmt: skip
def test_there_are_only_so_many_containers(tmp_path: Path, name: str, text: str, said: str) -> None:
    assert any(said in n for n in net(tmp_path, name, text).not_checked)


BLANKS = ["A={}x\n", "A={}#\n", "A={}", "# escape={}x\n", "{}", 'A="{}', "A='{}x\n"]


@pytest.mark.parametrize("line", BLANKS)
def test_blanks_are_passed_over_once(line: str) -> None:
    """With a pattern that takes the square of their number, this would take hours."""
    source = Source("x", line.format(" " * 300_000))
    assert len(list(variables.of_compose(source))) <= 1
    assert len(list(variables.of_docker(source))) <= 1
    assert len(list(instructions(source))) <= 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", "services:\n  vip:\n    image: x/ucarp\n    command: ucarp " + "'a'b " * 2000),
        ("compose.yaml", "services:\n  vip:\n    command: ucarp -v 1\n" + "    environment: [" + "${A:-" * 3000 + "]\n"),
        ("compose.yaml", "services: [ucarp, -v]\n"),
        ("compose.yaml", "services: {vip: [command, ucarp -v 1]}\n"),
        ("compose.yaml", "services:\n  vip: {command: {ucarp -v 1: x}, environment: 7, volumes: {a: b}, build: [x], deploy: y, extends: [z], networks: 3}\n"),
        ("pod.yaml", "apiVersion: v1\nkind: Pod\nspec: {containers: [1, {name: [x], image: {a: b}, command: ucarp -v 1, env: {a: b}, volumeMounts: [3]}]}\nx:\n- ucarp\n"),
        ("pod.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: [a]\ndata: {keepalived.conf: [x]}\ny:\n- ucarp\n"),
        ("Dockerfile", "FROM x\nCOPY a" + " b" * 3000 + " /ucarp/\nCMD ucarp -v 1\n"),
        ("Dockerfile", "FROM ucarp\n" * 200 + "CMD ucarp -v 1\n"),
        ("go.sh", "#!/bin/sh\ndocker run" + " -e A" * 3000 + " x/ucarp\n"),
        ("a.container", "[Container]\nImage=x/ucarp\nEnvironment=" + '"A=b ' * 500 + "\nVolume=:::\nNetwork=\n"),
    ],
)  # fmt: skip
def test_what_nobody_would_write_ends(tmp_path: Path, name: str, text: str) -> None:
    net(tmp_path / "warm", name, "x\n")
    assert calls(partial(net, tmp_path / "n1", name, text)) < 3_000_000


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.env").write_text("ID=7\n")
    (tmp_path / "n1").mkdir()
    (tmp_path / "n1" / ".env").symlink_to(tmp_path / "secret.env")
    found = net(
        tmp_path / "n1",
        "compose.yaml",
        "services:\n  v:\n    network_mode: host\n    command: ucarp -v ${ID} -a 192.0.2.1\n",
    )
    (router,) = found.virtual_routers
    assert router.id is not None
    assert router.id.value is None


def test_a_file_that_cannot_be_read_is_one_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "n1" / ".env").mkdir(parents=True)
    text = "services:\n  v:\n    network_mode: host\n    command: ucarp -v 1 -a 192.0.2.1\n    env_file: .env\n"
    assert len(net(tmp_path / "n1", "compose.yaml", text).virtual_routers) == 1
