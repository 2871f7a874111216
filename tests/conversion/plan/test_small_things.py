"""What a plan leaves out since it is there, or lacks nothing; and how files beside a source are named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from carplint.conversion import Choices, convert
from carplint.inputs.load import load
from tests.conversion.plan.test_plan import planned, tree
from tests.conversion.plan.test_staying import ADDRESS, hook, keepalived, line


@pytest.mark.parametrize("there", [True, False])
def test_ucarp_is_not_installed_where_it_runs(there: bool, tmp_path: Path) -> None:
    own = (
        hook(12, 3)["etc/network/interfaces"].replace("51", "9").replace("2.50", "2.99")
        if there
        else ADDRESS.format(12)
    )
    files = {"etc/network/interfaces": own.replace("eth0", "eth1"), **keepalived(12, 150)}
    tree(tmp_path / "h1", files)
    steps = planned(load([str(tmp_path)]), "interfaces", allow_errors=True, auth="new")
    assert any(s["action"].startswith("Install ucarp") for s in steps) is not there


def test_the_step_that_fills_in_names_no_script(tmp_path: Path) -> None:
    """A VIP of a device with a long name comes up by a script, which lacks nothing."""
    own = keepalived(12, 150)["etc/keepalived/keepalived.conf"]
    tree(tmp_path / "h1", {"etc/keepalived/keepalived.conf": own.replace("eth0", "averylong0")})
    net = load([str(tmp_path)])
    files = [f.path for f in convert(net, "interfaces", Choices(allow_errors=True)).files]
    (step,) = (s for s in planned(net, "interfaces", allow_errors=True) if s["action"].startswith("Write what no file"))
    assert step["commands"] == ["vi /etc/network/interfaces"]
    assert any("/network/ucarp-" in f for f in files)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("up /usr/sbin/ucarp -i eth0 -v 7 -B", True),
        ("post-up exec ucarp --interface=eth0 &", True),
        ("pre-up nohup setsid /sbin/ucarp -i eth0", True),
        ("up echo ucarp -i eth0", False),
        ("up /opt/ucarp-helper -i", False),
        ("down /usr/sbin/ucarp -i eth0", False),
        ("ucarp-vid -7", False),
    ],
)
def test_a_command_of_ifup_that_starts_ucarp_is_said(command: str, said: bool, tmp_path: Path) -> None:
    tree(tmp_path, {"h1/etc/network/interfaces": f"{ADDRESS.format(12)}    {command}\n"})
    net = load([str(tmp_path)])
    found = [n for n in net.not_checked if "interfaces:4: ifup starts this ucarp by a command" in n]
    assert len(found) == said


@pytest.mark.parametrize("start", [".", "./h1", "h1"])
def test_files_beside_a_source_are_spelt_as_it_is(start: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "#!/bin/sh\nip addr add $2/24 dev $1\ntell\n"
    own = {
        "etc/rc.local": line(12, 1)["etc/rc.local"].replace("/usr/share/ucarp/vip", "/opt/vip"),
        "opt/vip-up": script,
    }
    tree(tmp_path / "h1", own)
    monkeypatch.chdir(tmp_path)
    net = load([start])
    (router,) = net.virtual_routers
    assert net.hosts[0].files is not None
    (found,) = net.hosts[0].files("/opt/vip-up", router.span.source) or ()
    beginning = router.span.source.path.partition("h1")[0]
    assert getattr(found, "path", "") == f"{beginning}h1{os.sep}opt/vip-up"
