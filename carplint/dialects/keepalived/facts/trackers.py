"""What decides over an instance's priority: the lines of its track lists, and the blocks that they name.

Source: keepalived.conf(5); keepalived, vrrp/vrrp_parser.c, vrrp/vrrp_track.c.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from carplint.dialects.keepalived.tree.statement import Implied, Said, Statement
from carplint.dialects.keepalived.words.entries import TrackLine
from carplint.dialects.keepalived.words.read import read
from carplint.dialects.keepalived.words.values import unclear
from carplint.model import Tracker, Value
from carplint.text.version import Version

TRACKERS = {
    "track_script": ("vrrp_script",),
    "track_file": ("track_file", "vrrp_track_file"),
    "track_process": ("vrrp_track_process",),
    "track_bfd": ("bfd_instance",),
}
"""The lists that name an object, and the blocks that define it; track_interface names an interface."""

LISTS = ("track_interface", *TRACKERS)
"""All lists of what is tracked, in the order in which they are shown."""

Definitions = dict[str, dict[str, Statement]]
"""The blocks that can be tracked: by the list that names them, then by name. Of one name the first counts."""


def definitions(statements: Iterable[Statement]) -> Definitions:
    """The blocks at the top of a configuration that can be tracked."""
    found: Definitions = {kind: {} for kind in TRACKERS}
    kinds = {block: kind for kind, blocks in TRACKERS.items() for block in blocks}
    for block in statements:
        kind = kinds.get(block.words[0])
        if kind is not None and len(block.words) > 1:
            found[kind].setdefault(block.words[1], block)
    return found


def _block(kind: str, name: str, defined: Definitions) -> Statement | None:
    """The block that defines what a line names."""
    return defined.get(kind, {}).get(name)


def _weight(kind: str, line: Statement, said: TrackLine, defined: Definitions, version: Version) -> Value[int]:
    """The weight that a line has: its own one, else that of what it names. A file's is 1 by default, others' 0."""
    unknown = "the weight is not known"
    if not said.known or said.weight is not None:
        return Said(said.weight, line, min(2, len(line.words) - 1), "" if said.known else unknown)
    block = _block(kind, line.words[0], defined)
    holder = None if block is None else block.last("weight")
    if holder is None or len(holder.words) < 2:
        return Implied(1 if kind == "track_file" else 0, line, 0)
    if unclear(holder, 1):
        return Said(None, holder, 1, unknown)
    value = read(holder, version).value
    return Said(value if type(value) is int else 0, holder, 1)


def _tracker(kind: str, line: Statement, said: TrackLine, defined: Definitions, version: Version) -> Tracker:
    block = _block(kind, said.name, defined)
    holder = None if block is None else block.last("weight")
    program = block.last("script") if block is not None and kind == "track_script" else None
    return Tracker(
        kind=kind.removeprefix("track_"),
        name=line.value(0),
        weight=_weight(kind, line, said, defined, version),
        reverse=holder is not None and "reverse" in holder.words[1:] if said.reverse is None else said.reverse,
        program=program.value(1) if program is not None and len(program.words) > 1 else None,
    )


def trackers(
    statements: Mapping[str, Sequence[Statement]], defined: Definitions, version: Version
) -> Iterator[Tracker]:
    """What the statements of a block track, as far as it exists: the daemon drops what nothing defines, and of what
    is named twice the second."""
    for kind in LISTS:
        seen = set()
        for line in (line for block in statements.get(kind, ()) for line in block.children or ()):
            said: TrackLine | None = read(line, version).value
            if said is None or said.name in seen or (kind != "track_interface" and said.name not in defined[kind]):
                continue
            seen.add(said.name)
            yield _tracker(kind, line, said, defined, version)
