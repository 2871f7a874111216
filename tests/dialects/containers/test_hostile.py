"""Texts that are made to take long, or to break something: bounded, and said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from carplint import load
from carplint.dialects.containers import outcome, variables
from carplint.dialects.containers.container import Container
from carplint.dialects.containers.instructions import instructions
from carplint.model import HostFiles, Net
from carplint.text.reading import BROUGHT, Budget
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


BOMB = "x0: &a0 [ucarp, ucarp]\n" + "".join(f"x{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
POD = "apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers:\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yaml", "services:\n  v:\n" + "".join(f"    {key}: *a19\n" for key in (
            "command", "entrypoint", "environment", "env_file", "volumes", "image", "build", "networks", "extends", "deploy", "network_mode"))),
        ("pod.yaml", POD + "".join(f"  - {key}: *a19\n    command: [ucarp, -v, '1']\n" for key in (
            "name", "image", "args", "env", "envFrom", "volumeMounts"))),
        ("pod.yaml", "apiVersion: v1\nkind: *a19\nmetadata: {name: *a19}\nspec:\n  hostNetwork: *a19\n  volumes: *a19\n  containers:\n"
         "  - {name: a, image: x/ucarp, env: [{name: *a19, value: *a19}], volumeMounts: [{name: *a19, mountPath: *a19}]}\n"),
        ("cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: *a19}\ndata:\n  a: *a19\n  keepalived.conf: |\n    vrrp_instance V {\n    }\n"),
    ],
)  # fmt: skip
def test_lists_that_hold_each_other_are_not_written_out(tmp_path: Path, name: str, text: str) -> None:
    net(tmp_path / "warm", name, "x\n")
    assert calls(partial(net, tmp_path / "n1", name, BOMB + text)) < 300_000


def long(number: int) -> str:
    return "x" * number


TIMES: dict[str, Callable[[int], dict[str, str]]] = {
    "compose, a variable of .env": lambda n: {
        ".env": f"A={long(n)}\n",
        "compose.yaml": "services:\n" + "".join(f"  s{i}: {{network_mode: host, command: 'ucarp -v 1 ${{A}}'}}\n" for i in range(n // 50)),
    },
    "compose, in .env itself": lambda n: {
        ".env": "A0=" + "x" * 50 + "\n" + "".join(f"A{i + 1}=$A{i}$A{i}\n" for i in range(n // 10)),
        "compose.yaml": "services:\n  s: {network_mode: host, command: 'ucarp -v 1 ${A50}'}\n",
    },
    "compose, an env_file of each": lambda n: {
        "v.env": "".join(f"A{i}=b\n" for i in range(n // 5)),
        "compose.yaml": "services:\n" + "".join(f"  s{i}: {{network_mode: host, env_file: v.env, command: 'ucarp -v 1'}}\n" for i in range(n // 60)),
    },
    "compose, a base": lambda n: {
        "compose.yaml": "services:\n  b:\n    environment: [" + "A=b, " * (n // 5) + "C=d]\n"
        + "".join(f"  s{i}: {{extends: b, network_mode: host, command: 'ucarp -v 1'}}\n" for i in range(n // 60)),
    },
    "pods, aliases": lambda n: {
        "pod.yaml": f"apiVersion: v1\nx: &w [ucarp, -v, '1'{', a' * (n // 3)}]\n" + POD.partition("\n")[2]
        + "  - {name: v, command: *w}\n" * (n // 30),
    },
    "pods, variables": lambda n: {
        "pod.yaml": POD + "".join(f"  - {{name: v, command: [ucarp, -v, '1', $(A)], env: &e{i} [{{name: A, value: {long(n // 4)}}}]}}\n"
                                   if i == 0 else "  - {name: v, command: [ucarp, -v, '1', $(A), $(A), $(A)], env: *e0}\n" for i in range(n // 60)),
    },
    "pods, variables of each other": lambda n: {
        "pod.yaml": POD + "  - name: v\n    command: [ucarp, -v, '1', $(A50)]\n    env:\n    - {name: A0, value: xxxxxxxx}\n"
        + "".join(f"    - {{name: A{i + 1}, value: $(A{i})$(A{i})}}\n" for i in range(n // 40)),
    },
    "pods, a config map": lambda n: {
        "pod.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n" + "".join(f"  A{i}: b\n" for i in range(n // 8)) + "---\n"
        + POD + "  - {name: v, command: [ucarp, -v, '1'], envFrom: [{configMapRef: {name: m}}]}\n" * (n // 80),
    },
    "Dockerfile": lambda n: {
        "Dockerfile": "FROM x\nENV A0=xxxxxxxx\n" + "".join(f"ENV A{i + 1}=$A{i}$A{i}\n" for i in range(n // 20)) + "CMD ucarp -v 1 $A50\n",
    },
    "Dockerfile, one long value": lambda n: {
        "Dockerfile": f"FROM x\nARG A={long(n // 2)}\n" + "".join(f"ENV B{i}=$A$A\n" for i in range(n // 24)) + "CMD ucarp -v 1 $B1\n",
    },
    "scripts": lambda n: {
        "go.sh": f"#!/bin/sh\nA={long(n // 2)}\n" + "docker run --net=host -e A=$A x/y ucarp -v 1 $A\n" * (n // 100),
    },
    "scripts, a file of variables": lambda n: {
        "etc/rc.local": "#!/bin/sh\n" + "docker run --net=host --env-file /etc/v.env x/ucarp\n" * (n // 60),
        "etc/v.env": "".join(f"A{i}=b\n" for i in range(n // 5)),
    },
    "quadlets": lambda n: {
        "etc/containers/systemd/v.container": "[Container]\nImage=x/ucarp\n" + "EnvironmentFile=/etc/v.env\n" * (n // 30),
        "etc/v.env": "".join(f"A{i}=b\n" for i in range(n // 5)),
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", TIMES)
def test_what_is_brought_in_is_bounded_by_the_files(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a first amount, twice the files are at most 2.2 times the calls and characters."""
    brought: list[int] = []

    def counted(host: HostFiles, own: Container) -> outcome.Outcome:
        values = [*own.words, *own.environment.values()]
        brought.append(sum(len(v.value or "") for v in values))
        return decided(host, own)

    decided = outcome.outcome
    monkeypatch.setattr(outcome, "outcome", counted)
    work, characters = [], []
    for number in (500, 4_000, 8_000, 16_000):
        folder = tmp_path / str(number)
        for path, text in TIMES[kind](number).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        brought.clear()
        work.append(calls(partial(load, [str(folder)])))
        characters.append(sum(brought))
    assert max(b / a for a, b in pairwise(work[1:])) <= 2.3, work
    size = [sum(len(t) for t in TIMES[kind](n).values()) for n in (4_000, 8_000, 16_000)]
    assert all(c <= 2 * (BROUGHT[0] + BROUGHT[1] * s) + 40 * s for c, s in zip(characters[1:], size, strict=True)), (
        characters
    )


BLANKS = ["A={}x\n", "A={}#\n", "A={}", "# escape={}x\n", "{}", 'A="{}', "A='{}x\n"]


@pytest.mark.parametrize("line", BLANKS)
def test_blanks_are_passed_over_once(line: str) -> None:
    """With a pattern that takes the square of their number, this would take hours."""
    source = Source("x", line.format(" " * 300_000))
    assert len(list(variables.of_compose(source, Budget()))) <= 1
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
