"""Steps, made from their templates (steps.tsv) and the facts of a node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pkgutil import get_data
from string import Formatter

from carplint.dialects.shell.reading import COMMANDS
from carplint.text.phrase import Phrase
from carplint.text.typing import Any, NamedTuple

Fact = Mapping[str, Any]
"""By the names that templates have for them: words, several of them, or a command."""
Facts = Sequence[Fact]
"""The facts of a node: the first is what it has once, each other one belongs to a thing that it may have several of."""


class Step(NamedTuple):
    """One step on one host: the action, its commands, why, and the commands that undo it."""

    phase: str
    host: str
    action: str
    commands: tuple[Phrase, ...] = ()
    why: str = ""
    undo: tuple[Phrase, ...] = ()


@cache
def table(name: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return a table that lies beside this module: texts by what they are of, and by which part of it they are."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in (get_data(__package__, f"{name}.tsv") or b"").decode().splitlines():
        if not line.startswith("#"):
            of, parts, text = line.split("\t")
            for part in parts.split():
                found.setdefault(of, {}).setdefault(part, []).append(text)
    return found


@cache
def _names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def filled(texts: Iterable[str], facts: Facts) -> tuple[str, ...]:
    """Return each text once for every fact that has what it names."""
    return tuple(dict.fromkeys(t.format_map(f) for t in texts for f in facts if _names(t) <= f.keys()))


def commands(texts: Iterable[str], facts: Facts) -> tuple[Phrase, ...]:
    """Return the commands that some texts stand for, each once for every fact that has what it names. Many facts may share it: the
    paths of all files."""
    named = {(t, *(id(f[n]) for n in _names(t))): (t, f) for t in texts for f in facts if _names(t) <= f.keys()}
    return tuple(dict.fromkeys(COMMANDS.say(t, **f) for t, f in named.values()))


@cache
def _asked(step: str) -> frozenset[str]:
    return frozenset(name for texts in table("steps")[step].values() for text in texts for name in _names(text))


def made(names: Iterable[str], phase: str, facts: Facts, **more: str) -> list[Step]:
    """Return the steps of some templates on a node, which has `more` facts once."""
    once = {**facts[0], **more}
    steps = []
    for name in names:
        template, asked = table("steps")[name], _asked(name)
        found: dict[str, list[Fact]] = {}
        for item in (once, *({**once, **own} for own in facts[1:] if not asked.isdisjoint(own))):
            for action in filled(template["title"], [item])[:1]:
                found.setdefault(action, []).append(item)
        for action, own in found.items():
            why = filled(template.get("why", ()), own)[:1]
            does, undo = (commands(template.get(key, ()), own) for key in ("command", "undo"))
            steps.append(Step(phase, once["host"], action, does, "".join(why), undo))
    return steps
