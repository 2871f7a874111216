"""A real_server appears twice in a virtual_server, with the same address and port.

Why: keepalived drops the second, with its checks and weight. Usually another address was meant, so there is one
server fewer than written.

Daemon: "real server ... is duplicated - removing second rs". Source: keepalived check/check_data.c
(validate_check_config); tried with 2.2.7.

Fix: correct the address, or delete one of the two.

Exceptions: the same address with another port, or in another virtual_server, is a different server.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.rules.lvs.facts import head
from carplint.text.finding import Finding, Related

CODE = "CL808"
NAME = "lvs-duplicate-real-server"
SEVERITY = "error"
ON = "virtual server"


def check(service: VirtualServer) -> Iterator[Finding]:
    """The second of each two."""
    first: dict[tuple[object, int], Statement] = {}
    for server in service.servers:
        block = server.statement
        before = first.setdefault((server.address, server.port), block)
        if before is not block:
            message = f"real_server {head(block)} appears twice in this virtual_server: keepalived drops the second"
            fix = repair.removal(block, "delete the second", safe=True) if repair.same(before, block) else None
            yield Finding(message, block.whole(), (Related(before.whole(), "the first"),), fix)
