"""Command lines of ucarp behind other programs, in scripts and units: as nodes where they are certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint import load
from carplint.model import Net

ROUTER = "-s 192.0.2.11 -v 7 -p k -a 192.0.2.10"


def net(folder: Path, name: str, text: str) -> Net:
    path = folder / "n1" / "etc" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return load([str(folder)])


@pytest.mark.parametrize(
    "line",
    [
        f"nice -n 5 ucarp -i eth0 {ROUTER}",
        f"docker run -d --network=host --entrypoint tini image/vip -- ucarp -i eth0 {ROUTER}",
        f"podman run --net host image/vip ucarp -i eth0 {ROUTER}",
        f'sh -c "exec ucarp -i eth0 {ROUTER}"',
    ],
)
def test_a_script_s_ucarp_is_a_node(tmp_path: Path, line: str) -> None:
    # The plain command above makes the file one of this dialect.
    found = net(tmp_path, "rc.local", f"#!/bin/sh\nucarp -i eth1 -v 1 -p k -s 192.0.2.1 -a 192.0.2.2\n{line}\n")
    assert [r.id and r.id.value for r in found.virtual_routers] == [1, 7]
    assert [r.device for r in found.virtual_routers] == ["eth1", "eth0"]


@pytest.mark.parametrize("option", ["-i eth0", "--interface=eth0", "-ieth0", "--interface eth0"])
def test_the_interface_of_another_namespace_is_not_one_of_the_host(tmp_path: Path, option: str) -> None:
    text = f"[Service]\nExecStart=/usr/sbin/ip netns exec blue /usr/sbin/ucarp {option} {ROUTER}\n"
    (router,) = net(tmp_path, "systemd/system/vip.service", text).virtual_routers
    assert router.interface is not None
    assert router.interface.value is None
    assert [v and v.value for v in (router.id, router.interval, router.dead_ratio)] == [7, 1.0, 3]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (f"docker run -d image/vip ucarp -i eth0 {ROUTER}", "in a container"),
        (f"ssh lb2 ucarp -i eth0 {ROUTER}", "on another host"),
        (f"chroot /srv ucarp -i eth0 {ROUTER}", "in another root"),
    ],
)
def test_what_runs_elsewhere_is_named(tmp_path: Path, line: str, where: str) -> None:
    found = net(tmp_path, "rc.local", f"#!/bin/sh\nucarp -i eth1 -v 1 -p k -s 192.0.2.1 -a 192.0.2.2\n{line}\n")
    assert len(found.virtual_routers) == 1
    assert any(f"rc.local:3: this ucarp is started {where}" in n for n in found.not_checked)
