"""Lookups in the model for the rules about load balancing."""

import re
from collections.abc import Iterator
from functools import lru_cache

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import Endpoint, RealServer, VirtualServer
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.values import address
from carplint.text.secrets import shown

CONNECTING = ("TCP_CHECK", "HTTP_GET", "SSL_GET", "SMTP_CHECK", "DNS_CHECK", "PING_CHECK", "UDP_CHECK")
"""The checkers that open a connection of their own."""

NEIGHBOR = ("neighbor_ip", "neighbour_ip")

_JOINED = re.compile(r"([0-9.]+):([0-9]*)|\[([0-9A-Fa-f:.]+)\](?::([0-9]*))?")


def head(statement: Statement) -> str:
    """The words after the keyword of a block, as a message may show them: an address and port, say."""
    return " ".join(map(shown, statement.words[1:3]))


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


def ends(block: Statement) -> tuple[Endpoint | None, Endpoint | None]:
    """The neighbour and the source of a bfd_instance; of several the last."""
    return _last(block, *NEIGHBOR), _last(block, "source_ip")


def _last(block: Statement, *keys: str) -> Endpoint | None:
    lines = [s for s in block.within(*keys) if len(s.words) > 1]
    host = address(lines[-1].words[1]) if lines else None
    return None if host is None else Endpoint(lines[-1], host, 0)


def joined(word: str) -> tuple[str, str] | None:
    """The address and port of a word that joins them by a colon, or has an address in brackets."""
    match = _JOINED.fullmatch(word)
    if match is None or address(word) is not None:
        return None
    host, port = match[1] or match[3], match[2] or match[4] or ""
    return (host, port) if address(host) is not None else None


def servers(configuration: Configuration) -> Iterator[Statement]:
    """The statements that begin with the address of a server."""
    for block in configuration.all("virtual_server"):
        yield from (s for s in (block, *block.within("real_server", "sorry_server")) if len(s.words) > 1)
