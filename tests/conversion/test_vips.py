"""Several VIPs of one virtual router, and several virtual routers of one interface: what each launcher makes of them."""

from __future__ import annotations

import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from carplint.checking.lint import check
from carplint.cli.main import main
from carplint.conversion import Choices, convert
from carplint.inputs.load import load
from carplint.model import Net
from tests.conversion.test_conversion import written
from tests.conversion.test_made_clusters import draw, own_interface
from tests.lab.lab import Lab, side_by_side
from tests.oracles import labs, needs, needs_namespaces

VIPS = ("192.0.2.50", "192.0.2.51", "192.0.2.52")
CHOICES = Choices(auth="new", draw=draw, together=True)


def pair(folder: Path, device: str = "eth0", *, vips: tuple[str, ...] = VIPS) -> Net:
    """Two nodes with one instance of several VIPs, and their own addresses."""
    for number, priority in ((11, 150), (12, 100)):
        host = f"lb{number}"
        own_interface(folder, host, device)
        path = folder / host / "etc" / "keepalived" / "keepalived.conf"
        path.parent.mkdir(parents=True)
        lines = "".join(f"        {vip}/24\n" for vip in vips)
        path.write_text(
            f"vrrp_instance VI_1 {{\n    interface {device}\n    virtual_router_id 51\n    priority {priority}\n"
            f"    virtual_ipaddress {{\n{lines}    }}\n}}\n"
        )
    return load([str(folder)])


def converted(net: Net, target: str, folder: Path, device: str = "eth0") -> Net:
    """The result of a conversion as it is read, which carplint itself has nothing against."""
    written(convert(net, target, CHOICES), folder)
    for host in net.hosts if target != "interfaces" else ():
        own_interface(folder, host.name, device)
    result = load([str(folder)])
    assert [f.message for f in check(result).findings if f.severity != "info"] == []
    return result


@pytest.mark.parametrize("device", ["eth0", "enp0s31f6abc"])
@pytest.mark.parametrize("target", ["ucarp", "interfaces"])
def test_vips_that_share_an_id_come_back(target: str, device: str, tmp_path: Path) -> None:
    source = pair(tmp_path / "source", device)
    there = converted(source, target, tmp_path / "there", device)
    assert {(r.host, r.id and r.id.value, *map(str, r.vips or ())) for r in there.virtual_routers} == {
        (f"lb{number}", 51, VIPS[0]) for number in (11, 12)
    }
    back = converted(there, "keepalived", tmp_path / "back", device)
    assert {r.vips for r in back.virtual_routers} == {r.vips for r in source.virtual_routers}
    lengths = {a.address.value.length for r in back.virtual_routers for a in r.addresses if a.address.value}
    assert lengths == ({24, 32} if target == "ucarp" else {24})
    again = converted(back, target, tmp_path / "again", device)
    assert [r.excluded for r in again.virtual_routers] != [(), ()]


def test_between_the_dialects_they_stay_together(tmp_path: Path) -> None:
    there = converted(pair(tmp_path / "source"), "ucarp", tmp_path / "ucarp")
    other = converted(there, "interfaces", tmp_path / "interfaces")
    assert {len(r.excluded) for r in other.virtual_routers} == {2}
    findings = convert(other, "carp", CHOICES).report.findings
    assert sum(f.name == "migrate-vhid-allocated" for f in findings) == 4


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("target", ["ucarp", "carp", "interfaces"])
def test_a_vip_that_an_instance_lists_twice_is_converted_once(target: str, together: bool, tmp_path: Path) -> None:
    choices = CHOICES._replace(together=together, allow_errors=True)
    once, twice = (
        {f.path: f.text for f in convert(pair(tmp_path / n, vips=vips), target, choices).files if f.path != "PLAN.md"}
        for n, vips in (("once", VIPS[:2]), ("twice", (*VIPS[:2], VIPS[0])))
    )
    assert once.keys() == twice.keys()
    assert [text.replace("/once/", "/twice/") for text in once.values()] == list(twice.values())
    files = [f.path for f in convert(load([str(tmp_path / "twice")]), target, choices).files]
    assert len(files) == len(set(files))


@pytest.mark.parametrize(("device", "lost"), [("eth1", 2), ("eth0", 0)])
def test_a_vip_on_two_interfaces_is_lost_on_the_second(device: str, lost: int, tmp_path: Path) -> None:
    net = pair(tmp_path, vips=("192.0.2.20", f"192.0.2.20/24 dev {device}\n        192.0.2.21"))
    findings = convert(net, "ucarp", CHOICES._replace(allow_errors=True)).report.findings
    found = [f.name for f in findings if f.message == "192.0.2.20 is also on eth0: on eth1 it is lost"]
    assert found == lost * ["migrate-inexpressible"]


@needs("sh")
@pytest.mark.parametrize("target", ["ucarp", "interfaces"])
def test_the_scripts_are_shell(target: str, tmp_path: Path) -> None:
    folder = written(convert(pair(tmp_path / "source", "enp0s31f6abc"), target, CHOICES), tmp_path / "there")
    scripts = [*folder.rglob("*-up"), *folder.rglob("*-down")]
    assert len(scripts) == 4
    for script in scripts:
        assert script.stat().st_mode & 0o777 == 0o755
        run = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True)
        assert (run.returncode, run.stderr) == (0, "")


def test_a_script_of_somebody_else_counts_only_where_it_is_plain(tmp_path: Path) -> None:
    for number, text in enumerate(
        (
            "ip addr add $2/24 dev $1\nip addr add 192.0.2.51/24 dev $1\n",
            'case "$2" in\n192.0.2.50) ip addr add 192.0.2.51/24 dev $1 ;;\nesac\n',
            "# ip addr add 192.0.2.51/24 dev eth0\nip addr add $2/24 dev $1\n",
        )
    ):
        etc = tmp_path / str(number) / "lb1" / "etc"
        etc.mkdir(parents=True)
        (etc / "up.sh").write_text(f"#!/bin/sh\n{text}")
        (etc / "rc.local").write_text("ucarp -i eth0 -s 192.0.2.11 -v 7 -a 192.0.2.50 -p x -u /etc/up.sh -B\n")
        (router,) = load([str(etc.parent)]).virtual_routers
        found = [str(v.address.value) for v in router.excluded]
        assert found == (["192.0.2.51/24"] if number == 0 else [])


# The real programs


def launched(lab: Lab, folder: Path, net: Net) -> None:
    """Start the ucarp of each node with its own scripts, and with a vip-up that does as the launcher's does."""
    for way, action in (("up", "add"), ("down", "del")):
        launcher = folder / f"vip-{way}"
        launcher.write_text(f'#!/bin/sh\nip addr {action} "$2"/32 dev "$1"\n')
        launcher.chmod(0o755)
    for router in net.virtual_routers:
        root = folder / router.host
        for script in root.rglob("vip-51-*"):
            script.write_text(script.read_text().replace("/usr/libexec/ucarp/", f"{folder}/"))
        words = [str(w.value) for w in router.command if w.value != "--daemonize"]
        lab.start(router.host, ["ucarp", *(w.replace("=/etc/", f"={root}/etc/") for w in words)])


def moved(folder: Path) -> None:
    net = converted(pair(folder / "source"), "ucarp", folder / "there")
    with Lab({f"lb{n}": {"eth0": [f"192.0.2.{n}/24"]} for n in (11, 12)}) as lab:
        launched(lab, folder / "there", net)
        for vip in VIPS:
            lab.wait_owner(vip, "lb11")
        lab.kill("lb11", signal.SIGTERM)
        for vip in VIPS:
            lab.wait_owner(vip, "lb12")


@labs
@needs_namespaces
@needs("ucarp")
def test_the_vips_move_together(tmp_path: Path) -> None:
    side_by_side({"a stop": moved}, tmp_path)


def debian(lab: Lab, node: str, file: Path) -> None:
    """`ifup -a` with a node's file, in a mount namespace with a state of its own. The daemons end with the node."""
    setup = (
        "mount --make-rprivate / && mkdir -p /run/network && mount -t tmpfs none /run/network && "
        f"touch /etc/network/interfaces && mount --bind {file} /etc/network/interfaces && ifup -a && sleep 1000"
    )
    lab.start(node, ["unshare", "-m", "sh", "-c", setup])


def of_debian(folder: Path, vips: tuple[str, ...], *, together: bool) -> None:
    net = pair(folder / "source", vips=vips)
    written(convert(net, "interfaces", CHOICES._replace(together=together)), folder / "there")
    with Lab({"lb11": {"eth0": []}, "lb12": {"eth0": []}}) as lab:
        for host in net.hosts:
            debian(lab, host.name, folder / "there" / host.name / "etc" / "network" / "interfaces")
        for vip in vips:
            lab.wait_owner(vip, "lb11", steady=6)
        lab.reach("lb11", up=False)
        for vip in vips:
            lab.wait(lambda vip=vip: "lb12" in lab.owners(vip), f"{vip} on lb12 too")  # type: ignore[misc]


@labs
@needs_namespaces
@needs("ucarp", "ifup")
def test_debian_starts_several_daemons_on_an_interface(tmp_path: Path) -> None:
    side_by_side(
        {
            "apart": partial(of_debian, vips=VIPS[:2], together=False),
            "together": partial(of_debian, vips=VIPS, together=True),
        },
        tmp_path,
    )


def test_the_option_is_for_targets_that_have_ids_for_each_vip(tmp_path: Path) -> None:
    pair(tmp_path / "source")
    words = ["convert", str(tmp_path / "source"), "--vips", "together", "--fail-on", "never"]
    assert main([*words, "--to", "ucarp", "-o", str(tmp_path / "new")]) == 0
    assert len(list((tmp_path / "new").rglob("vip-51-up"))) == 2
    assert main([*words, "--to", "keepalived"]) == 2


def test_a_vip_that_only_one_script_is_known_to_add_is_not_advertised(tmp_path: Path) -> None:
    """The nodes of a VRRP cluster must have the same list; what the script of lb12 does is not known."""
    for number, text in (
        (11, "ip addr add 192.0.2.51/24 dev $1"),
        (12, 'test "$1" && ip addr add 192.0.2.51/24 dev $1'),
    ):
        etc = tmp_path / f"lb{number}" / "etc"
        etc.mkdir(parents=True)
        (etc / "up.sh").write_text(f"#!/bin/sh\nip addr add $2/24 dev $1\n{text}\n")
        (etc / "up.sh").chmod(0o755)
        (etc / "rc.local").write_text(
            f"ucarp -i eth0 -s 192.0.2.{number} -v 7 -k {number} -a 192.0.2.50 -p rosso-corvo-17 -z -n -u /etc/up.sh -d /etc/up.sh -B\n"
        )
    net = load([str(tmp_path)])
    assert not {"excluded-vip-missing", "vip-excluded-vs-listed"} & {f.name for f in check(net).findings}
    after = load([str(written(convert(net, "keepalived"), tmp_path / "new"))])
    assert {r.vips for r in after.virtual_routers} == {net.virtual_routers[0].vips}
    assert {r.host: len(r.excluded) for r in after.virtual_routers} == {"lb11": 1, "lb12": 0}


def test_the_copy_of_a_script_leaves_all_vips_to_keepalived(tmp_path: Path) -> None:
    etc = tmp_path / "lb1" / "etc"
    etc.mkdir(parents=True)
    (etc / "up.sh").write_text(
        "#!/bin/sh\nip addr add $2/24 dev $1\nip addr add 192.0.2.51/24 dev $1\nip addr add 10.0.0.1/8 dev lo\ntell $2\n"
    )
    (etc / "rc.local").write_text("ucarp -i eth0 -s 192.0.2.11 -v 7 -a 192.0.2.50 -p x -z -u /etc/up.sh -B\n")
    files = {f.path.rpartition("/")[2]: f.text for f in convert(load([str(tmp_path / "lb1")]), "keepalived").files}
    assert files["vip-VI_7-up.sh"].splitlines()[-4:] == [
        "# keepalived does this: ip addr add $2/24 dev $1",
        "# keepalived does this: ip addr add 192.0.2.51/24 dev $1",
        "# keepalived does this: ip addr add 10.0.0.1/8 dev lo",
        "tell $2",
    ]
    assert "10.0.0.1/8 dev lo" in files["keepalived.conf"]
