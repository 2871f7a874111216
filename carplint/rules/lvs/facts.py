"""What the rules of this family ask of the model."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import RealServer, VirtualServer
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.model import Net
from carplint.rules.keepalived import configurations, shown


def head(statement: Statement) -> str:
    """What stands after the keyword of a block, as a message may show it: an address and port, say."""
    return " ".join(map(shown, statement.words[1:3]))


def virtual_servers(net: Net) -> Iterator[VirtualServer]:
    """The virtual servers of all hosts whose head the daemon takes."""
    for configuration in configurations(net):
        yield from configuration.virtual_servers


def live(net: Net) -> Iterator[VirtualServer]:
    """The virtual servers of all hosts that the daemon does not drop before it looks at them as a whole."""
    return (v for v in virtual_servers(net) if not v.dropped)


def all_servers(service: VirtualServer) -> Iterator[RealServer]:
    """The real servers of a virtual server and its sorry server, as far as the daemon keeps them."""
    yield from service.servers
    if service.sorry is not None:
        yield service.sorry


@lru_cache(4)
def _checkers(statements: tuple[Statement, ...]) -> dict[str, list[tuple[Statement, Statement]]]:
    """All blocks in real_server blocks by keyword: many rules ask, so they are gathered once."""
    found: dict[str, list[tuple[Statement, Statement]]] = {}
    for service in statements:
        if service.words[0] == "virtual_server":
            for server in service.within("real_server"):
                for line in server.children or ():
                    if line.children is not None:
                        found.setdefault(line.words[0], []).append((server, line))
    return found


def checkers(configuration: Configuration, *names: str) -> Iterator[tuple[Statement, Statement]]:
    """The checker blocks of some kinds, each with its real_server."""
    found = _checkers(configuration.statements)
    for name in names:
        yield from found.get(name, ())
