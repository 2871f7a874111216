"""What is tracked: the lines of the track lists of instances and sync groups, and what they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.trackers import TRACKERS
from carplint.dialects.keepalived.tree.statement import Statement


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
