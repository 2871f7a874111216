"""What is tracked: the lines of the track lists of instances and sync groups, and what they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from carplint.formats.keepalived.instances import TRACKERS
from carplint.formats.keepalived.values import integer
from carplint.model import Configuration
from carplint.rules.keepalived import named
from carplint.syntax.statement import Statement


class Use(NamedTuple):
    """A line of a track list."""

    list: str
    line: Statement


def uses(configuration: Configuration) -> Iterator[Use]:
    """Every line that names an object."""
    blocks = [b for i in configuration.instances for k in TRACKERS for b in i.statements.get(k, ())]
    blocks += [b for g in configuration.all("vrrp_sync_group") for b in g.within(*TRACKERS)]
    for block in blocks:
        for line in block.children or ():
            yield Use(block.words[0], line)


Definitions = dict[str, dict[str, Statement]]


def definitions(configuration: Configuration) -> Definitions:
    """The blocks that can be tracked: by list, then by name."""
    return {kind: named(configuration, *blocks) for kind, blocks in TRACKERS.items()}


def weight(kind: str, line: Statement, defined: Definitions) -> int:
    """The weight that a line has: its own one, else that of what it names."""
    if len(line.words) > 2 and line.words[1] == "weight":
        return integer(line, -254, 254, 2) or 0
    block = defined.get(kind, {}).get(line.words[0])
    own = block.last("weight") if block is not None else None
    if own is None:
        return 1 if kind == "track_file" else 0
    return integer(own, -254, 254) or 0
