"""What the steps of a plan say and do: how a ucarp of one's own is stopped for good, what is saved, how long to wait, and
what the firewall has to let pass."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from carplint.conversion import Choices, convert
from carplint.inputs.load import load
from carplint.model.system import system
from tests.conversion.plan.test_plan import (
    CENTOS_6,
    CENTOS_7,
    Step,
    bare,
    commands,
    keepaliveds,
    local,
    planned,
    tree,
)
from tests.trees import ROOT, SEED

LINE = "/usr/sbin/ucarp -i eth0 -s 192.0.2.{} -v 7 -p rosso -a 192.0.2.10 -k {}0 -u /u -d /d\n"
UNIT = "[Service]\nExecStart={}Restart=always\n\n[Install]\nWantedBy=multi-user.target\n"


def with_lines(folder: Path, places: Mapping[str, str]) -> list[Step]:
    """The plan for nodes that each start ucarp by a line in a file: its path by node."""
    for number, (host, path) in enumerate(places.items(), 1):
        line = LINE.format(number, number)
        tree(folder / host, {path: UNIT.format(line) if "systemd" in path else line})
    return planned(load([str(folder)]), "keepalived")


def one(steps: list[Step], host: str, action: str) -> Step:
    """The one step on a host whose action begins so."""
    (found,) = (s for s in steps if s["host"] == host and s["action"].startswith(action))
    return found


# The guide


def test_what_the_guide_copies_tells_the_system_and_the_lines_of_rc_local(tmp_path: Path) -> None:
    """On CentOS 6 both are links: redhat-release to centos-release, rc.local to rc.d/rc.local."""
    for number in (1, 2):
        root = tree(
            tmp_path / f"roots/lb{number}",
            {"etc/centos-release": CENTOS_6, "etc/rc.d/rc.local": LINE.format(number, number), "etc/shadow": "x"},
        )
        (root / "etc/redhat-release").symlink_to("centos-release")
        (root / "etc/rc.local").symlink_to("rc.d/rc.local")
    ssh = '#!/bin/sh\ncd "$ROOTS/${1#root@}" && exec sh -c "${2#cd / && }"\n'
    (tree(tmp_path, {"bin/ssh": ssh}) / "bin/ssh").chmod(0o755)
    guide = (ROOT / "docs/from-ucarp-to-keepalived.md").read_text()
    (copy,) = re.findall(r"(?ms)^   ```sh\n(   umask.*?)^   ```", guide)
    where = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "ROOTS": f"{tmp_path}/roots"}
    subprocess.run(["sh", "-c", copy], check=True, cwd=tmp_path, env=where, capture_output=True)
    net = load([str(tmp_path / "hosts")])
    assert [system(h).init for h in net.hosts] == ["sysv", "sysv"]
    assert [r.host for r in net.virtual_routers] == ["lb1", "lb2"]
    assert not [line for line in net.not_checked if "link" in line]
    assert not list((tmp_path / "hosts").rglob("shadow"))


# A ucarp of one's own


@pytest.mark.parametrize("path", ["etc/systemd/system/mail-vip.service", "usr/lib/systemd/system/mail-vip.service"])
def test_a_unit_is_stopped_by_systemd(path: str, tmp_path: Path) -> None:
    """Restart= would start a killed one again."""
    steps = with_lines(tmp_path, {"lb1": path, "lb2": "etc/rc.local"})
    stop = one(steps, "lb1", "Stop")
    assert stop["action"] == "Stop mail-vip.service and see that no VIP is left"
    assert stop["commands"][0] == "systemctl stop mail-vip.service"
    assert stop["undo"][0] == "systemctl start mail-vip.service"
    settle = one(steps, "lb1", "Let the new service start at boot, and mail-vip.service no more")
    assert settle["commands"][-1] == "systemctl disable mail-vip.service"
    assert settle["undo"][-1] == "systemctl enable mail-vip.service"
    assert not [c for s in steps if s["host"] == "lb1" for c in s["commands"] if "pkill" in c]
    assert one(steps, "lb2", "Stop")["commands"][0].startswith("pkill -TERM -x ucarp")


def test_all_instances_of_a_template_are_stopped(tmp_path: Path) -> None:
    steps = with_lines(tmp_path, {"lb1": "etc/systemd/system/vip@.service", "lb2": "etc/rc.local"})
    assert one(steps, "lb1", "Stop")["commands"][0] == "systemctl stop 'vip@*.service'"
    settle = one(steps, "lb1", "Let the new service")
    assert settle["commands"][-1] == "systemctl disable vip@.service"
    assert settle["undo"][-1] == "tar -C / -xzf /root/before-carplint.tar.gz etc/systemd/system"


@pytest.mark.parametrize("path", ["etc/rc.local", "etc/rc.d/rc.local", "usr/local/sbin/start-ucarp.sh", "etc/ucarp.sh"])
def test_what_a_person_takes_out_comes_back(path: str, tmp_path: Path) -> None:
    """The file is in what is saved, is edited where it is, and is put back from there."""
    steps = with_lines(tmp_path / "h", {"lb1": path, "lb2": path})
    settle = one(steps, "lb1", "Let the new service")
    assert settle["commands"][-1] == f"vi /{path}    # take the command out of /{path}:1"
    root = tmp_path / "h/lb1"
    (root / "root").mkdir()
    before = (root / path).read_text()
    save = one(steps, "lb1", "Save")["commands"][0]
    subprocess.run(["sh", "-c", local(save, root, tmp_path)], check=True, capture_output=True)
    (root / path).write_text("")
    subprocess.run(["sh", "-c", local(settle["undo"][-1], root, tmp_path)], check=True)
    assert (root / path).read_text() == before


def test_a_unit_and_a_line_on_one_node_both_go(tmp_path: Path) -> None:
    other = LINE.format(1, 1).replace("-v 7", "-v 8").replace("192.0.2.10", "192.0.2.11")
    tree(tmp_path / "lb1", {"etc/rc.local": other})
    steps = with_lines(tmp_path, {"lb1": "etc/systemd/system/vip.service"})
    (stop,) = (s for s in steps if re.search(r"^Stop .*vip\.service.* and see", s["action"]))
    assert "the ucarp command" in stop["action"]
    assert [bare(c) for c in stop["commands"][:2]] == ["systemctl stop vip.service", "pkill -TERM -x ucarp"]


# Trying the files


@pytest.mark.parametrize(
    ("release", "version", "tried"),
    [
        (CENTOS_7, (2, 2, 7), "carplint check --target keepalived=1.3.5 new"),
        (CENTOS_7, (1, 3, 5), "carplint check --target keepalived=1.3.5 new"),
        ("", (1, 3, 5), "carplint check --target keepalived=1.3.5 new"),
        ("", (2, 2, 7), "keepalived -t -f /etc/keepalived/keepalived.conf"),
    ],
)
def test_the_trial_that_the_file_names_is_in_the_plan(
    release: str, version: tuple[int, int, int], tried: str, tmp_path: Path
) -> None:
    for number, host in enumerate(("lb1", "lb2"), 1):
        files = {"etc/rc.local": LINE.format(number, number)}
        tree(tmp_path / host, files | ({"etc/redhat-release": release} if release else {}))
    result = convert(load([str(tmp_path)]), "keepalived", Choices(plan="json", output="new", version=version))
    steps = json.loads(result.files[-1].text)["steps"]
    assert [bare(c) for c in one(steps, "lb1", "Try")["commands"]] == [tried]
    (named,) = re.findall(r"begins with a trial of it: (.*)", result.files[0].text)
    assert tried.startswith(named)


# Waiting


@pytest.mark.parametrize("to", ["keepalived", "ucarp", "interfaces"])
def test_nothing_is_shown_before_the_timers_have_run_out(to: str) -> None:
    """A daemon that will be master beside another one is not so at once."""
    steps = planned(load([str(SEED)]), to)
    starts = [s for s in steps if s["action"].startswith("Start the new service")]
    assert len(starts) == 2
    for step in starts:
        kinds = [c.split()[0] for c in step["commands"]]
        assert kinds[-3:] == ["sleep", "ip", "arping"], kinds
        assert int(step["commands"][-3].split()[1]) >= 4


def test_a_new_release_is_waited_for_too(tmp_path: Path) -> None:
    steps = planned(keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}}), "keepalived", version=(2, 0, 7))
    starts = [s for s in steps if s["action"].startswith("Start the new release")]
    assert [[c.split()[0] for c in s["commands"]] for s in starts] == [["systemctl", "sleep", "ip", "arping"]] * 2


def test_on_the_way_back_the_first_node_has_the_vip_before_the_next_one_starts() -> None:
    steps = planned(load([str(SEED)]), "keepalived")
    first, *others = [s for s in reversed(steps) if s["action"].startswith("Stop the carp service")]
    assert [bare(c) for c in first["undo"]] == ["service carp start", "sleep 5", "ip -o addr show to 172.16.17.87"]
    assert [[bare(c) for c in s["undo"]] for s in others] == [["service carp start"]]


def test_the_list_of_the_way_back_is_read_downwards() -> None:
    text = convert(load([str(SEED)]), "keepalived", Choices(output="new")).files[-1].text
    back = text.partition("## Go back\n")[2]
    numbers = [int(n) for n in re.findall(r"(?m)^- step (\d+)", back)]
    assert numbers == sorted(numbers, reverse=True)
    assert "go on down this list" in back
    assert "upwards" not in text


# Firewalls


def test_a_firewall_that_carp_works_behind_proves_nothing() -> None:
    steps = [s for s in planned(load([str(SEED)]), "keepalived") if s["action"].startswith("Let protocol 112")]
    assert len(steps) == 2
    for step in steps:
        assert "That CARP works now proves nothing" in step["why"]
        assert all("unless it was there before" in c for c in step["undo"])


def test_ucarp_needs_no_rule_of_a_firewall(tmp_path: Path) -> None:
    """It hears by libpcap, which is before the firewall."""
    found = commands(planned(keepaliveds(tmp_path, {"lb1": {51: 200}, "lb2": {51: 100}}), "ucarp", auth="new"))
    assert not [c for c in found if "112" in c or "iptables" in c]


# Debian


def test_debian_stanzas_of_an_alias_come_back_with_their_device(tmp_path: Path) -> None:
    """`ifdown eth0` takes the addresses of eth0:1 along, `ifup eth0` does not bring them back; and one that fails must not
    keep the node off the network."""
    text = "auto eth0 eth0:1\niface eth0 inet static\n    address 10.3.0.1{0}/24\n    ucarp-vid 5\n    ucarp-vip 10.3.0.9\n"
    text += "    ucarp-password x\niface eth0:1 inet static\n    address 10.3.0.2{0}/24\n    ucarp-vid 6\n"
    text += "    ucarp-vip 10.3.0.8\n    ucarp-password x\n"
    for number in (1, 2):
        tree(tmp_path / f"lb{number}", {"etc/network/interfaces": text.replace("{0}", str(number))})
    steps = planned(load([str(tmp_path)]), "keepalived")
    stops = [s for s in steps if s["action"].startswith("Stop uCarp")]
    assert [bare(s["undo"][0]) for s in stops] == ["ifdown eth0:1 eth0; ifup eth0 eth0:1"] * 2
