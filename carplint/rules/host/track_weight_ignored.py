"""A tracker has a weight that keepalived ignores.

Why: keepalived drops the tracker or its weight: the failing service changes nothing, or means FAULT at once.

Daemon: "ignoring tracked script chk with weights due to SYNC group" (or address owner), "Cannot have weighted track
script with member having priority 255 - clearing weight". The priority of an address owner is fixed, and the
members of a sync group must not change theirs one by one. A track_file has weight 1 unless it says otherwise.
Source: keepalived vrrp/vrrp.c (vrrp_complete_instance, sync_group_tracking_init); tried with 2.2.7.

Fix: move the tracker into the sync group, or write sync_group_tracking_weight; or write weight 0, which means FAULT.

Exceptions: track_process of an instance is not checked.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.facts.sync_groups import SyncGroup
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding, Related

CODE = "CL329"
NAME = "track-weight-ignored"
SEVERITY = "error"
ON = "configuration"
NEEDS = "track_interface track_script track_file track_bfd vrrp_sync_group"

_OF_INSTANCE = ("interface", "script", "file", "bfd")
"""The track lists whose weights the daemon ignores; a process keeps its weight."""


def _of_instance(instance: Instance, group: SyncGroup | None) -> Iterator[Finding]:
    own = None if instance.interface is None else instance.interface.value
    for tracker in instance.trackers:
        if tracker.kind not in _OF_INSTANCE or not tracker.weight.value:
            continue
        if tracker.kind == "interface" and tracker.name.value == own:
            continue
        if instance.owner:
            message = "keepalived ignores this weight: an instance with priority 255 keeps its priority"
            yield Finding(message, tracker.name.span)
        elif group is not None:
            message = "keepalived ignores this weight, or the whole line: the instance is in a sync group"
            yield Finding(message, tracker.name.span, (Related(place(group.statement, 1), "the sync group"),))


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every line with a weight in an owner, in a sync group's member, and in a group with an owner."""
    member_of = {m.name: g for g in configuration.sync_groups for m in g.members if not g.weights}
    for instance in configuration.instances:
        yield from _of_instance(instance, member_of.get(instance.name))
    for group in configuration.sync_groups:
        for tracker in group.trackers if any(m.owner for m in group.members) else ():
            if tracker.weight.value:
                message = "keepalived clears this weight: a member of the sync group has priority 255"
                yield Finding(message, tracker.name.span)
