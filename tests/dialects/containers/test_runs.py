"""`docker run` and the like in scripts and units."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from carplint import check, load
from carplint.dialects.containers.runs import parse
from carplint.model import Net, Value
from carplint.text.source import Source
from tests.work import calls

IMAGE = "osixia/keepalived:2.0.20"
SET = "-e KEEPALIVED_VIRTUAL_IPS=192.0.2.10 -e KEEPALIVED_ROUTER_ID=7"
UNIT = "etc/systemd/system/ha.service"
SERVICE = "[Unit]\nDescription=VIP\n[Service]\n{}\n[Install]\nWantedBy=multi-user.target\n"


def net(folder: Path, text: str, host: str = "n1", name: str = "start.sh", **others: str) -> Net:
    for path, content in {name: text, **others}.items():
        file = folder / host / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return load([str(folder / host)])


def words(text: str) -> list[Value[str]]:
    source = Source("x", text)
    return [Value(w, w, source.span()) for w in text.split()]


NODES = {
    "a line": f"docker run -d --net=host {SET} {IMAGE}\n",
    "podman": f"podman run --network host -dit {SET} {IMAGE}\n",
    "over lines": f"sudo nerdctl run \\\n  --name vip --net host \\\n  {SET} \\\n  {IMAGE}\n",
    "values glued on": f"docker run --net=host -eKEEPALIVED_ROUTER_ID=7 --env=KEEPALIVED_VIRTUAL_IPS=192.0.2.10 {IMAGE}\n",
    "variables of the script": f"VIP=192.0.2.10\nIMG={IMAGE}\ndocker run --net=host -e KEEPALIVED_ROUTER_ID=7 "
    '-e KEEPALIVED_VIRTUAL_IPS="$VIP" "$IMG"\n',
    "quotes around all": f"docker run --net=host -e 'KEEPALIVED_ROUTER_ID=7' -e \"KEEPALIVED_VIRTUAL_IPS=192.0.2.10\" {IMAGE}\n",
    "a list of Python": f"docker run --net=host -e KEEPALIVED_ROUTER_ID=7 -e KEEPALIVED_VIRTUAL_IPS=\"#PYTHON2BASH:['192.0.2.10']\" {IMAGE}\n",
    "options of the client": f"docker --context x run --net=host {SET} {IMAGE}\n",
    "another ucarp": "docker run --net=host --entrypoint /usr/sbin/ucarp example/x -i eth0 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10\n",
}
UNITS = {
    "ExecStart=": f"ExecStart=/usr/bin/podman run --rm --net=host {SET} {IMAGE}",
    "variables": f"Environment=ID=7 VIP=192.0.2.10\nExecStartPre=-/usr/bin/docker rm -f vip\nExecStart=/usr/bin/docker run --net=host \\\n"
    f"  -e KEEPALIVED_ROUTER_ID=${{ID}} -e KEEPALIVED_VIRTUAL_IPS=${{VIP}} {IMAGE}",
}
OTHERS = {
    "another network": (f"docker run {SET} {IMAGE}\n", "not on the network of its host"),
    "another image": ("docker run --net=host example/keepalived\n", "what its image makes"),
    "under a condition": (f"if true; then\n docker run --net=host {SET} {IMAGE}\nfi\n", "may or may not"),
    "behind &&": (f"docker pull x && docker run --net=host {SET} {IMAGE}\n", "may or may not"),
    "in a function": (f"up() {{\n  docker run --net=host {SET} {IMAGE}\n}}\n", "may or may not"),
    "options in a variable": (f"docker run $OPTS --net=host {IMAGE}\n", "its options are not known"),
    "variables in a file": (f"docker run --net=host --env-file /opt/vip.env {IMAGE}\n", "its variables come from"),
    "a file of its own": (f"docker run --net=host -v /opt/k.conf:/usr/local/etc/keepalived/keepalived.conf:ro {IMAGE}\n", "file of its own"),
    "a file by --mount": (f"docker run --net=host --mount type=bind,source=/opt/k.conf,target=/etc/keepalived/keepalived.conf {IMAGE}\n", "file of its own"),
}  # fmt: skip
NONE = [
    "docker rm run",
    "docker exec run x keepalived",
    "docker compose run vip",
    "echo docker",
    "docker run",
    "docker run -d",
    "",
]


def ids(found: Net) -> list[tuple[int | None, list[str]]]:
    return [(r.id.value if r.id else None, [str(a.address.value) for a in r.addresses]) for r in found.virtual_routers]


@pytest.mark.parametrize("kind", NODES)
def test_a_script(tmp_path: Path, kind: str) -> None:
    assert ids(net(tmp_path, f"#!/bin/sh\n{NODES[kind]}")) == [(7, ["192.0.2.10/32"])]


@pytest.mark.parametrize("kind", UNITS)
def test_a_unit(tmp_path: Path, kind: str) -> None:
    found = net(tmp_path, SERVICE.format(UNITS[kind]), name=UNIT)
    assert ids(found) == [(7, ["192.0.2.10/32"])]
    assert [h.name for h in found.hosts] == ["n1"]


@pytest.mark.parametrize("kind", OTHERS)
def test_what_else_is_run_is_said(tmp_path: Path, kind: str) -> None:
    text, why = OTHERS[kind]
    found = net(tmp_path, f"#!/bin/sh\n{text}")
    assert found.virtual_routers == ()
    assert any(why in n and "start.sh:" in n for n in found.not_checked)


def test_a_file_of_variables_of_the_host(tmp_path: Path) -> None:
    text = SERVICE.format(
        f"ExecStart=/usr/bin/docker run --net=host --env-file /etc/vip.env -e KEEPALIVED_ROUTER_ID=7 {IMAGE}"
    )
    values = "# the VIP\nKEEPALIVED_VIRTUAL_IPS=192.0.2.10\nKEEPALIVED_ROUTER_ID=9\nKEEPALIVED_PRIORITY\n"
    found = net(tmp_path, text, name=UNIT, **{"etc/vip.env": values})
    assert ids(found) == [(7, ["192.0.2.10/32"])]
    (router,) = found.virtual_routers
    assert router.priority is not None
    assert router.priority.value is None


def test_a_variable_from_outside_is_unknown(tmp_path: Path) -> None:
    found = net(
        tmp_path, f"#!/bin/sh\ndocker run --net=host -e KEEPALIVED_ROUTER_ID -e KEEPALIVED_VIRTUAL_IPS=$1 {IMAGE}\n"
    )
    assert ids(found) == [(None, ["None"])]
    assert check(found).findings == ()


def test_the_place_of_a_value_is_its_own(tmp_path: Path) -> None:
    text = f"#!/bin/sh\ndocker run --net=host {SET} --env=KEEPALIVED_PASSWORD='longer-than-eight' {IMAGE}\n"
    (finding,) = [f for f in check(net(tmp_path, text)).findings if f.code == "CL207"]
    assert finding.span.text.startswith("longer")


def test_a_shell_that_waits_loses_signals(tmp_path: Path) -> None:
    text = "docker run --net=host --entrypoint /bin/sh example/x -c 'keepalived; sleep infinity'\n"
    assert [f.code for f in check(net(tmp_path, f"#!/bin/sh\n{text}")).findings] == ["CL343"]


def test_two_nodes_are_compared(tmp_path: Path) -> None:
    net(tmp_path, SERVICE.format(UNITS["ExecStart="]), "n1", UNIT)
    net(tmp_path, SERVICE.format(UNITS["ExecStart="].replace("ID=7", "ID=8")), "n2", UNIT)
    assert "CL408" in [f.code for f in check(load([str(tmp_path)])).findings]


@pytest.mark.parametrize("text", NONE)
def test_what_runs_no_container(text: str) -> None:
    assert parse(words(text)) is None


def test_twice_the_commands_are_at_most_about_twice_the_work(tmp_path: Path) -> None:
    def text(number: int) -> str:
        return "#!/bin/sh\n" + "".join(f"docker run --net=host -e A={i} {SET} {IMAGE}\n" for i in range(number))

    net(tmp_path, text(2), "warm")
    small, large = (calls(partial(net, tmp_path, text(n), f"h{n}")) for n in (40, 80))
    assert large <= 2.3 * small
