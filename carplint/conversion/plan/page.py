"""The plan of a change, for people and for programs: its steps, and how to go back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from carplint.conversion.plan.steps import PHASES, Step
from carplint.model.target import OutputFile

HOW_TO_READ = (
    "Read all of it, and carplint's findings, before the first step. Commands are for root on the host that is named,",
    "unless a comment says where else. Where a comment names another way, that is for the systems or the firewalls that",
    "it names; carplint knows what the files tell of them.",
    "",
)
"""How every plan is to be read."""


class Plan(NamedTuple):
    """A plan: what it begins with, in Markdown, the hosts, each group from the best one to the last backup, and the
    steps in their order."""

    head: tuple[str, ...]
    hosts: tuple[str, ...]
    steps: tuple[Step, ...]


def written(plan: Plan, format: str) -> OutputFile:
    """The file of a plan; `format` is md or json."""
    if format == "json":
        return OutputFile("PLAN.json", to_json(plan))
    return OutputFile("PLAN.md", to_markdown(plan))


def to_json(plan: Plan) -> str:
    """The plan for a program: version 1; `number` counts from 1, `hosts` go from the master to the last backup."""
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
    """The plan for people."""
    lines = list(plan.head)
    phase = ""
    for number, step in enumerate(plan.steps, 1):
        if step.phase != phase:
            phase = step.phase
            lines += [f"## {PHASES[phase]}", ""]
        lines.append(f"{number}. **{step.host}**: {step.action}." + (f" Why: {step.why}." if step.why else ""))
        lines += ["", *_code(step.commands, " " * len(f"{number}. "))] if step.commands else [""]
    lines += ["## Go back", "", "Begin at the step that was done last, and go on down this list, to step 1:", ""]
    for back, step in reversed(list(enumerate(plan.steps, 1))):
        if step.undo:
            lines += [f"- step {back}, **{step.host}**:", "", *_code(step.undo, "  ")]
    return "\n".join(lines).rstrip("\n") + "\n"


def _code(commands: Sequence[str], indent: str) -> list[str]:
    return [f"{indent}```sh", *(f"{indent}{c}" for c in commands), f"{indent}```", ""]
