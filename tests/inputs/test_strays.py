"""Files of daemons that lie on a host where no daemon reads them: they are no further hosts, and a host that has no others lacks its."""

from __future__ import annotations

from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.inputs.load import load
from carplint.model import Net
from tests.inputs.test_foreign import CONF, put

ETC, UCARP = "etc/keepalived", "etc/ucarp"
KEEPALIVED = f"{ETC}/keepalived.conf"
COMMON = "PASSWORD=Hush37xk\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{}\n"
VIP = 'VIP_ADDRESS=192.0.2.60\nOPTIONS="--shutdown --preempt --advskew={}"\n'


def conf(node: int, vrid: int = 51, vip: int = 10) -> str:
    """The file of a node with a source address of its own."""
    unicast = f"    unicast_src_ip 192.0.2.{node}\n    unicast_peer {{\n        192.0.2.{3 - node}\n    }}\n"
    text = CONF.replace("    virtual_ipaddress", f"{unicast}    virtual_ipaddress").replace(
        "priority 100", f"priority {110 - node}"
    )
    return text.replace("router_id 51", f"router_id {vrid}").replace("192.0.2.10/", f"192.0.2.{vip}/")


def ucarp(node: int, place: str = f"{UCARP}/vip-001.conf") -> dict[str, str]:
    return {f"n{node}/{UCARP}/vip-common.conf": COMMON.format(node), f"n{node}/{place}": VIP.format(node)}


def said(net: Net) -> list[str]:
    return [f"{f.name} {f.severity}" for f in check(net).findings if f.severity != "info"]


STRAYS = (
    f"{ETC}/rollback/keepalived.conf;{ETC}/archive-2023/keepalived.conf;{ETC}/prev/keepalived.conf;{ETC}/keepalived2.conf;{ETC}/backup/keepalived.conf"
    f";{ETC}/OFF-keepalived.conf;root/keepalived.conf;tmp/a/keepalived.conf;lost+found/#12/keepalived.conf;home/bob/ha-old/keepalived.conf"
    f";srv/tftp/{KEEPALIVED};srv/nfs/keepalived.conf;var/backups/{KEEPALIVED};var/lib/docker/overlay2/x/diff/{KEEPALIVED};opt/old-root/{KEEPALIVED}"
    f";.snapshot/hourly.0/{KEEPALIVED};.zfs/snapshot/s1/{KEEPALIVED};mnt/sda2/{KEEPALIVED};var/lib/machines/b/{KEEPALIVED}"
).split(";")


@pytest.mark.parametrize("path", STRAYS)
@pytest.mark.parametrize(("vrid", "vip"), [(52, 10), (51, 11)])
def test_what_else_lies_on_a_host_is_no_further_one(path: str, vrid: int, vip: int, tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{KEEPALIVED}": conf(1), f"lb2/{KEEPALIVED}": conf(2), f"lb1/{path}": conf(1, vrid, vip)})
    for given in ([f"{tmp_path}/lb1", f"{tmp_path}/lb2"], [str(tmp_path)]):
        net = load(given)
        assert [h.name for h in net.hosts] == ["lb1", "lb2"]
        assert said(net) == []
        assert [(f.state, bool(f.why)) for f in net.listed if f.path.endswith(path)] == [("passed over", True)]
    assert [h.name for h in load([f"{tmp_path}/lb1"]).hosts] == ["lb1"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"var/lib/machines/web1/{KEEPALIVED}", conf(2)),  # a container with an address of its own
        (f"etc/netns/blue/{KEEPALIVED}", conf(1)),
        (f"hosts/lb1/{KEEPALIVED}", conf(1)),
        ("ansible/files/lb1/keepalived.conf", conf(1)),
        (f"rootfs/{KEEPALIVED}", conf(1)),
        (f"{ETC}/lb2/keepalived.conf", CONF),
        (f"{ETC}/keepalived-lb2.conf", CONF),
    ],
)
def test_what_is_a_host_of_its_own(path: str, text: str, tmp_path: Path) -> None:
    put(tmp_path, {KEEPALIVED: conf(1) if "unicast" in text else CONF, path: text})
    assert len(load([str(tmp_path)]).hosts) == 2


TOLD = {
    "etc/systemd/system/keepalived.service": "[Service]\nExecStart=/usr/sbin/keepalived -n -f /{}\n",
    "etc/cron.d/ha": "@reboot root keepalived -f /{}\n",
    "etc/default/keepalived": 'DAEMON_ARGS="-f /{}" # of keepalived\n',
    "usr/local/sbin/ha": "#!/bin/sh\nexec keepalived -n -f /{}\n",
}


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("path", ["opt/ha/vrrp.conf", f"{ETC}/web.conf", "srv/ha/keepalived.conf"])
def test_what_the_daemon_may_be_told_to_read_is_none(told: str, path: str, tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{KEEPALIVED}": conf(1), f"lb2/{path}": conf(2), f"lb2/{told}": TOLD[told].format(path)})
    assert "host-without-active-file error" not in said(load([f"{tmp_path}/lb1", f"{tmp_path}/lb2"]))


LOST = (
    f"{ETC}/old/keepalived.conf;{ETC}/lb2.conf;{ETC}/web.conf;{ETC}/conf.d/web.conf;{ETC}/keepalived.conf.j2;home/admin/keepalived.conf;root/keepalived.conf"
    f";etc/Keepalived/keepalived.conf;etc/keepalived.d/keepalived.conf;etc/keepalive/keepalived.conf;etc/keepalived.conf;{ETC}/vrrp.conf"
    f";srv/ha/keepalived.conf;opt/keepalived/keepalived.conf;{ETC}/sites/web.conf;{ETC}/keepalived.conf.txt;{ETC}/keepalived.conf.1"
).split(";")


@pytest.mark.parametrize("path", LOST)
def test_a_host_with_files_that_no_daemon_reads(path: str, tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{KEEPALIVED}": conf(1), f"lb2/{path}": conf(2)})
    net = load([f"{tmp_path}/lb1", f"{tmp_path}/lb2"])
    found = [f for f in check(net).findings if f.severity != "info"]
    assert [f.name for f in found] == ["host-without-active-file"]
    assert found[0].span.source.host == "lb2"
    assert path.split("/")[-1] in found[0].message
    assert [h.name for h in net.hosts] == ["lb1"]
    assert any("lb2 has none" in n for n in net.not_checked)


@pytest.mark.parametrize(
    "path",
    ["usr/local/etc/keepalived/keepalived.conf", f"opt/ka/{KEEPALIVED}", "keepalived.conf", "ha/keepalived.conf"],
)
def test_another_layout_is_none(path: str, tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{KEEPALIVED}": conf(1), f"lb2/{path}": conf(2)})
    net = load([f"{tmp_path}/lb1", f"{tmp_path}/lb2"])
    assert said(net) == []
    assert len(net.hosts) == 2


def test_a_link_to_what_is_elsewhere_on_the_host(tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{KEEPALIVED}": conf(1), "lb2/opt/ha/2024-01/keepalived.conf": conf(2)})
    link = tmp_path / "lb2" / KEEPALIVED
    link.parent.mkdir(parents=True)
    link.symlink_to("../../opt/ha/2024-01/keepalived.conf")
    assert said(load([f"{tmp_path}/lb1", f"{tmp_path}/lb2"])) == []
    link.unlink()
    link.symlink_to("../../opt/ha/current/keepalived.conf")
    net = load([f"{tmp_path}/lb1", f"{tmp_path}/lb2"])
    assert not any("not among the inputs" in n for n in net.not_checked)
    assert [h.name for h in net.hosts] == ["lb1"]


@pytest.mark.parametrize(
    "path",
    [
        *(f"etc/{folder}/vip-001.conf" for folder in ("sysconfig/ucarp", "ucarp/conf.d", "ucarp.d", "carp", "ucarp/old", "default/ucarp")),
        *(f"{UCARP}/{name}" for name in ("vip001.conf", "vip-001.cfg", "vip-001", "vip\u2013001.conf", "vip-001.conf~")),
    ],
)  # fmt: skip
def test_a_host_of_the_ucarp_service(path: str, tmp_path: Path) -> None:
    put(tmp_path, {**ucarp(1), **ucarp(2, path)})
    net = load([f"{tmp_path}/n1", f"{tmp_path}/n2"])
    found = check(net).findings
    assert [(f.name, f.span.source.host) for f in found] == [("host-without-active-file", "n2")]
    assert path.split("/")[-1] in found[0].message
    assert [h.name for h in net.hosts] == ["n1", "n2"]


def test_vip_files_beside_those_that_are_read(tmp_path: Path) -> None:
    put(tmp_path, {**ucarp(1), **ucarp(2), "n2/etc/sysconfig/ucarp/vip-001.conf": VIP.format(99)})
    net = load([f"{tmp_path}/n1", f"{tmp_path}/n2"])
    assert said(net) == []
    assert len(net.virtual_routers) == 2
    assert [f.path for f in net.listed if f.state == "passed over"] == [
        f"{tmp_path}/n2/etc/sysconfig/ucarp/vip-001.conf"
    ]


def test_what_was_passed_over_is_said_of_a_host_that_has_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, {f"lb1/{KEEPALIVED}": conf(1), "lb2/var/backups/keepalived.conf": conf(2)})
    found = check(load([f"{tmp_path}/lb1", f"{tmp_path}/lb2"])).findings
    assert ["var/backups/keepalived.conf" in f.message for f in found if f.severity == "error"] == [True]


def test_a_collection_that_was_given_is_none(tmp_path: Path) -> None:
    put(
        tmp_path,
        {f"lb1/{KEEPALIVED}": conf(1), f"rest/a/{KEEPALIVED}": conf(2), "rest/root/b/keepalived.conf": conf(2)},
    )
    assert "host-without-active-file error" not in said(load([f"{tmp_path}/lb1", f"{tmp_path}/rest"]))


COMPOSE = """services:
  vip:
    image: acme/ucarp
    network_mode: host
    command: ucarp -i eth0 -v {0} -s 192.0.2.{1} -a 192.0.2.{2} -p Hush37xk -P -z -k {1} -u /u -d /d
"""


@pytest.mark.parametrize("path", ["opt/vip/compose.yaml", "srv/ha/docker-compose.yml", "home/ops/vip/compose.yaml"])
def test_containers_of_a_host_are_of_that_host(path: str, tmp_path: Path) -> None:
    for node in (1, 2):
        put(tmp_path / f"lb{node}", {KEEPALIVED: conf(node), path: COMPOSE.format(9, node, 60)})
    for given in ([f"{tmp_path}/lb1", f"{tmp_path}/lb2"], [str(tmp_path)]):
        net = load(given)
        assert [(h.name, len(h.virtual_routers)) for h in net.hosts] == [("lb1", 2), ("lb2", 2)]


def test_a_container_in_a_repository_is_not_of_a_host_beside_it(tmp_path: Path) -> None:
    put(tmp_path, {KEEPALIVED: conf(1), "docker/compose.yaml": COMPOSE.format(9, 3, 60)})
    assert len(load([str(tmp_path)]).hosts) == 2


def test_two_hosts_that_both_lack_their_file(tmp_path: Path) -> None:
    put(tmp_path, {f"lb{node}/{ETC}/lb{node}.conf": conf(node) for node in (1, 2)})
    net = load([f"{tmp_path}/lb1", f"{tmp_path}/lb2"])
    assert said(net) == ["host-without-active-file error"] * 2
    put(tmp_path, {f"prod/{ETC}/{name}.conf": conf(node) for node, name in ((1, "lb1"), (2, "lb2"))})
    assert len(load([f"{tmp_path}/prod"]).hosts) == 2  # a folder of all nodes' files
