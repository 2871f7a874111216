"""Compose files: nodes where a service starts a ucarp on its host's network, and what is said of others."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from carplint import check, load
from carplint.model import Net
from tests.work import calls

ROUTER = "-i eth0 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10"
HEAD = "services:\n  vip:\n    image: registry.example/vip\n    network_mode: host\n"
LIST = ", ".join(f'"{w}"' for w in ["ucarp", *ROUTER.split()])

NODES = {
    "a text": f"    command: ucarp {ROUTER}\n",
    "a list": f"    command: [{LIST}]\n",
    "a list line by line": "    command:\n" + "".join(f'      - "{w}"\n' for w in ["ucarp", *ROUTER.split()]),
    "an entrypoint with a command": f'    entrypoint: ["tini", "--", "ucarp"]\n    command: {ROUTER}\n',
    "a shell": f'    command: sh -c "apk add ucarp && exec ucarp {ROUTER}"\n',
    "a folded text": f"    command: >\n      nice -n 5 ucarp\n      {ROUTER}\n",
    "variables of the service": "    environment:\n      - ADDR=192.0.2.10\n      - ID=7\n"
    "    command: sh -c 'ucarp -i eth0 -s 192.0.2.11 -v $$ID -p made-up -a $$ADDR'\n",
    "a mapping of variables": "    environment:\n      ADDR: 192.0.2.10\n      ID: 7\n"
    "    command: [sh, -c, 'ucarp -i eth0 -s 192.0.2.11 -v $$ID -p made-up -a $$ADDR']\n",
    "an anchor": f"    command: &c [{LIST}]\n",
}
OTHERS = {
    "another network": (HEAD.replace("    network_mode: host\n", "") + f"    command: ucarp {ROUTER}\n", "network"),
    "extends": (HEAD + f"    extends: base\n    command: ucarp {ROUTER}\n", "extends"),
    "no options": (HEAD + "    command: ucarp ${OPTS} -z\n", "options"),
    "two": (HEAD + f"    command: sh -c 'ucarp {ROUTER} & ucarp {ROUTER}'\n", "not certain"),
    "broken": (HEAD + f"    command: ucarp {ROUTER}\n   x: [\n", "line"),
    "an open quote": (HEAD + f"    command: ucarp {ROUTER} 'x\n", "compose.yml"),
    "keepalived": (HEAD + "    command: keepalived -n -f /opt/ha.conf\n", "file of its own"),
}
SHELLS = {
    "keepalived; sleep infinity": True,
    "/etc/init.d/keepalived start && tail -f /dev/null": True,
    f"ucarp {ROUTER} -B; while :; do sleep 9; done": True,
    "keepalived -n & wait": True,
    "exec keepalived -n": False,
    "keepalived -n": False,
    "sleep 5; keepalived -n": False,
    "trap 'killall keepalived' TERM; keepalived; sleep infinity": False,
    "nginx; sleep infinity": False,
}


def net(folder: Path, text: str, host: str = "n1") -> Net:
    path = folder / host / "docker-compose.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return load([str(folder / host)])


@pytest.mark.parametrize("kind", NODES)
def test_a_service_on_its_host_s_network_is_a_node(tmp_path: Path, kind: str) -> None:
    (router,) = net(tmp_path, HEAD + NODES[kind]).virtual_routers
    assert router.id is not None
    assert (router.id.value, [str(a.address.value) for a in router.addresses]) == (7, ["192.0.2.10/32"])
    assert router.host == "n1"


@pytest.mark.parametrize("kind", OTHERS)
def test_what_else_a_service_starts_is_said(tmp_path: Path, kind: str) -> None:
    text, why = OTHERS[kind]
    found = net(tmp_path, text)
    assert found.virtual_routers == ()
    assert any(why in n for n in found.not_checked)


def test_two_nodes_are_compared(tmp_path: Path) -> None:
    net(tmp_path, HEAD + NODES["a list"], "n1")
    net(tmp_path, HEAD + NODES["a list"].replace('"7"', '"8"').replace("2.11", "2.12"), "n2")
    assert "CL403" in [f.code for f in check(load([str(tmp_path)])).findings]


@pytest.mark.parametrize("line", SHELLS)
def test_a_shell_that_waits_for_something_else_loses_signals(tmp_path: Path, line: str) -> None:
    found = check(net(tmp_path, HEAD + f'    entrypoint: ["/bin/sh", "-c", "{line}"]\n')).findings
    assert ("CL343" in [f.code for f in found]) is SHELLS[line]


@pytest.mark.parametrize(
    "text", ["services:\n  db:\n    hostname: ucarp\n", "services:\n  keepalived:\n    image: x\n"]
)
def test_a_file_that_starts_none_of_them_makes_no_host(tmp_path: Path, text: str) -> None:
    assert net(tmp_path, text).hosts == ()


def test_twice_the_services_are_at_most_about_twice_the_work(tmp_path: Path) -> None:
    texts = (
        "services:\n" + "".join(f"  s{i}:\n    command: ucarp {ROUTER}\n" for i in range(number))
        for number in (50, 100)
    )
    small, large = (calls(partial(net, tmp_path, text, f"h{i}")) for i, text in enumerate(texts))
    assert large <= 2.3 * small
