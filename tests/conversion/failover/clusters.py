"""Clusters whose failover is tried on the real daemons before and after a conversion: data, and their files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from carplint.conversion import Choices, convert
from carplint.inputs.load import load
from carplint.model import Net
from tests.trees import CLUSTERS

SHUTDOWN = "--shutdown"
SECRET = "rossocorvo17"
OWN_INTERFACE = "etc/sysconfig/network-scripts/ifcfg-eth0"
RELEASE = (2, 2, 7)
"""The keepalived that converted clusters are for."""


class Node(NamedTuple):
    """A node's place in the election, an advskew or a priority, whether it preempts, and what else it is told."""

    place: int
    preempt: bool = False
    extra: str = ""


class Cluster(NamedTuple):
    """A cluster: the format of its files and that to which it is converted, its nodes, and what all of them are told.

    Of several VIPs each has a virtual router of its own in CARP, and all are in one in VRRP. With `spread` the second
    VIP has the places in the opposite order; `shutdown` says whether ucarp takes the VIP down at its end. `named` says at which scenarios the daemons cannot do the same after the
    conversion, and the finding that has to say so. A `folder` has the files already.
    """

    name: str
    format: str
    target: str
    nodes: tuple[Node, ...] = ()
    interval: int = 1
    extra: str = ""
    vips: int = 1
    spread: bool = False
    shutdown: bool = True
    named: Mapping[str, str] = {}
    folder: str = ""


START, STOP = "all start at once", "the owner is stopped"
"""Two scenarios at which the daemons differ."""
TIED = {START: "migrate-simultaneous-start"}
KEEPS = Node(0), Node(100)
TAKES = Node(0, True), Node(100, True)
BETTER, WORSE = Node(150, True), Node(100, True)
TRACK = "vrrp_script well {\n    script /usr/bin/true\n    interval 1\n    weight %s\n}\n"
"""A health check that never fails, so that its weight is part of the priority or never is."""
TRACKED = "    track_script {\n        well\n    }\n"

MADE = (
    Cluster("the seed", "carp", "keepalived", folder="seed", named=TIED),
    Cluster("Debian's pair", "interfaces", "keepalived", folder="debian"),
    Cluster("no preemption", "ucarp", "keepalived", KEEPS),
    Cluster("preemption", "carp", "keepalived", TAKES),
    Cluster("one preempts", "interfaces", "keepalived", (Node(10, True), Node(150))),
    Cluster("the second is better", "carp", "keepalived", (Node(100), Node(0))),
    Cluster("three nodes", "ucarp", "keepalived", (Node(0), Node(110), Node(220))),
    Cluster("three that preempt", "interfaces", "keepalived", (Node(5, True), Node(100, True), Node(200, True))),
    Cluster("four nodes", "carp", "keepalived", tuple(Node(s, True) for s in (0, 85, 170, 255))),
    Cluster("a tie with preemption", "ucarp", "keepalived", (Node(50, True), Node(50, True)), named=TIED),
    Cluster("advbase 2", "interfaces", "keepalived", KEEPS, interval=2),
    Cluster("advbase 3", "ucarp", "keepalived", (Node(0, True), Node(20, True)), interval=3),
    Cluster("advbase 1 and 2", "ucarp", "keepalived", (Node(0), Node(0, extra="--advbase=2"))),
    Cluster(
        "advbase 1 outpaces 3", "ucarp", "keepalived", (Node(0), Node(0, extra="--advbase=3")), extra="--deadratio=2"
    ),
    Cluster(
        "advbase and deadratio differ",
        "ucarp",
        "keepalived",
        (Node(0), Node(255, True), Node(254), Node(0, extra="--advbase=2 --deadratio=2")),
    ),
    Cluster("skews 0 and 255", "carp", "keepalived", (Node(0), Node(255))),
    Cluster("skews 1 and 254", "ucarp", "keepalived", (Node(1, True), Node(254, True))),
    Cluster("deadratio 5", "ucarp", "keepalived", KEEPS, extra="--deadratio=5"),
    Cluster("deadratio 2", "carp", "keepalived", (Node(10, True), Node(160, True)), extra="--deadratio=2"),
    Cluster("two VIPs", "ucarp", "keepalived", KEEPS, vips=2),
    Cluster("a VIP on each", "carp", "keepalived", TAKES, vips=2, spread=True),
    Cluster("broadcasts", "ucarp", "keepalived", KEEPS, extra="--nomcast"),
    Cluster("the link is ignored", "carp", "keepalived", TAKES, extra="--ignoreifstate"),
    Cluster("no --shutdown", "ucarp", "keepalived", TAKES, shutdown=False, named={STOP: "migrate-shutdown"}),
    Cluster("a group of its own", "ucarp", "keepalived", TAKES, extra="--mcast=224.0.0.81"),
    Cluster("MASTER and BACKUP", "keepalived", "ucarp", (BETTER._replace(extra="    state MASTER\n"), WORSE)),
    Cluster("nopreempt", "keepalived", "carp", (Node(150), Node(50))),
    Cluster("nopreempt on the better", "keepalived", "ucarp", (Node(200), Node(100, True))),
    Cluster("three priorities", "keepalived", "interfaces", (Node(200, True), Node(150, True), Node(100, True))),
    Cluster("priorities 254 and 1", "keepalived", "interfaces", (Node(254), Node(1))),
    Cluster("unicast", "keepalived", "ucarp", (Node(200), Node(100)), extra="unicast"),
    Cluster("a weight to lose", "keepalived", "carp", (BETTER._replace(extra=TRACKED), WORSE), extra=TRACK % -60),
    Cluster(
        "a weight that decides",
        "keepalived",
        "ucarp",
        (Node(100, extra=TRACKED), Node(150)),
        extra=TRACK % 100,
    ),
    Cluster("two VIPs in one", "keepalived", "carp", (Node(180), Node(80)), vips=2),
    Cluster("VRRPv3", "keepalived", "interfaces", (BETTER, WORSE), extra="    version 3\n"),
    Cluster("equal priorities", "keepalived", "ucarp", (WORSE, WORSE), named=TIED),
)


def _host(number: int) -> str:
    return f"lb{number}"


def _vip(number: int) -> str:
    return f"192.0.2.{5 + number}"


def _places(cluster: Cluster, vip: int) -> list[Node]:
    turned = cluster.spread and vip % 2 == 1
    places = [n.place for n in (reversed(cluster.nodes) if turned else cluster.nodes)]
    return [n._replace(place=p) for n, p in zip(cluster.nodes, places, strict=True)]


def _options(cluster: Cluster, node: Node) -> str:
    preempt = "--preempt" if node.preempt else ""
    return f"--advskew={node.place} --advbase={cluster.interval} {preempt} {cluster.extra} {node.extra}"


def _own_interface(folder: Path, number: int) -> None:
    _put(
        folder / OWN_INTERFACE,
        f"DEVICE=eth0\nBOOTPROTO=none\nONBOOT=yes\nNM_CONTROLLED=no\nIPADDR=192.0.2.{number}\nNETMASK=255.255.255.0\n",
    )


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _ucarp(cluster: Cluster, folder: Path, index: int, number: int) -> None:
    """Fedora's service."""
    _own_interface(folder, number)
    for vip in range(cluster.vips):
        _put(
            folder / f"etc/ucarp/vip-{vip + 1}.conf",
            f"BIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{number}\nVIP_ADDRESS={_vip(vip)}\nPASSWORD={SECRET}\n"
            f'OPTIONS="{SHUTDOWN if cluster.shutdown else ""} {_options(cluster, _places(cluster, vip)[index])}"\n',
        )


def _carp(cluster: Cluster, folder: Path, index: int, number: int) -> None:
    """The service of CentOS 5 and 6."""
    _own_interface(folder, number)
    for vip in range(cluster.vips):
        _put(
            folder / f"etc/sysconfig/carp/vip-{vip + 1:03}.conf",
            f'BIND_INTERFACE="eth0"\nVIP_INTERFACE="eth0:{vip}"\nPASSWORD="{SECRET}"\n'
            f'OPTIONS="{_options(cluster, _places(cluster, vip)[index])}"\n',
        )
        _put(
            folder / f"etc/sysconfig/network-scripts/ifcfg-eth0:{vip}",
            f"DEVICE=eth0:{vip}\nBOOTPROTO=none\nONPARENT=no\nIPADDR={_vip(vip)}\nNETMASK=255.255.255.0\n",
        )


def _interfaces(cluster: Cluster, folder: Path, index: int, number: int) -> None:
    """Debian's hook."""
    node = cluster.nodes[index]
    _put(
        folder / "etc/network/interfaces",
        f"auto eth0\niface eth0 inet static\n    address 192.0.2.{number}/24\n    ucarp-vid 1\n"
        f"    ucarp-vip {_vip(0)}\n    ucarp-password {SECRET}\n    ucarp-advskew {node.place}\n"
        f"    ucarp-advbase {cluster.interval}\n    ucarp-master {'yes' if node.preempt else 'no'}\n\n"
        f"iface eth0:ucarp inet static\n    address {_vip(0)}/24\n",
    )


def _keepalived(cluster: Cluster, folder: Path, index: int, number: int) -> None:
    _own_interface(folder, number)
    node = cluster.nodes[index]
    others = [n for n in range(11, 11 + len(cluster.nodes)) if n != number]
    peers = "".join(f"        192.0.2.{n}\n" for n in others)
    unicast = f"    unicast_src_ip 192.0.2.{number}\n    unicast_peer {{\n{peers}    }}\n"
    tracked = cluster.extra.startswith("vrrp_script")
    vips = "".join(f"        {_vip(n)}/24 dev eth0\n" for n in range(cluster.vips))
    _put(
        folder / "etc/keepalived/keepalived.conf",
        f"global_defs {{\n    router_id {_host(number)}\n    script_user root\n    enable_script_security\n}}\n"
        f"{cluster.extra if tracked else ''}"
        "vrrp_instance VI_1 {\n    interface eth0\n    virtual_router_id 1\n"
        f"    priority {node.place}\n    advert_int {cluster.interval}\n"
        f"{node.extra}{'' if node.preempt else '    nopreempt' + chr(10)}"
        f"{'' if tracked else unicast if cluster.extra == 'unicast' else cluster.extra}"
        f"    virtual_ipaddress {{\n{vips}    }}\n}}\n",
    )


WRITERS: dict[str, Callable[[Cluster, Path, int, int], None]] = {
    "ucarp": _ucarp,
    "carp": _carp,
    "interfaces": _interfaces,
    "keepalived": _keepalived,
}


def source(cluster: Cluster, folder: Path) -> Net:
    """The cluster as its files say it, written below a folder that is not there yet."""
    if cluster.folder:
        shutil.copytree(CLUSTERS / cluster.folder, folder)
    for index in range(len(cluster.nodes)):
        WRITERS[cluster.format](cluster, folder / _host(11 + index), index, 11 + index)
    return load([str(folder)])


def _secret(length: int) -> str:
    return (SECRET * 3)[:length]


def converted(net: Net, before: Path, target: str, folder: Path) -> tuple[Net, frozenset[str]]:
    """The converted cluster, from the files that were written below a folder, with the nodes' own interface files that
    a conversion leaves alone; and the names of its findings."""
    result = convert(net, target, Choices(auth="" if target == "keepalived" else "new", version=RELEASE, draw=_secret))
    for file in result.files:
        _put(folder / file.path, file.text)
        (folder / file.path).chmod(file.mode)
    for host in net.hosts:
        own = before / host.name / OWN_INTERFACE
        if own.exists() and not (folder / host.name / OWN_INTERFACE).exists():
            _put(folder / host.name / OWN_INTERFACE, own.read_text())
    return load([str(folder)]), frozenset(f.name for f in result.report.findings)
