"""A node that runs virtual routers in the target's format already, or devices that another program configures: the plan for the
others leaves the first alone, and takes the second over."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from carplint.conversion import Choices, RefusedError, convert
from carplint.inputs.load import load
from tests.conversion.plan.test_plan import KILL, Step, bare, commands, instance, planned, tree
from tests.lab.netns import namespace
from tests.oracles import needs, needs_namespaces

SCRIPTS = "-u /usr/share/ucarp/vip-up -d /usr/share/ucarp/vip-down"
IFCFG = "DEVICE={}\nBOOTPROTO=none\nONBOOT={}\nIPADDR=192.0.2.{}\nPREFIX=24\n"
INTERFACES = "auto eth0 eth1\niface eth0 inet static\n    address 192.0.2.1{0}/24\n{1}iface eth1 inet static\n    address 198.51.100.1{0}/24\n"
ALMA, CENTOS_6, DEBIAN = (
    'ID=almalinux\nID_LIKE="rhel"\nVERSION_ID="8"\n',
    'ID=centos\nVERSION_ID="6"\n',
    'ID=debian\nVERSION_ID="12"\n',
)


def nodes(folder: Path, target: str, release: str, source: str) -> Path:
    """Two nodes with VHID 9 and its VIP, .99, in the target's format already, and another one, of .50, in another format."""
    for number in (1, 2):
        files = {"etc/os-release": release}
        if target == "ucarp":
            files["etc/ucarp/vip-009.conf"] = (
                f"ID=9\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.1{number}\nVIP_ADDRESS=192.0.2.99\nPASSWORD=rosso\n"
                f'OPTIONS="--shutdown --advskew={number}"\n'
            )
        if target == "carp":
            files["etc/sysconfig/carp/vip-007.conf"] = (
                f'BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:0\nPASSWORD=rosso\nOPTIONS="--advskew={number}"\n'
            )
            for name, on, last in (("eth0", "yes", 10 + number), ("eth0:0", "no", 99)):
                files[f"etc/sysconfig/network-scripts/ifcfg-{name}"] = IFCFG.format(name, on, last)
        own = f"    ucarp-vid 9\n    ucarp-vip 192.0.2.99\n    ucarp-password rosso\n    ucarp-advskew {number}\n"
        if target == "interfaces":
            alias = "iface eth0:ucarp inet static\n    address 192.0.2.99/24\n"
            files["etc/network/interfaces"] = INTERFACES.format(number, own) + alias
        if source == "line":
            files["etc/rc.local"] = (
                f"ucarp -i eth0 -s 192.0.2.1{number} -v 51 -p rosso -a 192.0.2.50 -k {number} -z {SCRIPTS}\n"
            )
        else:
            files["etc/keepalived/keepalived.conf"] = instance(51, 50, 100 - number).replace("eth0", "eth1")
        tree(folder / f"lb{number}", files)
    return folder


CASES = [
    *(("ucarp", release, source) for release in (ALMA, CENTOS_6) for source in ("line", "keepalived")),
    *(("carp", CENTOS_6, source) for source in ("line", "keepalived")),
    *(("interfaces", DEBIAN, source) for source in ("line", "keepalived")),
]


@pytest.mark.parametrize(("target", "release", "source"), CASES)
def test_what_a_node_runs_besides_goes_on_both_ways(target: str, release: str, source: str, tmp_path: Path) -> None:
    steps = planned(load([str(nodes(tmp_path, target, release, source))]), target, auth="new")
    found = [bare(c) for c in commands(steps)]
    assert not [
        c for c in found if "-x ucarp" in c or re.search("vip-00[79]|ucarp@00?9", c) or r"2\.99" in c or "ucarp@9" in c
    ]
    assert not [c for c in found if re.search(r"(chkconfig|systemctl (disable|stop)) u?carp( off)?$", c)]
    for command in (c for c in found if re.search(r"service u?carp ", c)):
        assert re.search("restart$| start$", command)  # what it stops it starts again in the same line
        assert "stop" not in command or ("; rm -f" in command and "vip-51.conf" in command)
    if source == "line" or target == "interfaces":
        assert KILL.format(r"192\.0\.2\.50") in found


def test_a_service_that_runs_nothing_else_is_started_and_stopped(tmp_path: Path) -> None:
    nodes(tmp_path, "carp", CENTOS_6, "line")
    for path in tmp_path.rglob("*-007.conf"):
        path.unlink()
    found = [bare(c) for c in commands(planned(load([str(tmp_path)]), "carp"))]
    assert {"service carp start", "service carp stop", "chkconfig carp on"} <= set(found)


@contextmanager
def named(*arguments: str) -> Iterator[int]:
    """A process that is called ucarp and has some arguments; it does nothing."""
    words = [*arguments[:1], "-c", "read x; :", *arguments[1:]]
    with subprocess.Popen(words, executable="/bin/sh", stdin=subprocess.PIPE) as process:
        try:
            yield process.pid
        finally:
            process.kill()


@needs("pgrep")
@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("ucarp", "-i", "eth0", "-v", "7", "-a", "192.0.2.5", "-B"), True),
        (("/usr/sbin/ucarp", "-v", "7", "--addr=192.0.2.5"), True),
        (("ucarp", "-a192.0.2.5", "-u", "/u"), True),
        (("ucarp", "-v", "7", "-a", "192.0.2.50"), False),
        (("ucarp", "-v", "7", "-a", "192.0.2.9", "-s", "1192.0.2.5"), False),
        (("ucarp", "-v", "7", "-a", "192x0.2.5"), False),
        (("vi", "ucarp", "-a", "192.0.2.5"), False),
        (("ucarpd", "-a", "192.0.2.5"), False),
    ],
)
def test_the_daemon_of_a_vip_is_ended_and_no_other(words: tuple[str, ...], meant: bool) -> None:
    pattern = KILL.format(r"192\.0\.2\.5").replace("pkill -TERM", "pgrep")
    with ExitStack() as stack:
        pid = stack.enter_context(named(*words))
        run = subprocess.run(["sh", "-c", f"{pattern}; :"], capture_output=True, text=True)
    assert (str(pid) in run.stdout.split()) is meant
    assert str(os.getpid()) not in run.stdout.split()


def test_a_vip_that_is_lost_is_in_no_step(tmp_path: Path) -> None:
    """Its daemon would need an interface with a name that is too long."""
    device = "enp0s31f6.4000"
    for number in (1, 2):
        text = (
            instance(5, 50, 100 - number)
            .replace("192.0.2.50/24", "192.0.2.50/24\n        192.0.2.51/24")
            .replace("eth0", device)
        )
        own = f"auto {device}\niface {device} inet static\n    address 192.0.2.1{number}/24\n"
        tree(tmp_path / f"lb{number}", {"etc/keepalived/keepalived.conf": text, "etc/network/interfaces": own})
    result = convert(load([str(tmp_path)]), "interfaces", Choices(auth="new"))
    lost = [f.message for f in result.report.findings if "is longer than 15 characters" in f.message]
    assert [m.rpartition(": ")[2] for m in lost] == ["192.0.2.51 is lost"] * 2
    (plan,) = (f.text for f in result.files if f.path == "PLAN.md")
    assert "192.0.2.50" in plan
    assert "192.0.2.51" not in plan


NETPLAN = (
    "network:\n  ethernets:\n    eth0:\n      addresses: [192.0.2.11/24]\n      gateway4: 192.0.2.1\n      mtu: 1400\n"
)
NETWORKD = "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.11/24\nGateway=192.0.2.1\n[Link]\nMTUBytes=1400\n"
KEYFILE = "[connection]\nid=a\ninterface-name=eth0\n[ethernet]\nmtu=1400\n[ipv4]\nmethod=manual\naddress1=192.0.2.11/24,192.0.2.1\n"
PROGRAMS = {
    "etc/netplan/50.yaml": NETPLAN,
    "etc/systemd/network/10-eth0.network": NETWORKD,
    "etc/NetworkManager/system-connections/eth0.nmconnection": KEYFILE,
}


def held(folder: Path, path: str, more: str = "") -> tuple[list[str], list[Step]]:
    tree(
        folder / "lb1",
        {path: PROGRAMS[path], "etc/os-release": DEBIAN, "etc/keepalived/keepalived.conf": instance(5, 50, 100)},
    )
    if more:
        tree(folder / "lb1", {"etc/network/interfaces": more})
    result = convert(load([str(folder)]), "interfaces", Choices(auth="new"))
    found = [f for f in result.report.findings if "configures eth0, too" in f.message]
    return [f.span.source.path for f in found], planned(load([str(folder)]), "interfaces", auth="new")


@pytest.mark.parametrize("path", PROGRAMS)
def test_a_device_that_another_program_configures_is_taken_over(path: str, tmp_path: Path) -> None:
    places, steps = held(tmp_path, path)
    assert [p.endswith(path) for p in places] == [True]
    (taken,) = (s for s in steps if s["action"] == f"Take eth0 out of /{path}")
    assert taken["phase"] == "prepare"
    assert [bare(c) for c in taken["commands"]] == [f"vi /{path}"]
    assert taken["undo"] == [f"tar -C / -xzf /root/before-carplint.tar.gz {path}"]
    (save,) = (c for s in steps for c in s["commands"] if "--ignore-failed-read" in c)
    assert path in save or "etc/systemd/system" in path
    (start,) = (bare(c) for s in steps for c in s["commands"] if "ifup" in c)
    free = "nmcli device set eth0 managed no; " if "NetworkManager" in path else ""
    assert start == f"ifdown eth0; {free}ip addr flush dev eth0; ifup eth0"


def test_a_device_that_no_new_stanza_is_for_stays_with_its_program(tmp_path: Path) -> None:
    """The host's own file is kept, and the daemon gets a stanza that adds no address."""
    places, steps = held(tmp_path, "etc/netplan/50.yaml", "auto lo\niface lo inet loopback\n")
    assert places == []
    assert not [s for s in steps if s["action"].startswith("Take eth0 out")]
    assert [bare(c) for s in steps for c in s["commands"] if "ifup" in c] == ["ifdown eth0:5; ifup eth0:5"]


@needs_namespaces
@needs("ifup", "ifdown")
def test_ifup_takes_a_device_over_that_has_its_address(tmp_path: Path) -> None:
    """Without the flush it says `Address already assigned` and fails."""
    path = "etc/netplan/50.yaml"
    _, steps = held(tmp_path / "h", path)
    (start,) = (bare(c) for s in steps for c in s["commands"] if "ifup" in c)
    result = convert(load([str(tmp_path / "h")]), "interfaces", Choices(auth="new"))
    (text,) = (f.text for f in result.files if f.path.endswith("interfaces"))
    (tmp_path / "interfaces").write_text(text.replace("ucarp-", "x-ucarp-"))
    prepared = (
        "mount --make-rprivate / && mkdir -p /run/network && mount -t tmpfs none /run/network && "
        f"mkdir -p /etc/network && touch /etc/network/interfaces && mount --bind {tmp_path}/interfaces /etc/network/interfaces && "
        "ip addr add 192.0.2.11/24 dev eth0; "
    )
    shown = "; ip -o -4 addr show dev eth0; ip route show default; ip link show dev eth0"
    outputs = []
    for command in (start, start.replace("ip addr flush dev eth0; ", "")):
        with namespace(["eth0"]) as inside:
            run = subprocess.run(
                [*inside, "unshare", "-m", "sh", "-c", prepared + command + shown], capture_output=True, text=True
            )
        outputs.append(run)
    assert "already assigned" in outputs[1].stderr or "File exists" in outputs[1].stderr
    assert "already assigned" not in outputs[0].stderr
    assert "192.0.2.11/24" in outputs[0].stdout
    assert "default via 192.0.2.1 dev eth0" in outputs[0].stdout
    assert "mtu 1400" in outputs[0].stdout


@pytest.mark.parametrize(
    ("path", "beside", "text"),
    [
        ("etc/netplan/50.yaml", "etc/netplan/99-local.yaml", "network: {ethernets: {eth0: {optional: true}}}\n"),
        (
            "etc/systemd/network/10-eth0.network",
            "etc/systemd/network/10-eth0.network.d/a.conf",
            "[Network]\nLLDP=yes\n",
        ),
    ],
)
def test_a_device_is_taken_out_of_each_file_that_configures_it(
    path: str, beside: str, text: str, tmp_path: Path
) -> None:
    tree(tmp_path / "lb1", {beside: text})
    places, steps = held(tmp_path, path)
    assert {p.rpartition("/etc/")[2] for p in places} == {path.removeprefix("etc/"), beside.removeprefix("etc/")}
    (save,) = (c for s in steps for c in s["commands"] if "--ignore-failed-read" in c)
    for own in (path, beside):
        (taken,) = (s for s in steps if s["action"] == f"Take eth0 out of /{own}")
        assert taken["undo"] == [f"tar -C / -xzf /root/before-carplint.tar.gz {own}"]
        assert own in save


@pytest.mark.parametrize("name", ["*.service", "a?.service", "[ab].service", "a b.service", "-a.service"])
def test_a_file_that_no_unit_can_be_called_is_no_unit(name: str, tmp_path: Path) -> None:
    """systemctl takes a pattern for all units that it meets (systemctl(1)), and a dash for an option."""
    line = f"ucarp -i eth0 -s 192.0.2.11 -v 5 -a 192.0.2.50 {SCRIPTS}"
    tree(tmp_path / "lb1", {f"etc/systemd/system/{name}": f"[Service]\nExecStart=/usr/sbin/{line}\n"})
    try:
        result = convert(load([str(tmp_path)]), "keepalived", Choices(True))
    except RefusedError:
        return
    (plan,) = (f.text for f in result.files if f.path == "PLAN.md")
    assert "pkill" in plan
    for unit in re.findall(r"systemctl \w+ (.*)", plan):
        assert unit.partition(" ")[0] in ("keepalived", "keepalived.service"), unit
