"""Steps, made from their templates (steps.toml) and the facts of a node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pkgutil import get_data
from string import Formatter
from tomllib import loads

from carplint.text.typing import Any, NamedTuple

Fact = Mapping[str, str]
"""Words by the names that templates have for them."""
Facts = list[Fact]
"""The facts of a node: the first is what it has once, each other one belongs to a thing that it may have several of."""


class Step(NamedTuple):
    """One step on one host: the action, its commands, why, and the commands that undo it."""

    phase: str
    host: str
    action: str
    commands: tuple[str, ...] = ()
    why: str = ""
    undo: tuple[str, ...] = ()


@cache
def table(name: str) -> dict[str, Any]:
    """Return a table of TOML that lies beside this module."""
    return loads((get_data(__package__, f"{name}.toml") or b"").decode())


@cache
def _names(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def filled(texts: Iterable[str], facts: Sequence[Fact]) -> tuple[str, ...]:
    """Return each text once for every fact that has what it names."""
    return tuple(dict.fromkeys(t.format_map(f) for t in texts for f in facts if all(n in f for n in _names(t))))


def _wording(text: str | Mapping[str, str], fact: Fact) -> tuple[str, ...]:
    """Return the wording of a title or a reason that holds for a node, if one does."""
    words = {"else": text} if isinstance(text, str) else text
    return next(((t,) for name, t in words.items() if name == "else" or name in fact), ())


def made(name: str, phase: str, facts: Facts, more: Iterable[Fact] = (), **own: str) -> list[Step]:
    """Return the steps of a template on a node; `more` and `own` are further facts, several and single ones."""
    template = table("steps")["steps"][name]
    node = {**facts[0], **own}
    items = [node, *({**node, **f} for f in (*facts[1:], *more))]
    found: dict[str, list[Fact]] = {}
    for title in _wording(template["title"], node):
        for item in items:
            for action in filled([title], [item]):
                found.setdefault(action, []).append(item)
    return [
        Step(
            phase,
            node["host"],
            action,
            filled(template.get("commands", ()), own_items),
            "".join(filled(_wording(template.get("why", ""), node), [node])),
            filled(template.get("undo", ()), own_items),
        )
        for action, own_items in found.items()
    ]
