"""Images whose variables say what ucarp or keepalived does."""

from __future__ import annotations

from json import dumps
from pathlib import Path

import pytest

from carplint import check, load
from carplint.dialects.containers import images
from carplint.model import Net

OSIXIA = {
    "KEEPALIVED_INTERFACE": "ens1",
    "KEEPALIVED_PASSWORD": "Mirabell----",
    "KEEPALIVED_PRIORITY": "100",
    "KEEPALIVED_ROUTER_ID": "52",
    "KEEPALIVED_UNICAST_PEERS": "#PYTHON2BASH:['192.0.2.12', \"192.0.2.13\"]",
    "KEEPALIVED_VIRTUAL_IPS": "#PYTHON2BASH:['192.0.2.10']",
}
ARCTS = {
    "KEEPALIVED_VIRTUAL_ROUTER_ID": "7",
    "KEEPALIVED_UNICAST_SRC_IP": "192.0.2.11",
    "KEEPALIVED_UNICAST_PEER_0": "192.0.2.12",
    "KEEPALIVED_VIRTUAL_IPADDRESS_1": "192.0.2.10/24 dev ens1",
}


def net(folder: Path, image: str, variables: dict[str, str], host: str = "n1", more: str = "") -> Net:
    path = folder / host / "compose.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"      {name}: {dumps(value)}\n" for name, value in variables.items())
    head = f"services:\n  vip:\n    image: {image}\n    network_mode: host\n{more}"
    path.write_text(f"{head}    environment:\n{lines}" if lines else head)
    return load([str(folder / host)])


def test_osixia(tmp_path: Path) -> None:
    (router,) = net(tmp_path, "docker.io/osixia/keepalived:2.0.20", OSIXIA).virtual_routers
    assert router.id is not None
    assert router.priority is not None
    assert router.secret is not None
    assert router.preempt is not None
    assert (router.id.value, router.priority.value, router.device, router.secret.value) == (52, 100, "ens1", "Mirabell")
    assert router.preempt.value is False
    assert [str(a.address.value) for a in router.addresses] == ["192.0.2.10/32"]
    assert [str(p.value) for p in router.unicast_peers] == ["192.0.2.12", "192.0.2.13"]


@pytest.mark.parametrize("words", ["--copy-service", "[--copy-service, --loglevel, debug]", "-l trace"])
def test_words_that_change_nothing(tmp_path: Path, words: str) -> None:
    (router,) = net(tmp_path, "osixia/keepalived", OSIXIA, more=f"    command: {words}\n").virtual_routers
    assert router.id is not None
    assert router.id.value == 52


def test_the_defaults_of_an_image_count(tmp_path: Path) -> None:
    (router,) = net(tmp_path, "osixia/keepalived", {"KEEPALIVED_VIRTUAL_IPS": "192.0.2.10 192.0.2.11"}).virtual_routers
    assert router.id is not None
    assert router.priority is not None
    assert (router.id.value, router.priority.value, router.device) == (51, 150, "eth0")
    assert [str(a.address.value.ip) for a in router.addresses if a.address.value] == ["192.0.2.10", "192.0.2.11"]


def test_arcts(tmp_path: Path) -> None:
    (router,) = net(tmp_path, "arcts/keepalived:1.1.0", ARCTS).virtual_routers
    assert router.priority is not None
    assert router.secret is not None
    assert router.source_address is not None
    assert (router.priority.value, router.secret.value, str(router.source_address.value)) == (200, "pwd7", "192.0.2.11")
    assert [(str(a.address.value), a.device and a.device.value) for a in router.addresses] == [
        ("192.0.2.10/24", "ens1")
    ]
    (backup,) = net(tmp_path, "arcts/keepalived", {**ARCTS, "KEEPALIVED_STATE": "BACKUP"}, "n2").virtual_routers
    assert backup.priority is not None
    assert backup.priority.value is None


@pytest.mark.parametrize(
    ("image", "variables", "expected"),
    [
        (
            "quay.io/kwiksand/docker_ucarp",
            {"UCARP_HOST_DEVICE": "ens1", "UCARP_HOST_ADDRESS": "192.0.2.11", "UCARP_VID": "7",
             "UCARP_VIP_ADDRESS": "192.0.2.10", "UCARP_PASSWORD": "k", "UCARP_PRIORITY": "3"},
            "--interface ens1 --srcip 192.0.2.11 --vhid 7 --pass k --addr 192.0.2.10 --advskew 3 --preempt --shutdown --neutral",
        ),
        (
            "ghcr.io/kubernetize/ucarp:v1",
            {"UCARP_ADDR": "192.0.2.10", "UCARP_PASS_FILE": "/x"},
            "--interface ? --srcip ? --vhid 1 --pass ? --addr 192.0.2.10 --shutdown",
        ),
    ],
)  # fmt: skip
def test_ucarp(tmp_path: Path, image: str, variables: dict[str, str], expected: str) -> None:
    (router,) = net(tmp_path, image, variables).virtual_routers
    assert " ".join("?" if w.value is None else w.value for w in router.command).startswith(expected)


@pytest.mark.parametrize(
    ("image", "more"),
    [
        ("example/keepalived", ""),
        ("example/my-ucarp:3", ""),
        ("osixia/keepalived", "    command: --copy-service bash\n"),
        ("arcts/keepalived", "    command: --copy-service\n"),
        ("osixia/keepalived", "    extends: base\n"),
        ("someone/osixia-keepalived", ""),
    ],
)
def test_what_is_not_known_is_not_checked(tmp_path: Path, image: str, more: str) -> None:
    found = net(tmp_path, image, OSIXIA, more=more)
    assert found.virtual_routers == ()
    assert any("the service vip is not read" in n for n in found.not_checked)


def test_two_nodes_are_compared(tmp_path: Path) -> None:
    net(tmp_path, "osixia/keepalived", OSIXIA, "n1")
    net(tmp_path, "osixia/keepalived", {**OSIXIA, "KEEPALIVED_ROUTER_ID": "53"}, "n2")
    report = check(load([str(tmp_path)]))
    assert "CL408" in [f.code for f in report.findings]
    assert not any("made-up" in f.message for f in report.findings)


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("osixia/keepalived", "osixia/keepalived"),
        ("docker.io/osixia/keepalived:2.0.20", "osixia/keepalived"),
        ("registry:5000/osixia/keepalived@sha256:0", "osixia/keepalived"),
        ("keepalived", "keepalived"),
        ("", ""),
    ],
)
def test_the_name_of_an_image(image: str, name: str) -> None:
    assert images.name_of(image) == name
