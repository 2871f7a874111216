"""An interface is in two garp_groups, or twice in one.

Why: the second delay does not count, so the switch gets more gratuitous ARP than intended.

Daemon: "garp_group already specified for eth0 - ignoring". Source: keepalived vrrp/vrrp_parser.c
(garp_group_interface_handler, garp_group_interfaces_handler); tried with 2.2.7.

Fix: keep the interface in one group.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, closing, place
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL333"
NAME = "garp-group-interface"
SEVERITY = "error"
ON = "configuration"
NEEDS = "garp_group"


def _interfaces(configuration: Configuration) -> Iterator[tuple[Statement, int, Statement]]:
    """The interfaces of all groups: line, word, and the statement of which they are a part."""
    for group in configuration.all("garp_group"):
        for part in group.within("interface", "interfaces"):
            if part.words[0] == "interface" and len(part.words) > 1:
                yield part, 1, part
            for line in part.children or ():
                yield from ((line, at, part) for at in range(len(line.words)))


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every interface that a group above has."""
    seen: dict[str, tuple[Statement, int]] = {}
    for line, at, part in _interfaces(configuration):
        first = seen.setdefault(line.words[at], (line, at))
        if first != (line, at) and "$" not in line.words[at]:
            message = f"{shown(line.words[at])} is already in a garp_group: keepalived ignores it here"
            related = (Related(place(*first), "the group that counts"), *(closing(part) if part.children else ()))
            yield Finding(message, place(line, at), related)
