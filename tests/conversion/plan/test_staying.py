"""Clusters of which some nodes are in the target's format already: the plan has no step for these, but knows what they do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from carplint.conversion import Choices, convert
from carplint.inputs.load import load
from carplint.model import Net
from tests.conversion.plan.test_plan import Step, bare, instance, planned, tree

ADDRESS = "auto eth0\niface eth0 inet static\n    address 192.0.2.{0}/24\n"
ETH1 = "iface eth1 inet static\n    address 192.0.2.13/24\n"
IFCFG = "DEVICE=eth0\nONBOOT=yes\nIPADDR=192.0.2.{0}\nPREFIX=24\n"
HOOK = (
    ADDRESS + "    ucarp-vid 51\n    ucarp-vip 192.0.2.50\n    ucarp-password rosso\n    ucarp-advskew {1}\n"
    "    ucarp-master no\niface eth0:ucarp inet static\n    address 192.0.2.50/24\n"
)


def hook(number: int, skew: int) -> dict[str, str]:
    return {"etc/network/interfaces": HOOK.format(number, skew)}


def ucarp(number: int, skew: int, more: str = "") -> dict[str, str]:
    options = f'OPTIONS="--shutdown{more} --advskew={skew}"\n'
    own = f"ID=51\nBIND_INTERFACE=eth0\nSOURCE_ADDRESS=192.0.2.{number}\nVIP_ADDRESS=192.0.2.50\nPASSWORD=rosso\n"
    return {
        "etc/ucarp/vip-051.conf": own + options,
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG.format(number),
    }


def carp(number: int, skew: int) -> dict[str, str]:
    alias = "DEVICE=eth0:51\nONBOOT=no\nIPADDR=192.0.2.50\nPREFIX=24\n"
    own = f'BIND_INTERFACE=eth0\nVIP_INTERFACE=eth0:51\nPASSWORD=rosso\nOPTIONS="--advskew={skew}"\n'
    return {
        "etc/sysconfig/carp/vip-51.conf": own,
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG.format(number),
        "etc/sysconfig/network-scripts/ifcfg-eth0:51": alias,
    }


def line(number: int, skew: int, more: str = "") -> dict[str, str]:
    command = f"ucarp -i eth0 -s 192.0.2.{number} -v 51 -p rosso -a 192.0.2.50 -k {skew} -z{more}"
    scripts = "-u /usr/share/ucarp/vip-up -d /usr/share/ucarp/vip-down"
    return {
        "etc/rc.local": f"#!/bin/sh\n{command} {scripts}\n",
        "etc/network/interfaces": ADDRESS.format(number),
        "etc/sysconfig/network-scripts/ifcfg-eth0": IFCFG.format(number),
    }


def keepalived(number: int, priority: int, more: str = "") -> dict[str, str]:
    return {"etc/keepalived/keepalived.conf": instance(51, 50, priority, more)}


STAYING: dict[str, Callable[[int, int], dict[str, str]]] = {"interfaces": hook, "ucarp": ucarp, "carp": carp}


def nodes(folder: Path, files: dict[str, dict[str, str]]) -> Net:
    for host, own in files.items():
        tree(folder / host, own)
    return load([str(folder)])


def seen(steps: list[Step], host: str, action: str) -> list[str]:
    """What the steps of a host whose action begins so expect `ip addr show` to say."""
    found = (s for s in steps if s["host"] == host and s["action"].startswith(action))
    shows = [c for s in found for c in s["commands"] if c.startswith("ip -o addr show")]
    return [c.partition("# ")[2] for c in shows]


@pytest.mark.parametrize("target", STAYING)
@pytest.mark.parametrize(
    ("staying", "skew", "preempts", "wins"),
    [(11, 12, False, False), (11, 12, True, False), (12, 11, False, False), (12, 11, True, True)],
)
def test_a_node_that_stays_is_known_to_the_plan_of_the_other(
    target: str, staying: int, skew: int, preempts: bool, wins: bool, tmp_path: Path
) -> None:
    net = nodes(tmp_path, {"h1": STAYING[target](11, staying), "h2": line(12, skew, " -P" if preempts else "")})
    steps = planned(net, target, allow_errors=True)
    assert {s["host"] for s in steps if s["phase"] != "roll" or not s["action"].startswith("See")} == {"h2"}
    (shown,) = seen(steps, "h2", "Start")
    assert shown.startswith("one line") if wins else shown == "nothing"
    (stop,) = (s for s in steps if s["action"].startswith("Stop "))
    assert ("an outage of 192.0.2.50 until h1 has it" in stop["why"]) is (skew < staying)
    waits = [s for s in steps if s["host"] == "h1"]
    assert len(waits) == (1 if skew < staying else 0)
    assert all(s["action"].startswith("See that it has 192.0.2.50") for s in waits)
    page = convert(net, target, Choices(allow_errors=True)).files[-1].text
    best, other = ("h1", "h2") if staying < skew else ("h2", "h1")
    row = {"h1": f"h1 (advskew {staying}, stays as it is)", "h2": f"h2 (advskew {skew})"}
    assert f"| 192.0.2.50 | 51 | {row[best]}, {row[other]} |" in page


@pytest.mark.parametrize("target", STAYING)
def test_of_three_nodes_one_stays(target: str, tmp_path: Path) -> None:
    """The best one is no longer alone when it starts, and a backup of the one that stays has no outage."""
    files = {"h1": line(11, 1), "h2": STAYING[target](12, 2), "h3": line(13, 3)}
    steps = planned(nodes(tmp_path, files), target, allow_errors=True)
    assert [s["host"] for s in steps if s["action"].startswith("Stop ")] == ["h3", "h1"]
    assert seen(steps, "h2", "See that it or another backup has 192.0.2.50")[0].startswith("one line")
    assert seen(steps, "h1", "Start") == seen(steps, "h3", "Start") == ["nothing"]


@pytest.mark.parametrize("target", STAYING)
def test_a_daemon_that_stays_on_the_node_itself_has_no_step(target: str, tmp_path: Path) -> None:
    """What has other VIPs stays out of the plan, also where its node has another daemon that is converted."""
    own = line(12, 1)
    own["etc/rc.local"] = own["etc/rc.local"].replace("-v 51", "-v 9").replace("192.0.2.50", "192.0.2.99")
    own["etc/rc.local"] = own["etc/rc.local"].replace("eth0", "eth1")
    own["etc/network/interfaces"] = (HOOK if target == "interfaces" else ADDRESS).format(12, 2) + ETH1
    files = {"h1": line(11, 3), "h2": STAYING[target](12, 2) | own}
    steps = planned(nodes(tmp_path, files), target, allow_errors=True)
    stops = [s for s in steps if s["action"].startswith("Stop ")]
    assert sorted(s["host"] for s in stops) == ["h1", "h2"]
    (mine,) = (s for s in stops if s["host"] == "h2")
    assert not any("192.0.2.50" in bare(c) or "192\\.0\\.2\\.50" in c for c in mine["commands"])
    assert seen(steps, "h1", "Start") == ["nothing"]


@pytest.mark.parametrize("target", ["keepalived", "ucarp"])
@pytest.mark.parametrize("better", [True, False])
def test_a_pair_of_keepalived_and_ucarp(target: str, better: bool, tmp_path: Path) -> None:
    """The one that stays runs when the new daemon starts, so that this one has the VIP only if it takes it."""
    skew, priority = (9, 150) if better else (150, 200)
    files = {"h1": keepalived(11, priority), "h2": ucarp(12, skew)}
    net, (own, other) = nodes(tmp_path, files), ("h2", "h1") if target == "keepalived" else ("h1", "h2")
    steps = planned(net, target, allow_errors=True)
    assert {s["host"] for s in steps} == {own}
    assert not any("their files were not among the inputs" in s["why"] for s in steps)
    (shown,) = seen(steps, own, "Start")
    takes = target == "ucarp" and not better  # 256 - 200 is better than 150, and keepalived preempts; ucarp does not
    assert shown.startswith("one line") if takes else shown == "nothing"
    page = convert(net, target, Choices(allow_errors=True)).files[-1].text
    assert f"{other} (" in page
    assert "stays as it is" in page


AUTH = "    authentication {\n        auth_type PASS\n        auth_pass nero\n    }\n"


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("", ""),
        (AUTH, "authentication and secret"),
        ("    advert_int 2\n", "interval"),
        ("    version 3\n", "protocol and interval"),
        ("    unicast_peer {\n        192.0.2.12\n    }\n", "unicast or multicast"),
    ],
)
def test_what_would_not_hear_the_node_that_stays_is_said(more: str, what: str, tmp_path: Path) -> None:
    net = nodes(tmp_path, {"h1": keepalived(11, 150, more), "h2": ucarp(12, 9)})
    found = convert(net, "keepalived", Choices(allow_errors=True)).report.findings
    said = [f.message.partition("not the same are ")[2].partition(".")[0] for f in found if "which stays" in f.message]
    assert said == ([what] if what else [])


def test_a_node_of_another_stated_segment_is_none_of_the_cluster(tmp_path: Path) -> None:
    net = nodes(tmp_path, {"h1": hook(11, 11), "h2": line(12, 12)})
    apart = net._replace(
        hosts=tuple(h._replace(segment=s) for h, s in zip(net.hosts, "ab", strict=True)),
    )
    plan = convert(apart, "interfaces", Choices(allow_errors=True, plan="json")).files[-1].text
    assert seen(json.loads(plan)["steps"], "h2", "Start")[0].startswith("one line")


def test_a_vip_gets_the_id_that_it_has_on_the_node_that_stays(tmp_path: Path) -> None:
    """Another one would make two masters. The first VIP of an instance keeps its id, the second has one of its own there."""
    two = instance(51, 50, 150).replace("192.0.2.50/24", "192.0.2.50/24\n        192.0.2.60/24")
    text = ucarp(11, 20)["etc/ucarp/vip-051.conf"]
    there = {"etc/ucarp/vip-077.conf": text.replace("51", "77").replace("2.50", "2.60"), **ucarp(11, 20)}
    net = nodes(tmp_path, {"h1": there, "h2": {"etc/keepalived/keepalived.conf": two}})
    files = convert(net, "ucarp", Choices(allow_errors=True)).files
    made = {f.path: f.text for f in files if f.path.startswith("h2/etc/ucarp/vip-")}
    assert {p: "192.0.2.60" in t for p, t in made.items()} == {
        "h2/etc/ucarp/vip-51.conf": False,
        "h2/etc/ucarp/vip-77.conf": True,
    }


@pytest.mark.parametrize("first", [False, True])
def test_an_id_that_the_host_has_for_something_else_goes_to_the_vip_of_the_node_that_stays(
    first: bool, tmp_path: Path
) -> None:
    """Wherever the router that has it stands in the file, no two have one: the VIP that another node has needs its id, and the
    other VIP another one."""
    two = instance(51, 50, 150).replace("192.0.2.50/24", "192.0.2.50/24\n        192.0.2.60/24")
    text = ucarp(11, 20)["etc/ucarp/vip-051.conf"]
    there = {"etc/ucarp/vip-077.conf": text.replace("51", "77").replace("2.50", "2.60"), **ucarp(11, 20)}
    other = instance(77, 70, 150)
    own = {"etc/keepalived/keepalived.conf": other + two if first else two + other}
    result = convert(nodes(tmp_path, {"h1": there, "h2": own}), "ucarp", Choices(allow_errors=True))
    made = {f.path.rpartition("/")[2]: f.text for f in result.files if f.path.startswith("h2/etc/ucarp/vip-")}
    assert sorted(made) == ["vip-51.conf", "vip-77.conf", "vip-78.conf"]
    assert "192.0.2.60" in made["vip-77.conf"]
    assert "192.0.2.70" in made["vip-78.conf"]
    assert "migrate-vhid-allocated" in [f.name for f in result.report.findings if "192.0.2.70" in f.message]


def test_of_two_nodes_that_stay_each_is_compared(tmp_path: Path) -> None:
    net = nodes(tmp_path, {"h1": keepalived(11, 150, AUTH), "h2": ucarp(12, 9), "h3": keepalived(13, 120)})
    found = convert(net, "keepalived", Choices(allow_errors=True)).report.findings
    assert [f.message.partition(" and ")[2][:2] for f in found if "which stays" in f.message] == ["h1"]
