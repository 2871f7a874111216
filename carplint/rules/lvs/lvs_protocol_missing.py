"""A virtual_server has no protocol, and keepalived balances UDP.

Why: a TCP service, which most are, is not balanced at all: connections are refused or end on the director.

Daemon: "no protocol set - defaulting to UDP". A firewall mark needs no protocol. Source: keepalived
check/check_data.c (validate_check_config); tried with 2.2.7.

Fix: protocol TCP, or UDP if that was meant. carplint writes TCP if a checker connects by TCP.

Exceptions: silent for virtual servers that keepalived drops anyway.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer
from carplint.dialects.keepalived.tree import edits as repair
from carplint.rules.lvs.facts import head
from carplint.text.finding import Finding, Fix

CODE = "CL803"
NAME = "lvs-protocol-missing"
SEVERITY = "error"
ON = "virtual server"

_TCP = ("TCP_CHECK", "HTTP_GET", "SSL_GET", "SMTP_CHECK")


def _fix(service: VirtualServer) -> Fix | None:
    if next((s for r in service.servers for s in r.statement.within(*_TCP)), None) is None:
        return None
    first = next(iter(service.statement.children or ()), None)
    if first is None:
        return None
    return repair.line_above(first, "protocol TCP")


def check(service: VirtualServer) -> Iterator[Finding]:
    """Every service by address without a protocol."""
    if service.protocol is None and service.endpoints and service.sure:
        message = (
            f"virtual_server {head(service.statement)} has no protocol, so keepalived balances UDP: a TCP service "
            "is not balanced at all"
        )
        yield Finding(message, service.statement.whole(), fix=_fix(service))
