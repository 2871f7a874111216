"""A daemon is not a protocol: CARP is spoken by ucarp and by the kernels of OpenBSD and FreeBSD."""

from __future__ import annotations

from pathlib import Path

from carplint import check, load
from carplint.model import Net, VirtualRouter
from carplint.model.clusters import group
from carplint.model.election import interval, master_down_time, ranks, timer
from carplint.overview.roles import roles

_UNIT = """[Service]
ExecStart=/usr/sbin/ucarp --interface=eth0 --srcip=192.0.2.{last} --vhid={vhid} --pass={password} --addr={vip} \
--advbase={advbase} --advskew={skew} --preempt --upscript=/etc/up.sh --downscript=/etc/down.sh
"""


def _net(folder: Path, *, same: bool = True, preempt: bool = True) -> Net:
    """Two nodes of ucarp: alike in all that CARP compares, or different in all of it."""
    for number, host in enumerate(("lb1", "lb2")):
        other = number and not same
        text = _UNIT.format(
            last=11 + number,
            vhid=8 if other else 7,
            password="secret-two-that-is-long" if other else "secret-one",
            vip="192.0.2.9",
            advbase=4 if other else 1,
            skew=100,
        )
        path = folder / host / "etc/systemd/system/ucarp.service"
        path.parent.mkdir(parents=True)
        path.write_text(text if preempt else text.replace(" --preempt", ""))
    return load([str(folder / "lb1"), str(folder / "lb2")])


def _second_on(net: Net, daemon: str) -> Net:
    """The same nodes, with the second one's virtual routers run by another daemon, which has no command line."""
    first, second = net.hosts
    routers = tuple(r._replace(daemon=daemon, command=(), up_script=None) for r in second.virtual_routers)
    hosts = (first, second._replace(virtual_routers=routers))
    return net._replace(hosts=hosts, clusters=group(hosts))


def _names(net: Net) -> set[str]:
    """The rules that find something across hosts, or on the second one."""
    return {f.name for f in check(net).findings if f.code.startswith("CL4") or f.span.source.host == "lb2"}


def _routers(net: Net) -> tuple[VirtualRouter, VirtualRouter]:
    first, second = net.virtual_routers
    return first, second


def test_peers_compare_what_the_protocol_compares(tmp_path: Path) -> None:
    """Interval, id and password count between daemons, too."""
    compared = {"ucarp-advbase-mismatch", "ucarp-vhid-mismatch", "ucarp-password-mismatch"}
    net = _net(tmp_path, same=False)
    assert compared <= _names(net)
    assert compared <= _names(_second_on(net, "openbsd"))


def test_rules_of_ucarp_are_silent_about_a_kernel(tmp_path: Path) -> None:
    """What ucarp alone does, and its options, are not said of another daemon."""
    net = _net(tmp_path, same=False)
    own = {"ucarp-password-too-long", "ucarp-shutdown-missing"}
    assert own <= _names(net)
    kernel = _second_on(net, "freebsd")
    assert not own & _names(kernel)


def test_a_tie_with_a_kernel_is_one_whatever_the_addresses(tmp_path: Path) -> None:
    """ucarp breaks a tie by the source address, a kernel does not compare addresses."""
    net = _net(tmp_path)
    assert [r.name for r in roles(net.clusters[0])] == ["MASTER", "BACKUP"]
    assert "ucarp-preempt-without-skew" in _names(net)
    mixed = _second_on(net, "openbsd")
    assert [r.name for r in roles(mixed.clusters[0])] == ["", ""]
    assert [r and r[1] for r in ranks(_routers(mixed))] == [0, 0]
    assert "ucarp-preempt-without-skew" not in _names(mixed)


def test_message_of_a_tie_names_what_decides(tmp_path: Path) -> None:
    """Between two nodes of ucarp the address, else chance."""
    net = _net(tmp_path, preempt=False)
    said = [f.message for n in (net, _second_on(net, "openbsd")) for f in check(n).findings if f.code == "CL404"]
    assert ["the lower source address wins" in m for m in said] == [True, False]
    assert "chance decides" in said[1]


def test_only_ucarp_rounds_its_wait_to_whole_intervals(tmp_path: Path) -> None:
    """The poll of ucarp is not CARP's."""
    first, second = _routers(_second_on(_net(tmp_path), "freebsd"))
    assert master_down_time(first) == 3 * (interval(first) or 0)
    assert master_down_time(second) == timer(second) == 3 + 100 / 256


def test_nodes_that_share_the_load_are_two_virtual_routers(tmp_path: Path) -> None:
    """One VIP under two VHIDs on each node: each VHID is a cluster, none of them a mismatch."""
    net = _net(tmp_path)
    hosts = []
    for host in net.hosts:
        (router,) = host.virtual_routers
        assert router.id is not None
        other = router._replace(id=router.id.but(8))
        hosts.append(host._replace(virtual_routers=(router, other)))
    clusters = group(hosts)
    assert [[(r.host, r.id and r.id.value) for r in c.routers] for c in clusters] == [
        [("lb1", 7), ("lb2", 7)],
        [("lb1", 8), ("lb2", 8)],
    ]
