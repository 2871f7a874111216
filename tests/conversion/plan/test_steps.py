"""What the steps of a plan say and do: how a ucarp of one's own is stopped for good, what is saved, how long to wait, and
what the firewall has to let pass."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from carplint.conversion import Choices, RefusedError, convert
from carplint.inputs.load import load
from carplint.model.system import system
from tests.conversion.plan.test_plan import (
    CENTOS_6,
    CENTOS_7,
    KILL,
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
    assert one(steps, "lb2", "Stop")["commands"][0].startswith(KILL.format(r"192\.0\.2\.10"))


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
    assert [bare(c) for c in stop["commands"][:2]] == ["systemctl stop vip.service", KILL.format(r"192\.0\.2\.11")]


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
    """Each firewall that there may be is a step of its own: who copies a block runs the commands of one."""
    steps = [s for s in planned(load([str(SEED)]), "keepalived") if s["action"].startswith("Let protocol 112")]
    assert [s["action"] for s in steps] == 2 * [
        f"Let protocol 112 pass the firewall, if that is {name}" for name in ("iptables", "firewalld", "nftables")
    ]
    programs = {"iptables": "iptables", "firewalld": "firewall-cmd", "nftables": "nft"}
    for step in steps:
        assert "That CARP works now proves nothing" in step["why"]
        assert all("unless it was there before" in c for c in step["undo"])
        assert {c.split()[0] for c in (*step["commands"], *step["undo"])} == {programs[step["action"].split()[-1]]}


def test_the_rule_of_each_firewall_is_kept(tmp_path: Path) -> None:
    steps = [s for s in planned(load([str(SEED)]), "keepalived") if s["action"].startswith("Keep the ")]
    assert [(s["action"].split("'")[0], s["commands"]) for s in steps[:3]] == [
        ("Keep the iptables", ["service iptables save"]),
        ("Keep the firewalld", ["firewall-cmd --runtime-to-permanent"]),
        ("Keep the nftables", ["vi /etc/nftables.conf"]),
    ]
    for node in SEED.iterdir():
        shutil.copytree(node, tmp_path / node.name)
        tree(tmp_path / node.name, {"etc/redhat-release": CENTOS_6})
    old = planned(load([str(tmp_path)]), "keepalived")
    told = [(s["action"], s["commands"]) for s in old if "firewall" in s["action"] and s["phase"] == "settle"]
    assert told == [("Keep the firewall's rule, if one was added", ["service iptables save"])] * 2


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


def test_a_device_whose_own_stanza_starts_no_daemon_stays_up(tmp_path: Path) -> None:
    """The node keeps its address, which came by DHCP."""
    text = "auto eth0\niface eth0 inet dhcp\n"
    tree(tmp_path / "lb1", {"etc/network/interfaces": text, "etc/rc.local": LINE.format(1, 1)})
    start = one(planned(load([str(tmp_path)]), "interfaces"), "lb1", "Start the new service")
    assert bare(start["commands"][0]) == "ifdown eth0:7; ifup eth0:7"


# What a change is like for clients


def test_a_ucarp_that_preempts_has_the_vip_before_the_other_one_lets_go(tmp_path: Path) -> None:
    """Seen with the daemons: two owners for half a second."""
    net = keepaliveds(tmp_path, {"lb1": {51: 200, 52: 100}, "lb2": {51: 100, 52: 200}})
    (join,) = (s for s in planned(net, "carp", auth="new") if s["phase"] == "join")
    assert "takes 192.0.2.52 within" in join["action"]
    assert join["why"] == (
        "it preempts, and takes 192.0.2.52 before the other node lets go of it: for up to a second both have it"
    )


@pytest.mark.parametrize(
    ("to", "choices", "more"),
    [("carp", {"auth": "new"}, "    nopreempt\n"), ("keepalived", {"version": (2, 0, 7)}, "")],
    ids=["no preemption", "VRRP"],
)
def test_no_other_start_announces_two_owners(to: str, choices: dict[str, object], more: str, tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"lb1": {51: 200, 52: 100}, "lb2": {51: 100, 52: 200}}, more)
    assert not [s for s in planned(net, to, **choices) if "both have it" in s["why"]]


def test_a_node_alone_goes_on_nowhere() -> None:
    steps = planned(load([str(SEED / "sl-0-extappdev1")]), "ucarp")
    assert [s["why"] for s in steps if s["action"].startswith("Stop")] == ["the outage begins here"]


def test_a_preempt_delay_is_waited_for_where_another_node_has_the_vip(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}}, "    preempt_delay 40\n")
    steps = [s for s in planned(net, "keepalived", version=(2, 0, 7)) if s["action"].startswith("Start")]
    assert [re.findall(r"within \d+ s", s["action"]) for s in steps] == [[], ["within 45 s"]]
    assert [bare(s["commands"][1]) for s in steps] == ["sleep 5", "sleep 45"]


def test_a_release_takes_as_long_as_a_conversion_to_it(tmp_path: Path) -> None:
    """Before 2.0.0 keepalived waited an interval more."""
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}})
    for version, seconds in (((1, 3, 5), 6), ((2, 0, 7), 5)):
        (start,) = (s for s in planned(net, "keepalived", version=version) if "takes" in s["action"])
        assert f"within {seconds} s" in start["action"]
        found = planned(load([str(SEED)]), "keepalived", version=version)
        assert [s for s in found if f"within {seconds} s" in s["action"] and s["action"].startswith("Start")]


def test_excluded_vips_are_looked_for_too(tmp_path: Path) -> None:
    more = "    virtual_ipaddress_excluded {\n        192.0.2.99/24\n    }\n"
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}}, more)
    files = convert(net, "keepalived", Choices(version=(2, 0, 7))).files
    assert "| 192.0.2.99 | 51 | lb2 (priority 130), lb1 (priority 110) |" in files[-1].text
    found = commands(planned(net, "keepalived", version=(2, 0, 7)))
    assert "ip -o addr show to 192.0.2.99    # one line, eth0" in found


def test_no_name_of_an_interface_becomes_a_command(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}})
    for path in tmp_path.rglob("keepalived.conf"):
        path.write_text(path.read_text().replace("/24\n", "/24 dev e;id>Q\n"))
    net = load([str(tmp_path)])
    found = commands(planned(net, "keepalived", version=(2, 0, 7)))
    assert [bare(c) for c in found if c.startswith("arping")] == ["arping -c 3 -I 'e;id>Q' 192.0.2.51"] * 2


def test_what_a_ucarp_may_leave_behind_is_removed_in_silence() -> None:
    """Where nothing is left `ip` says so on stderr, which looks like a failure."""
    found = [bare(c) for c in commands(planned(load([str(SEED)]), "keepalived")) if c.startswith("ip addr del")]
    assert found == ["ip addr del 172.16.17.87/24 dev eth0 2> /dev/null || :"] * 2
    run = subprocess.run(
        ["sh", "-c", "ip() { echo error >&2; return 2; }\n" + found[0]], capture_output=True, check=True
    )
    assert run.stderr == b""


def test_no_name_of_a_file_begins_a_line_of_the_plan(tmp_path: Path) -> None:
    line = LINE.format(1, 1)
    tree(tmp_path, {"lb1/etc/systemd/system/u\ntouch PWN\n@.service": UNIT.format(line)})
    net = load([str(tmp_path)])
    assert len(net.virtual_routers) == 1
    with pytest.raises(
        RefusedError, match=r"the name of the file 'u\\ntouch PWN\\n@\.service' holds a control character"
    ):
        convert(net, "keepalived")


def test_where_nothing_is_converted_there_is_no_plan(tmp_path: Path) -> None:
    """The VIP of the only cluster is a node's own address, so it is left out."""
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}})
    own = "DEVICE=eth0\nBOOTPROTO=static\nONBOOT=yes\nIPADDR=192.0.2.51\nPREFIX=24\n"
    tree(tmp_path, {"lb1/etc/sysconfig/network-scripts/ifcfg-eth0": own})
    net = load([str(tmp_path)])
    result = convert(net, "carp", Choices(allow_errors=True, auth="new"))
    assert result.files == ()
    assert result.shown == ()


# Old and new daemons that do not hear each other


@pytest.mark.parametrize(
    ("option", "to", "auth", "order"),
    [
        ("", "carp", "", "Stop Start Stop Start"),
        ("", "carp", "new", "Stop Stop Start Start"),
        ("--mcast=239.1.1.1", "ucarp", "", "Stop Start Stop Start"),
        ("--mcast=224.0.0.18", "ucarp", "", "Stop Start Stop Start"),
        ("--mcast=239.1.1.1", "interfaces", "", "Stop Stop Start Start"),
    ],
)
def test_one_node_after_the_other_changes_only_if_both_have_the_secret_and_the_group(
    option: str, to: str, auth: str, order: str, tmp_path: Path
) -> None:
    """Debian's hook has no option for the group."""
    for number in (1, 2):
        line = LINE.format(number, number).replace("-v 7", f"-v 7 {option}")
        tree(tmp_path / f"lb{number}", {"etc/rc.local": line})
    steps = planned(load([str(tmp_path)]), to, auth=auth)
    assert [w for s in steps if (w := s["action"].split()[0]) in ("Stop", "Start")] == order.split()


def test_a_password_that_nobody_knows_may_be_another_one(tmp_path: Path) -> None:
    for number in (1, 2):
        line = LINE.format(number, number).replace("-p rosso", "-o /root/none")
        tree(tmp_path / f"lb{number}", {"etc/rc.local": line})
    steps = planned(load([str(tmp_path)]), "carp", allow_errors=True)
    assert [w for s in steps if (w := s["action"].split()[0]) in ("Stop", "Start")] == "Stop Stop Start Start".split()


def test_further_vips_of_a_script_are_not_on_the_wire(tmp_path: Path) -> None:
    """CARP's digest is of the one VIP that ucarp announces (ucarp 1.5.2, src/carp.c)."""
    script = "#!/bin/sh\nip addr {0} $2/24 dev $1\nip addr {0} 192.0.2.51/24 dev $1\n"
    for number in (1, 2):
        files = {"etc/rc.local": LINE.format(number, number)} | {
            name: script.format(verb) for name, verb in (("u", "add"), ("d", "del"))
        }
        tree(tmp_path / f"lb{number}", files)
    steps = planned(load([str(tmp_path)]), "ucarp")
    assert [w for s in steps if (w := s["action"].split()[0]) in ("Stop", "Start")] == "Stop Start Stop Start".split()


HMAC = "    auth_hmac {\n        key 1 abcdefghijklmnopqrstuvwxyz012345\n        active_key 1\n    }\n"


def test_masters_apart_get_a_release_as_they_would_get_a_service(tmp_path: Path) -> None:
    """The best node has all VIPs before it stops, and the other one gets its own back."""
    net = keepaliveds(tmp_path, {"lb1": {51: 200, 52: 100}, "lb2": {51: 100, 52: 200}}, HMAC)
    steps = planned(net, "keepalived", version=(2, 2, 7))
    assert [(s["phase"], s["host"], s["action"].split()[0]) for s in steps] == [
        *[("stop", "lb2", word) for word in ("Stop", "Save", "Install", "Try")],
        *[("switch", "lb1", word) for word in ("See", "Save", "Install", "Try", "Stop", "Start")],
        ("join", "lb2", "Start"),
    ]
    assert steps[0]["why"] == "an outage of 192.0.2.52 until lb1 has it; from now on nobody stands in for lb1"
    assert "takes 192.0.2.52 within 5 s and stays a backup of 192.0.2.51" in steps[-1]["action"]


def test_a_node_whose_vip_is_not_known_is_switched_too(tmp_path: Path) -> None:
    keepaliveds(tmp_path, {"lb1": {51: 110}}, HMAC)
    for path in tmp_path.rglob("keepalived.conf"):
        path.write_text(path.read_text().replace("192.0.2.51/24", "$VIP"))
    steps = planned(load([str(tmp_path)]), "keepalived", version=(2, 2, 7), allow_errors=True)
    assert [(s["phase"], s["action"].split()[0]) for s in steps] == [
        ("switch", word) for word in ("Save", "Install", "Try", "Stop", "Start")
    ]


def test_a_node_whose_interface_is_not_known_gets_a_release(tmp_path: Path) -> None:
    keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}})
    for path in tmp_path.rglob("keepalived.conf"):
        path.write_text(path.read_text().replace("    interface eth0\n", ""))
    steps = planned(load([str(tmp_path)]), "keepalived", version=(2, 2, 7), allow_errors=True)
    assert [bare(c) for s in steps for c in s["commands"] if c.startswith("keepalived -t")] == [
        "keepalived -t -f /etc/keepalived/keepalived.conf"
    ] * 2
    assert "ip -o addr show to 192.0.2.51    # one line" in commands(steps)
    assert not [c for c in commands(steps) if c.startswith("arping")]


def test_on_the_way_back_the_old_release_runs_in_the_end(tmp_path: Path) -> None:
    """The best node's files and programs are replaced while it runs, so they are put back while it runs, too: only after one
    more start they count."""
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}, "lb3": {51: 120}}, HMAC)
    steps = planned(net, "keepalived", version=(2, 2, 7))
    files, running = dict.fromkeys(("lb1", "lb2", "lb3"), "new"), dict.fromkeys(("lb1", "lb2", "lb3"), "new")
    for step in reversed(steps):
        for command in map(bare, step["undo"]):
            if command.startswith("tar -C / -xzf"):
                files[step["host"]] = "old"
            elif command == "systemctl start keepalived":
                running[step["host"]] = files[step["host"]]
            elif command == "systemctl stop keepalived":
                running[step["host"]] = ""
            assert len(set(running.values()) - {""}) < 2, step
    assert set(running.values()) == {"old"}


def test_an_instance_without_an_id_has_a_plan_to_another_release(tmp_path: Path) -> None:
    text = "vrrp_instance A {\n    interface eth0\n    virtual_ipaddress {\n        192.0.2.7/24\n    }\n}\n"
    tree(tmp_path, {f"{host}/etc/keepalived/keepalived.conf": text for host in ("lb1", "lb2")})
    steps = planned(load([str(tmp_path)]), "keepalived", version=(2, 0, 7))
    assert sorted(s["host"] for s in steps if s["action"].startswith("Start the new release")) == ["lb1", "lb2"]


def test_a_file_to_be_filled_in_is_named_once() -> None:
    """Two instances of one id have one file."""
    net = load([str(ROOT / "fixtures/rules/vip-duplicate-in-instance/good")])
    (step,) = (s for s in planned(net, "ucarp", auth="new") if s["action"].startswith("Write what no file said"))
    assert step["commands"] == list(dict.fromkeys(step["commands"]))


# One node after the other


def rolled(folder: Path, skews: Mapping[str, Mapping[int, int]], more: str = "") -> list[Step]:
    """The plan of nodes that each start ucarp by lines in rc.local to the carp service: advskew by VHID by node."""
    for number, (host, own) in enumerate(skews.items(), 1):
        lines = [
            f"ucarp -i eth0 -s 192.0.2.{number} -v {vhid} -p rosso -a 192.0.2.{vhid} -k {skew} {more} -u /u -d /d\n"
            for vhid, skew in own.items()
        ]
        tree(folder / host, {"etc/rc.local": "".join(lines)})
    return planned(load([str(folder)]), "carp")


def told(steps: list[Step]) -> list[tuple[str, str]]:
    """The hosts and the kinds of the steps in which one node after the other changes."""
    kinds = ((s["host"], s["action"].split()[0], s["action"].split()[1]) for s in steps if s["phase"] == "roll")
    return [(host, "Look" if next_word == "what" else kind) for host, kind, next_word in kinds]


def test_a_vip_of_carp_is_away_until_the_next_best_node_has_it(tmp_path: Path) -> None:
    steps = rolled(tmp_path, {"lb1": {7: 10}, "lb2": {7: 200}, "lb3": {7: 100}})
    assert told(steps) == [
        *[("lb2", "Look"), ("lb2", "Stop"), ("lb2", "Start"), ("lb3", "Look"), ("lb3", "Stop"), ("lb3", "Start")],
        *[("lb1", "Look"), ("lb1", "Stop"), ("lb3", "See"), ("lb1", "Start")],
    ]
    assert one(steps, "lb1", "See what it has now")["commands"][0].startswith("ip -o addr show to 192.0.2.7 ")
    stops = [s["why"] for s in steps if s["action"].startswith("Stop")]
    assert stops == [
        *["the other nodes go on: both services speak CARP"] * 2,
        f"an outage of 192.0.2.7 until lb3 has it; {stops[0]}",
    ]
    see = one(steps, "lb3", "See that it or another backup has 192.0.2.7: ")
    assert see["commands"][0].startswith("sleep 6 ")
    assert see["commands"][1:] == ["ip -o addr show to 192.0.2.7    # one line, eth0, here or there"]
    assert see["why"] == "CARP says no goodbye, so the VIP is away until then"


def test_of_two_nodes_the_other_one_has_the_vip(tmp_path: Path) -> None:
    see = one(rolled(tmp_path, {"lb1": {7: 10}, "lb2": {7: 200}}), "lb2", "See that it has 192.0.2.7: ")
    assert see["commands"][1:] == ["ip -o addr show to 192.0.2.7    # one line, eth0"]


def test_a_vip_stays_where_it_went_unless_its_node_preempts(tmp_path: Path) -> None:
    skews = {"lb1": {7: 10, 8: 200}, "lb2": {7: 200, 8: 10}}
    for more, away in (("", ["192.0.2.8", "192.0.2.7, 192.0.2.8"]), ("-P", ["192.0.2.8", "192.0.2.7"])):
        steps = rolled(tmp_path / f"x{more}", skews, more)
        stops = [
            s["why"].partition(" until ")[0] for s in steps if s["phase"] == "roll" and s["action"].startswith("Stop")
        ]
        assert stops == [f"an outage of {vips}" for vips in away]


def test_services_of_one_name_start_at_boot(tmp_path: Path) -> None:
    """Gentoo's ucarp and the ucarp service: the one command that disables the old one would disable the new one."""
    conf = 'UCARP_INTERFACE="eth0"\nUCARP_SOURCEADDRESS="192.0.2.1"\nUCARP_VHID="7"\nUCARP_PASSFILE="/etc/ucarp.pwd"\n'
    conf += 'UCARP_VIRTUALADDRESS="192.0.2.9"\nUCARP_UPSCRIPT="/u"\nUCARP_DOWNSCRIPT="/d"\n'
    net = load([str(tree(tmp_path / "lb1", {"etc/conf.d/ucarp": conf, "etc/ucarp.pwd": "rosso\n"}))])
    for target, disabled in (("ucarp", []), ("keepalived", ["rc-update del ucarp"])):
        settled = [s for s in planned(net, target) if s["phase"] == "settle" and "at boot" in s["action"]]
        assert [c for s in settled for c in s["commands"] if " del " in c] == disabled


def test_each_vip_goes_to_its_own_next_best_node(tmp_path: Path) -> None:
    """lb1 is the best for two VIPs, of which lb2 and lb3 are each the next best node for one; lb4 has one of its own."""
    steps = rolled(
        tmp_path, {"lb1": {7: 1, 8: 1}, "lb2": {7: 9, 8: 200}, "lb3": {7: 200, 8: 9}, "lb4": {9: 1}}, more="-P"
    )
    sees = [(s["host"], s["commands"][1].split()[5]) for s in steps if s["phase"] == "roll" and "See" in s["action"]]
    assert sees == [("lb2", "192.0.2.7"), ("lb3", "192.0.2.8")]
    assert [s["why"] for s in steps if s["action"].startswith("Stop") and s["host"] == "lb4"] == [
        "the outage begins here"
    ]


def test_a_release_of_keepalived_says_goodbye(tmp_path: Path) -> None:
    net = keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}})
    steps = planned(net, "keepalived", version=(2, 2, 7))
    assert not any(s["action"].startswith("See") or "an outage" in s["why"] for s in steps)


@pytest.mark.parametrize("page", ["CARP says no goodbye: when the\nnode that has a VIP stops", "is away twice:"])
def test_what_the_page_tells_of_outages(page: str, tmp_path: Path) -> None:
    """Of CARP to CARP with the same secret, and with another one."""
    for number in (1, 2):
        tree(tmp_path / f"lb{number}", {"etc/rc.local": LINE.format(number, number)})
    auth = "new" if "twice" in page else ""
    assert page in convert(load([str(tmp_path)]), "carp", Choices(auth=auth)).files[-1].text


def test_a_package_may_restart_the_daemon_that_runs(tmp_path: Path) -> None:
    """Where the daemons do not hear each other, the master gets the package before it stops."""
    steps = planned(keepaliveds(tmp_path, {"lb1": {51: 110}, "lb2": {51: 130}}, HMAC), "keepalived", version=(2, 2, 7))
    installs = {s["host"]: s["why"] for s in steps if s["action"].startswith("Install")}
    assert installs["lb1"] == "a package may start the daemon by itself"
    assert installs["lb2"].startswith("a package may restart the running daemon, and the outage may begin with it")


@pytest.mark.parametrize(
    ("system", "to", "command"),
    [
        ("gentoo", "ucarp", "rc-service ucarp start"),
        ("fedora", "ucarp", "systemctl start ucarp@7"),
        ("gentoo", "keepalived", "rc-service ucarp.web stop"),
    ],
)
def test_only_systemd_has_units_of_a_template(system: str, to: str, command: str, tmp_path: Path) -> None:
    """Gentoo has a service for each file in conf.d that is a link to ucarp (openrc's service-script-guide)."""
    own = "UCARP_INTERFACE=eth0\nUCARP_SOURCEADDRESS=192.0.2.1\nUCARP_VHID=7\nUCARP_PASSFILE=/p\nUCARP_VIRTUALADDRESS=192.0.2.10\n"
    more = "UCARP_VIRTUALPREFIX=24\nUCARP_UPSCRIPT=/u\nUCARP_DOWNSCRIPT=/d\n"
    tree(tmp_path / "lb1", {"etc/conf.d/ucarp.web": own + more, "etc/os-release": f"ID={system}\nVERSION_ID=40\n"})
    assert command in commands(planned(load([str(tmp_path)]), to, allow_errors=True))
