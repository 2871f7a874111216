"""A virtual_server does not say how to choose a server (lb_algo) or how to reach it (lb_kind).

Why: keepalived takes wlc and NAT. With NAT the answers must come back through the director: if servers were meant to
answer directly, clients get no answers.

Daemon: "no scheduler set, setting default 'wlc'", "no forwarding method set, setting default NAT". A misspelt value
also leaves it unset. Source: keepalived check/check_data.c (validate_check_config); tried with 2.2.7.

Fix: lb_algo and lb_kind (lvs_sched and lvs_method are the same).

Exceptions: lb_kind is not needed if every real_server has an lvs_method. Silent for virtual servers that keepalived
drops anyway.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer
from carplint.rules.lvs.facts import all_servers, head
from carplint.text.finding import Finding

CODE = "CL804"
NAME = "lvs-scheduler-or-kind-missing"
SEVERITY = "error"
ON = "virtual server"


def check(service: VirtualServer) -> Iterator[Finding]:
    """Every service for which the daemon takes a default."""
    missing = ["lb_algo"] if service.scheduler is None else []
    if any(s.method is None for s in all_servers(service)):
        missing.append("lb_kind")
    if missing and service.sure:
        taken = " and ".join({"lb_algo": "wlc", "lb_kind": "NAT"}[m] for m in missing)
        message = (
            f"virtual_server {head(service.statement)} has no {' and no '.join(missing)}: keepalived takes {taken}"
        )
        yield Finding(message, service.statement.whole())
