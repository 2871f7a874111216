"""A block lacks its essential statement.

Why: keepalived removes the whole block. References to it are then ignored too: an instance loses its check, a group
its members.

Daemon: "No script set for vrrp_script - removing", "process name not specified", "Sync group has no members -
removing", "garp group does not have any delay set". Source: keepalived vrrp/vrrp_parser.c (the handlers at the end of
each block); tried with 2.2.7 and 2.4.3.

Fix: write the statement, or delete the block.

Exceptions: a statement with a missing word at which keepalived exits is keyword-missing-value, a track_file without
file is track-file-without-file, an empty group is empty-list as well. 2.2.7 says nothing about a track_group without
group.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, closing, place, stops
from carplint.text.finding import Finding
from carplint.text.version import Version

CODE = "CL256"
NAME = "block-incomplete"
SEVERITY = "error"
ON = "configuration"
NEEDS = "vrrp_script vrrp_track_process vrrp_sync_group track_group garp_group"

_NEEDS: dict[str, tuple[str, ...]] = {
    "vrrp_script": ("script",),
    "vrrp_track_process": ("process",),
    "vrrp_sync_group": ("group",),
    "track_group": ("group",),
    "garp_group": ("garp_interval", "gna_interval"),
}
"""The blocks, and what each needs one of."""


def _found(block: Statement, version: Version) -> Iterator[Finding]:
    needs = _NEEDS[block.words[0]]
    if any(any(c.words[1:]) or c.children or stops(c) for c in block.within(*needs)):
        return
    if block.words[0] != "track_group" or version > (2, 2, 7):
        message = f"{block.words[0]} without {' or '.join(needs)}: keepalived removes the block"
        yield Finding(message, place(block), closing(block))


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every block without what it needs."""
    for block in configuration.all(*_NEEDS):
        if block.children is not None:
            yield from _found(block, configuration.version)
