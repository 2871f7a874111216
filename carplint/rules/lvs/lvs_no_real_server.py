"""A virtual_server has no valid real_server.

Why: the service is not set up at all, not even with its sorry_server.

Daemon: "Virtual server ... has no real servers - ignoring". Servers whose address cannot be read or is of
the wrong family are dropped before. Source: keepalived check/check_parser.c (vs_end_handler); tried with 2.2.7.

Fix: write a real_server, or delete the block.

Exceptions: silent if a server's address is still a variable. A brace that closes the block too early is
extra-closing-brace.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import closing
from carplint.rules.lvs.facts import head
from carplint.text.finding import Finding, Related

CODE = "CL806"
NAME = "lvs-no-real-server"
SEVERITY = "error"
ON = "configuration with virtual servers"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every service without servers."""
    for service in configuration.virtual_servers:
        if service.servers or not service.sure or (service.kind == "group" and service.group is None):
            continue
        block = service.statement
        dropped = tuple(Related(s.whole(), "is dropped") for s in block.within("real_server"))[:3]
        what = "has no real_server that keepalived takes" if dropped else "has no real_server"
        yield Finding(
            f"virtual_server {head(block)} {what}, so it is ignored", block.whole(), dropped or closing(block)
        )
