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


def said(folder: Path, image: str, variables: dict[str, str], more: str = "") -> list[tuple[str, str]]:
    """Return the codes of the errors and warnings, each with the text that it is at."""
    found = check(net(folder, image, variables, more=more)).findings
    return [(f.code, f.span.text) for f in found if f.severity != "info"]


SOUND = {
    "osixia/keepalived": {**OSIXIA, "KEEPALIVED_STATE": "BACKUP", "KEEPALIVED_PASSWORD": "Mirabell"},
    "arcts/keepalived": {
        **ARCTS,
        "KEEPALIVED_STATE": "BACKUP",
        "KEEPALIVED_PRIORITY": "90",
        "KEEPALIVED_INTERFACE": "ens1",
    },
}


@pytest.mark.parametrize(
    ("image", "variables"),
    [
        ("osixia/keepalived", {}),
        ("osixia/keepalived", {"KEEPALIVED_NOTIFY": "/container/x.sh", "TZ": "UTC", "KEEPALIVED_COMMAND_LINE_ARGUMENTS": "-D"}),
        ("osixia/keepalived", {"KEEPALIVED_STATE": "", "KEEPALIVED_PASSWORD": "k=&"}),
        ("osixia/keepalived", {"KEEPALIVED_PRIORITY": "$PRIORITY", "KEEPALIVED_ROUTER_ID": "${ID}"}),
        ("osixia/keepalived", {"KEEPALIVED_VIRTUAL_IPS_ROW_1": "192.0.2.10", "KEEPALIVED": "yes", "KEEPALIVED_OF_MINE": "x"}),
        ("arcts/keepalived", {}),
        ("arcts/keepalived", {"KEEPALIVED_TRACK_INTERFACE_1": "ens2", "KEEPALIVED_ADVERT_INT": "2", "KUBE_APISERVER_PORT": "6443"}),
        ("arcts/keepalived", {"KEEPALIVED_VIRTUAL_IPADDRESS_EXCLUDED_9": "192.0.2.20/24 brd 192.0.2.255 dev ens1 label ens1:1"}),
        ("arcts/keepalived", {"KEEPALIVED_UNICAST_PEER_0": "$PEER", "KEEPALIVED_VIRTUAL_IPADDRESS_1": "$VIP dev ens1"}),
    ],
)  # fmt: skip
def test_sound_variables_are_not_reported(tmp_path: Path, image: str, variables: dict[str, str]) -> None:
    assert said(tmp_path, image, {**SOUND[image], **variables}) == []


@pytest.mark.parametrize(
    ("image", "name", "value", "code"),
    [
        ("osixia/keepalived", "KEEPALIVED_PRIORITY", "300", "CL116"),
        ("osixia/keepalived", "KEEPALIVED_PRIORITY", "high", "CL115"),
        ("osixia/keepalived", "KEEPALIVED_ROUTER_ID", "0", "CL116"),
        ("osixia/keepalived", "KEEPALIVED_STATE", "MASTRE", "CL117"),
        ("osixia/keepalived", "KEEPALIVED_UNICAST_PEERS", "192.0.2.300", "CL164"),
        ("osixia/keepalived", "KEEPALIVED_VIRTUAL_IPS", "192.0.2.10/33", "CL153"),
        ("osixia/keepalived", "KEEPALIVED_VIRTUAL_IPS", "192.0.2.300", "CL152"),
        ("osixia/keepalived", "KEEPALIVED_VIRTUAL_IPS", "#PYTHON2BASH:['192.0.2.10/x']", "CL153"),
        ("osixia/keepalived", "KEEPALIVED_INTERFACE", "a-name-of-17-bytes", "CL122"),
        ("arcts/keepalived", "KEEPALIVED_STATE", "backup", "CL118"),
        ("arcts/keepalived", "KEEPALIVED_VIRTUAL_ROUTER_ID", "7a", "CL115"),
        ("arcts/keepalived", "KEEPALIVED_ADVERT_INT", "x", "CL115"),
        ("arcts/keepalived", "KEEPALIVED_ADVERT_INT", "256", "CL116"),
        ("arcts/keepalived", "KEEPALIVED_UNICAST_SRC_IP", "192.0.2.300", "CL115"),
        ("arcts/keepalived", "KEEPALIVED_UNICAST_PEER_0", "node2", "CL164"),
        ("arcts/keepalived", "KEEPALIVED_VIRTUAL_IPADDRESS_EXCLUDED_1", "192.0.2.20/24x", "CL153"),
    ],
)
def test_a_variable_is_judged_as_the_line_that_it_becomes(
    tmp_path: Path, image: str, name: str, value: str, code: str
) -> None:
    """Each at its place, and never in the words of Python."""
    found = check(net(tmp_path, image, {**SOUND[image], name: value})).findings
    (own,) = [f for f in found if f.severity == "error" and f.code == code]
    assert own.span.text in value
    assert own.span.source.text[: own.span.start].splitlines()[-1].strip().startswith(name)
    assert not any(w in f"{own.message}" for w in ("literal", "convert", "Expected"))


def test_an_option_of_an_address_is_judged(tmp_path: Path) -> None:
    own = {**SOUND["arcts/keepalived"], "KEEPALIVED_VIRTUAL_IPADDRESS_1": "192.0.2.10/24 dve ens1"}
    ((code, text), *_) = said(tmp_path, "arcts/keepalived", own)
    assert (code, text) == ("CL154", "dve")


@pytest.mark.parametrize(
    ("image", "name", "meant"),
    [
        ("osixia/keepalived", "KEEPALIVED_PRIORTY", "KEEPALIVED_PRIORITY"),
        ("osixia/keepalived", "KEEPALVED_STATE", "KEEPALIVED_STATE"),
        ("osixia/keepalived", "keepalived_password", "KEEPALIVED_PASSWORD"),
        ("osixia/keepalived", "KEEPALIVED_VIRTUAL_IP", "KEEPALIVED_VIRTUAL_IPS"),
        ("osixia/keepalived", "KEEPALIVED_AUTH_PASS", ""),
        ("arcts/keepalived", "KEEPALIVED_UNICAST_PEERS_3", "KEEPALIVED_UNICAST_PEER_3"),
        ("arcts/keepalived", "KEEPALIVED_VIRTUAL_IPADDRESS", "KEEPALIVED_VIRTUAL_IPADDRESS_1"),
        ("arcts/keepalived", "KEEPALIVED_UNICAST_SRCIP", "KEEPALIVED_UNICAST_SRC_IP"),
    ],
)
def test_a_misspelt_variable_is_named(tmp_path: Path, image: str, name: str, meant: str) -> None:
    found = check(net(tmp_path, image, {**SOUND[image], name: "x"})).findings
    ((span, label),) = [(f.span.text, f.label) for f in found if f.code == "CL197"]
    assert (span, label) == (name, f"did you mean {meant}?" if meant else "")


def test_a_misspelt_variable_of_ucarp_is_named(tmp_path: Path) -> None:
    own = {"UCARP_ADDR": "192.0.2.10", "UCARP_PASS": "Mirabell", "UCARP_SRC_IP": "192.0.2.11", "UCARP_RTABLE": "2"}
    found = check(net(tmp_path, "kubernetize/ucarp", own)).findings
    assert [(f.span.text, f.label) for f in found if f.code == "CL197"] == [
        ("UCARP_SRC_IP", "did you mean UCARP_SRCIP?")
    ]


def test_a_password_is_hidden_where_it_is_set(tmp_path: Path) -> None:
    """Also one that is short, and a default that holds the id hides nothing."""
    own = net(tmp_path, "arcts/keepalived", {**SOUND["arcts/keepalived"], "KEEPALIVED_AUTH_PASS": "4x"})
    (router,) = own.virtual_routers
    assert router.secret is not None
    assert router.secret.span.text == "4x"
    (router,) = net(tmp_path, "arcts/keepalived", ARCTS, "n2").virtual_routers
    assert router.secret is not None
    assert (router.secret.value, router.secret.written) == ("pwd7", "")


def test_a_finding_in_a_container_has_no_fix(tmp_path: Path) -> None:
    found = check(net(tmp_path, "osixia/keepalived", {**OSIXIA, "KEEPALIVED_STATE": "master"})).findings
    assert [f.fix for f in found if f.code == "CL118"] == [None]


def test_what_ends_the_block_leaves_no_router(tmp_path: Path) -> None:
    """A brace in a value closes what is open, for keepalived, too."""
    own = net(tmp_path, "osixia/keepalived", {**OSIXIA, "KEEPALIVED_PASSWORD": "a}b}c"})
    assert check(own).findings
