"""A virtual_server, real_server or sorry_server has no address and port that keepalived can read.

Why: the whole block is dropped, with all its checks. Host names are not looked up, and names of services are
no ports.

Daemon: "Invalid virtual server IP address/port ... - skipping", "Invalid real server ip address/port", "Invalid sorry
server IP address", "virtual server fwmark ... must be in [0, 4294967295] - ignoring". The address may have a / or -
and more behind it, which is cut off; port 0 is invalid. A fwmark or group without a name crashes 2.2.7, and so does a
refused virtual_server whose { or } is missing. fwmark 0 is read as an address of random content. Source: keepalived
check/check_data.c (alloc_vs, alloc_rs, alloc_ssvr), lib/utils.c (inet_stosockaddr); tried with 2.2.7.

Fix: write the address in digits and the port as a number from 1 to 65535.

Exceptions: silent if a word is still a variable. An address with a colon and port is lvs-virtual-server-colon.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import MARKS, PORTS
from carplint.dialects.keepalived.tree.blocks import LAST_THAT_CRASHES
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.values import address, unclear, whole
from carplint.rules.lvs.facts import joined, servers
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL802"
NAME = "lvs-server-address"
SEVERITY = "error"
ON = "configuration with virtual servers"


def _problem(statement: Statement) -> tuple[int, str] | None:
    """Which word is wrong, and why."""
    words = statement.words
    kind = words[1] if statement.key == "virtual_server" else ""
    if kind in ("fwmark", "group"):
        if len(words) < 3:
            return 1, f"{kind} needs {'a number' if kind == 'fwmark' else 'a name'} after it: keepalived crashes here"
        if kind == "fwmark" and not whole(words[2], 0, MARKS):
            zero = whole(words[2], 0, MARKS) == 0
            why = "fwmark 0 is not a mark" if zero else f"{shown(words[2])} is not a firewall mark, which is a number"
            return 2, f"{why}: keepalived does not balance this service"
        return None
    if address(words[1]) is None:
        return 1, f"{shown(words[1])} is not an address: keepalived ignores this {statement.key} and everything in it"
    if len(words) > 2 and whole(words[2], 0, PORTS) is None:
        limit = f"{shown(words[2])} is not a port, which is a number from 1 to {PORTS}"
        return 2, f"{limit}: keepalived ignores this {statement.key} and everything in it"
    return None


_CRASH = "; its { or } is also missing: keepalived ends a block that it never began, and crashes"


def _is_open(statement: Statement) -> bool:
    """Return whether a brace of a virtual_server is missing."""
    head = statement.text.text[statement.start : statement.end]
    return statement.key == "virtual_server" and ("{" not in head or statement.closed_at < 0)


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every server that the daemon does not take."""
    for statement in servers(configuration):
        problem = None if unclear(statement, 1) or joined(statement.words[1]) else _problem(statement)
        if problem is not None:
            crash = _CRASH if configuration.version <= LAST_THAT_CRASHES and _is_open(statement) else ""
            yield Finding(problem[1] + crash, statement.span(problem[0]))
