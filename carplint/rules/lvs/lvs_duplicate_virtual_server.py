"""Two virtual_server blocks are the same service: same address, port and protocol, or same firewall mark.

Why: the kernel has one such service. Both blocks write to it: their servers are joined, and the last settings win.

Daemon: says nothing, also with `keepalived -t`. Source: keepalived check/check_data.c, where no comparison
is made; tried with 2.2.7.

Fix: put all real_server blocks into one virtual_server.

Exceptions: services by group are compared address by address only if the address is written in both, not inside
ranges. Silent if a word is still a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.virtual_servers import VirtualServer
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.rules.lvs.facts import head
from carplint.text.finding import Finding, Related

CODE = "CL807"
NAME = "lvs-duplicate-virtual-server"
SEVERITY = "error"
ON = "configuration with virtual servers"


def _keys(service: VirtualServer) -> Iterator[tuple[object, ...]]:
    if service.kind == "fwmark":
        yield "fwmark", int(service.statement.words[2]), service.family
    elif service.kind == "group":
        yield "group", service.statement.words[2], service.protocol, service.family
    for end in service.endpoints:
        if end.single or service.kind == "address":
            yield end.address, end.port, service.protocol or "UDP"


def check(configuration: Configuration) -> Iterator[Finding]:
    """The second of each two."""
    first: dict[tuple[object, ...], Statement] = {}
    for service in configuration.virtual_servers:
        if service.dropped or not service.sure:
            continue
        block = service.statement
        same = next((first[k] for k in _keys(service) if first.setdefault(k, block) is not block), None)
        if same is not None:
            message = (
                f"virtual_server {head(block)} is defined twice: the kernel has only one such service, which mixes "
                "the two blocks"
            )
            yield Finding(message, block.whole(), (Related(same.whole(), "the same service"),))
