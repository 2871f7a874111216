"""Statements that used to be read twice, each time otherwise: check, show, the model and keepalived 2.2.7 agree on them.

Each case is a vrrp_instance with some lines: the rules that speak of it, what the model and `show` have, what
`keepalived -t` says, and what the dump of the running daemon holds.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from carplint.checking.lint import check
from carplint.inputs.config import HostSettings, Settings
from carplint.inputs.load import load
from carplint.model import Net
from carplint.overview import show
from tests.dialects.keepalived.daemon import dumped, surroundings
from tests.dialects.keepalived.dumped import sections
from tests.lab.netns import inside
from tests.oracles import needs, needs_namespaces


class Case(NamedTuple):
    """`lines` of an instance that has the VIP `vip`. `shown` is what show has by its keys, `said` a part of what -t
    says, "" for silence, `held` lines of the dump."""

    lines: str
    rules: tuple[str, ...]
    shown: dict[str, Any]
    said: str
    held: tuple[str, ...]
    vip: str = "10.0.N.9"


IGNORED = "not valid! Must be > 0 - ignoring"
CASES = {
    # D1, D1b: numbers that the daemon takes.
    "advert_int_plus": Case("advert_int +1", (), {"interval": 1}, "", ("Advert interval = 1 sec",)),
    "advert_int_zeros": Case("advert_int 002", (), {"interval": 2}, "", ("Advert interval = 2 sec",)),
    "advert_int_blank": Case('advert_int " 2"', (), {"interval": 2}, "", ("Advert interval = 2 sec",)),
    "advert_int_no_decimals": Case("advert_int 2.", (), {"interval": 2}, "", ("Advert interval = 2 sec",)),
    "advert_int_no_whole": Case(
        "version 3\nadvert_int .5", (), {"interval": 0.5}, "", ("Advert interval = 500 milli-sec",)
    ),
    "advert_int_rounded": Case(
        "advert_int 1.5", ("advert-int-fractional-v2",), {"interval": 2}, "must be an integer", ("Advert interval = 2 sec",)
    ),
    "advert_int_rounded_up": Case(
        "advert_int .4", ("advert-int-fractional-v2",), {"interval": 1}, "must be an integer", ("Advert interval = 1 sec",)
    ),
    "advert_int_hundredths": Case(
        "version 3\nadvert_int 0.125", ("advert-int-out-of-range",), {"interval": 0.13}, "units of 10ms",
        ("Advert interval = 130 milli-sec",),
    ),
    "advert_int_too_long_v3": Case(
        "version 3\nadvert_int 60", ("advert-int-out-of-range",), {"interval": 40.95},
        "out of range", ("Advert interval = 40950 milli-sec",),
    ),
    "advert_int_refused": Case(
        "advert_int 300", ("value-out-of-range",), {"interval": 1}, IGNORED, ("Advert interval = 1 sec",)
    ),
    "advert_int_refused_again": Case(
        "advert_int 2\nadvert_int 2s", ("duplicate-keyword-last-wins", "value-wrong-type"), {"interval": 2}, IGNORED,
        ("Advert interval = 2 sec",),
    ),
    "preempt_delay_no_whole": Case("state BACKUP\npreempt_delay .5", (), {"preempt_delay": 0.5}, "", ("Preempt delay = 0.5 secs",)),
    "preempt_delay_plus": Case("state BACKUP\npreempt_delay +2", (), {"preempt_delay": 2}, "", ("Preempt delay = 2 secs",)),
    "preempt_delay_no_decimals": Case("state BACKUP\npreempt_delay 3.", (), {"preempt_delay": 3}, "", ("Preempt delay = 3 secs",)),
    "preempt_delay_refused": Case(
        "state BACKUP\npreempt_delay 1001", ("value-out-of-range",), {"preempt_delay": 0}, "Preempt_delay not valid", ()
    ),
    # D2, D3, D5 and their neighbours: lines of VIPs.
    "vip_netmask": Case("", ("vip-prefix-invalid",), {"address": ["10.0.N.9/32"]}, "Invalid address prefix len", ("10.0.N.9 dev",), "10.0.N.9/255.255.255.0"),
    "vip_plus": Case("", (), {"address": ["10.0.N.9/24"]}, "", ("10.0.N.9/24",), "10.0.N.9/+24"),
    "vip_zeros": Case("", (), {"address": ["10.0.N.9/24"]}, "", ("10.0.N.9/24",), "10.0.N.9/024"),
    "vip_too_long": Case("", ("vip-prefix-invalid",), {"address": ["10.0.N.9/32"]}, "Invalid address prefix len", ("10.0.N.9 dev",), "10.0.N.9/33"),
    "vip_comma": Case("", ("vip-prefix-invalid",), {"address": ["10.0.N.9/24"]}, "invalid number '24,'", ("10.0.N.9/24",), "10.0.N.9/24,"),
    "vip_labels": Case(
        "", (), {"address": ["10.0.N.9/24"], "label": ["eth0:2"]}, "", ("10.0.N.9/24",), "10.0.N.9/24 label eth0:1 label eth0:2"
    ),
    "vip_two_devices": Case(
        "", ("line-word-repeated",), {"address": ["10.0.N.8/24"]}, "device more than once", ("10.0.N.8/24",),
        "10.0.N.9/24 dev eth0 dev eth1\n10.0.N.8/24",
    ),
    "vip_label_too_long": Case(
        "", ("vip-label-too-long",), {"address": ["10.0.N.8/24"]}, "longer than maximum", ("10.0.N.8/24",),
        "10.0.N.9/24 label eth0:abcdefghijkl label eth0:1\n10.0.N.8/24",
    ),
    "vip_device_without_name": Case(
        "", ("line-word-missing-value",), {"address": ["10.0.N.8/24"]}, "No dev parameter", ("10.0.N.8/24",),
        "10.0.N.9/24 dev\n10.0.N.8/24",
    ),
    "vip_broadcast_refused": Case(
        "", ("value-wrong-type",), {"address": ["10.0.N.8/24"]}, "invalid broadcast", ("10.0.N.8/24",),
        "10.0.N.9/24 brd 10.0.N\n10.0.N.8/24",
    ),
    "vip_with_a_peer": Case(
        "", ("line-words-conflict",), {"address": ["10.0.N.9/32"]}, "Cannot specify address prefix", ("10.0.N.9 dev eth0 scope global peer 10.1.N.9/32",),
        "10.0.N.9/24 peer 10.1.N.9",
    ),
    "vip_refused": Case(
        "", ("vip-invalid-address",), {"address": ["10.0.N.8/24"]}, "invalid IP", ("10.0.N.8/24",), "10.0.N.09/24\n10.0.N.8/24"
    ),
    "excluded": Case(
        "virtual_ipaddress_excluded {\n10.2.N.9/+24\n10.2.N.10/255.255.0.0\n10.2.N.11 dev eth0 dev eth0\n}",
        ("line-word-repeated", "vip-prefix-invalid"), {"excluded": ["10.2.N.9/24", "10.2.N.10/32"]}, "more than once",
        ("10.2.N.9/24", "10.2.N.10 dev"),
    ),
    # D6: priorities and other values instead of which the daemon takes another one.
    "priority_decimals": Case("priority 150.0", ("value-wrong-type",), {"priority": 100}, "Using default 100", ("Priority = 100",)),
    "priority_plus": Case("priority +150", (), {"priority": 150}, "", ("Priority = 150",)),
    "priority_octal": Case("priority 010", (), {"priority": 10}, "", ("Priority = 10",)),
    "priority_refused_again": Case(
        "priority 50\npriority 0x10", ("duplicate-keyword-last-wins", "value-wrong-type"), {"priority": 100}, "Using default 100",
        ("Priority = 100",),
    ),
    "state_unknown": Case(
        "state SLAVE\npriority 90", ("value-unknown",), {"initial_state": "BACKUP"}, "defaulting to BACKUP", ("Wantstate = BACKUP",)
    ),
    "down_timer_refused": Case(
        "down_timer_adverts 101", ("value-out-of-range",), {"dead_ratio": 3}, "Invalid down_timer_adverts", ()
    ),
    "version_plus": Case("version +3", (), {}, "", ("VRRP Version = 3",)),
    "interface_too_long": Case(
        "interface abcdefghijklmnop", ("duplicate-keyword-last-wins", "interface-name-too-long"), {"interface": "eth0"},
        "too long - ignoring", ("Interface = eth0",),
    ),
    "nopreempt_as_master": Case(
        "state MASTER\npriority 90\nnopreempt", ("nopreempt-with-state-master",), {"preempt": True}, "nopreempt will not work",
        ("Preempt = enabled",),
    ),
    # Neighbours: peers, groups, trackers, passwords.
    "peer_prefix": Case(
        "unicast_peer {\n10.3.N.1/24 min_ttl +5\n10.3.N.2-x\n10.3.N.300\n}", ("unicast-peer-malformed",),
        {"unicast_peers": ["10.3.N.1", "10.3.N.2"]}, "malformed unicast peer address", ("10.3.N.1 min_ttl 5 max_ttl 255", "10.3.N.2 "),
    ),
    "group_refused": Case(
        "mcast_dst_ip 10.9.9.9", ("mcast-group-invalid",), {"multicast_group": "224.0.0.18"}, "not multicast",
        ("Multicast address 224.0.0.18",),
    ),
    "group_cut": Case("mcast_dst_ip 224.1.2.3/24", (), {"multicast_group": "224.1.2.3"}, "", ("Multicast address 224.1.2.3",)),
    "source_cut": Case("mcast_src_ip 10.4.0.1/24", (), {"source_address": "10.4.0.1"}, "", ("Using src_ip = 10.4.0.1 (from configuration)",)),
    "track_interface_plus": Case("track_interface {\neth1 weight +5\n}", (), {"tracked": {"eth1": 5}}, "", ("eth1 weight 5",)),
    "track_interface_254": Case(
        "track_interface {\neth1 weight -254\n}", ("value-out-of-range",), {"tracked": {"eth1": -253}}, "cannot be +/-254",
        ("eth1 weight -253",),
    ),
    "track_interface_refused": Case(
        "track_interface {\neth1 weight 1.5\neth2 wieght 5\n}", ("line-unknown-word", "value-wrong-type"), {"tracked": {"eth1": 1}},
        "Ignoring...", ("eth1 weight 1",),
    ),
    "track_interface_twice": Case(
        "track_interface {\neth1 weight 5\neth1 weight 6\n}", ("list-entry-duplicate",), {"tracked": {"eth1": 5}}, "duplicate track_interface",
        ("eth1 weight 5",),
    ),
    "password_cut": Case(
        "authentication {\nauth_type PASS\nauth_pass abcdefghi\n}", ("auth-pass-too-long",), {"password": "abcdefgh"},
        "Truncating auth_pass", ("Password = abcdefgh",),
    ),
    "password_with_a_dollar": Case(
        "authentication {\nauth_type PASS\nauth_pass Ad@$\n}", (), {"password": "Ad@$"}, "", ("Password = Ad@$",)
    ),
    "authentication_refused": Case(
        "authentication {\nauth_type pass\nauth_pass abcdefgh\n}", ("case-sensitive-value",), {"authentication": None},
        "unknown authentication type", (),
    ),
}  # fmt: skip
"""D1 to D6 of the review that found them, and neighbours that nobody had reported. N is the case's number."""


def number(name: str) -> int:
    return list(CASES).index(name) + 1


def text(name: str) -> str:
    case = CASES[name]
    lines = f"interface eth0\nvirtual_router_id {number(name)}\n{case.lines}\nvirtual_ipaddress {{\n{case.vip}\n}}\n"
    return f"vrrp_instance {name} {{\n{lines}}}\n".replace(".N", f".{number(name)}")


def loaded(folder: Path, content: str) -> Net:
    path = folder / "keepalived.conf"
    path.write_text(content)
    return load([str(path)], settings=Settings(default=HostSettings(target=(2, 2, 7))))


def shown(net: Net) -> dict[str, Any]:
    """The values that show has, by their keys."""
    (router,) = json.loads("".join(show(net, "json", show_secrets=True)))["hosts"][0]["virtual_routers"]
    found: dict[str, Any] = {}
    for key, value in router.items():
        if isinstance(value, dict) and "value" in value:
            found[key] = value["value"]
    found["address"] = [a["value"] for a in router["addresses"]]
    found["label"] = [a["label"] for a in router["addresses"] if "label" in a]
    found["unicast_peers"] = [p["value"] for p in router.get("unicast_peers", [])]
    return found


def modelled(net: Net) -> dict[str, Any]:
    """The values that the model has, spelt as show does."""
    (router,) = net.virtual_routers
    found: dict[str, Any] = {}
    for name in ("interval", "preempt_delay", "priority", "initial_state", "dead_ratio", "interface", "preempt"):
        value = getattr(router, name)
        found[name] = None if value is None else value.value
    for name in ("multicast_group", "source_address"):
        value = getattr(router, name)
        found[name] = None if value is None else str(value.value)
    found["address"] = [str(a.address.value) for a in router.addresses]
    found["excluded"] = [str(a.address.value) for a in router.excluded]
    found["label"] = [a.label.value for a in router.addresses if a.label is not None]
    found["unicast_peers"] = [str(p.value) for p in router.unicast_peers]
    found["tracked"] = {t.name.value: t.weight.value for t in router.trackers}
    secret = router.authentication
    found["authentication"] = None if secret is None else secret.method.value
    found["password"] = None if secret is None or secret.secret is None else secret.secret.value
    return found


@pytest.mark.parametrize("name", CASES)
def test_check_show_and_the_model_agree(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    net = loaded(tmp_path, text(name))
    found = sorted(f.name for f in check(net).findings if f.name in known_rules())
    assert found == sorted(case.rules)
    expected = json.loads(json.dumps(case.shown).replace(".N", f".{number(name)}"))
    model, page = modelled(net), shown(net)
    assert {key: model[key] for key in expected} == expected
    assert {key: page.get(key) for key in expected if key in page} == {k: v for k, v in expected.items() if k in page}


def known_rules() -> frozenset[str]:
    """The rules that some case names: of the others some speak of an instance that stands alone."""
    return frozenset(rule for case in CASES.values() for rule in case.rules)


@needs("keepalived")
@needs_namespaces
def test_the_daemon_agrees(tmp_path: Path) -> None:
    whole = "".join(map(text, CASES))
    path = tmp_path / "words.conf"
    path.write_text(whole)
    with surroundings() as namespace:
        run = subprocess.run(
            [*inside(namespace), "keepalived", "-t", "-f", str(path)], check=False, capture_output=True, text=True
        )
        held = sections(dumped(namespace, tmp_path, whole))
    lines = whole.splitlines()
    starts = [i for i, line in enumerate(lines, 1) if line.startswith("vrrp_instance ")]
    for name, start, end in zip(CASES, starts, [*starts[1:], len(lines) + 1], strict=True):
        case = CASES[name]
        said = [m for m in run.stderr.splitlines() if _is_about(m, name, start, end)]
        assert any(case.said in m for m in said) if case.said else said == [], (name, said)
        section = [line.strip() for line in held["vrrp_instance", name]]
        for line in case.held:
            wanted = line.replace(".N", f".{number(name)}")
            assert any(have.startswith(wanted) for have in section), (name, wanted, section)


def _is_about(message: str, name: str, start: int, end: int) -> bool:
    match = re.match(r"\(.*Line ([0-9]+)\) ", message)
    return f"({name})" in message if match is None else start <= int(match[1]) < end


GROUPS = """vrrp_sync_group G {
 group {
  A
 }
 group {
  B
 }
}
vrrp_sync_group H {
 group {
  A
  B
 }
}
vrrp_script chk {
 script "</etc/passwd"
 weight 5
}
"""
MEMBER = """vrrp_instance %s {
 interface eth0
 virtual_router_id %d
 priority 100
 track_script {
  chk weight +7
  other
 }
 virtual_ipaddress {
  10.0.0.%d/24
 }
}
"""


def test_a_second_list_of_a_sync_group_is_ignored(tmp_path: Path) -> None:
    """D7: B is not in G; show, the model and the findings say so."""
    net = loaded(tmp_path, GROUPS + MEMBER % ("A", 1, 1) + MEMBER % ("B", 2, 2))
    groups = {r.name.value: r.sync_group and r.sync_group.value for r in net.virtual_routers}
    assert groups == {"A": "G", "B": "H"}
    found = {f.name for f in check(net).findings}
    assert {"duplicate-keyword-ignored", "sync-group-double-membership", "track-script-undefined"} <= found
    routers = json.loads("".join(show(net, "json")))["hosts"][0]["virtual_routers"]
    kept = {r["name"]: [(t["kind"], t["value"]) for t in r["trackers"]] for r in routers}
    assert kept == {
        "A": [("track_script", "chk weight +7"), ("sync_group", "G")],
        "B": [("track_script", "chk weight +7"), ("sync_group", "H")],
    }
    assert [(t.name.value, t.weight.value) for r in net.virtual_routers for t in r.trackers] == [("chk", 7), ("chk", 7)]


@needs("keepalived")
@needs_namespaces
def test_a_second_list_of_a_sync_group_in_the_daemon(tmp_path: Path) -> None:
    whole = GROUPS + MEMBER % ("A", 1, 1) + MEMBER % ("B", 2, 2)
    with surroundings() as namespace:
        held = sections(dumped(namespace, tmp_path, whole))
    members = {name: [line.strip() for line in held["vrrp_sync_group", name]] for name in ("G", "H")}
    assert "A" in members["G"]
    assert "B" not in members["G"]


def test_the_version_of_all_instances(tmp_path: Path) -> None:
    """vrrp_version is a number like any other: +3 is 3, and 4 is refused; of 3x the running daemon takes the 3."""
    for word, protocol in (("+3", "vrrp3"), ("03", "vrrp3"), ("4", "vrrp2"), ("3x", "vrrp3")):
        net = loaded(tmp_path, f"global_defs {{\n vrrp_version {word}\n}}\n" + MEMBER % ("A", 1, 1))
        assert [r.protocol for r in net.virtual_routers] == [protocol], word


@pytest.mark.parametrize(
    ("first", "second", "mismatch"),
    [
        ("+1", "3", True),
        ("+1", "1", False),
        ("1.", "3", True),
        ("300", "1", False),
        ("300", "2", True),
        ("$X", "3", False),
    ],
)
def test_intervals_are_compared_as_the_daemons_have_them(
    first: str, second: str, mismatch: bool, tmp_path: Path
) -> None:
    """D1: two nodes of which one has an interval that was not understood, and a split brain that was not found."""
    for host, interval, priority in (("a", first, 150), ("b", second, 100)):
        (tmp_path / host).mkdir()
        text = (
            f"vrrp_instance V {{\n interface eth0\n virtual_router_id 9\n priority {priority}\n advert_int {interval}\n"
        )
        (tmp_path / host / "keepalived.conf").write_text(text + " virtual_ipaddress {\n  10.0.0.9/24\n }\n}\n")
    net = load([str(tmp_path / "a"), str(tmp_path / "b")], settings=Settings(default=HostSettings(target=(2, 2, 7))))
    found = {f.name for f in check(net).findings}
    assert ("advert-int-mismatch-v2" in found) == mismatch
