"""The sorry_server is one of the real servers, but the two differ in what happens on failure.

Why: one kernel entry cannot be both kept with weight 0 (inhibit) and removed. keepalived changes the sorry_server to
match the real_server.

Daemon: "real server ... matches sorry server, but inhibit setting differs, setting on sorry server". Source:
keepalived check/check_data.c (validate_check_config); tried with 2.2.7.

Fix: sorry_server_inhibit exactly where that server, or its virtual_server, has inhibit_on_failure. Better: a
sorry_server of its own.

Exceptions: another port makes it another server.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer
from carplint.text.finding import Finding, Related

CODE = "CL815"
NAME = "lvs-sorry-server-inhibit"
SEVERITY = "error"
ON = "virtual server"


def check(service: VirtualServer) -> Iterator[Finding]:
    """Every sorry_server that is a real_server with another setting."""
    sorry = service.sorry
    if sorry is None or not service.sure:
        return
    for server in service.servers:
        if (server.address, server.port) == (sorry.address, sorry.port) and server.inhibit != sorry.inhibit:
            has, lacks = ("real_server", "sorry_server") if server.inhibit else ("sorry_server", "real_server")
            message = (
                f"the sorry_server is also a real_server, but stays in place on failure only as {has}, not as {lacks}: "
                "keepalived follows the real_server"
            )
            yield Finding(message, sorry.statement.whole(), (Related(server.statement.whole(), "the same server"),))
            break
