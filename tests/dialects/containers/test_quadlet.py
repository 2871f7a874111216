"""Quadlets of podman."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import check, load
from carplint.model import Net

PLACE = "etc/containers/systemd/vip.container"
IMAGE = "Image=docker.io/osixia/keepalived:2.0.20\n"
SET = "Environment=KEEPALIVED_VIRTUAL_IPS=192.0.2.10 KEEPALIVED_ROUTER_ID=7\n"
ROUTER = "-i eth0 -s 192.0.2.11 -v 7 -p made-up -a 192.0.2.10"


def net(folder: Path, text: str, host: str = "n1", **others: str) -> Net:
    for path, content in {PLACE: f"[Unit]\nAfter=network.target\n[Container]\n{text}", **others}.items():
        file = folder / host / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return load([str(folder / host)])


NODES = {
    "an image": f"{IMAGE}Network=host\n{SET}",
    "quotes": f"{IMAGE}Network=host\nEnvironment=\"KEEPALIVED_VIRTUAL_IPS=192.0.2.10\" 'KEEPALIVED_ROUTER_ID=7'\n",
    "what is taken back": f"{IMAGE}Network=host\nEnvironment=KEEPALIVED_STATE=MASTER\nEnvironment=\n{SET}",
    "Exec=": f"Image=x/y\nNetwork=host\nExec=ucarp {ROUTER}\n",
    "Entrypoint=": f"Image=x/ucarp\nNetwork=host\nEntrypoint=/usr/sbin/ucarp\nExec={ROUTER}\n",
    "a line that goes on": f"Image=x/y\nNetwork=host\nExec=tini -- \\\n  ucarp {ROUTER}\n",
    "PodmanArgs=": f"{IMAGE}PodmanArgs=--privileged --network=host\n{SET}",
}
OTHERS = {
    "another network": (f"{IMAGE}{SET}", "not on the network of its host"),
    "another image": ("Image=x/keepalived\nNetwork=host\n", "what its image makes"),
    "a file of variables": (
        f"{IMAGE}Network=host\nEnvironmentFile=/etc/vip.env\n",
        "its variables come from /etc/vip.env",
    ),
    "a file of its own": (
        f"{IMAGE}Network=host\nVolume=/etc/k.conf:/etc/keepalived/keepalived.conf:ro\n",
        "file of its own",
    ),
}


@pytest.mark.parametrize("kind", NODES)
def test_a_container_on_its_host_s_network_is_a_node(tmp_path: Path, kind: str) -> None:
    (router,) = net(tmp_path, NODES[kind]).virtual_routers
    assert router.id is not None
    assert (router.host, router.id.value, [str(a.address.value) for a in router.addresses]) == (
        "n1",
        7,
        ["192.0.2.10/32"],
    )


@pytest.mark.parametrize("kind", OTHERS)
def test_what_else_is_run_is_said(tmp_path: Path, kind: str) -> None:
    text, why = OTHERS[kind]
    found = net(tmp_path, text)
    assert found.virtual_routers == ()
    assert any(why in n and "vip.container:" in n for n in found.not_checked)


def test_a_file_of_variables(tmp_path: Path) -> None:
    found = net(
        tmp_path,
        f"{IMAGE}Network=host\nEnvironmentFile=/etc/vip.env\n{SET}",
        **{"etc/vip.env": "KEEPALIVED_ROUTER_ID=9\nKEEPALIVED_PRIORITY=120\n"},
    )
    (router,) = found.virtual_routers
    assert router.id is not None
    assert router.priority is not None
    assert (router.id.value, router.priority.value) == (7, 120)


def test_a_specifier_is_unknown(tmp_path: Path) -> None:
    found = net(
        tmp_path, f"{IMAGE}Network=host\nEnvironment=KEEPALIVED_ROUTER_ID=%i KEEPALIVED_VIRTUAL_IPS=192.0.2.10\n"
    )
    (router,) = found.virtual_routers
    assert router.id is not None
    assert router.id.value is None
    assert check(found).findings == ()


def test_a_mounted_file_of_the_host_is_read_as_such(tmp_path: Path) -> None:
    conf = "vrrp_instance V {\n  interface eth0\n  virtual_router_id 5\n  virtual_ipaddress {\n    192.0.2.10\n  }\n}\n"
    volume = "Volume=/etc/keepalived/keepalived.conf:/usr/local/etc/keepalived/keepalived.conf:ro\n"
    found = net(tmp_path, f"{IMAGE}Network=host\n{volume}", **{"etc/keepalived/keepalived.conf": conf})
    assert [r.host for r in found.virtual_routers] == ["n1"]
    assert not [n for n in found.not_checked if "not read" in n]


def test_a_shell_that_waits_loses_signals(tmp_path: Path) -> None:
    found = net(tmp_path, "Image=x/y\nNetwork=host\nExec=/bin/sh -c 'keepalived; sleep infinity'\n")
    assert [f.code for f in check(found).findings] == ["CL343"]


def test_a_quadlet_of_something_else_makes_no_host(tmp_path: Path) -> None:
    assert net(tmp_path, "Image=x/nginx\n").hosts == ()
