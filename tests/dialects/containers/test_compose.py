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
EXTENDED = (
    "services:\n  base:\n    environment: [ID=7]\n    network_mode: host\n"
    "  vip:\n    image: x\n    extends: {service: base}\n    environment: {IP: 192.0.2.10}\n"
    "    command: sh -c 'ucarp -i eth0 -s 192.0.2.11 -v $$ID -p made-up -a $$IP'\n"
)
RUN = "    command: sh -c 'ucarp -i eth0 -s 192.0.2.11 -v $$ID -p made-up -a $$IP'\n"
PUT_IN = "    command: ucarp -i eth0 -s 192.0.2.11 -v ${ID} -p made-up -a ${IP:-192.0.2.10}\n"
TOGETHER: dict[str, tuple[str, dict[str, str]]] = {
    "extends": (EXTENDED, {}),
    "an anchor and a merge key": ("x-v: &v\n  network_mode: host\n  environment: &e {ID: 7}\nservices:\n  vip:\n    <<: *v\n"
                                  "    environment: {<<: *e, IP: 192.0.2.10}\n" + RUN, {}),
    "env_file": (HEAD + "    env_file: vip.env\n" + RUN, {"vip.env": "# here\nID=7\nIP=192.0.2.10 # the VIP\n"}),
    "several of them": (HEAD + "    env_file:\n      - a.env\n      - path: b.env\n        required: false\n" + RUN,
                        {"a.env": "ID=8\nIP='192.0.2.10'\n", "b.env": "export ID=\"7\"\n"}),
    "environment counts more": (HEAD + "    env_file: a.env\n    environment: [ID=7]\n" + RUN, {"a.env": "ID=8\nIP=192.0.2.10\n"}),
    ".env": (HEAD + PUT_IN, {".env": "ID=7\n"}),
    ".env that holds itself": (HEAD + PUT_IN, {".env": "NET=192.0.2\nID=7\nIP=${NET}.10\n"}),
    "a host of a swarm's network": ("services:\n  vip:\n    networks: [out]\n    environment: {ID: 7, IP: 192.0.2.10}\n" + RUN
                                   + "networks:\n  out: {external: true, name: host}\n", {}),
    "build": ("services:\n  vip:\n    build: .\n    network_mode: host\n    environment: {ID: 7}\n",
              {"Dockerfile": "FROM alpine\nENV IP=192.0.2.10 ID=1\n"
               "CMD ucarp -i eth0 -s 192.0.2.11 -v $ID -p made-up -a $IP\n"}),
    "build with a stage and arguments": (
        "services:\n  vip:\n    build:\n      context: ./img\n      dockerfile: Dockerfile.vip\n      target: one\n"
        "      args: [IP=192.0.2.10]\n    network_mode: host\n",
        {"img/Dockerfile.vip": "FROM alpine AS one\nARG IP\nENV IP=$IP\n"
         "CMD ucarp -i eth0 -s 192.0.2.11 -v 7 -p made-up -a $IP\nFROM one\nCMD true\n"}),
    "build with a command": ("services:\n  vip:\n    build: .\n    network_mode: host\n    command: " + ROUTER + "\n",
                             {"Dockerfile": 'FROM alpine\nENTRYPOINT ["ucarp"]\n'}),
}  # fmt: skip
OTHERS = {
    "another network": (HEAD.replace("    network_mode: host\n", "") + f"    command: ucarp {ROUTER}\n", "network"),
    "extends": (HEAD + f"    extends: base\n    command: ucarp {ROUTER}\n", "extends"),
    "extends itself": ("services:\n  vip:\n    extends: vip\n    image: x/keepalived\n", "without end"),
    "extends another file": (
        HEAD + "    extends: {file: x.yml, service: vip}\n    command: ucarp -v 7\n",
        "not in this file",
    ),
    "a swarm that builds": (
        "services:\n  vip:\n    image: me/ucarp:1\n    build: .\n    deploy: {mode: global}\n",
        "a swarm decides",
    ),
    "a swarm": (HEAD + f"    deploy: {{mode: global}}\n    command: ucarp {ROUTER}\n", "a swarm decides"),
    "a build without its file": ("services:\n  ucarp:\n    build: https://example.com/ucarp.git\n", "from elsewhere"),
    "a Dockerfile that is not there": ("services:\n  vip:\n    build: ./keepalived\n", "not at hand"),
    "a stage that is not there": (
        "services:\n  vip:\n    image: ucarp\n    build:\n      dockerfile_inline: FROM ucarp\n",
        "stands in this file",
    ),
    "a file of an image": (
        HEAD.replace("registry.example/vip", "osixia/keepalived")
        + "    volumes: ['/opt/k.conf:/usr/local/etc/keepalived/keepalived.conf:ro']\n",
        "file of its own",
    ),
    "no options": (HEAD + "    command: ucarp ${OPTS} -z\n", "options"),
    "two": (HEAD + f"    command: sh -c 'ucarp {ROUTER} & ucarp {ROUTER}'\n", "not certain"),
    "broken": (HEAD + f"    command: ucarp {ROUTER}\n   x: [\n", "line"),
    "an open quote": (HEAD + f"    command: ucarp {ROUTER} 'x\n", "compose.yml"),
    "keepalived": (HEAD + "    command: keepalived -n -f /opt/ha.conf\n", "file of its own"),
    "keepalived without a file": (HEAD + "    command: keepalived -n\n", "file of its own"),
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


@pytest.mark.parametrize("kind", TOGETHER)
def test_what_a_service_has_from_elsewhere(tmp_path: Path, kind: str) -> None:
    text, others = TOGETHER[kind]
    for path, content in others.items():
        file = tmp_path / "n1" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    found = net(tmp_path, text)
    (router,) = found.virtual_routers
    assert router.id is not None
    assert (router.id.value, [str(a.address.value) for a in router.addresses]) == (7, ["192.0.2.10/32"])
    read = {Path(f.path).name for f in found.listed if f.state == "read"}
    assert read >= {Path(p).name for p in others}


@pytest.mark.parametrize("variable", ["${ID}", "$ID", "${ID:-7}", "${ID-7}", "${ID:?}", "${A:-${B}}"])
def test_what_compose_takes_from_its_environment_is_unknown(tmp_path: Path, variable: str) -> None:
    found = net(tmp_path, HEAD + f"    command: ucarp -i eth0 -s 192.0.2.11 -v {variable} -p made-up -a 192.0.2.10\n")
    (router,) = found.virtual_routers
    assert router.id is not None
    assert router.id.value is None
    assert check(found).findings == ()


def test_a_file_at_hand_is_not_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "n1").mkdir()
    (tmp_path / "n1" / "ha.conf").write_text("vrrp_instance V {\n}\n")
    text = HEAD + "    volumes: ['./ha.conf:/etc/keepalived/keepalived.conf']\n    command: keepalived -n\n"
    assert not any("file of its own" in n for n in net(tmp_path, text).not_checked)


def test_a_file_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "ids.env").write_text("ID=7\nIP=192.0.2.10\n")
    (router,) = net(tmp_path, HEAD + "    env_file: ../ids.env\n" + RUN).virtual_routers
    assert router.id is not None
    assert router.id.value is None


@pytest.mark.parametrize("kind", OTHERS)
def test_what_else_a_service_starts_is_said(tmp_path: Path, kind: str) -> None:
    text, why = OTHERS[kind]
    (tmp_path / "n1").mkdir()
    (tmp_path / "n1" / "Dockerfile").write_text('FROM alpine\nENTRYPOINT ["/go.sh"]\n')
    found = net(tmp_path, text)
    assert found.virtual_routers == ()
    assert any(why in n for n in found.not_checked)


@pytest.mark.parametrize("ending", ["yml", "yaml"])
def test_what_an_override_file_changes_is_not_checked(tmp_path: Path, ending: str) -> None:
    (tmp_path / "n1").mkdir()
    other = "services:\n  vip:\n    command: ucarp -v 9 -a 192.0.2.10\n    network_mode: host\n"
    (tmp_path / "n1" / f"docker-compose.override.{ending}").write_text(other)
    found = net(tmp_path, HEAD + NODES["a text"] + "  b:\n    network_mode: host\n" + NODES["a text"])
    assert [r.name.value for r in found.virtual_routers] == ["b"]
    assert any("an override file changes it" in n for n in found.not_checked)


def test_two_nodes_are_compared(tmp_path: Path) -> None:
    net(tmp_path, HEAD + NODES["a list"], "n1")
    net(tmp_path, HEAD + NODES["a list"].replace('"7"', '"8"').replace("2.11", "2.12"), "n2")
    assert "CL403" in [f.code for f in check(load([str(tmp_path)])).findings]


def test_on_a_network_of_its_own_the_addresses_go_with_the_container(tmp_path: Path) -> None:
    text = "services:\n  vip:\n    image: x\n    command: sh -c 'keepalived; sleep infinity'\n"
    assert "CL343" not in [f.code for f in check(net(tmp_path, text)).findings]


def test_an_image_whose_tag_is_not_known_has_its_name(tmp_path: Path) -> None:
    text = "services:\n  vip:\n    image: osixia/keepalived:${TAG:-latest}\n    network_mode: host\n"
    (router,) = net(tmp_path, text).virtual_routers
    assert router.device == "eth0"


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
