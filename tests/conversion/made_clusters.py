"""Made-up clusters for tests of conversions, as the files of every dialect that can say them, written by hand here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import strategies as st

from carplint.inputs.load import load
from carplint.model import Net

SECRET = "rossocorvo17"


class Node(NamedTuple):
    """One host: its advskew (or 256 - priority) and advbase, and whether it preempts."""

    skew: int
    base: int
    preempt: bool


class Group(NamedTuple):
    """One virtual router: its id and the last bytes of its VIPs, of which CARP has the first."""

    id: int
    vips: tuple[int, ...]


class Made(NamedTuple):
    """A cluster of hosts lb11, lb12... that all have the same virtual routers."""

    groups: tuple[Group, ...]
    nodes: tuple[Node, ...]
    ratio: int = 3
    broadcast: bool = False
    ignore_link: bool = False
    multicast: str = ""

    def options(self, node: Node) -> str:
        """The options of ucarp that its launchers leave to the administrator."""
        words = [
            f"--advskew={node.skew} --advbase={node.base} --deadratio={self.ratio} --shutdown",
            "--preempt" if node.preempt else "",
            "--nomcast" if self.broadcast else "",
            "--ignoreifstate" if self.ignore_link else "",
            f"--mcast={self.multicast}" if self.multicast else "",
        ]
        return " ".join(w for w in words if w)


@st.composite
def clusters(draw: st.DrawFn, *, vips: int = 1, plain: bool = False) -> Made:
    """Clusters with at most `vips` VIPs a virtual router; `plain` ones have what each dialect can say."""
    largest = 255 if vips == 1 else 240  # the ids of further VIPs come behind, and files are in the order of ids
    ids = draw(st.lists(st.integers(1, largest), min_size=1, max_size=3, unique=True))
    last = list(range(100, 120))
    groups = tuple(Group(i, tuple(last.pop() for _ in range(draw(st.integers(1, vips))))) for i in ids)
    base = draw(st.integers(1, 5))
    same = draw(st.booleans())
    nodes = draw(
        st.lists(
            st.builds(Node, st.integers(0, 255), st.just(base) if same else st.integers(1, 3), st.booleans()),
            min_size=2,
            max_size=4,
        )
    )
    ratio = draw(st.sampled_from((3, 3, 2, 5)))
    if plain:
        return Made(groups, tuple(nodes), ratio, draw(st.booleans()))
    broadcast, link, group = draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from(("", "224.0.0.66")))
    return Made(groups, tuple(nodes), ratio, broadcast, link, "" if broadcast else group)


def own_interface(folder: Path, host: str, device: str = "eth0") -> None:
    """The node's own interface file, which a conversion leaves alone."""
    scripts = folder / host / "etc" / "sysconfig" / "network-scripts"
    scripts.mkdir(parents=True, exist_ok=True)
    net = 3 if device == "eth1" else 4 if device == "eth2" else 2
    (scripts / f"ifcfg-{device}").write_text(
        f"DEVICE={device}\nBOOTPROTO=none\nONBOOT=yes\nNM_CONTROLLED=no\n"
        f"IPADDR=192.0.{net}.{host[2:]}\nNETMASK=255.255.255.0\n"
    )


def _put(path: Path, text: str, mode: int = 0o600) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def _ucarp(made: Made, node: Node, number: int, etc: Path) -> None:
    _put(etc / "ucarp" / "vip.pwd", f"{SECRET}\n")
    for group in made.groups:
        _put(
            etc / "ucarp" / f"vip-{group.id}.conf",
            f"# the web servers' address\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{number}\n"
            f'VIP_ADDRESS=192.0.2.{group.vips[0]}\nPASSFILE=/etc/ucarp/vip.pwd\nOPTIONS="{made.options(node)}"\n',
        )


def _carp(made: Made, node: Node, number: int, etc: Path) -> None:
    for index, group in enumerate(made.groups):
        _put(
            etc / "sysconfig" / "carp" / f"vip-{group.id}.conf",
            f'BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:{index}\nPASSWORD={SECRET}\nOPTIONS="{made.options(node)}"\n',
        )
        _put(
            etc / "sysconfig" / "network-scripts" / f"ifcfg-eth0:{index}",
            f"DEVICE=eth0:{index}\nONPARENT=no\nIPADDR=192.0.2.{group.vips[0]}\nNETMASK=255.255.255.0\n",
        )


def _opts(made: Made, node: Node, number: int, etc: Path) -> None:
    _put(etc / "ucarp.pwd", f"{SECRET}\n")
    for index, group in enumerate(made.groups):
        _put(
            etc / "conf.d" / ("ucarp" if not index else f"ucarp.{index}"),
            f"UCARP_INTERFACE=eth0\nUCARP_SOURCEADDRESS=192.0.2.{number}\nUCARP_VHID={group.id}\n"
            f"UCARP_PASSFILE=/etc/ucarp.pwd\nUCARP_VIRTUALADDRESS=192.0.2.{group.vips[0]}\nUCARP_VIRTUALPREFIX=24\n"
            "UCARP_UPSCRIPT=/etc/ucarp/vip-up\nUCARP_DOWNSCRIPT=/etc/ucarp/vip-down\n"
            f'UCARP_OPTS="{made.options(node)}"\n',
        )


def _lines(made: Made, node: Node, number: int, etc: Path) -> None:
    text = "".join(
        f"/usr/sbin/ucarp -i eth0 -s 192.0.2.{number} -v {group.id} -a 192.0.2.{group.vips[0]} -p {SECRET} "
        f"{made.options(node)} -u /usr/share/ucarp/vip-up -d /usr/share/ucarp/vip-down -B\n"
        for group in made.groups
    )
    _put(etc / "rc.local", f"#!/bin/sh\n{text}")


def _interfaces(made: Made, node: Node, number: int, etc: Path) -> None:
    text = "auto lo\niface lo inet loopback\n"
    for index, group in enumerate(made.groups):
        name = f"eth{index}"
        text += (
            f"\nauto {name}\niface {name} inet static\n    address 192.0.{2 + index}.{number}/24\n    ucarp-vid {group.id}\n"
            f"    ucarp-vip 192.0.{2 + index}.{group.vips[0]}\n    ucarp-password {SECRET}\n    ucarp-advskew {node.skew}\n"
            f"    ucarp-advbase {node.base}\n    ucarp-deadratio {made.ratio}\n"
            + ("    ucarp-master yes\n" if node.preempt else "")
            + ("    ucarp-nomcast yes\n" if made.broadcast else "")
            + f"\niface {name}:ucarp inet static\n    address 192.0.{2 + index}.{group.vips[0]}/24\n"
        )
    _put(etc / "network" / "interfaces", text)


def _keepalived(made: Made, node: Node, number: int, etc: Path) -> None:
    text = f"global_defs {{\n    router_id lb{number}\n}}\n"
    peers = "".join(f"        192.0.2.{n}\n" for n, _ in enumerate(made.nodes, 11) if n != number)
    for group in made.groups:
        lines = (
            "state BACKUP",
            "interface eth0",
            f"virtual_router_id {group.id}",
            f"priority {min(254, max(1, 256 - node.skew))}",
            f"advert_int {made.nodes[0].base}",
            "" if node.preempt else "nopreempt",
            f"unicast_src_ip 192.0.2.{number}\n    unicast_peer {{\n{peers}    }}" if made.broadcast else "",
            "dont_track_primary" if made.ignore_link else "",
            f"mcast_dst_ip {made.multicast}" if made.multicast else "",
            "virtual_ipaddress {\n" + "".join(f"        192.0.2.{v}/24\n" for v in group.vips) + "    }",
        )
        text += f"vrrp_instance VI_{group.id} {{\n" + "".join(f"    {line}\n" for line in lines if line) + "}\n"
    _put(etc / "keepalived" / "keepalived.conf", text, 0o644)


DIALECTS = {
    "ucarp": _ucarp,
    "carp": _carp,
    "ucarp_opts": _opts,
    "ucarp_lines": _lines,
    "interfaces": _interfaces,
    "keepalived": _keepalived,
}
"""What writes a node's files in each dialect."""


@contextmanager
def loaded(made: Made, dialect: str) -> Iterator[Net]:
    """The cluster as it is read from the files of a dialect."""
    with TemporaryDirectory() as name:
        for number, node in enumerate(made.nodes, 11):
            DIALECTS[dialect](made, node, number, Path(name) / f"lb{number}" / "etc")
            if dialect != "interfaces":
                own_interface(Path(name), f"lb{number}")
        yield load([name])
