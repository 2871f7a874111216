"""A virtual_server has no port and no persistence, and keepalived makes it persistent.

Why: without a port all ports of the address are balanced, and every client stays with its server for six minutes.
Usually the port was forgotten.

Daemon: "zero port only valid for persistent services - setting": persistence_timeout 360. Also for entries of
a virtual_server_group. Source: keepalived check/check_data.c (validate_check_config); tried with 2.2.7.

Fix: write the port; or persistence_timeout, if all ports are meant.

Exceptions: a firewall mark has no port. Silent for virtual servers that keepalived drops anyway.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer
from carplint.rules.lvs.facts import head
from carplint.text.finding import Finding, Related

CODE = "CL805"
NAME = "lvs-port-missing"
SEVERITY = "error"
ON = "virtual server"


def check(service: VirtualServer) -> Iterator[Finding]:
    """Every service with an address without port, unless it is persistent."""
    bare = next((e for e in service.endpoints if e.port == 0), None)
    if bare is None or service.persistent or not service.sure:
        return
    related = (Related(bare.statement.whole(), "has no port"),) if service.kind == "group" else ()
    message = (
        f"virtual_server {head(service.statement)} has no port and no persistence_timeout: keepalived balances all "
        "ports and makes it persistent for 360 s"
    )
    yield Finding(message, service.statement.whole(), related)
