"""Conversions of what is partly there already: a pair of which one node speaks the target, scripts that stay."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from carplint.conversion import TARGETS, Choices, RefusedError, convert
from carplint.inputs.load import load
from carplint.model import Net
from tests.conversion.test_conversion import lost_of
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces

UCARP = "BIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.12\nVIP_ADDRESS=192.0.2.50\nPASSWORD={}\nOPTIONS=--advskew=9\n"


def pair(folder: Path, own: str = "rosso", other: str = "corvo") -> Net:
    """lb11 of keepalived and lb12 of ucarp, with one id and one VIP."""
    keepalived, ucarp = folder / "lb11/etc/keepalived/keepalived.conf", folder / "lb12/etc/ucarp/vip-051.conf"
    for path in (keepalived, ucarp):
        path.parent.mkdir(parents=True)
    keepalived.write_text(
        "vrrp_instance V {\n    interface eth0\n    virtual_router_id 51\n    priority 150\n    authentication {\n"
        f"        auth_type PASS\n        auth_pass {own}\n    }}\n    virtual_ipaddress {{\n        192.0.2.50\n    }}\n}}\n"
    )
    ucarp.write_text(UCARP.format(other))
    return load([str(folder)])


@pytest.mark.parametrize("target", ["ucarp", "keepalived"])
@pytest.mark.parametrize(
    ("auth", "other", "refused"),
    [("new", "rosso", True), ("keep", "corvo", True), ("keep", "rosso", False), ("", "corvo", False)],
)
def test_a_node_that_is_there_already_keeps_its_secret(
    target: str, auth: str, other: str, refused: bool, tmp_path: Path
) -> None:
    net, host = pair(tmp_path, "rosso", other), "lb12" if target == "ucarp" else "lb11"
    choices = Choices(auth=auth, allow_errors=True)
    if not refused:
        assert {f.path.partition("/")[0] for f in convert(net, target, choices).files} & {"lb11", "lb12"} == {
            "lb11",
            "lb12",
        } - {host}
        return
    with pytest.raises(RefusedError) as raised:
        convert(net, target, choices)
    assert f": {host} of the same cluster is {target} already" in str(raised.value)
    assert [(f.name, f.span.source.host) for f in raised.value.report.findings] == [("migrate-secret", host)]


def scripted(folder: Path, up: str, down: str = "true") -> Net:
    """A daemon with scripts of its own."""
    etc = folder / "lb1/etc"
    etc.mkdir(parents=True)
    for name, text in (("up", up), ("down", down)):
        (etc / name).write_text(f"#!/bin/sh\n{text}\n")
        (etc / name).chmod(0o755)
    words = "ucarp -i eth0 -s 192.0.2.1 -v 7 -p rosso -a 192.0.2.50 -z -u /etc/up -d /etc/down -B"
    (etc / "rc.local").write_text(f"#!/bin/sh\n/usr/sbin/{words}\n")
    return load([str(folder)])


SIX = "ip addr add $2/24 dev $1\nip addr add 2001:db8::5/64 dev $1 {}"
TELL = "\n/usr/local/bin/tell $1"


@pytest.mark.parametrize(
    ("target", "more", "lost"),
    [
        ("ucarp", TELL, False),
        ("interfaces", TELL, False),
        ("carp", TELL, True),  # which runs no scripts but its own
        ("ucarp", "", True),  # the script is not kept, since it only moves the VIPs
    ],
)
def test_a_vip_of_ipv6_is_lost_with_the_script_that_adds_it(target: str, more: str, lost: bool, tmp_path: Path) -> None:
    net = scripted(tmp_path, SIX.format("") + more)
    assert any("2001:db8::5/64" in str(v.address.value) for r in net.virtual_routers for v in r.brought_up)
    result = convert(net, target, Choices(allow_errors=True))
    assert ("ucarp supports IPv4 only: this VIP is lost" in lost_of(result)) is lost


@needs("keepalived")
@needs_namespaces
def test_keepalived_gets_no_label_for_a_vip_of_ipv6(tmp_path: Path) -> None:
    """`keepalived -t` has nothing to say: a label is of IPv4."""
    net = scripted(tmp_path, SIX.format("label eth0:6").replace("dev $1\n", "dev $1 label eth0:4\n") + TELL)
    result = convert(net, "keepalived", Choices(allow_errors=True))
    (text,) = (f.text for f in result.files if f.path.endswith("keepalived.conf"))
    assert "192.0.2.50/24 dev eth0 label eth0:4\n" in text
    assert "2001:db8::5/64 dev eth0\n" in text
    (tmp_path / "keepalived.conf").write_text(text)
    with namespace(["eth0"]) as inside:
        run = subprocess.run(
            [*inside, "keepalived", "-t", "-f", f"{tmp_path}/keepalived.conf"], capture_output=True, text=True
        )
    assert [line for line in run.stderr.splitlines() if "label" in line] == []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("more", ["", TELL])
def test_a_vip_that_a_script_adds_elsewhere_moves_no_carp_that_keeps_the_script(
    target: str, more: str, tmp_path: Path
) -> None:
    net = scripted(tmp_path, f"ip addr add $2/24 dev eth1{more}", "ip addr del $2/24 dev eth1")
    result = convert(net, target, Choices(allow_errors=True))
    moved = [m for m in lost_of(result) if m.startswith("CARP runs on eth0 here")]
    kept = more and target in ("ucarp", "interfaces")
    assert len(moved) == (0 if kept or target == "keepalived" else 1)
    assert not any(m.startswith("VRRP runs") for m in lost_of(result))


@pytest.mark.parametrize("target", TARGETS)
def test_the_label_that_a_script_gives_a_vip_is_said(target: str, tmp_path: Path) -> None:
    result = convert(scripted(tmp_path, "ip addr add $2/24 dev $1 label web"), target, Choices(allow_errors=True))
    said = [f.message for f in result.report.findings if f.message.startswith("label web is lost")]
    assert len(said) == 1


@pytest.mark.parametrize("target", ["ucarp", "interfaces", "carp"])
@pytest.mark.parametrize("label", ["a&b", "$LABEL"])
def test_a_label_that_no_file_may_hold_is_said(label: str, target: str, tmp_path: Path) -> None:
    path = tmp_path / "lb1/etc/keepalived/keepalived.conf"
    path.parent.mkdir(parents=True)
    vips = f"    virtual_ipaddress {{\n        192.0.2.50/24 dev eth0 label {label}\n        2001:db8::5/64 label eth0:6\n    }}\n"
    path.write_text(f"vrrp_instance V {{\n    interface eth0\n    virtual_router_id 51\n    priority 150\n{vips}}}\n")
    result = convert(load([str(tmp_path)]), target, Choices(allow_errors=True))
    said = [f.message for f in result.report.findings if f.message.startswith("label ")]
    assert [m.partition(" is lost")[0] for m in said] == [f"label {label}"]
