"""The plan of a change, for people and for programs: what it begins with, its steps, and how to go back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from carplint.conversion.plan.facts import vips
from carplint.conversion.plan.steps import Step, table
from carplint.model import known
from carplint.model.target import CARP, PLACES, VRRP, Converted, OutputFile
from carplint.text.typing import NamedTuple

Clusters = Sequence[Sequence[Converted]]
"""Virtual routers as they were and as they will be, cluster by cluster, each from the best node to the worst."""


class Plan(NamedTuple):
    """A plan: its title, the virtual routers, the paragraph `about` the change, the hosts, each group from the best
    one to the last backup, and the steps in their order."""

    title: str
    clusters: Clusters
    about: Sequence[str]
    hosts: Sequence[str]
    steps: tuple[Step, ...]


def written(plan: Plan, format: str) -> tuple[OutputFile, ...]:
    """Return the file of a plan, none where it has no steps; `format` is md or json."""
    text = to_json(plan) if format == "json" else to_markdown(plan)
    return (OutputFile(f"PLAN.{format}", text),) if plan.steps else ()


def to_json(plan: Plan) -> str:
    """Return the plan for a program: version 1; `number` counts from 1, `hosts` go from the master to the last backup."""
    steps = [{"number": number, **step._asdict()} for number, step in enumerate(plan.steps, 1)]
    return json.dumps({"version": 1, "hosts": plan.hosts, "steps": steps}, indent=2, ensure_ascii=False) + "\n"


def to_markdown(plan: Plan) -> str:
    """Return the plan for people."""
    lines = [f"# {plan.title}", "", *table("steps")["page"]["how to read"], "", *_table(plan.clusters)]
    lines += [*plan.about, ""] if plan.about else []
    phase = ""
    for number, step in enumerate(plan.steps, 1):
        if step.phase != phase:
            phase = step.phase
            lines += [f"## {table('steps')['phase'][phase][0]}", ""]
        lines.append(f"{number}. **{step.host}**: {step.action}." + (f" Why: {step.why}." if step.why else ""))
        lines += ["", *_code(step.commands, " " * len(f"{number}. "))] if step.commands else [""]
    lines += ["## Go back", "", "Begin at the step that was done last, and go on down this list, to step 1:", ""]
    for back, step in reversed(list(enumerate(plan.steps, 1))):
        if step.undo:
            lines += [f"- step {back}, **{step.host}**:", "", *_code(step.undo, "  ")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(clusters: Clusters) -> Iterator[str]:
    """Return the VIPs with the nodes that share them, in Markdown."""
    yield from ("| VIP | id | nodes, the best first |", "|---|---|---|")
    for cluster in clusters:
        nodes: dict[str, list[str]] = {}
        numbers: dict[str, int] = {}
        for made in cluster:
            router = made.after
            what = PLACES[CARP if router.protocol == CARP else VRRP]
            for vip in vips([made]):
                nodes.setdefault(vip, []).append(f"{router.host} ({what} {known(getattr(router, what), 100)})")
                numbers.setdefault(vip, known(router.id, 0))
        yield from (f"| {vip} | {numbers[vip]} | {', '.join(own)} |" for vip, own in nodes.items())
    yield ""


def _code(commands: Sequence[str], indent: str) -> list[str]:
    return [f"{indent}```sh", *(f"{indent}{c}" for c in commands), f"{indent}```", ""]
