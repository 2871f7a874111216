"""The plan of a change, for people and for programs: what it begins with, its steps, and how to go back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from carplint.conversion.plan.steps import Step, table
from carplint.model import VirtualRouter, known
from carplint.model.target import CARP, PLACES, VRRP, Converted, OutputFile
from carplint.text.typing import NamedTuple

Clusters = Sequence[Sequence[Converted]]
"""Virtual routers as they were and as they will be, cluster by cluster, each from the best node to the worst."""


class Plan(NamedTuple):
    """A plan: its beginning in Markdown, the hosts, each group from the best one to the last backup, and the steps in
    their order."""

    head: tuple[str, ...]
    hosts: tuple[str, ...]
    steps: tuple[Step, ...]


def head(title: str, clusters: Clusters, told: str) -> tuple[str, ...]:
    """Return the beginning of a plan; `told` is the paragraph about the change, "" for none."""
    read = table("steps")["page"]["how_to_read"].splitlines()
    return (f"# {title}", "", *read, "", *_table(clusters), *told.splitlines(), *([""] if told else []))


def _table(clusters: Clusters) -> Iterator[str]:
    """Return the VIPs with the nodes that share them, in Markdown."""
    yield from ("| VIP | id | nodes, the best first |", "|---|---|---|")
    for cluster in clusters:
        nodes: dict[str, list[str]] = {}
        numbers: dict[str, int] = {}
        for router in (r.after for r in cluster):
            what = PLACES[CARP if router.protocol == CARP else VRRP]
            for vip in vips([router]):
                nodes.setdefault(vip, []).append(f"{router.host} ({what} {known(getattr(router, what), 100)})")
                numbers.setdefault(vip, known(router.id, 0))
        yield from (f"| {vip} | {numbers[vip]} | {', '.join(own)} |" for vip, own in nodes.items())
    yield ""


def vips(routers: Iterable[VirtualRouter]) -> dict[str, str]:
    """Return the known VIPs of some virtual routers, with their interfaces."""
    return {
        str(vip.address.value.ip): known(vip.device, "") or known(r.interface, "")
        for r in routers
        for vip in (*r.addresses, *r.excluded)
        if vip.address.value is not None
    }


def written(plan: Plan, format: str) -> tuple[OutputFile, ...]:
    """Return the file of a plan, none where it has no steps; `format` is md or json."""
    if not plan.steps:
        return ()
    return (OutputFile("PLAN.json", to_json(plan)) if format == "json" else OutputFile("PLAN.md", to_markdown(plan)),)


def to_json(plan: Plan) -> str:
    """Return the plan for a program: version 1; `number` counts from 1, `hosts` go from the master to the last backup."""
    return (
        json.dumps(
            {
                "version": 1,
                "hosts": list(plan.hosts),
                "steps": [{"number": i, **s._asdict()} for i, s in enumerate(plan.steps, 1)],
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


def to_markdown(plan: Plan) -> str:
    """Return the plan for people."""
    lines = list(plan.head)
    phase = ""
    for number, step in enumerate(plan.steps, 1):
        if step.phase != phase:
            phase = step.phase
            lines += [f"## {table('steps')['phases'][phase]}", ""]
        lines.append(f"{number}. **{step.host}**: {step.action}." + (f" Why: {step.why}." if step.why else ""))
        lines += ["", *_code(step.commands, " " * len(f"{number}. "))] if step.commands else [""]
    lines += ["## Go back", "", "Begin at the step that was done last, and go on down this list, to step 1:", ""]
    for back, step in reversed(list(enumerate(plan.steps, 1))):
        if step.undo:
            lines += [f"- step {back}, **{step.host}**:", "", *_code(step.undo, "  ")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _code(commands: Sequence[str], indent: str) -> list[str]:
    return [f"{indent}```sh", *(f"{indent}{c}" for c in commands), f"{indent}```", ""]
