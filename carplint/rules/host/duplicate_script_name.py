"""Two things to track have the same name, and keepalived uses the first.

Why: the second one never runs, without a word: a service that is checked in the file is not checked at all.

Daemon: what names it finds the first definition. Source: keepalived vrrp/vrrp_track.c (find_script_by_name and its
likes); tried with 2.2.7, `-t` exits 0.

Fix: give each its own name.

Exceptions: none.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement, place, shown
from carplint.text.finding import Finding, Related

CODE = "CL321"
NAME = "duplicate-script-name"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "vrrp_script track_file vrrp_track_file vrrp_track_process"

_KINDS = {
    "vrrp_script": "vrrp_script",
    "track_file": "track_file",
    "vrrp_track_file": "track_file",
    "vrrp_track_process": "vrrp_track_process",
}


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every definition whose name stands above."""
    seen: dict[tuple[str, str], Statement] = {}
    for block in configuration.all(*_KINDS):
        if len(block.words) > 1:
            first = seen.setdefault((_KINDS[block.words[0]], block.words[1]), block)
            if first is not block and "$" not in block.words[1]:
                message = f"there is a {block.words[0]} {shown(block.words[1])} above: this one is never used"
                fix = repair.removal(block, "delete this one", safe=True) if repair.same(first, block) else None
                yield Finding(message, place(block, 1), (Related(place(first, 1), "the one that is used"),), fix)
