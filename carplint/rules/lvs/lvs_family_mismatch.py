"""A server is not of the address family of its virtual_server.

Why: NAT and DR cannot lead from IPv4 to IPv6. keepalived drops the server; a virtual_server whose group is of the
other family is dropped silently.

Daemon: "Address family of virtual server and real server ... don't match - skipping real server"; likewise the
sorry_server. Only a TUN server may differ, and only if its method appears above it or in it. "Virtual server
specified family inet6 conflicts with server family". Groups: only in the log. A service by firewall mark or group has
the family of its ip_family or first server. Source: keepalived check/check_parser.c (rs_end_handler, vs_end_handler,
ip_family_handler), check/ipwrapper.c (link_vsg_to_vs); tried with 2.2.7.

Fix: one virtual_server per family, or lb_kind TUN above the servers.

Exceptions: silent if an address is still a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer
from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.rules.lvs.facts import head
from carplint.text.finding import Finding, Related

CODE = "CL809"
NAME = "lvs-family-mismatch"
SEVERITY = "error"
ON = "configuration with virtual servers"


def _misfit(service: VirtualServer, line: Statement) -> Finding:
    block = service.statement
    if line.key == "ip_family":
        message = f"ip_family {line.words[1]} contradicts the addresses of this virtual_server: keepalived ignores it"
        return Finding(message, line.whole(), (Related(block.whole(), "the virtual server"),))
    own = f"IPv{service.family}"
    message = f"{line.key} {head(line)} is not {own} like its virtual_server: keepalived drops it"
    end = closing(line if line.children is not None else block)
    return Finding(message, line.whole(), (Related(block.whole(), f"is {own}"), *end))


def _group(service: VirtualServer) -> Finding | None:
    families = {e.address.version for e in service.endpoints}
    if service.kind != "group" or service.family is None or families <= {service.family} or not service.sure:
        return None
    message = (
        f"the group {head(service.statement).removeprefix('group ')} has addresses that are not IPv{service.family} like "
        "the servers here: keepalived silently drops this virtual_server"
    )
    other = next(e.statement for e in service.endpoints if e.address.version != service.family)
    return Finding(message, service.statement.span(2), (Related(other.whole(), "of another family"),))


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every server that does not fit its service, and every service that does not fit its group."""
    for service in configuration.virtual_servers:
        for line in service.misfits:
            yield _misfit(service, line)
        found = _group(service)
        if found is not None:
            yield found
