"""What happens to a cluster in a lab: a trial, and the rounds of scenarios that it goes through. Each scenario begins where
the one before it ended; after a round all nodes run and hear each other."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_interface
from typing import NamedTuple

from carplint.model import Host, Net, VirtualRouter
from carplint.model.election import interval
from tests.conversion.failover import expected
from tests.conversion.failover.clusters import START, STOP
from tests.conversion.failover.expected import LATE, Group, State, Wait, wait
from tests.lab.frames import Frame, Watch
from tests.lab.lab import LIMIT, Lab, Nodes, rest
from tests.lab.launching import begun, play, stop

CARRIER = 10.0
"""Seconds between ucarp's looks at an interface without carrier (src/ucarp.h, SECONDS_TO_WAIT_AFTER_INTERFACE_IS_DOWN)."""
UNSEEN = 1.0
"""Seconds within which a daemon that joins no group, or another one of a node, has started."""
JOINED = 0.05
"""Seconds within which a daemon that has joined its group sets its timer."""

Owners = Mapping[str, State]
"""Who has each VIP."""


def groups(net: Net, nodes: Nodes) -> dict[str, Group]:
    """The virtual router of each VIP, on nodes with these addresses."""
    own = {node: int(ip_interface(interfaces["eth0"][0]).ip) for node, interfaces in nodes.items()}
    found: dict[str, dict[str, VirtualRouter]] = {}
    for router in net.virtual_routers:
        for vip in router.vips or ():
            found.setdefault(str(vip), {})[router.host] = router
    alone = len({r.id.value for r in net.virtual_routers if r.id is not None}) == 1
    return {vip: Group(routers, own, alone=alone) for vip, routers in sorted(found.items())}


def patience(net: Net) -> float:
    """Seconds after which all that follows from an event has happened."""
    routers = net.virtual_routers
    return max(wait(r).most for r in routers) + max(interval(r) or 0 for r in routers) + LATE


class Trial:
    """A cluster that runs in a lab. Its daemons are those of the files `played`, from which it is expected that they do
    what `net` says."""

    def __init__(self, net: Net, played: Net, lab: Lab, watch: Watch) -> None:
        self.net, self.played, self.lab, self.watch = net, played, lab, watch
        self.victim = ""
        self.silent: set[str] = set()
        """Nodes that nobody can hear, whatever they send."""
        self.seen: dict[str, State] = {}
        """The owners when they were last looked at."""
        self._begun: dict[str, int] = {}
        """How many virtual routers of a node have to have begun."""
        self.groups = groups(net, lab.nodes)
        routers = [r for group in self.groups.values() for r in group.routers.values()]
        self.ids = {v: next(r.id.value for r in g.routers.values() if r.id) for v, g in self.groups.items()}
        self.first = min(self.ids)
        self.carp = any(g.carp for g in self.groups.values())
        self.patience = patience(self.net)
        self.window = max(interval(r) or 0 for r in routers) + 2 * LATE
        """Seconds in which a master is heard at least once."""
        self.unicast = any(r.unicast_peers for r in routers)

    # What is seen

    def advertised(self, vip: str, since: float) -> list[Frame]:
        """The advertisements of a VIP's virtual router."""
        return [f for f in self.watch.frames if f.at >= since and f.id == self.ids[vip]]

    def owners(self) -> dict[str, State]:
        """Who has each VIP, and who advertises it."""
        since = time.time() - self.window
        return {
            v: State(
                frozenset(self.lab.owners(v)), frozenset(f.node for f in self.advertised(v, since) if not f.goodbye)
            )
            for v in self.ids
        }

    def agreed(self) -> bool:
        """Whether each node that has a VIP and can be heard advertises it, and no other one does."""
        dumb = self.silent | {n for n in self.lab.nodes if not self.lab.running(n)}
        self.seen = self.owners()
        return all(sent <= has and has - sent <= dumb for has, sent in self.seen.values())

    def begun(self) -> bool:
        """Whether all that was started has begun."""
        return all(begun(self.lab, node) >= number for node, number in self._begun.items())

    def settled(self, seconds: float = 0) -> dict[str, State]:
        """The owners after the time that the timers need, and so many seconds more, once all daemons have begun."""
        self.lab.wait(self.begun, "what was started has begun")
        rest(self.patience + (seconds if self.carp else 0))
        self.lab.wait(self.agreed, "who has a VIP advertises it", limit=LIMIT)
        return self.seen

    def owner(self) -> str:
        """The one node that advertises the first VIP, which has just done so: the next scenario hits it, and the time
        of its last advertisement is certain."""
        start = time.time()
        self.lab.wait(lambda: self.advertised(self.first, start), "an advertisement")
        nodes = {f.node for f in self.advertised(self.first, start)}
        assert len(nodes) == 1, (nodes, self.lab.told())
        return nodes.pop()

    def best_backup(self) -> str:
        """The best of the other nodes."""
        return best_backup(self.groups[self.first], self.owner())

    def starts(self, since: float) -> dict[str, Wait]:
        """When the daemons of each node began to listen, after the first of them. Only the first report of a group is
        seen: another daemon of the node comes later."""
        reports = {
            n: [f.at for f in self.watch.frames if f.joined and f.node == n and f.at >= since] for n in self.lab.nodes
        }
        origin = min((min(times) for times in reports.values() if times), default=since)
        later = JOINED if len(set(self.ids.values())) == 1 else UNSEEN
        return {
            n: Wait(times[0] - origin, times[0] - origin + later) if times else Wait(0, UNSEEN)
            for n, times in reports.items()
        }

    def misplaced(self) -> Iterator[str]:
        """VIPs that are up elsewhere than they should be, or with another prefix."""
        for vip, group in self.groups.items():
            for node, router in group.routers.items():
                place = next((p for p in self.lab.places(node) if p[0].partition("/")[0] == vip), None)
                if place is not None and place != _place(router, vip):
                    yield f"{node} has {' on '.join(place)}, not {' on '.join(_place(router, vip))}"

    # What is done

    def host(self, name: str) -> Host:
        """A node's files."""
        return next(h for h in self.played.hosts if h.name == name)

    def back(self) -> None:
        """The daemons of the node that failed are started again, where they do not run."""
        if not self.lab.running(self.victim):
            self.play(self.victim)

    def play(self, name: str) -> None:
        """Start a node's daemons."""
        host = self.host(name)
        self._begun[name] = begun(self.lab, name) + len(host.virtual_routers)
        play(self.lab, host)

    def power_off(self) -> None:
        """No daemon runs any more."""
        for node in self.lab.nodes:
            self.lab.kill(node, signal.SIGKILL)


def _place(router: VirtualRouter, vip: str) -> tuple[str, str]:
    """The VIP with its prefix, and the interface on which it is up."""
    address = next(a for a in router.addresses if a.address.value is not None and str(a.address.value.ip) == vip)
    device = address.device or router.interface
    assert device is not None, router
    return str(address.address.value), str(device.value).partition(":")[0]


def best_backup(group: Group, owner: str) -> str:
    """The best of the other nodes."""
    return min(group.nodes - {owner}, key=group.place)


def _in_turn(trial: Trial) -> None:
    trial.power_off()
    last, *others = reversed(trial.played.hosts)
    trial.victim = last.name
    since = time.time()
    trial.play(last.name)
    trial.lab.wait(lambda: trial.advertised(trial.first, since), f"an advertisement of {last.name}")
    for host in others:
        trial.play(host.name)


def _stop(trial: Trial) -> None:
    stop(trial.lab, trial.host(trial.victim))


def _crash(trial: Trial) -> None:
    trial.lab.kill(trial.victim, signal.SIGKILL)


def _link_down(trial: Trial) -> None:
    trial.silent = {trial.victim}
    trial.lab.link(trial.victim, up=False)


def _link_up(trial: Trial) -> None:
    trial.silent = set()
    trial.lab.link(trial.victim, up=True)
    trial.back()


def _cable_out(trial: Trial) -> None:
    trial.silent = {trial.victim}
    trial.lab.cable(trial.victim, up=False)


def _cable_in(trial: Trial) -> None:
    trial.silent = set()
    trial.lab.cable(trial.victim, up=True)


def _partition(trial: Trial) -> None:
    trial.lab.reach(trial.victim, up=False)


def _join(trial: Trial) -> None:
    trial.lab.reach(trial.victim, up=True)


def _mute(trial: Trial) -> None:
    trial.lab.one_way(trial.victim, speaks=False)


def _deaf(trial: Trial) -> None:
    trial.lab.one_way(trial.victim, hears=False)


def _both_ways(trial: Trial) -> None:
    trial.lab.one_way(trial.victim)


def _at_once(trial: Trial) -> None:
    trial.power_off()
    for host in trial.played.hosts:
        trial.play(host.name)


Outcome = Callable[[Group, State, str], set[State]]


class Scenario(NamedTuple):
    """What happens, who may have the VIP afterwards (None: it depends on when they start), to whom it happens (nobody: to
    the node of the scenario before), how many seconds ucarp needs beyond the timers, and whether a failover follows that
    is measured."""

    name: str
    event: Callable[[Trial], None]
    outcome: Outcome | None
    victim: Callable[[Trial], str] | None = None
    seconds: float = 0
    failover: bool = False


ROUNDS = (
    (Scenario("the last node is started, and then the others", _in_turn, expected.started_in_turn),),
    (
        Scenario(STOP, _stop, expected.stopped, Trial.owner, failover=True),
        Scenario("it is started again", Trial.back, expected.together),
    ),
    (
        Scenario("the owner is killed", _crash, expected.killed, Trial.owner, failover=True),
        Scenario("it is back", Trial.back, expected.together),
    ),
    (
        Scenario("the owner's interface goes down", _link_down, expected.interface_down, Trial.owner, failover=True),
        Scenario("it comes up, and what has ended is started", _link_up, expected.interface_up),
    ),
    (
        Scenario("the owner loses its carrier", _cable_out, expected.unplugged, Trial.owner, failover=True),
        Scenario("its carrier is back", _cable_in, expected.plugged, seconds=CARRIER),
    ),
    (
        Scenario("the owner is cut off", _partition, expected.cut_off, Trial.owner, failover=True),
        Scenario("the segment is whole again", _join, expected.together),
    ),
    (
        Scenario("the owner is not heard", _mute, expected.muted, Trial.owner, failover=True),
        Scenario("it is heard again", _both_ways, expected.together),
    ),
    (
        Scenario("the best backup hears nothing", _deaf, expected.deafened, Trial.best_backup),
        Scenario("it hears again", _both_ways, expected.together),
    ),
    (Scenario(START, _at_once, None),),
)
"""A round is repeated as a whole where the machine stalled in it."""
HALVES = ROUNDS[:5], (ROUNDS[0], *ROUNDS[5:])
"""The rounds in two parts, each of which can be the first."""
SCENARIOS = tuple(scenario for scenarios in ROUNDS for scenario in scenarios)
