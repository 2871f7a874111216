"""An object is tracked by an instance and by its sync group.

Why: the weight in the group counts, and the instance's does not, so a change there does nothing.

Daemon: "track_interface eth1 is configured on VRRP instance and sync group. Remove vrrp instance or sync group
config"; for scripts, files, processes and BFD sessions only in its log. A group that tracks an instance's own
interface is the same. Source: keepalived vrrp/vrrp.c (add_vrrp_to_interface and the like); tried with 2.2.7.

Fix: leave the line in the sync group.

Exceptions: dont_track_primary stops tracking of the instance's own interface.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.sync_groups import SyncGroup
from carplint.dialects.keepalived.facts.trackers import LISTS
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.text.finding import Finding, Related

CODE = "CL330"
NAME = "track-on-instance-and-group"
SEVERITY = "error"
ON = "sync group"


def check(group: SyncGroup) -> Iterator[Finding]:
    """Every line of an instance that its group also has."""
    shared: dict[tuple[str, str], Statement] = {}
    for block in group.statement.within(*LISTS):
        shared.update(((block.words[0], line.words[0]), line) for line in block.children or ())
    if not shared:
        return
    for member in group.members:
        for block in member.statement.within(*LISTS):
            for line in block.children or ():
                other = shared.get((block.words[0], line.words[0]))
                if other is not None:
                    message = "the sync group of this instance tracks the same: only the group's line counts"
                    fix = repair.loser(other, line, "delete the line of the instance")
                    yield Finding(message, place(line), (Related(place(other), "in the sync group"),), fix)
        own = member.last("interface")
        other = None if own is None or len(own.words) < 2 else shared.get(("track_interface", own.words[1]))
        if own is not None and other is not None and "dont_track_primary" not in member.statements:
            message = "this is a member's own interface, which is tracked anyway"
            yield Finding(message, place(other), (Related(place(own, 1), "of this member"),))
