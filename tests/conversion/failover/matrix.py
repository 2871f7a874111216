"""All clusters through all scenarios on the real daemons, as they are and as they are converted.

What is recorded after each scenario: which nodes have each VIP on an interface that is up, which nodes advertise its
virtual router, and, where the owner failed, the seconds from its last advertisement to the first one of the new owner,
as the switch saw them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from carplint.model import Net
from tests.conversion.failover.clusters import START, Cluster, converted, source
from tests.conversion.failover.scenarios import SCENARIOS, Owners, Trial, Wait, wait
from tests.lab.lab import side_by_side
from tests.lab.launching import lab_of


class Takeover(NamedTuple):
    """A failover: the VIP, the node that took it over, the seconds that this took, and those that it may; and whether
    the owner said goodbye."""

    vip: str
    node: str
    seconds: float
    wait: Wait
    goodbye: bool


class Result(NamedTuple):
    """What a scenario led to, on these nodes."""

    scenario: str
    nodes: tuple[str, ...]
    owners: Owners
    takeovers: tuple[Takeover, ...] = ()


def _takeovers(trial: Trial, before: Owners, after: Owners, end: float) -> list[Takeover]:
    """The failovers of the VIPs that the failed node had alone, and another one has now. The event happened just after
    an advertisement; the first sign of the new owner is an advertisement or a gratuitous ARP."""
    found = []
    for vip, (_, senders) in after.items():
        new = senders - {trial.victim}
        if before[vip][1] != {trial.victim} or len(new) != 1:
            continue
        node = next(iter(new))
        frames = [f for f in trial.watch.frames if f.id == trial.ids[vip] or f.address == vip]
        last = max((f for f in frames if f.node == trial.victim and f.id and f.at <= end), key=lambda f: f.at)
        first = next(f for f in frames if f.node == node and f.at > last.at)
        may = wait(trial.routers[vip, node], alone=trial.alone, goodbye=last.goodbye)
        found.append(Takeover(vip, node, first.at - last.at, may, last.goodbye))
    return found


def run(trial: Trial) -> list[Result]:
    """Let a cluster go through all scenarios."""
    results = []
    owners: Owners = {}
    carp = any(r.protocol == "carp" for r in trial.net.virtual_routers)
    for scenario in SCENARIOS:
        if trial.unicast:
            trial.lab.acquaint()
        if scenario.victim is not None:
            trial.victim = scenario.victim(trial)
        scenario.event(trial)
        before, end = owners, time.time()
        owners = trial.settled(scenario.seconds if carp else 0)
        took = _takeovers(trial, before, owners, end) if scenario.failover else []
        results.append(Result(scenario.name, tuple(sorted(trial.lab.nodes)), owners, tuple(took)))
    return results


class Pair(NamedTuple):
    """What a cluster did before and after its conversion, and the names of the conversion's findings."""

    before: list[Result]
    after: list[Result]
    findings: frozenset[str]


def _tried(net: Net, nodes: Net) -> list[Result]:
    """The scenarios with the daemons of some files, on the nodes of those that say their addresses."""
    with lab_of(nodes) as lab, lab.watch() as watch:
        return run(Trial(net, lab, watch))


def tried(clusters: Sequence[Cluster], folder: Path) -> dict[str, Pair]:
    """All clusters with their conversions, side by side; almost all of it is waiting."""
    pairs: dict[str, Pair] = {}
    jobs: dict[str, Callable[[], None]] = {}
    for number, cluster in enumerate(clusters):
        before = source(cluster, folder / f"{number}-before")
        after, findings = converted(before, folder / f"{number}-before", cluster.target, folder / f"{number}-after")
        pair = pairs[cluster.name] = Pair([], [], findings)
        for what, net, results in (("as it is", before, pair.before), ("converted", after, pair.after)):
            jobs[f"{cluster.name}, {what}"] = partial(_record, results, net, before)
    side_by_side(jobs, workers=len(jobs))
    return pairs


def _record(results: list[Result], net: Net, nodes: Net) -> None:
    results += _tried(net, nodes)


def differences(cluster: Cluster, pair: Pair) -> Iterator[str]:
    """What is not as it has to be: other owners that no finding names, after a start not one owner, and times that are
    not those of the timers."""
    for one, two in zip(pair.before, pair.after, strict=True):
        named = cluster.named.get(one.scenario)
        if one.owners != two.owners and named is None:
            yield f"{cluster.name}: {one.scenario}: {one.owners} before, {two.owners} after the conversion"
        for result in (one, two) if one.scenario == START else ():
            if any(len(senders) != 1 for _, senders in result.owners.values()):
                yield f"{cluster.name}: {one.scenario}: {result.owners}"
        for t in (*one.takeovers, *two.takeovers):
            if t.seconds not in t.wait:
                yield f"{cluster.name}: {one.scenario}: {t.node} took {t.vip} over after {t.seconds:.3f} s, not {t.wait}"
    yield from (f"{cluster.name}: no {n}" for n in sorted(set(cluster.named.values()) - pair.findings))
