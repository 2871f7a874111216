"""The port of a server reached by DR or TUN differs from that of its virtual_server.

Why: only NAT can change the port. keepalived connects clients to the virtual port on the server, where nothing
may listen, while its checks may pass.

Daemon: "virtual server ... and real server ... ports don't match - resetting"; with a group the port is kept
and useless; with a firewall mark, which has no port, "real server ... has port specified - clearing". Also for
the sorry_server. Source: keepalived check/check_data.c (validate_check_config); tried with 2.2.7.

Fix: the same port on both, or none at the server; or lb_kind NAT. To check on another port write connect_port.

Exceptions: a server without port takes the virtual one. Silent if a word is still a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.virtual_servers import RealServer, VirtualServer
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.rules.lvs.facts import all_servers, head
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL810"
NAME = "lvs-dr-port-mismatch"
SEVERITY = "error"
ON = "virtual server"


def _reason(service: VirtualServer, server: RealServer) -> tuple[str, Statement] | None:
    """Why the port of a server cannot be, and where that is written."""
    if service.marked:
        return "a firewall mark has no port", service.statement
    other = next((e for e in service.endpoints if e.port != server.port), None)
    if other is None:
        return None
    return f"the virtual port is {other.port}" if other.port else "the virtual server has no port", other.statement


def check(service: VirtualServer) -> Iterator[Finding]:
    """Every server with a port that its method cannot lead to."""
    for server in all_servers(service):
        reason = _reason(service, server) if server.port and server.method in ("DR", "TUN") else None
        if reason is None or not service.sure:
            continue
        line = server.statement
        message = (
            f"{line.key} {shown(line.words[1])} has port {server.port}, but {reason[0]} and {server.method} cannot "
            "change it: no client reaches that port"
        )
        yield Finding(message, line.span(2), (Related(reason[1].whole(), f"for {head(service.statement)}"),))
