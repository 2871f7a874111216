"""The address and port of a server are joined by a colon, as in 192.0.2.1:80.

Why: keepalived takes address and port as two words. It drops the whole block: a virtual_server that is not
balanced at all, or a real_server that gets no connections.

Daemon: "Invalid virtual server IP address 192.0.2.1:80 - skipping": a colon makes it an IPv6 address, and not a valid
one. Likewise real_server and sorry_server. Source: keepalived check/check_data.c (alloc_vs, alloc_rs, alloc_ssvr),
lib/utils.c (inet_stosockaddr); tried with 2.2.7.

Fix: a blank instead of the colon, which carplint writes; write no brackets around an IPv6 address.

Exceptions: any other invalid address or port is lvs-server-address.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.rules.lvs.facts import joined, servers
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL801"
NAME = "lvs-virtual-server-colon"
SEVERITY = "error"
ON = "configuration with virtual servers"


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every head of a server with a port after a colon."""
    for statement in servers(configuration):
        found = joined(statement.words[1])
        if found is None:
            continue
        span = statement.span(1)
        port = statement.words[2] if len(statement.words) > 2 else found[1]
        text = " ".join(w for w in (found[0], port if len(statement.words) < 3 else "") if w)
        fix = Fix("write a blank between address and port", (Edit(span, text),))
        message = f"{statement.key} takes address and port as two words: keepalived ignores the whole block"
        yield Finding(message, span, fix=fix, label=f"write {found[0]} {port}".rstrip())
