"""connect_ip and bindto of a checker are of different address families.

Why: a connection has one family. keepalived ignores the second of the two lines, so the check goes to another
address, or from another address, than was written.

Daemon: "connect_ip address ... does not match address family of bindto - skipping" and the reverse. Without
connect_ip the checker connects to the real_server. Source: keepalived check/check_api.c (co_ip_handler,
co_srcip_handler); tried with 2.2.7.

Fix: two addresses of one family; for a server that is checked in the other family write connect_ip above bindto.

Exceptions: silent if an address is still a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.values import address, unclear
from carplint.rules.lvs.facts import CONNECTING, checkers
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL824"
NAME = "lvs-check-family-mismatch"
SEVERITY = "error"
ON = "configuration with virtual servers"


def _mismatches(server: Statement, block: Statement) -> Iterator[tuple[Statement, Statement]]:
    """The lines that are ignored, each with the line that it does not go with."""
    target, source = server, None
    for line in block.within("connect_ip", "bindto"):
        other = source if line.key == "connect_ip" else target
        at = address(line.words[1]) if len(line.words) > 1 else None
        if unclear(line, 1):
            return
        if at is None:
            continue
        against = None if other is None or unclear(other, 1) else address(other.words[1])
        if other is not None and against is not None and against.version != at.version:
            yield line, other
        elif line.key == "connect_ip":
            target = line
        else:
            source = line


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every line that the daemon ignores for its family."""
    for server, checker in checkers(configuration, *CONNECTING):
        for block in (*checker.within("host"), checker):
            for line, other in _mismatches(server, block):
                message = (
                    f"{line.key} {shown(line.words[1])} and {other.key} {shown(other.words[1])} are of different address "
                    f"families: keepalived ignores {line.key}"
                )
                yield Finding(message, line.whole(), (Related(other.whole(), "of the other family"),))
