"""All clusters through all scenarios on the real daemons, as they are and as they are converted.

What is recorded after each scenario: which nodes have each VIP on an interface that is up, which nodes advertise its
virtual router, who may do so by the timers, and, where the owner failed, the seconds from its last advertisement to the
first one of the new owner, as the switch saw them. No run is held against another one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from carplint.model import Net
from carplint.model.election import interval
from tests.conversion.failover.clusters import Cluster, converted, source
from tests.conversion.failover.expected import CAPTURE, NOBODY, State, Wait, started_at_once
from tests.conversion.failover.scenarios import HALVES, ROUNDS, Owners, Scenario, Trial, patience
from tests.lab.lab import Lab, Nodes, side_by_side
from tests.lab.launching import nodes_of
from tests.lab.watchdog import undisturbed

LONG = 9.0
"""Seconds of patience from which on a cluster goes through the halves of the rounds side by side."""


class Takeover(NamedTuple):
    """A failover: the VIP, the node that took it over, the seconds that this took, and those that it may; who may have
    been in its place; whether the owner said goodbye; and whether another node had taken over before."""

    vip: str
    node: str
    seconds: float
    wait: Wait
    first: frozenset[str]
    goodbye: bool
    second: bool = False


class Result(NamedTuple):
    """What a scenario led to, on these nodes, and to what it may have led; and VIPs that are not as they should be."""

    scenario: str
    nodes: tuple[str, ...]
    owners: Owners
    expected: Mapping[str, set[State]]
    takeovers: tuple[Takeover, ...] = ()
    misplaced: tuple[str, ...] = ()

    def faults(self) -> Iterator[str]:
        """What is not as the timers say."""
        for vip, state in self.owners.items():
            if state not in self.expected[vip]:
                yield f"{self.scenario}: {vip}: {shown(state)}, not {' or '.join(map(shown, self.expected[vip]))}"
        for t in self.takeovers:
            if t.node not in t.first:
                yield f"{self.scenario}: {t.node} took {t.vip} over first, not {' or '.join(sorted(t.first))}"
            if t.seconds not in t.wait:
                yield f"{self.scenario}: {t.node} took {t.vip} over after {t.seconds:.3f} s, not {t.wait}"
        yield from (f"{self.scenario}: {text}" for text in self.misplaced)


def shown(state: State) -> str:
    """Who advertises a VIP, and in brackets who has it besides."""
    besides = f" ({'+'.join(sorted(state.has - state.sent))})" if state.has - state.sent else ""
    return ("+".join(sorted(state.sent)) or "nobody") + besides


def _takeovers(trial: Trial, before: Owners, after: Owners, end: float) -> Iterator[Takeover]:
    """The failovers of the VIPs that the failed node had alone. The event happened just after an advertisement; the first
    sign of a new owner is an advertisement or a gratuitous ARP. Where another node than the first one has the VIP in the
    end it took over by its own timer, or with CARP when it heard the first."""
    for vip, group in trial.groups.items():
        if before[vip].sent != {trial.victim}:
            continue
        frames = [f for f in trial.watch.frames if f.id == trial.ids[vip] or f.address == vip]
        last = max((f for f in frames if f.node == trial.victim and f.id and f.at <= end), key=lambda f: f.at)
        signs: dict[str, float] = {}
        for frame in frames:
            if frame.at > last.at and frame.node != trial.victim:
                signs.setdefault(frame.node, frame.at - last.at)
        if not signs:
            continue
        waits = group.waits(group.nodes - {trial.victim}, goodbye=last.goodbye)
        possible = frozenset(group.first(waits))
        first = min(signs, key=lambda node: signs[node])
        yield Takeover(vip, first, signs[first], waits[first], possible, last.goodbye)
        for node in after[vip].sent - {trial.victim, first}:
            least, most, late = waits[first]
            every = interval(group.routers[first]) or 0
            heard = Wait(least, most + every + CAPTURE, late) if group.carp else waits[node]
            yield Takeover(vip, node, signs[node], heard, frozenset({node}), last.goodbye, second=True)


def _scenario(trial: Trial, scenario: Scenario, before: Owners) -> Result:
    if trial.unicast:
        trial.lab.acquaint()
    if scenario.victim is not None:
        trial.victim = scenario.victim(trial)
    since = time.time()
    scenario.event(trial)
    end = time.time()
    after = trial.settled(scenario.seconds)
    if scenario.outcome is None:
        may = {vip: started_at_once(group, trial.starts(since)) for vip, group in trial.groups.items()}
    else:
        may = {vip: scenario.outcome(group, before[vip], trial.victim) for vip, group in trial.groups.items()}
    took = tuple(_takeovers(trial, before, after, end)) if scenario.failover else ()
    return Result(scenario.name, tuple(sorted(trial.lab.nodes)), after, may, took, tuple(trial.misplaced()))


def run(trial: Trial, rounds: Sequence[Sequence[Scenario]] = ROUNDS) -> list[Result]:
    """Let a cluster go through the rounds; each of them counts if the machine did not stall in it."""

    def once(scenarios: Sequence[Scenario], _: int) -> list[Result]:
        results: list[Result] = []
        owners: Owners = trial.owners() if trial.watch.frames else dict.fromkeys(trial.groups, NOBODY)
        for scenario in scenarios:
            results.append(_scenario(trial, scenario, owners))
            owners = results[-1].owners
        return results

    return [result for scenarios in rounds for result in undisturbed(partial(once, scenarios))]


class Pair(NamedTuple):
    """A cluster's files before and after its conversion, the names of the conversion's findings, and the nodes."""

    before: Net
    after: Net
    findings: frozenset[str]
    nodes: Nodes

    def runs(self) -> Iterator[tuple[str, Net]]:
        """What is tried."""
        yield "as it is", self.before
        yield "converted", self.after


def pair(cluster: Cluster, folder: Path) -> Pair:
    """A cluster and its conversion, as files below a folder."""
    before = source(cluster, folder / "before")
    after, findings = converted(before, folder / "before", cluster.target, folder / "after")
    return Pair(before, after, findings, nodes_of(before))


def tried(pairs: Mapping[str, Pair], folder: Path) -> dict[tuple[str, str], list[Result]]:
    """All clusters with their conversions on the real daemons, side by side; almost all of it is waiting. Those that wait
    long go through the two halves of the rounds side by side."""
    parts: dict[tuple[str, str, int], list[Result]] = {}
    jobs: dict[str, Callable[[Path], None]] = {}

    def one(key: tuple[str, str, int], net: Net, nodes: Nodes, rounds: Sequence[Sequence[Scenario]], _: Path) -> None:
        with Lab(nodes) as lab, lab.watch() as watch:
            parts[key] = run(Trial(net, net, lab, watch), rounds)

    for name, found in pairs.items():
        for what, net in found.runs():
            for number, rounds in enumerate(HALVES if patience(net) > LONG else (ROUNDS,)):
                key = name, what, number
                jobs[f"{name}, {what}, {number}"] = partial(one, key, net, found.nodes, rounds)
    side_by_side(jobs, folder, workers=len(jobs), repeat=False)
    results: dict[tuple[str, str], list[Result]] = {}
    for name, what, number in sorted(parts):
        results.setdefault((name, what), []).extend(parts[name, what, number])
    return results
