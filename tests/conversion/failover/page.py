"""docs/failover.md: what the matrix showed, as tables."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence

from tests.conversion.failover.clusters import START, Cluster
from tests.conversion.failover.matrix import Pair, Result, Takeover
from tests.conversion.failover.scenarios import CAPTURE, EARLY, LATE, SCENARIOS, Owners
from tests.trees import ROOT

PAGE = ROOT / "docs" / "failover.md"
CHANCE = "chance"
"""Stands where the order in which the daemons come up decides, so that no run is like another."""
_VERSIONS = {"ucarp": ["ucarp", "--help"], "keepalived": ["keepalived", "--version"]}


def _numbers(result: Result) -> dict[str, str]:
    """The nodes' numbers, in the order of their names."""
    return {node: str(number) for number, node in enumerate(result.nodes, 1)}


def _cell(owners: Owners, numbers: Mapping[str, str]) -> str:
    """Who advertises a VIP, and in brackets who has it besides; for each VIP where they differ."""

    def named(nodes: frozenset[str]) -> str:
        return "+".join(sorted(numbers[n] for n in nodes)) or "-"

    cells = []
    for has, sends in owners.values():
        cells.append(named(sends) + (f" ({named(has - sends)})" if has - sends else ""))
    return cells[0] if len(set(cells)) == 1 else ", ".join(cells)


def owner_rows(clusters: Sequence[Cluster], pairs: Mapping[str, Pair]) -> Iterator[str]:
    """A line for each cluster: the owners after each scenario."""
    for cluster in clusters:
        pair = pairs[cluster.name]
        cells = [
            CHANCE if one.scenario == START and START in cluster.named else _cells(one, two)
            for one, two in zip(pair.before, pair.after, strict=True)
        ]
        yield f"| {cluster.name} | {cluster.format} → {cluster.target} | {' | '.join(cells)} |"


def _cells(one: Result, two: Result) -> str:
    before, after = _cell(one.owners, _numbers(one)), _cell(two.owners, _numbers(two))
    return before if before == after else f"{before} → {after}"


def _spread(takeovers: Sequence[Takeover]) -> str:
    if not takeovers:
        return "-"
    seconds = [t.seconds for t in takeovers]
    return f"{min(seconds):.2f}" if len(seconds) == 1 else f"{min(seconds):.2f} to {max(seconds):.2f}"


def _arithmetic(takeovers: Sequence[Takeover]) -> str:
    waits = {
        f"{t.wait.least:.2f}" + (f" to {t.wait.most:.2f}" if t.wait.most > t.wait.least else "") for t in takeovers
    }
    return ", ".join(sorted(waits)) or "-"


def time_rows(clusters: Sequence[Cluster], pairs: Mapping[str, Pair]) -> Iterator[str]:
    """A line for each cluster and node that took the VIP over: how long that took, and what the timers say."""
    for cluster in clusters:
        before, after = pairs[cluster.name].before, pairs[cluster.name].after
        nodes = {t.node: None for r in before for t in r.takeovers}
        for node in sorted(nodes):
            cells = []
            for results in (before, after):
                for goodbye in (False, True):
                    took = [t for r in results for t in r.takeovers if t.node == node and t.goodbye is goodbye]
                    if goodbye and not any(t.goodbye for r in results for t in r.takeovers):
                        continue
                    cells += [_arithmetic(took), _spread(took)]
            order = cells if cluster.target == "keepalived" else [*cells[4:], *cells[:4]]
            number = _numbers(before[0])[node]
            yield f"| {cluster.name} | {cluster.format} → {cluster.target} | {number} | {' | '.join(order)} |"


def _version(words: Sequence[str]) -> str:
    run = subprocess.run(words, check=False, capture_output=True, text=True)
    found = re.search(r"\d+\.\d+\.\d+", run.stdout + run.stderr)
    return found.group() if found else "of unknown version"


def page(clusters: Sequence[Cluster], pairs: Mapping[str, Pair]) -> str:
    """The whole page."""
    versions = ", ".join(f"{name} {_version(words)}" for name, words in _VERSIONS.items())
    numbers = " | ".join(str(n) for n in range(1, len(SCENARIOS) + 1))
    return (
        "\n".join(
            [
                "# The same failover, before and after a conversion\n",
                "Written by `make failover` (tools/failover_matrix.py), which needs root on Linux and takes about five minutes. The",
                "tests run the same, and fail where a run does not agree with the table of owners below.\n",
                f"{len(clusters)} clusters ran on the real daemons ({versions}), from their files, in network namespaces on a",
                "bridge; and their conversions by `carplint convert` beside them. All went through these scenarios, each of which",
                "begins where the one before it ended:\n",
                *(f"{n}. {s.name}" for n, s in enumerate(SCENARIOS, 1)),
                "\n## Who has the VIP\n",
                "After each scenario: the number of the node that advertises it; in brackets one that has the address, too, since",
                "its daemon was killed and could not remove it. `1+2`: both, as they do not hear each other. A cell without an",
                f"arrow is the same before and after the conversion; `{CHANCE}`: see below.\n",
                f"| cluster | conversion | {numbers} |",
                f"|---|---|{'---|' * len(SCENARIOS)}",
                *owner_rows(clusters, pairs),
                "\n## How long a failover takes\n",
                "Seconds from the last advertisement of the owner to the first one of the node that takes over, as the switch saw",
                "them: by the timers, and measured. With CARP a stop is like any other failure; VRRP says goodbye.\n",
                "| cluster | conversion | node | ucarp: timers | measured | keepalived: timers | measured | after a stop: timers "
                "| measured |",
                f"|---|---|{'---|' * 7}",
                *time_rows(clusters, pairs),
                "\n## What the timers say\n",
                "- keepalived waits 3 × advert_int + (256 - priority)/256 s; after a goodbye (256 - priority)/256 s alone.",
                "- ucarp sets its timer to deadratio × advbase + advskew/256 s, but looks at it only after each interval of advbase +",
                "  advskew/256 s, and when a frame of another virtual router wakes it (src/carp.c, docarp).",
                f"- ucarp hears an advertisement up to {CAPTURE:g} s late, since libpcap hands it frames once a second (src/ucarp.h,",
                "  CAPTURE_TIMEOUT). So its failover takes up to a second more than its timers.",
                f"- A test fails where a measured time is more than {EARLY:g} s below or {LATE:g} s above that: rounding, and a busy",
                "  machine.",
                "\n## What cannot be the same\n",
                "The conversion names each of these in its findings.\n",
                "| difference | finding |",
                "|---|---|",
                "| After a clean stop keepalived's backup takes over at once, as VRRP says goodbye; uCarp's waits its timer out | "
                "[migrate-timing](rules/migrate-timing.md) |",
                "| A failover takes longer with uCarp, by whole intervals and up to a second | "
                "[migrate-timing](rules/migrate-timing.md) |",
                "| Of several uCarp backups without preemption whose waits are less than a second apart any may take over; of "
                "keepalived's the best does | [migrate-timing](rules/migrate-timing.md) |",
                "| When all nodes start at once with (nearly) equal places, two uCarps hold the VIP for up to a second, then the best "
                "one alone; of keepalived's the one whose timer ends first, by some milliseconds, has it, and with nopreempt keeps it: "
                f"`{CHANCE}` in the table | [migrate-simultaneous-start](rules/migrate-simultaneous-start.md) |",
                "| A uCarp without `--shutdown` leaves the VIP up when it is stopped, unless its launcher takes it down | "
                "[migrate-shutdown](rules/migrate-shutdown.md) |",
            ]
        )
        + "\n"
    )
