"""What decides over an instance's priority: the lines of its track lists, and the blocks that they name.

Source: keepalived.conf(5); keepalived, vrrp/vrrp_parser.c, vrrp/vrrp_track.c.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import TRACKERS, Instance
from carplint.dialects.keepalived.facts.values import integer, unclear
from carplint.dialects.keepalived.tree.statement import Implied, Said, Statement
from carplint.model import Tracker

Definitions = dict[str, dict[str, Statement]]
"""The blocks that can be tracked: by the list that names them, then by name. Of one name the first counts."""


def definitions(configuration: Configuration) -> Definitions:
    """The blocks of a configuration that can be tracked."""
    found: Definitions = {kind: {} for kind in TRACKERS}
    kinds = {block: kind for kind, blocks in TRACKERS.items() for block in blocks}
    for block in configuration.all(*kinds):
        if len(block.words) > 1:
            found[kinds[block.words[0]]].setdefault(block.words[1], block)
    return found


def _weighing(kind: str, line: Statement, defined: Definitions) -> Statement | None:
    """The statement that holds the weight: the line itself, or one in the block that it names; None for a default."""
    if len(line.words) > 2 and line.words[1] == "weight":
        return line
    block = defined.get(kind, {}).get(line.words[0])
    return None if block is None else block.last("weight")


def weight(kind: str, line: Statement, defined: Definitions) -> int:
    """The weight that a line has: its own one, else that of what it names. A file's is 1 by default, others' 0."""
    found = _weighing(kind, line, defined)
    if found is None:
        return 1 if kind == "track_file" else 0
    return integer(found, -254, 254, 2 if found is line else 1) or 0


def _tracker(kind: str, line: Statement, defined: Definitions) -> Tracker:
    holder = _weighing(kind, line, defined)
    if holder is not None and unclear(holder, 1):
        value: Said[int] = Said(None, holder, 1, "the weight is not known")
    elif holder is not None:
        value = Said(weight(kind, line, defined), holder, 2 if holder is line else 1)
    else:
        value = Implied(weight(kind, line, defined), line, 0)
    block = defined.get(kind, {}).get(line.words[0])
    program = block.last("script") if block is not None and kind == "track_script" else None
    return Tracker(
        kind=kind.removeprefix("track_"),
        name=line.value(0),
        weight=value,
        reverse="reverse" in line.words[1:] or (holder is not None and "reverse" in holder.words[1:]),
        program=program.value(1) if program is not None and len(program.words) > 1 else None,
    )


def trackers(instance: Instance, defined: Definitions) -> Iterator[Tracker]:
    """What an instance tracks, as far as it exists: the daemon drops what nothing defines."""
    for kind in ("track_interface", *TRACKERS):
        for line in instance.entries(kind):
            if kind == "track_interface" or line.words[0] in defined[kind]:
                yield _tracker(kind, line, defined)
