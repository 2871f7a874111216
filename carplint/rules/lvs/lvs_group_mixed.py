"""A virtual_server_group has addresses of both families and a firewall mark that does not say which.

Why: the group is removed, and with it, silently, every virtual_server of it.

Daemon: "virtual server group ... cannot have IPv4, IPv6 and fwmark without family - removing". A mark with a
family counts as an address of it. Source: keepalived check/check_parser.c (vsg_handler); tried with 2.2.7.

Fix: inet or inet6 after each firewall mark, or a group for each family.

Exceptions: silent if an entry is still a variable. A group without entries is empty-list.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import endpoint
from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.dialects.keepalived.words.values import unclear
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL825"
NAME = "lvs-group-mixed"
SEVERITY = "error"
ON = "configuration"
NEEDS = "virtual_server_group"

_FAMILIES = {"inet": 4, "inet6": 6}


def _family(entry: Statement) -> int:
    """The family of an entry, 0 for a mark without one."""
    if entry.words[0] == "fwmark":
        return _FAMILIES.get(entry.words[2], -1) if len(entry.words) > 2 else 0
    end = endpoint(entry, 0)
    return -1 if end is None else end.address.version


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every group that the daemon removes for its families."""
    for block in configuration.all("virtual_server_group"):
        if any(unclear(s, 0) for s in block.children or ()):
            continue
        first = {_family(s): s for s in reversed(block.children or ())}
        if {4, 6, 0} <= first.keys():
            message = (
                f"virtual_server_group {shown(block.words[1])} has addresses of both families and a fwmark without one: "
                "keepalived removes the group and all its virtual servers"
            )
            related = (Related(first[0].whole(), "without inet or inet6"), *closing(block))
            yield Finding(message, block.whole(), related)
