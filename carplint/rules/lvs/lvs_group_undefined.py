"""A virtual_server belongs to a virtual_server_group that does not exist.

Why: the service is not set up at all, and nothing says so: `keepalived -t` is silent and exits with 0.

Daemon: its log has "Virtual server group ... specified but not configured - ignoring virtual server". Source:
keepalived check/ipwrapper.c (link_vsg_to_vs); tried with 2.2.7.

Fix: correct the name, or define the group; it may appear below the virtual_server.

Exceptions: silent if a name is still a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.words.values import unclear
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.secrets import shown
from carplint.text.spelling import nearest

CODE = "CL814"
NAME = "lvs-group-undefined"
SEVERITY = "error"
ON = "whole configuration with virtual servers"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every name of a group that is not defined."""
    groups = list(configuration.all("virtual_server_group"))
    if any(unclear(group, 1) for group in groups):
        return
    names = tuple(g.words[1] for g in groups if len(g.words) > 1)
    for service in configuration.virtual_servers:
        if service.kind != "group" or service.group is not None:
            continue
        name, span = service.statement.words[2], service.statement.span(2)
        meant = nearest(name, names)
        fix = Fix(f"write {meant}", (Edit(span, meant),), safe=False) if meant else None
        label = f"did you mean {shown(meant)}?" if meant else ""
        message = f"no virtual_server_group has the name {shown(name)}: keepalived silently drops this virtual_server"
        yield Finding(message, span, fix=fix, label=label)
