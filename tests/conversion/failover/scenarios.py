"""What happens to a cluster in a lab: a trial, and the scenarios that it goes through, each beginning where the one before
it ended."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from math import ceil
from typing import NamedTuple

from carplint.model import Host, Net, VirtualRouter
from carplint.model.election import interval, rank, timer, well
from tests.conversion.failover.clusters import START, STOP
from tests.lab.frames import Frame, Watch
from tests.lab.lab import LIMIT, Lab, rest
from tests.lab.launching import play, stop

CAPTURE = 1.0
"""Seconds by which ucarp may hear an advertisement late: libpcap hands it a block of frames once in CAPTURE_TIMEOUT
(ucarp 1.5.2, src/ucarp.h: 1000 ms), so that all its waits begin up to so much later."""
CARRIER = 10.0
"""Seconds between ucarp's looks at an interface without carrier (src/ucarp.h, SECONDS_TO_WAIT_AFTER_INTERFACE_IS_DOWN)."""
EARLY, LATE = 0.03, 0.35
"""Seconds by which a measured failover may differ from the arithmetic: clocks and rounding; and a busy machine, on which
a daemon is woken late. A skew of 90 is as much, so no daemon that waits wrongly is hidden."""

Owners = dict[str, tuple[frozenset[str], frozenset[str]]]
"""Of each VIP: the nodes that have it, and those that advertise it."""


class Wait(NamedTuple):
    """Seconds that a backup waits after the last advertisement, at least and at most."""

    least: float
    most: float

    def __contains__(self, seconds: object) -> bool:
        return isinstance(seconds, float) and self.least - EARLY <= seconds <= self.most + LATE


def wait(router: VirtualRouter, *, alone: bool = True, goodbye: bool = False) -> Wait:
    """How long this node waits as a backup whose health checks are well.

    ucarp looks at its timer when its poll(2) ends: after each interval, or with the frames of other virtual routers on
    the segment, unless it is `alone` there. keepalived waits exactly, and after a goodbye for the skew alone (RFC 3768,
    6.4.2).
    """
    if router.protocol == "carp":
        ends, every = timer(router), interval(router)
        assert ends is not None, router
        assert every is not None, router
        return Wait(ceil((ends - EARLY) / every) * every if alone else ends, ceil(ends / every) * every + CAPTURE)
    seconds = timer(well(router))
    assert seconds is not None, router
    if goodbye:
        seconds -= (interval(router) or 0) * ((router.dead_ratio and router.dead_ratio.value) or 0)
    return Wait(seconds, seconds)


class Trial:
    """A cluster that runs in a lab."""

    def __init__(self, net: Net, lab: Lab, watch: Watch) -> None:
        self.net, self.lab, self.watch = net, lab, watch
        self.victim = ""
        self.silent: set[str] = set()
        """Nodes that nobody can hear, whatever they send."""
        self.routers = {(str(v), r.host): r for r in net.virtual_routers for v in r.vips or ()}
        self.ids = {vip: r.id.value for (vip, _), r in self.routers.items() if r.id is not None}
        self.first = min(self.ids)
        self.alone = len(set(self.ids.values())) == 1
        every = max(interval(r) or 0 for r in net.virtual_routers)
        self.patience = max(wait(r).most for r in net.virtual_routers) + every + LATE
        self.window = every + 2 * LATE
        """Seconds in which a master is heard at least once."""
        self.unicast = any(r.unicast_peers for r in net.virtual_routers)

    # What is seen

    def advertised(self, vip: str, since: float) -> list[Frame]:
        """The advertisements of a VIP's virtual router."""
        return [f for f in self.watch.frames if f.at >= since and f.id == self.ids[vip]]

    def owners(self) -> Owners:
        """Who has each VIP, and who advertises it."""
        since = time.time() - self.window
        return {
            v: (
                frozenset(self.lab.owners(v)),
                frozenset(f.node for f in self.advertised(v, since) if not f.goodbye),
            )
            for v in self.ids
        }

    def agreed(self) -> bool:
        """Whether each node that has a VIP and can be heard advertises it, and no other one does."""
        dumb = self.silent | {n for n in self.lab.nodes if not self.lab.running(n)}
        return all(sent <= has and has - sent <= dumb for has, sent in self.owners().values())

    def settled(self, seconds: float = 0) -> Owners:
        """The owners after the time that the timers need, and so many seconds more."""
        rest(self.patience + seconds)
        self.lab.wait(self.agreed, "who has a VIP advertises it", limit=LIMIT)
        return self.owners()

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
        owner = self.owner()
        others = [(rank(well(r)), n) for (v, n), r in self.routers.items() if v == self.first and n != owner]
        return min(others)[1]

    # What is done

    def host(self, name: str) -> Host:
        """A node's files."""
        return next(h for h in self.net.hosts if h.name == name)

    def back(self) -> None:
        """The daemons of the node that failed are started again, where they do not run."""
        if not self.lab.running(self.victim):
            play(self.lab, self.host(self.victim))


def _in_turn(trial: Trial) -> None:
    last, *others = reversed(trial.net.hosts)
    play(trial.lab, last)
    trial.lab.wait_owner(trial.first, last.name, steady=0)
    for host in others:
        play(trial.lab, host)


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
    for node in trial.lab.nodes:
        trial.lab.kill(node, signal.SIGKILL)
    for host in trial.net.hosts:
        play(trial.lab, host)


class Scenario(NamedTuple):
    """What happens, to whom (nobody: to the node of the scenario before), how many seconds it needs beyond the timers,
    and whether a failover follows that is measured."""

    name: str
    event: Callable[[Trial], None]
    victim: Callable[[Trial], str] | None = None
    seconds: float = 0
    failover: bool = False


SCENARIOS = (
    Scenario("the last node is started, and then the others", _in_turn),
    Scenario(STOP, _stop, Trial.owner, failover=True),
    Scenario("it is started again", Trial.back),
    Scenario("the owner is killed", _crash, Trial.owner, failover=True),
    Scenario("it is back", Trial.back),
    Scenario("the owner's interface goes down", _link_down, Trial.owner, failover=True),
    Scenario("it comes up, and what has ended is started", _link_up),
    Scenario("the owner loses its carrier", _cable_out, Trial.owner, failover=True),
    Scenario("its carrier is back", _cable_in, seconds=CARRIER),
    Scenario("the owner is cut off", _partition, Trial.owner, failover=True),
    Scenario("the segment is whole again", _join),
    Scenario("the owner is not heard", _mute, Trial.owner, failover=True),
    Scenario("it is heard again", _both_ways),
    Scenario("the best backup hears nothing", _deaf, Trial.best_backup),
    Scenario("it hears again", _both_ways),
    Scenario(START, _at_once),
)
