"""What the timers say of a cluster in all scenarios, without a daemon; and of its conversion the same, or a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from carplint.model import Net
from tests.conversion.failover.clusters import Cluster
from tests.conversion.failover.expected import NOBODY, Group, State, Wait, started_at_once
from tests.conversion.failover.matrix import Pair, shown
from tests.conversion.failover.scenarios import SCENARIOS, Scenario, Trial, best_backup, groups
from tests.lab.lab import Nodes

Joint = tuple[State, ...]
"""The states of all VIPs of a cluster, in the order of their addresses."""


class Situation(NamedTuple):
    """Who has the VIPs when a scenario begins, and to whom it happens."""

    owners: Joint
    victim: str


def _victims(found: Mapping[str, Group], scenario: Scenario, owners: Joint, earlier: str) -> list[str]:
    """To whom a scenario may happen: what `Scenario.victim` says of a trial."""
    if scenario.victim is None:
        return [earlier]
    masters = sorted(owners[0].sent)
    if scenario.victim is Trial.owner:
        return masters
    return [best_backup(next(iter(found.values())), owner) for owner in masters]


def _ways(found: Mapping[str, Group], scenario: Scenario, now: Situation) -> set[Joint]:
    """Who may have the VIPs after a scenario; nodes that start at once do so in the same moment."""
    if scenario.outcome is None:
        starts = {node: Wait(0, 0) for group in found.values() for node in group.nodes}
        return set(product(*(started_at_once(group, starts) for group in found.values())))
    states = zip(found.values(), now.owners, strict=True)
    return set(product(*(scenario.outcome(group, state, now.victim) for group, state in states)))


def chain(net: Net, nodes: Nodes) -> list[dict[Situation, set[Joint]]]:
    """Of each scenario: the situations in which it may begin, and the states to which it may lead from there."""
    found = groups(net, nodes)
    ends = {Situation((NOBODY,) * len(found), net.hosts[-1].name)}
    steps = []
    for scenario in SCENARIOS:
        begins = {
            Situation(owners, victim)
            for owners, earlier in ends
            for victim in _victims(found, scenario, owners, earlier)
        }
        steps.append({now: _ways(found, scenario, now) for now in begins})
        ends = {Situation(owners, now.victim) for now, ways in steps[-1].items() for owners in ways}
    return steps


def differences(cluster: Cluster, pair: Pair) -> Iterator[str]:
    """Where a cluster and its conversion do not have the same owners though no finding says so, in each situation in which
    both of them may be. Where chance decides, what may happen has something in common."""
    named = ""
    for scenario, before, after in zip(
        SCENARIOS, chain(pair.before, pair.nodes), chain(pair.after, pair.nodes), strict=True
    ):
        earlier, named = named, cluster.named.get(scenario.name, "")
        if not before.keys() & after.keys() and not earlier:
            yield f"{cluster.name}: {scenario.name}: begins otherwise"
        for now in before.keys() & after.keys():
            one, two = before[now], after[now]
            if not named and (not one & two or (one != two and len(one) == len(two) == 1)):
                texts = (" or ".join(", ".join(map(shown, joint)) for joint in ways) for ways in (one, two))
                yield f"{cluster.name}: {scenario.name}: {next(texts)} before, {next(texts)} after the conversion"
    yield from (f"{cluster.name}: no {n}" for n in sorted(set(cluster.named.values()) - pair.findings))
