"""The commands of distributions, of what runs services, and of firewalls: the tables of commands.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from itertools import chain
from pkgutil import get_data
from string import Formatter

from carplint.dialects.registry import DIALECTS
from carplint.model.system import System
from carplint.text.typing import Any, NamedTuple


class Distribution(NamedTuple):
    """How packages come and go in a family of systems, and how the rules of iptables are saved there."""

    install: str
    remove: str
    installed: str
    back: str
    save: str


class Commands(NamedTuple):
    """How a service is run: commands for root, or how these are spelled for a runner."""

    start: tuple[str, ...]
    stop: tuple[str, ...]
    enable: tuple[str, ...]
    disable: tuple[str, ...]


class Firewall(NamedTuple):
    """How protocol 112 to a group (`destination`) or from a peer (`source`) is let through, how that is taken back, and
    what keeps it; `by_hand` is what a person adds to the way back."""

    name: str
    let: str
    undo: str
    destination: str
    source: str
    keep: str
    by_hand: str = ""


_TABLES: dict[str, Any] = tomllib.loads((get_data(__package__, "commands.toml") or b"").decode())
_DISTRIBUTIONS = {name: Distribution(**row) for name, row in _TABLES["distribution"].items()}
_RUNNERS = {name: Commands(**{way: (text,) for way, text in row.items()}) for name, row in _TABLES["runner"].items()}
_FIREWALLS = tuple(Firewall(**row) for row in _TABLES["firewall"])
SERVICES = {d.name: d.service for d in DIALECTS if d.service is not None}
"""By the name of the format."""


def distribution(system: System) -> Distribution:
    """Return the commands for packages on a system."""
    return _DISTRIBUTIONS[system.family or "unknown"]


def firewalls(system: System) -> tuple[Firewall, ...]:
    """Return what may filter packets on a system: iptables alone where there is no systemd."""
    return _FIREWALLS[:1] if system.init == "sysv" else _FIREWALLS


def run(runner: str, items: Iterable[Mapping[str, str]]) -> Commands:
    """Return the commands of a runner: each once for every item that has what it names."""
    own = list(items)
    return Commands(*(tuple(dict.fromkeys(filled(text, own))) for (text,) in _RUNNERS[runner or "unknown"]))


def filled(text: str, items: Iterable[Mapping[str, str]]) -> list[str]:
    """Return a command once for every item that has what it names."""
    names = {name for _, name, _, _ in Formatter().parse(text) if name}
    return [text.format_map(item) for item in items if names <= item.keys()]


def together(found: Iterable[Commands]) -> Commands:
    """Return the commands of several services of one node."""
    return Commands(*(tuple(dict.fromkeys(chain.from_iterable(ways))) for ways in zip(*found, strict=True)))
