"""A tracker has a weight that cannot count.

Why: keepalived drops the tracker or its weight: the failing service changes nothing, or means FAULT at once.

Daemon: "ignoring tracked script chk with weights due to SYNC group" (or address owner), "Cannot have weighted track
script with member having priority 255 - clearing weight". The priority of an address owner is fixed, and the
members of a sync group must not change theirs one by one. A track_file has weight 1 unless it says otherwise.
Source: keepalived vrrp/vrrp.c (vrrp_complete_instance, sync_group_tracking_init); tried with 2.2.7.

Fix: in a sync group write the tracker into the group, or sync_group_tracking_weight; or write weight 0, which means
FAULT.

Exceptions: track_process of an instance is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.facts.sync_groups import Group, groups
from carplint.dialects.keepalived.facts.trackers import Definitions, definitions, weight
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.model import Net
from carplint.rules.keepalived import configurations
from carplint.text.finding import Finding, Related

CODE = "CL329"
NAME = "track-weight-ignored"
SEVERITY = "error"

_OF_INSTANCE = ("track_interface", "track_script", "track_file", "track_bfd")
_OF_GROUP = (*_OF_INSTANCE, "track_process")


def _lines(block: Statement, lists: tuple[str, ...], defined: Definitions) -> Iterator[Statement]:
    """The lines of track lists that have a weight."""
    for part in block.within(*lists):
        kind = part.words[0]
        for line in part.children or ():
            known = kind == "track_interface" or line.words[0] in defined.get(kind, {})
            if known and "$" not in " ".join(line.words) and weight(kind, line, defined):
                yield line


def _of_instance(instance: Instance, group: Group | None, defined: Definitions) -> Iterator[Finding]:
    own = instance.word("interface")
    for line in _lines(instance.statement, _OF_INSTANCE, defined):
        if line.words[0] == own and "track_interface" in line.block:
            continue
        if instance.owner:
            message = "keepalived ignores this weight: an instance with priority 255 keeps its priority"
            yield Finding(message, place(line))
        elif group is not None:
            message = "keepalived ignores this weight, or the whole line: the instance is in a sync group"
            yield Finding(message, place(line), (Related(place(group.statement, 1), "the sync group"),))


def _found(configuration: Configuration) -> Iterator[Finding]:
    all_groups = groups(configuration)
    defined: Definitions | None = None
    member_of = {m.name: g for g in all_groups for m in g.members if not g.weights}
    for instance in configuration.instances:
        if (instance.owner or instance.name in member_of) and instance.any(*_OF_INSTANCE) is not None:
            defined = definitions(configuration) if defined is None else defined
            yield from _of_instance(instance, member_of.get(instance.name), defined)
    for group in all_groups:
        if any(m.owner for m in group.members):
            for line in _lines(group.statement, _OF_GROUP, definitions(configuration)):
                message = "keepalived clears this weight: a member of the sync group has priority 255"
                yield Finding(message, place(line))


def check(net: Net) -> Iterator[Finding]:
    """Every line with a weight in an owner, in a sync group's member, and in a group with an owner."""
    for configuration in configurations(net):
        yield from _found(configuration)
