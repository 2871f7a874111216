"""The plan of a change, for people and for programs: what it begins with, its steps, and how to go back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import and_

from carplint.conversion.plan.facts import vips
from carplint.conversion.plan.steps import Step, table
from carplint.dialects.shell.reading import COMMANDS
from carplint.model import known
from carplint.model.target import CARP, PLACES, VRRP, Converted, OutputFile
from carplint.text.phrase import SYNTAX, Language, Phrase, Said, Words, joined, visible
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


PLANS = ("PLAN.md", "PLAN.json")
"""The files of plans; a host's own lie below its name."""


def _escaped(text: str) -> str:
    return re.sub(r"[\\`*\[\]<&|~]|(?<!\w)_|_(?!\w)", r"\\\g<0>", visible(text))


_SIGN = re.compile(r"(?ms)^(?P<indent> *)```sh$(?P<code>.*?)^ *`{3,} *$|\\(?P<escaped>[!-/:-@\[-`{-~])|[`*\[\]<&|~]")
"""A block of code, a character that is escaped, and one that would mean something."""


def _sign(found: re.Match[str]) -> str:
    if found["code"] is None:
        return found["escaped"] or SYNTAX + found[0]
    lines = (
        line.removeprefix(found["indent"]) if line.startswith(found["indent"]) else SYNTAX
        for line in found["code"].split("\n")
    )
    return SYNTAX + "\n".join(lines)


def _read(text: str) -> Iterator[Words]:
    """Yield the lines of Markdown without its escapes and the indents of its blocks of code, whatever may end a line."""
    return ((line,) for line in _SIGN.sub(_sign, "\n".join(text.splitlines())).split("\n"))


MARKDOWN = Language(_escaped, _read)
say = MARKDOWN.say


def written(plan: Plan, format: str, files: Sequence[OutputFile]) -> tuple[OutputFile, ...]:
    """Return the file of a plan for some files, as readable as the narrowest of them; none where it has no steps. `format` is md
    or json."""
    if not plan.steps:
        return ()
    mode = reduce(and_, (file.mode for file in files), 0o644)
    lines = dict.fromkeys(c for step in plan.steps for c in (*step.commands, *step.undo))
    said = tuple(Said(COMMANDS, (joined([line]),)) for line in lines)
    if format == "json":
        return (OutputFile("PLAN.json", to_json(plan), mode, said=said),)
    page = joined(_page(plan))
    return (OutputFile("PLAN.md", page.text, mode, said=(*said, Said(MARKDOWN, (page,)))),)


def to_json(plan: Plan) -> str:
    """Return the plan for a program: version 1; `number` counts from 1, `hosts` go from the master to the last backup."""
    steps = [
        {
            "number": number,
            **step._asdict(),
            "commands": [c.text for c in step.commands],
            "undo": [c.text for c in step.undo],
        }
        for number, step in enumerate(plan.steps, 1)
    ]
    return json.dumps({"version": 1, "hosts": plan.hosts, "steps": steps}, indent=2) + "\n"


def _page(plan: Plan) -> Iterator[Phrase]:
    """Yield the lines of the plan for people."""
    yield from map(say, (f"# {plan.title}", "", *table("steps")["page"]["reading"], ""))
    yield from _table(plan.clusters)
    yield from map(say, (*plan.about, "") if plan.about else ())
    phase = ""
    for number, step in enumerate(plan.steps, 1):
        if step.phase != phase:
            phase = step.phase
            yield from map(say, (f"## {table('steps')['phase'][phase][0]}", ""))
        why = say(" Why: {}.", step.why) if step.why else say("")
        yield say("{}. **{}**: {}.{}", number, step.host, step.action, why)
        yield say("")
        yield from _code(step.commands, " " * len(f"{number}. "))
    yield from map(
        say, ("## Go back", "", "Begin at the step that was done last, and go on down this list, to step 1:")
    )
    for back, step in reversed(list(enumerate(plan.steps, 1))):
        if step.undo:
            yield from (say(""), say("- step {}, **{}**:", back, step.host), say(""), *_code(step.undo, "  ")[:-1])


def _table(clusters: Clusters) -> Iterator[Phrase]:
    """Yield the VIPs with the nodes that share them, in Markdown."""
    yield from map(say, ("| VIP | id | nodes, the best first |", "|---|---|---|"))
    for cluster in clusters:
        nodes: dict[str, list[str]] = {}
        numbers: dict[str, int] = {}
        for made in cluster:
            router = made.after
            what = PLACES[CARP if router.protocol == CARP else VRRP]
            stays = ", stays as it is" if made.stays else ""
            for vip in vips([made]):
                nodes.setdefault(vip, []).append(f"{router.host} ({what} {known(getattr(router, what), 100)}{stays})")
                numbers.setdefault(vip, known(router.id, 0))
        yield from (say("| {} | {} | {} |", vip, numbers[vip], ", ".join(own)) for vip, own in nodes.items())
    yield say("")


def _code(commands: Sequence[Phrase], indent: str) -> list[Phrase]:
    lines = (say("```sh"), *(Phrase(c.text, "{}", (c.text,)) for c in commands), say("```"))
    return [*(line.indented(indent) for line in lines), say("")] if commands else []
