"""A sync group or track group names an instance that does not exist.

Why: the group is created without it: the instance that was meant fails over on its own, so a firewall or a route may
end up on the wrong node. A group without any member is removed.

Daemon: "Virtual router VI_2 specified in sync group G doesn't exist - ignoring", "no matching virtual router found in
group declaration - removing"; for a track_group only in its log. Source: keepalived vrrp/vrrp_sync.c
(vrrp_sync_set_group), vrrp_static_track.c; tried with 2.2.7.

Fix: write the instance's name.

Exceptions: instances may be defined above or below the group.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.sync_groups import members
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

CODE = "CL325"
NAME = "sync-group-unknown-member"
SEVERITY = "error"
ON = "whole configuration"
NEEDS = "vrrp_sync_group track_group"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every member that is not an instance."""
    blocks = list(configuration.all("vrrp_sync_group", "track_group"))
    names = dict.fromkeys(i.name for i in configuration.instances) if blocks else {}
    for line, at, name in (member for block in blocks for member in members(block)):
        if name in names or "$" in name or name.startswith("include") or "include" in line.words:
            continue
        meant = nearest(name, names)
        fix = None if meant is None else Fix(f"write {meant}", (Edit(place(line, at), meant),), safe=False)
        message = f"there is no vrrp_instance {shown(name)}: keepalived makes the group without it"
        yield Finding(message, place(line, at), fix=fix)
