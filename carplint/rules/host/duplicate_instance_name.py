"""Two blocks of one kind have the same name, and keepalived skips the second.

Why: all that stands in the second block does not exist: its VIPs never go up.

Daemon: "vrrp instance VI_1 already defined"; the block is passed over to its end. The same goes for vrrp_sync_group,
track_group and bfd_instance. Source: keepalived vrrp/vrrp_parser.c (vrrp_handler and its likes), vrrp_track.c;
tried with 2.2.7.

Fix: give each its own name.

Exceptions: vrrp_script, track_file and vrrp_track_process are duplicate-script-name.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement, place, shown
from carplint.text.finding import Finding, Related

CODE = "CL320"
NAME = "duplicate-instance-name"
SEVERITY = "error"
ON = "configuration"

_KINDS = ("vrrp_instance", "vrrp_sync_group", "track_group", "bfd_instance")


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every block whose name stands above."""
    seen: dict[tuple[str, str], Statement] = {}
    for block in configuration.all(*_KINDS):
        if len(block.words) > 1:
            first = seen.setdefault((block.words[0], block.words[1]), block)
            if first is not block and "$" not in block.words[1]:
                message = f"there is a {block.words[0]} {shown(block.words[1])} above: keepalived skips this one"
                fix = repair.removal(block, "delete this one", safe=True) if repair.same(first, block) else None
                yield Finding(message, place(block, 1), (Related(place(first, 1), "the one that counts"),), fix)
