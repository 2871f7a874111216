"""The plan of a change: its order, that its commands do what they say, and that carrying it out never gives a VIP to two
nodes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carplint.conversion import Choices, RefusedError, convert
from carplint.inputs.load import load
from carplint.model import Net
from carplint.model.system import System, system
from tests.oracles import needs
from tests.trees import ROOT, SEED

DEBIAN = ROOT / "fixtures" / "clusters" / "debian"

KILL = "pkill -TERM -f '^[^ ]*ucarp .*[^0-9.]{}( |$)'"
"""The command that ends the daemon of one VIP."""

Step = dict[str, Any]


def planned(net: Net, to: str, **choices: Any) -> list[Step]:
    files = convert(net, to, Choices(plan="json", output="new", **choices)).files
    steps: list[Step] = json.loads(files[-1].text)["steps"]
    return steps


def commands(steps: list[Step]) -> list[str]:
    return [c for s in steps for key in ("commands", "undo") for c in s[key]]


def bare(command: str) -> str:
    """A command without the comment behind it."""
    return re.sub(r" {4}# .*", "", command)


def tree(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def instance(number: int, last: int, priority: int, more: str = "") -> str:
    return (
        f"vrrp_instance VI_{number} {{\n    state BACKUP\n    interface eth0\n    virtual_router_id {number}\n"
        f"    priority {priority}\n{more}    virtual_ipaddress {{\n        192.0.2.{last}/24\n    }}\n}}\n"
    )


def keepaliveds(folder: Path, priorities: Mapping[str, Mapping[int, int]], more: str = "") -> Net:
    """Nodes with instances: for each node the priorities by id, whose VIP ends in the id."""
    for host, own in priorities.items():
        text = "".join(instance(number, number, priority, more) for number, priority in own.items())
        tree(folder, {f"{host}/etc/keepalived/keepalived.conf": text})
    return load([str(folder)])


# Systems

CENTOS_6 = "CentOS release 6.10 (Final)\n"
CENTOS_7 = "CentOS Linux release 7.9.2009 (Core)\n"
OS_RELEASE = 'PRETTY_NAME="{}"\nVERSION_ID="{}"\nID={}\nID_LIKE="{}"\n'
SYSTEMS = {
    "nothing": ({}, System("", "redhat", "systemd or sysv")),
    "etc/systemd": ({"etc/systemd/system.conf": ""}, System("", "redhat", "systemd")),
    "CentOS 6": ({"etc/redhat-release": CENTOS_6}, System(CENTOS_6.strip(), "redhat", "sysv", (1, 2, 13))),
    "CentOS 7": ({"etc/redhat-release": CENTOS_7}, System(CENTOS_7.strip(), "redhat", "systemd", (1, 3, 5))),
    "Rocky": (
        {"etc/os-release": OS_RELEASE.format("Rocky Linux 9.4", "9.4", '"rocky"', "rhel centos fedora")},
        System("Rocky Linux 9.4", "redhat", "systemd", (2, 2, 8)),
    ),
    "Debian": ({"etc/debian_version": "12.11\n"}, System("Debian 12.11", "debian", "systemd", (2, 2, 7))),
    "Debian 7": ({"etc/debian_version": "7.11\n"}, System("Debian 7.11", "debian", "")),
    "Ubuntu": (
        {
            "etc/debian_version": "trixie/sid\n",
            "etc/os-release": OS_RELEASE.format("Ubuntu 24.04", "24.04", "ubuntu", "debian"),
        },
        System("Ubuntu 24.04", "debian", "systemd"),
    ),
    "Gentoo": (
        {"etc/os-release": OS_RELEASE.format("Gentoo Linux", "2.15", "gentoo", "")},
        System("Gentoo Linux", "gentoo", "openrc"),
    ),
    "none of them": (
        {"etc/os-release": OS_RELEASE.format("Alpine", "3.20", "alpine", "")},
        System("", "redhat", "systemd or sysv"),
    ),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_system_is_what_the_tree_says(name: str, tmp_path: Path) -> None:
    files, expected = SYSTEMS[name]
    shutil.copytree(SEED / "sl-0-extappdev1", tmp_path / "lb1")
    (host,) = load([str(tree(tmp_path / "lb1", files))]).hosts
    assert system(host) == expected


@pytest.mark.parametrize(
    ("files", "release"),
    [
        ({"etc/redhat-release": "CentOS release 6.5 (Final)\n"}, (1, 2, 7)),
        ({"etc/redhat-release": "Red Hat Enterprise Linux Server release 7.3 (Maipo)\n"}, (1, 2, 13)),
        ({"etc/os-release": OS_RELEASE.format("CentOS Linux 7 (Core)", "7", "centos", "rhel fedora")}, (1, 3, 5)),
        ({"etc/os-release": OS_RELEASE.format("AlmaLinux 8.10", "8.10", "almalinux", "rhel")}, (2, 1, 5)),
        ({"etc/os-release": OS_RELEASE.format("Rocky Linux 9.2", "9.2", "rocky", "rhel")}, None),
        ({"etc/os-release": OS_RELEASE.format("Ubuntu 20.04.6 LTS", "20.04", "ubuntu", "debian")}, (2, 0, 19)),
        ({"etc/os-release": OS_RELEASE.format("Ubuntu 20.10", "20.10", "ubuntu", "debian")}, None),
        ({"etc/os-release": OS_RELEASE.format("Raspbian 12", "12", "raspbian", "debian")}, None),
        ({"etc/os-release": OS_RELEASE.format("Debian", "", "debian", "")}, None),
        ({"etc/os-release": OS_RELEASE.format("Debian", "12" * 5000, "debian", "")}, None),
    ],
)
def test_the_release_in_the_packages_is_that_of_the_number(
    files: dict[str, str], release: tuple[int, int, int] | None, tmp_path: Path
) -> None:
    """A number without its second part stands for the newest one; what nobody has looked up is not known."""
    shutil.copytree(SEED / "sl-0-extappdev1", tmp_path / "lb1")
    (host,) = load([str(tree(tmp_path / "lb1", files))]).hosts
    assert system(host).keepalived == release


def test_a_release_file_outside_of_the_tree_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "release").write_text(CENTOS_6)
    shutil.copytree(SEED / "sl-0-extappdev1", tmp_path / "lb1")
    (tmp_path / "lb1/etc/redhat-release").symlink_to(tmp_path / "release")
    (host,) = load([str(tmp_path / "lb1")]).hosts
    assert system(host) == SYSTEMS["nothing"][1]


def test_the_commands_are_those_of_the_system(tmp_path: Path) -> None:
    for node in SEED.iterdir():
        shutil.copytree(node, tmp_path / node.name)
        tree(tmp_path / node.name, {"etc/redhat-release": CENTOS_6})
    found = [bare(c) for c in commands(planned(load([str(tmp_path)]), "keepalived"))]
    assert not [c for c in found if c.startswith(("systemctl", "apt-get", "nft", "firewall-cmd", "keepalived -t"))]
    assert {"service keepalived start", "chkconfig keepalived on", "service carp stop", "chkconfig carp off"} <= set(
        found
    )
    assert found.count("carplint check --target keepalived=1.2.13 new") == 2


def test_an_old_release_in_the_packages_is_named_where_the_files_need_a_newer_one(tmp_path: Path) -> None:
    for node in ("lb1", "lb2"):
        tree(tmp_path / node, {"etc/redhat-release": CENTOS_7})
        common = f"BIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{node[2:]}\nVIP_ADDRESS=192.0.2.10\nPASSWORD=x\n"
        tree(
            tmp_path / node, {"etc/ucarp/vip-001.conf": common + f'OPTIONS="--deadratio=5 --shutdown -k {node[2:]}0"\n'}
        )
    net = load([str(tmp_path)])
    remark = "CentOS Linux release 7.9.2009 (Core) has 1.3.5"
    assert all(remark in s["action"] for s in planned(net, "keepalived") if s["action"].startswith("Install"))
    told = planned(net, "keepalived", version=(1, 3, 5))
    assert not any(remark in s["action"] for s in told)
    assert "systemctl stop ucarp@001" in commands(told)


# Order


def test_a_pair_whose_nodes_are_each_the_master_of_a_vip(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"lb1": {51: 200, 52: 100}, "lb2": {51: 100, 52: 200}})
    steps = planned(net, "carp", auth="new")
    assert [s["host"] for s in steps if s["phase"] == "stop"] == ["lb2"]
    (stop,) = (s for s in steps if s["phase"] == "stop")
    assert stop["why"] == "an outage of 192.0.2.52 until lb1 has it; from now on nobody stands in for lb1"
    look, switch, start = (s for s in steps if s["phase"] == "switch")
    assert switch["why"].endswith("All its VIPs are away from here on: have the next step's commands ready")
    assert look["commands"][1:] == [f"ip -o addr show to 192.0.2.{n}    # one line, eth0" for n in (51, 52)]
    assert "takes 192.0.2.51, 192.0.2.52 within" in start["action"]
    (join,) = (s for s in steps if s["phase"] == "join")
    assert re.search(r"takes 192\.0\.2\.52 within \d+ s and stays a backup of 192\.0\.2\.51", join["action"])
    assert join["commands"][2:4] == [
        "ip -o addr show to 192.0.2.51    # nothing",
        "ip -o addr show to 192.0.2.52    # one line, eth0",
    ]


def test_masters_that_share_a_standby_are_switched_one_after_the_other(tmp_path: Path) -> None:
    """Each VIP is away once, while its own master changes."""
    net = keepaliveds(tmp_path, {"lb1": {51: 200}, "lb2": {51: 100, 52: 100}, "lb3": {52: 200}})
    steps = [s for s in planned(net, "carp", auth="new") if s["phase"] in ("stop", "switch", "join")]
    assert [(s["phase"], s["host"]) for s in steps] == [
        ("stop", "lb2"),
        *[("switch", "lb1")] * 3,
        *[("switch", "lb3")] * 3,
        ("join", "lb2"),
    ]
    assert steps[0]["why"] == "lb1 and lb3 go on serving; from now on nobody stands in"


def test_a_node_that_does_not_preempt_is_said_to_stay_a_backup(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"lb1": {51: 200, 52: 100}, "lb2": {51: 100, 52: 200}}, "    nopreempt\n")
    (join,) = (s for s in planned(net, "carp", auth="new") if s["phase"] == "join")
    assert "192.0.2.52 would be its own, but it does not preempt" in join["action"]
    assert not any("one line" in c for c in join["commands"])


def test_nodes_that_share_no_vip_do_not_wait_for_each_other(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"db1": {7: 200}, "db2": {7: 100}, "lb1": {51: 200}, "lb2": {51: 100}})
    steps = planned(net, "carp", auth="new")
    order = [(s["phase"], s["host"]) for s in steps if s["phase"] in ("stop", "switch", "join")]
    pairs = [[("stop", f"{n}2"), *[("switch", f"{n}1")] * 3, ("join", f"{n}2")] for n in ("db", "lb")]
    assert order == pairs[0] + pairs[1]


def test_all_backups_stop_before_the_master_and_start_after_it(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {f"lb{n}": {51: 200 - n} for n in (1, 2, 3, 4)})
    steps = [s for s in planned(net, "ucarp", auth="new") if s["phase"] in ("stop", "switch", "join")]
    assert [s["host"] for s in steps] == ["lb4", "lb3", "lb2", "lb1", "lb1", "lb1", "lb2", "lb3", "lb4"]


def test_one_node_alone_is_warned_of_the_others(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"lb1": {51: 200}})
    steps = planned(net, "carp", auth="new")
    assert [s["action"] for s in steps if s["phase"] == "stop"] == [
        "Stop keepalived on every other node of the VIP first: their files were not among the inputs"
    ]


@pytest.mark.parametrize(
    ("release", "parent", "command"),
    [
        (CENTOS_6, "", "printf '\\nONPARENT=no\\n' >> /etc/sysconfig/network-scripts/ifcfg-eth0:0"),
        (CENTOS_6, "UUID=1-2\n", "rm /etc/sysconfig/network-scripts/ifcfg-eth0:0"),
        (CENTOS_7, "", "rm /etc/sysconfig/network-scripts/ifcfg-eth0:0"),
        (CENTOS_7, "NM_CONTROLLED=no\n", "printf '\\nONPARENT=no\\n' >> /etc/sysconfig/network-scripts/ifcfg-eth0:0"),
    ],
)
def test_an_alias_does_not_come_up_at_boot(release: str, parent: str, command: str, tmp_path: Path) -> None:
    """NetworkManager knows no ONPARENT."""
    for node in SEED.iterdir():
        shutil.copytree(node, tmp_path / node.name)
        tree(tmp_path / node.name, {"etc/redhat-release": release})
        own = tmp_path / node.name / "etc/sysconfig/network-scripts/ifcfg-eth0"
        text = re.sub("(?m)^(UUID|NM_CONTROLLED)=.*\n", "", own.read_text())
        own.write_text(f"{text.rstrip()}\n{parent}")
    steps = [s for s in planned(load([str(tmp_path)]), "keepalived") if s["action"].startswith("ifcfg-eth0:0: ")]
    assert [s["commands"] for s in steps] == [[command]] * 2
    assert all(s["undo"] == [f"tar -C / -xzf /root/before-carplint.tar.gz {command.split()[-1][1:]}"] for s in steps)


PLACES = st.dictionaries(
    st.sampled_from(["a1", "a2", "a3", "a4"]),
    st.dictionaries(st.sampled_from([5, 6, 7]), st.integers(1, 254), min_size=1),
    min_size=1,
)


def daemons(steps: list[Step], key: str, running: dict[str, str]) -> Iterator[dict[str, str]]:
    """What runs on each node after each command of some steps: "carp", "vrrp", both or ""."""
    signs = {"service carp": "carp ", "systemctl": "vrrp "}
    for step in steps:
        for words in (bare(c).split() for c in step[key]):
            sign = signs.get(" ".join(words[:2]) if words[0] == "service" else words[0])
            if sign and "start" in words:
                running[step["host"]] += sign
            elif sign and "stop" in words:
                running[step["host"]] = running[step["host"]].replace(sign, "")
            yield dict(running)


@settings(max_examples=30, deadline=None)
@given(PLACES)
def test_no_two_nodes_of_a_vip_ever_run_both_protocols(places: dict[str, dict[int, int]]) -> None:
    """Whatever shares what: at no command of the plan, nor of the way back."""
    with tempfile.TemporaryDirectory() as folder:
        steps = planned(keepaliveds(Path(folder), places), "carp", auth="new")
    running = dict.fromkeys(places, "vrrp ")
    for key, order, end in (("commands", steps, "carp "), ("undo", steps[::-1], "vrrp ")):
        for now in daemons(order, key, running):
            for number in (5, 6, 7):
                assert len({now[host] for host, own in places.items() if number in own} - {""}) <= 1, (key, now)
        assert set(running.values()) == {end}


@pytest.mark.parametrize(("to", "version"), [("carp", None), ("keepalived", (2, 0, 7))])
def test_the_best_node_is_the_best_while_all_is_well(
    to: str, version: tuple[int, int, int] | None, tmp_path: Path
) -> None:
    """A weight that is added to 99 makes the master: 99 + 4 > 100."""
    script = 'vrrp_script chk {\n    script "/bin/true"\n    weight 4\n}\n'
    tracked = instance(51, 51, 99, "    track_script {\n        chk\n    }\n")
    files = {"lb1/etc/keepalived/keepalived.conf": script + tracked}
    files["lb2/etc/keepalived/keepalived.conf"] = instance(51, 51, 100)
    net = load([str(tree(tmp_path, files))])
    result = convert(net, to, Choices(plan="json", output="new", version=version, auth="" if version else "new"))
    plan = json.loads(result.files[-1].text)
    assert plan["hosts"] == ["lb1", "lb2"]
    assert [s["host"] for s in plan["steps"] if s["action"].startswith("Stop")] == ["lb2", "lb1"]


# Another release


def test_the_nodes_get_a_release_one_after_the_other_the_backups_first(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}, "lb3": {51: 120}}, "    vmac_garp_intvl 5\n")
    steps = planned(net, "keepalived", version=(2, 0, 7))
    assert list(dict.fromkeys(s["host"] for s in steps)) == ["lb1", "lb3", "lb2"]
    for host in ("lb1", "lb2", "lb3"):
        own = [bare(s["commands"][0]) for s in steps if s["host"] == host]
        assert own[0].startswith("systemctl stop")
        assert own[1].startswith("ls -l /root/before-carplint.tar.gz")
        assert own[3:] == ["keepalived -t -f /etc/keepalived/keepalived.conf", "systemctl start keepalived"]
    assert "takes 192.0.2.51 within" in steps[-1]["action"]
    assert [s["action"] for s in steps if "stays a backup" in s["action"]] == [
        "Start the new release; it stays a backup"
    ] * 2


def test_nodes_that_would_not_hear_each_other_change_all_at_once(tmp_path: Path) -> None:
    secret = "    auth_hmac {\n        key 1 abcdefghijklmnopqrstuvwxyz012345\n        active_key 1\n    }\n"
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}}, secret)
    steps = planned(net, "keepalived", version=(2, 2, 7))
    running = {"lb1": "old", "lb2": "old"}
    for step in steps:
        for command in map(bare, step["commands"]):
            if command == "systemctl stop keepalived":
                running[step["host"]] = ""
            elif command == "systemctl start keepalived":
                running[step["host"]] = "new"
            assert set(running.values()) != {"old", "new"}, step
    assert running == {"lb1": "new", "lb2": "new"}


def test_included_files_keep_their_paths_and_modes_and_are_changed_too(tmp_path: Path) -> None:
    text = instance(51, 51, 100).replace("    virtual_ip", "    include ../more.inc\n    virtual_ip")
    files = {
        "etc/keepalived/keepalived.conf": "include /etc/keepalived/conf.d/*.conf\n",
        "etc/keepalived/conf.d/web.conf": text,
        "etc/keepalived/more.inc": "    down_timer_adverts 5\n",
    }
    tree(tmp_path / "lb1", files)
    (tmp_path / "lb1/etc/keepalived/conf.d/web.conf").chmod(0o640)
    result = convert(load([str(tmp_path / "lb1")]), "keepalived", Choices(version=(2, 0, 0)))
    found = {f.path: (f.text, f.mode) for f in result.files[:-1]}
    assert found == {
        "lb1/etc/keepalived/keepalived.conf": (files["etc/keepalived/keepalived.conf"], 0o644),
        "lb1/etc/keepalived/conf.d/web.conf": (text, 0o640),
        "lb1/etc/keepalived/more.inc": ("    # keepalived 2.0.0 does not know it: down_timer_adverts 5\n", 0o644),
    }


# Commands

PAIRS = (
    (SEED, "keepalived", ()),
    (SEED, "ucarp", ()),
    (SEED, "interfaces", ()),
    (DEBIAN, "keepalived", ()),
    (DEBIAN, "carp", ()),
    (ROOT / "fixtures/rules/vrid-mismatch/good", "carp", ()),
    (ROOT / "fixtures/rules/vrid-mismatch/good", "ucarp", ()),
    (ROOT / "fixtures/rules/vrid-mismatch/good", "interfaces", ()),
    (ROOT / "fixtures/rules/vrid-mismatch/good", "keepalived", (1, 3, 5)),
)


@pytest.mark.parametrize(("source", "to", "version"), PAIRS, ids=lambda v: v.name if isinstance(v, Path) else str(v))
def test_every_command_is_shell_and_every_start_and_stop_can_be_undone(
    source: Path, to: str, version: tuple[int, ...]
) -> None:
    steps = planned(load([str(source)]), to, version=version or None)
    assert steps
    for command in commands(steps):
        subprocess.run(["sh", "-n", "-c", command], check=True)
        assert "\n" not in command
    for step in steps:
        if any(
            re.match(r"(systemctl|service) (start|stop)|service \w+ (start|stop)|pkill|ifdown", c)
            for c in step["commands"]
        ):
            assert step["undo"], step


def local(command: str, root: Path, here: Path) -> str:
    """A command of a plan, with the root of a node and the folder where carplint ran in the places of the real ones."""
    there = (
        re.sub(r"\| ssh root@\S+", "|", bare(command))
        .replace("-C / ", f"-C {root} ")
        .replace(" /root/", f" {root}/root/")
    )
    return re.sub(r" /etc/", f" {root}/etc/", there).replace("-C new/", f"-C {here}/new/")


def test_files_are_put_in_place_and_back_with_their_modes(tmp_path: Path) -> None:
    node = "sl-0-extappdev1"
    shutil.copytree(SEED / node, tmp_path / "root")
    tree(tmp_path / "root", {"root/.profile": "", "etc/keepalived/keepalived.conf": "! an older one\n"})
    (tmp_path / "root/etc").chmod(0o750)
    before = {p: (p.stat().st_mode, p.read_bytes()) for p in (tmp_path / "root").rglob("*") if p.is_file()}
    result = convert(load([str(SEED)]), "keepalived", Choices(plan="json", output="new", auth="hmac"))
    for file in result.files:
        path = tmp_path / "new" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)
        path.chmod(file.mode)
    (tmp_path / "new" / node / "etc").chmod(0o700)
    steps = json.loads(result.files[-1].text)["steps"]
    (put,) = (s for s in steps if s["host"] == node and s["action"].startswith("Save"))
    for command in put["commands"]:
        run = subprocess.run(
            ["sh", "-c", local(command, tmp_path / "root", tmp_path)], check=True, capture_output=True, text=True
        )
        if "-tvf" in command:
            assert "-rw------- " in run.stdout
    new = tmp_path / "root/etc/keepalived/keepalived.conf"
    assert "auth_hmac" in new.read_text()
    assert new.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "root/etc").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "root/root/before-carplint.tar.gz").stat().st_mode & 0o777 == 0o600
    for command in put["undo"]:
        subprocess.run(["sh", "-c", local(command, tmp_path / "root", tmp_path)], check=True)
    after = {p: (p.stat().st_mode, p.read_bytes()) for p in before}
    assert after == before


def test_after_the_last_step_no_file_brings_the_vip_up(tmp_path: Path) -> None:
    shutil.copytree(SEED, tmp_path / "seed")
    net = load([str(tmp_path / "seed")])
    for step in planned(net, "keepalived"):
        for command in step["commands"]:
            if "ONPARENT" in command:
                subprocess.run(["sh", "-c", local(command, tmp_path / "seed" / step["host"], tmp_path)], check=True)
    again = load([str(tmp_path / "seed")])
    aliases = [i for h in again.hosts for i in h.interfaces if i.parent is not None]
    assert len(aliases) == 2
    assert all(a.on_parent is not None and a.on_parent.value == "no" for a in aliases)
    assert "migrate-vip-alias-left" in {f.name for f in convert(net, "keepalived").report.findings}
    assert "migrate-vip-alias-left" not in {f.name for f in convert(again, "keepalived").report.findings}


@needs("ifquery")
def test_after_the_last_step_ifup_starts_no_ucarp(tmp_path: Path) -> None:
    shutil.copytree(DEBIAN, tmp_path / "debian")
    for step in planned(load([str(tmp_path / "debian")]), "keepalived"):
        for command in step["commands"]:
            if command.startswith("sed"):
                subprocess.run(["sh", "-c", local(command, tmp_path / "debian" / step["host"], tmp_path)], check=True)
    assert load([str(tmp_path / "debian")]).virtual_routers == ()
    for file in (tmp_path / "debian").rglob("interfaces"):
        run = subprocess.run(["ifquery", "-i", str(file), "eth0"], capture_output=True, text=True, check=True)
        assert "address: " in run.stdout
        assert "ucarp" not in run.stdout


def test_a_package_of_the_same_name_is_looked_at(tmp_path: Path) -> None:
    steps = planned(load([str(SEED)]), "ucarp")
    assert steps[0]["commands"] == ["ls -l /usr/libexec/ucarp/ucarp"]
    assert "systemctl start ucarp@1    # CentOS 6: service ucarp start" in commands(steps)
    net = keepaliveds(tmp_path, {"lb1": {51: 200}, "lb2": {51: 100}})
    (first, *_) = planned(net, "interfaces", auth="new")
    assert first["commands"][0] == "apt-get install ucarp"
    assert first["commands"][-1] == "ls -l /etc/network/if-up.d/ucarp"


def test_a_node_without_vips_and_files_elsewhere(tmp_path: Path) -> None:
    text = (
        "virtual_server 192.0.2.80 80 {\n    lb_algo rr\n    real_server 192.0.2.81 80 {\n        weight 1\n    }\n}\n"
    )
    tree(tmp_path / "h/lvs", {"usr/local/etc/keepalived/keepalived.conf": text})
    net = keepaliveds(tmp_path / "h", {"lb1": {51: 110}, "lb2": {51: 130}})
    steps = [s for s in planned(net, "keepalived", version=(2, 2, 7)) if s["host"] == "lvs"]
    assert [s["action"] for s in steps if "op keep" in s["action"] or "Start" in s["action"]] == [
        "Stop keepalived",
        "Start the new release",
    ]
    found = commands(steps)
    assert "keepalived -t -f /usr/local/etc/keepalived/keepalived.conf" in found
    assert any(c.startswith("tar -C new/lvs -cf - usr | ssh") for c in found)


def test_every_service_of_a_node_is_stopped(tmp_path: Path) -> None:
    shutil.copytree(SEED, tmp_path / "seed")
    for number, node in enumerate(sorted((tmp_path / "seed").iterdir()), 1):
        line = f"ucarp -i eth0 -s 172.16.17.8{4 + number} -v 9 -a 172.16.17.90 -p x -B -k {number}\n"
        tree(node, {"etc/rc.local": line})
    steps = planned(load([str(tmp_path)]), "keepalived")
    (stop,) = (s for s in steps if s["phase"] == "stop")
    assert stop["action"] == "Stop the carp service and the ucarp command and see that no VIP is left"
    assert [bare(c) for c in stop["commands"][:2]] == ["service carp stop", KILL.format(r"172\.16\.17\.90")]


def test_what_a_node_runs_of_the_target_already_is_not_replaced(tmp_path: Path) -> None:
    shutil.copytree(SEED, tmp_path / "h")
    for node in (tmp_path / "h").iterdir():
        tree(node, {"etc/keepalived/keepalived.conf": instance(51, 50, int(node.name[-1]))})
    net = load([str(tmp_path)])
    with pytest.raises(RefusedError, match=r"/etc/keepalived/keepalived\.conf of sl-0-extappdev1 is in use,"):
        convert(net, "keepalived")
    assert convert(net, "keepalived", Choices(allow_errors=True)).files
    assert convert(net, "ucarp", Choices(auth="new")).files


def test_no_name_of_a_file_becomes_a_command_of_the_plan(tmp_path: Path) -> None:
    gentoo = (
        "UCARP_INTERFACE=eth0\nUCARP_SOURCEADDRESS=192.0.2.1\nUCARP_VHID=7\nUCARP_PASSFILE=/etc/p\n"
        "UCARP_VIRTUALADDRESS=192.0.2.10\nUCARP_UPSCRIPT=/u\nUCARP_DOWNSCRIPT=/d\nUCARP_VIRTUALPREFIX=24\n"
    )
    debian = "iface eth0 inet static\n    address 192.0.2.11/24\n    ucarp-vid 7\n    ucarp-vip 192.0.2.10\n    ucarp-password x\n"
    tree(tmp_path / "gentoo", {"etc/conf.d/ucarp.x;echo bad": gentoo})
    tree(
        tmp_path / "debian",
        {"etc/network/interfaces.d/$(echo bad)": debian, "etc/network/interfaces": "source interfaces.d/*\n"},
    )
    tree(tmp_path / "debian", {"etc/debian_version": "12.11\n```\necho bad\n"})
    result = convert(load([str(tmp_path)]), "keepalived", Choices(allow_errors=True, plan="json"))
    steps = json.loads(result.files[-1].text)["steps"]
    named = [c for c in commands(steps) if "bad" in c and c.startswith(("rc-service", "rc-update", "sed"))]
    assert len(named) >= 4
    for command in named:
        run = subprocess.run(["sh", "-c", re.sub(r"^\S+", "printf %s\\\\n", command)], capture_output=True, text=True)
        assert "bad" not in run.stdout.splitlines()
        assert "x;echo bad" in run.stdout or "$(echo bad)" in run.stdout
    assert not any("\n" in s["action"] for s in steps)


def test_what_comes_by_standard_input_is_the_main_file(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "carplint",
        "convert",
        "-",
        "--to",
        "keepalived",
        "--target",
        "keepalived=2.0.7",
        "-o",
        "new",
    ]
    subprocess.run(words, input=instance(51, 51, 100), text=True, cwd=tmp_path, check=True, capture_output=True)
    assert [p.name for p in (tmp_path / "new").rglob("keepalived/*")] == ["keepalived.conf"]
