"""What the rules of clusters say, held against the real daemons: ucarp and keepalived run on nodes in namespaces, from the
very files that carplint checks."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from carplint.checking.lint import check
from carplint.inputs.load import load
from carplint.model import Net
from carplint.model.election import master_down_time
from tests.lab.lab import Lab, rest, side_by_side
from tests.lab.launching import lab_of, masters, play
from tests.oracles import more_labs, needs, needs_namespaces
from tests.trees import RULES as FIXTURES
from tests.trees import SEED

VIP = "192.0.2.10"

pytestmark = [more_labs, needs_namespaces, needs("ucarp", "keepalived")]

Names = set[str]


def found(net: Net, severity: str = "") -> Names:
    """The names of the cluster family's findings, of one severity or of all."""
    return {f.name for f in check(net).findings if f.code.startswith("CL4") and severity in (f.severity, "")}


def patience(net: Net) -> float:
    """Seconds after which a backup that hears nothing has taken over: a state that lasts longer stays."""
    return max(master_down_time(r) or 0 for r in net.virtual_routers) + 1.5


def copied(folder: Path, source: Path, edits: Mapping[str, tuple[str, str]]) -> Path:
    """A copy of some nodes' files. Of an edit the words are FILE (all nodes) or NODE/.../FILE, what stands there, and
    what shall stand there; where the old text is "" the file gets a new name."""
    place = folder / "/".join(source.parts[-2:])
    shutil.copytree(source, place)
    for name, (old, new) in edits.items():
        paths = sorted(place.rglob(name))
        assert paths, name
        for path in paths:
            if old:
                text = path.read_bytes()
                assert old.encode() in text, (path, old)
                path.write_bytes(text.replace(old.encode(), new.encode()))
            else:
                path.rename(path.with_name(new))
    return place


# The seed's cluster, with one thing changed

ONE, TWO = "sl-0-extappdev1", "sl-0-extappdev2"
SEED_VIP = "172.16.17.87"
TIE = "ucarp-equal-skew"


LATER = 0.5
"""How much later the second node starts, in seconds: much less than its timer, and much more than any delay that is seen."""


class Change(NamedTuple):
    """Edits of the seed's files, all findings about the cluster, which of them are errors, who holds which VIP, and what
    the nodes' logs have to say."""

    edits: dict[str, tuple[str, str]]
    findings: Names
    errors: Names
    owners: dict[str, Names]
    log: str = ""


BOTH = {SEED_VIP: {ONE, TWO}}
CHANGES = {
    "nothing: the skews tie": Change({}, {TIE}, set(), {SEED_VIP: {ONE}}),
    "a skew": Change(
        {f"{TWO}/**/vip-001.conf": ("PASSWORD=", 'OPTIONS="-k 100"\nPASSWORD=')}, set(), set(), {SEED_VIP: {ONE}}
    ),
    "PASSWORD": Change(
        {f"{TWO}/**/vip-001.conf": ('PASSWORD="password"', 'PASSWORD="passwort"')},
        {TIE, "ucarp-password-mismatch"},
        {"ucarp-password-mismatch"},
        BOTH,
        "Bad digest",
    ),
    "the VIP": Change(
        {f"{ONE}/**/ifcfg-eth0:0": ("172.16.17.87", "172.16.17.78")},
        {TIE, "ucarp-vip-mismatch"},
        {"ucarp-vip-mismatch"},
        {"172.16.17.78": {ONE}, SEED_VIP: {TWO}},
        "Bad digest",
    ),
    "vip-010 against vip-10": Change(
        {f"{ONE}/**/vip-001.conf": ("", "vip-010.conf"), f"{TWO}/**/vip-001.conf": ("", "vip-10.conf")},
        {TIE, "ucarp-vhid-mismatch"},
        {"ucarp-vhid-mismatch"},
        BOTH,
    ),
    "vip-010 on both": Change({"vip-001.conf": ("", "vip-010.conf")}, {TIE}, set(), {SEED_VIP: {ONE}}),
}


def seed(folder: Path, change: Change) -> None:
    """Both nodes stay MASTER if and only if a rule says so. At a tie the first one that starts is MASTER, if by more than a
    machine may be late; else chance decides."""
    net = load([str(copied(folder, SEED, change.edits))])
    assert found(net) == change.findings
    assert found(net, "error") == change.errors
    with lab_of(net) as lab:
        for host in net.hosts:
            play(lab, host)
            lab.wait_log(host.name, "Switching to state: ")  # a start may take as long as the pause
            rest(LATER)
        for vip, nodes in change.owners.items():
            lab.wait_owner(vip, *nodes, steady=patience(net))
        assert (masters(lab) == {ONE, TWO}) is bool(change.errors)
        for node in lab.nodes:
            assert ("Bad digest" in lab.log(node)) is bool(change.log), lab.told()
        if change.findings == {TIE}:
            ever = {node for node in lab.nodes if "Switching to state: MASTER" in lab.log(node)}
            assert ever == {ONE}, lab.told()


def test_the_seed_with_one_thing_changed(tmp_path: Path) -> None:
    side_by_side({name: partial(seed, change=c) for name, c in CHANGES.items()}, tmp_path)


# Fixtures of rules: who has the VIP in the end


class Standing(NamedTuple):
    """Who has 192.0.2.10 once all nodes run, and what a log says of the reason; "" where no log says anything."""

    owners: str
    log: str = ""
    edits: Mapping[str, tuple[str, str]] = {}


COMPLAINTS = (
    "Bad digest",
    "received an invalid passwd",
    "received a 0 auth",
    "advertisement interval mismatch",
    "wrong version",
    "ip number count",
)
STANDINGS = {
    "auth-mismatch/bad": Standing("lb1 lb2", "received an invalid passwd"),
    "auth-mismatch/bad-one-side": Standing("lb1 lb2", "received a 0 auth"),
    "auth-mismatch/good": Standing("lb1"),
    "auth-mismatch/good-version-3": Standing("lb1"),
    "vip-set-mismatch/bad": Standing("lb1 lb2", "ip number count"),
    "vip-set-mismatch/good": Standing("lb1"),
    "vrid-mismatch/bad": Standing("lb1 lb2"),
    "vrid-mismatch/good": Standing("lb1"),
    "advert-int-mismatch-v2/bad": Standing("lb1 lb2", "advertisement interval mismatch"),
    "advert-int-mismatch-v2/good": Standing("lb1"),
    "advert-int-mismatch-v2/good-default": Standing("lb1"),
    "advert-int-mismatch-v3/bad": Standing("lb1"),
    "vrrp-version-mismatch/bad": Standing("lb1 lb2", "wrong version"),
    "vrrp-version-mismatch/good": Standing("lb1"),
    "unicast-multicast-mismatch/bad": Standing("lb1 lb2"),
    "unicast-multicast-mismatch/good": Standing("lb1"),
    "mcast-group-mismatch/bad": Standing("lb1 lb2"),
    "mcast-group-mismatch/good": Standing("lb1"),
    "unicast-peers-incomplete/bad": Standing("lb1 lb3"),
    "unicast-peers-incomplete/good": Standing("lb1"),
    "vip-excluded-vs-listed/bad": Standing("lb1 lb2", "ip number count"),
    "vip-excluded-vs-listed/good": Standing("lb1"),
    "excluded-vip-missing/bad": Standing("lb1"),
    "config-copied-verbatim/bad": Standing("lb1"),
    "config-copied-verbatim/good": Standing("lb1"),
    "weight-flips-healthy/bad": Standing("lb2"),
    "vip-in-two-virtual-routers/bad": Standing("lb1 old"),
    "ifcfg-duplicate-ipaddr-cluster/bad": Standing("lb1 lb2"),
    "ifcfg-duplicate-ipaddr-cluster/good": Standing("lb1"),
    "ucarp-mcast-mismatch/bad": Standing("a1 a2"),
    "ucarp-mcast-mismatch/good": Standing("a1"),
    "ucarp-password-mismatch/bad": Standing("lb1 lb2", "Bad digest"),
    "ucarp-vhid-mismatch/bad": Standing("lb1 lb2"),
    "ucarp-deadratio-mismatch/bad": Standing("a2", edits={"a1/**/vip-21.conf": (" --preempt", "")}),
    "ucarp-deadratio-mismatch/good": Standing("a1"),
}


def fixture(folder: Path, name: str, edits: Mapping[str, tuple[str, str]]) -> Net:
    """The copied files of a rule's fixture, which is bad if and only if the rule says so; their health check is whether
    there is no file `down` in the node's folder."""
    place = copied(folder, FIXTURES / name, edits)
    for path in place.rglob("keepalived.conf"):
        probe = f"/usr/bin/test ! -e {path.parent}/down"
        path.write_text(path.read_text().replace("/usr/libexec/check-web", probe).replace("interval 2", "interval 1"))
    net = load([str(place)])
    rule, _, kind = name.partition("/")
    assert (rule in found(net)) is kind.startswith("bad")
    return net


def standing(folder: Path, name: str, wanted: Standing) -> None:
    """All nodes start at once: the VIP is where the rule says, and a log says why."""
    net = fixture(folder, name, wanted.edits)
    with lab_of(net) as lab:
        for host in net.hosts:
            play(lab, host)
        lab.wait_owner(VIP, *wanted.owners.split(), steady=patience(net))
        logs = "".join(map(lab.log, lab.nodes))
        assert {c for c in COMPLAINTS if c in logs} == ({wanted.log} if wanted.log else set()), lab.told()
        if name.endswith("/good"):
            assert found(net, "error") == set()


def test_who_has_the_vip(tmp_path: Path) -> None:
    side_by_side({n: partial(standing, name=n, wanted=s) for n, s in STANDINGS.items()}, tmp_path)


# Fixtures of rules: where the VIP goes when something happens


def in_turn(lab: Lab, net: Net) -> None:
    """Start the nodes one after the other: the first has the VIP and keeps it."""
    first, *others = net.hosts
    play(lab, first)
    lab.wait_owner(VIP, first.name, steady=0)
    for host in others:
        play(lab, host)
    lab.wait_owner(VIP, first.name, steady=patience(net))


def a_check_fails(lab: Lab, net: Net) -> None:
    """The health check of lb1 fails, which has the VIP."""
    in_turn(lab, net)
    Path(net.hosts[0].documents[0].source.path).with_name("down").touch()
    lab.wait_log("lb1", "VRRP_Script(chk) failed")


def lb1_comes_back(lab: Lab, net: Net) -> None:
    """The node that has the VIP fails, another one takes over, and it comes back."""
    in_turn(lab, net)
    lab.kill("lb1", signal.SIGKILL)
    lab.wait(lambda: "lb2" in lab.owners(VIP), "lb2 takes over")
    play(lab, net.hosts[0])


def the_better_one_comes_late(lab: Lab, net: Net) -> None:
    """lb2 alone has the VIP when lb1 starts."""
    play(lab, net.hosts[1])
    lab.wait_owner(VIP, "lb2", steady=0)
    play(lab, net.hosts[0])


def the_middle_one_comes_late(lab: Lab, net: Net) -> None:
    """lb3, the worst, alone has the VIP when lb2 starts."""
    play(lab, net.hosts[2])
    lab.wait_owner(VIP, "lb3", steady=0)
    play(lab, net.hosts[1])


def a_partition_heals(lab: Lab, net: Net) -> None:
    """The nodes do not hear each other, so both have the VIP, until they do again."""
    in_turn(lab, net)
    lab.reach("lb2", up=False)
    lab.wait_owner(VIP, "lb1", "lb2", steady=0)
    lab.reach("lb2", up=True)


def lb1_loses_its_carrier(lab: Lab, net: Net) -> None:
    """The cable of the node that has the VIP is pulled out."""
    in_turn(lab, net)
    lab.cable("lb1", up=False)


def the_interface_of_lb1_goes_down(lab: Lab, net: Net) -> None:
    """`ip link set eth0 down` and up again: ucarp ends for good, and nothing starts it again."""
    in_turn(lab, net)
    lab.link("lb1", up=False)
    lab.wait(lambda: lab.daemons["lb1"][0].poll() is not None, "ucarp ends")
    lab.link("lb1", up=True)


def excluded(folder: Path) -> None:
    """An excluded VIP that a node lacks is nowhere after a failover."""
    net = fixture(folder, "excluded-vip-missing/bad", {})
    with lab_of(net) as lab:
        in_turn(lab, net)
        lab.wait_owner("192.0.2.11", "lb1", steady=0)
        lab.kill("lb1", signal.SIGTERM)
        lab.wait_owner(VIP, "lb2", steady=patience(net))
        assert lab.owners("192.0.2.11") == set()


class Turn(NamedTuple):
    """A fixture, what happens to it, and who has 192.0.2.10 afterwards."""

    fixture: str
    event: Callable[[Lab, Net], None]
    owner: str
    edits: Mapping[str, tuple[str, str]] = {}


TIE_OF_WEIGHTS = {"keepalived.conf": ("weight -20", "weight -50")}
"""150 - 50 against 100."""
TURNS = (
    Turn("weight-cannot-flip/bad", a_check_fails, "lb1"),
    Turn("weight-cannot-flip/bad", a_check_fails, "lb1", TIE_OF_WEIGHTS),
    Turn("weight-cannot-flip/bad-bonus", a_check_fails, "lb1"),
    Turn("weight-cannot-flip/good", a_check_fails, "lb2"),
    Turn("weight-cannot-flip/good-bonus", a_check_fails, "lb2"),
    Turn("weight-cannot-flip/good-fault", a_check_fails, "lb2"),
    Turn("nopreempt-with-weighted-track/bad", a_check_fails, "lb1"),
    Turn("nopreempt-with-weighted-track/good", a_check_fails, "lb2"),
    Turn("nopreempt-on-wrong-node/bad", lb1_comes_back, "lb1"),
    Turn("nopreempt-on-wrong-node/good", lb1_comes_back, "lb2"),
    Turn("nopreempt-on-wrong-node/good-better-node", lb1_comes_back, "lb2"),
    Turn("nopreempt-on-wrong-node/good", lb1_loses_its_carrier, "lb2"),
    Turn("nopreempt-on-wrong-node/good-middle", the_middle_one_comes_late, "lb3"),
    Turn(
        "nopreempt-on-wrong-node/good-middle",
        the_middle_one_comes_late,
        "lb2",
        {"lb2/keepalived.conf": ("    nopreempt\n", "")},
    ),
    Turn("ucarp-preempt-on-loser/good", the_interface_of_lb1_goes_down, "lb2"),
    Turn("equal-priority/bad", in_turn, "lb1"),
    Turn("equal-priority/bad", the_better_one_comes_late, "lb2"),
    Turn("equal-priority/bad", a_partition_heals, "lb2"),
    Turn("sync-group-priority-mismatch/bad", in_turn, "lb1"),
    Turn("sync-group-priority-mismatch/bad", the_better_one_comes_late, "lb2"),
    Turn("ucarp-equal-skew/bad", a_partition_heals, "lb1"),
    Turn("ucarp-preempt-without-skew/bad", the_better_one_comes_late, "lb2"),
    Turn("ucarp-preempt-on-loser/bad", the_better_one_comes_late, "lb2"),
    Turn("ucarp-preempt-on-loser/good", the_better_one_comes_late, "lb1"),
    Turn("ucarp-advbase-mismatch/bad", the_better_one_comes_late, "lb2"),
    Turn("ucarp-advbase-mismatch/bad", the_better_one_comes_late, "lb1", {"lb2/**/vip-1.conf": ("-b 2", "-b 4")}),
)


def turn(folder: Path, wanted: Turn) -> None:
    """Something happens, and then the VIP is where the rule says."""
    net = fixture(folder, wanted.fixture, wanted.edits)
    with lab_of(net) as lab:
        wanted.event(lab, net)
        lab.wait_owner(VIP, wanted.owner, steady=patience(net))


def test_where_the_vip_goes(tmp_path: Path) -> None:
    side_by_side(
        {f"{t.fixture}, {t.event.__name__}, {n}": partial(turn, wanted=t) for n, t in enumerate(TURNS)}
        | {"an excluded VIP that a node lacks": excluded},
        tmp_path,
    )
