"""docs/failover.md: what the matrix showed, as tables."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence

from tests.conversion.failover.chain import Joint, Situation, chain
from tests.conversion.failover.clusters import Cluster
from tests.conversion.failover.expected import CAPTURE, EARLY, LATE, TIE
from tests.conversion.failover.matrix import Pair, Result, Takeover
from tests.conversion.failover.scenarios import SCENARIOS
from tests.trees import ROOT

PAGE = ROOT / "docs" / "failover.md"
_VERSIONS = {"ucarp": ["ucarp", "--help"], "keepalived": ["keepalived", "--version"]}
Results = Mapping[tuple[str, str], Sequence[Result]]


def _numbers(pair: Pair) -> dict[str, str]:
    """The nodes' numbers, in the order of their names."""
    return {node: str(number) for number, node in enumerate(sorted(pair.nodes), 1)}


def _joint(owners: Joint, numbers: Mapping[str, str], *, besides: bool) -> str:
    """Who advertises a VIP, and in brackets who has it besides; for each VIP where they differ."""

    def named(nodes: frozenset[str]) -> str:
        return "+".join(sorted(numbers[n] for n in nodes)) or "-"

    cells = [named(sent) + (f" ({named(has - sent)})" if besides and has - sent else "") for has, sent in owners]
    return cells[0] if len(set(cells)) == 1 else ", ".join(cells)


def _cell(step: Mapping[Situation, set[Joint]], numbers: Mapping[str, str]) -> str:
    """Who may have the VIPs after a scenario, in whatever situation it began."""
    ways = set().union(*step.values())
    return " or ".join(sorted({_joint(owners, numbers, besides=len(ways) == 1) for owners in ways}))


def owner_rows(clusters: Sequence[Cluster], pairs: Mapping[str, Pair]) -> Iterator[str]:
    """A line for each cluster: the owners after each scenario, by the timers."""
    for cluster in clusters:
        pair = pairs[cluster.name]
        numbers = _numbers(pair)
        cells = []
        for before, after in zip(chain(pair.before, pair.nodes), chain(pair.after, pair.nodes), strict=True):
            one, two = _cell(before, numbers), _cell(after, numbers)
            cells.append(one if one == two else f"{one} → {two}")
        yield f"| {cluster.name} | {cluster.format} → {cluster.target} | {' | '.join(cells)} |"


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


def time_rows(clusters: Sequence[Cluster], pairs: Mapping[str, Pair], results: Results) -> Iterator[str]:
    """A line for each cluster and node that took the VIP over: how long that took, and what the timers say."""
    for cluster in clusters:
        runs = [
            [t for result in results[cluster.name, what] for t in result.takeovers if not t.second]
            for what, _ in pairs[cluster.name].runs()
        ]
        for node, number in _numbers(pairs[cluster.name]).items():
            cells = []
            for takeovers in runs:
                for goodbye in (False, True) if any(t.goodbye for t in takeovers) else (False,):
                    took = [t for t in takeovers if t.node == node and t.goodbye is goodbye]
                    cells += [_arithmetic(took), _spread(took)]
            order = cells if cluster.target == "keepalived" else [*cells[4:], *cells[:4]]
            if set(cells) != {"-"}:
                yield f"| {cluster.name} | {cluster.format} → {cluster.target} | {number} | {' | '.join(order)} |"


def _version(words: Sequence[str]) -> str:
    run = subprocess.run(words, check=False, capture_output=True, text=True)
    found = re.search(r"\d+\.\d+\.\d+", run.stdout + run.stderr)
    return found.group() if found else "of unknown version"


def page(clusters: Sequence[Cluster], pairs: Mapping[str, Pair], results: Results) -> str:
    """The whole page."""
    versions = ", ".join(f"{name} {_version(words)}" for name, words in _VERSIONS.items())
    numbers = " | ".join(str(n) for n in range(1, len(SCENARIOS) + 1))
    return (
        "\n".join(
            [
                "# The same failover, before and after a conversion\n",
                "Written by `make failover` (tools/failover_matrix.py), which needs root on Linux and takes about five minutes. The",
                "tests run the same, and fail where the daemons do anything that the timers do not allow.\n",
                f"{len(clusters)} clusters ran on the real daemons ({versions}), from their files, in network namespaces on a",
                "bridge; and their conversions by `carplint convert` beside them. All went through these scenarios, each of which",
                "begins where the one before it ended:\n",
                *(f"{n}. {s.name}" for n, s in enumerate(SCENARIOS, 1)),
                "\n## Who has the VIP\n",
                "After each scenario: the number of the node that advertises it; in brackets one that has the address, too, since",
                "its daemon was killed and could not remove it. `1+2`: both, as they do not hear each other. A cell without an",
                "arrow is the same before and after the conversion. The table is worked out from the timers and places of the",
                "nodes, and the run of the daemons that wrote this page agreed with all of it. `1 or 2`: two timers end so close to",
                f"one another that chance decides, {TIE:g} s for the lateness of a machine (and of the scenarios before it, whose",
                "chance is in it).\n",
                f"| cluster | conversion | {numbers} |",
                f"|---|---|{'---|' * len(SCENARIOS)}",
                *owner_rows(clusters, pairs),
                "\n## How long a failover takes\n",
                "Seconds from the last advertisement of the owner to the first one of the node that takes over, as the switch saw",
                "them: by the timers, and measured. With CARP a stop is like any other failure; VRRP says goodbye.\n",
                "| cluster | conversion | node | ucarp: timers | measured | keepalived: timers | measured | after a stop: timers "
                "| measured |",
                f"|---|---|{'---|' * 7}",
                *time_rows(clusters, pairs, results),
                "\n## What the timers say\n",
                "- keepalived waits 3 × advert_int + (256 - priority)/256 s; after a goodbye (256 - priority)/256 s alone.",
                "- ucarp sets its timer to deadratio × advbase + advskew/256 s, but looks at it only after each interval of advbase +",
                "  advskew/256 s, and when a frame of another virtual router wakes it (src/carp.c, docarp).",
                f"- ucarp hears an advertisement up to {CAPTURE:g} s late, since libpcap hands it frames once a second (src/ucarp.h,",
                "  CAPTURE_TIMEOUT). So its failover takes up to a second more than its timers.",
                f"- A test fails where a measured time is more than {EARLY:g} s below or {LATE:g} s above that: rounding, and the",
                "  lateness of a machine. Where a watchdog sees that the machine stalled longer, the run is void and repeated.",
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
                "`1 or 2` in the table | [migrate-simultaneous-start](rules/migrate-simultaneous-start.md) |",
                "| A uCarp without `--shutdown` leaves the VIP up when it is stopped, unless its launcher takes it down | "
                "[migrate-shutdown](rules/migrate-shutdown.md) |",
            ]
        )
        + "\n"
    )
