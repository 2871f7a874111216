"""The quorum is larger than all weights together, or the hysteresis is not smaller than the quorum.

Why: the quorum can never be reached, so keepalived lowers it, and the service continues with fewer servers than
intended. A single server of weight 0 makes the quorum 0, and then the hysteresis 4294967295.

Daemon: "quorum ... exceeds total weight of real servers ..., reducing quorum", "hysteresis ... >= quorum ...;
setting hysteresis to". The quorum is 1 and each weight is 1 unless written; the weight of the virtual_server is
the default of its servers. Source: keepalived check/check_data.c (validate_check_config); tried with 2.2.7.

Fix: a quorum of at most the sum of the weights, a hysteresis below it.

Exceptions: silent if a number is still a variable. A number that keepalived refuses counts as absent.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.virtual_servers import WEIGHTS, VirtualServer
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.values import unclear, whole
from carplint.rules.lvs.facts import head
from carplint.text.finding import Finding

CODE = "CL813"
NAME = "lvs-quorum-exceeds-weights"
SEVERITY = "error"
ON = "virtual server"


def _number(service: VirtualServer, key: str, low: int, default: int) -> tuple[int | None, Statement]:
    """What the daemon takes for a setting, and where it is written; None if that is unknown."""
    value: int | None = default
    place = service.statement
    for line in service.statement.within(key):
        number = whole(line.words[1], low, WEIGHTS) if len(line.words) > 1 else None
        if unclear(line, 1):
            value, place = None, line
        elif number is not None:
            value, place = number, line
        elif low:  # the daemon falls back to the least quorum, and keeps the hysteresis
            value, place = low, line
    return value, place


def _total(service: VirtualServer) -> int:
    """The sum of the weights of all servers, each once."""
    return sum({(s.address, s.port): s.weight for s in reversed(service.servers)}.values())


def check(service: VirtualServer) -> Iterator[Finding]:
    """Every service whose numbers do not fit."""
    quorum, at = _number(service, "quorum", 1, 1)
    hysteresis, below = _number(service, "hysteresis", 0, 0)
    if quorum is None or not service.sure:
        return
    total = _total(service)
    if quorum > total:
        message = (
            f"the quorum of virtual_server {head(service.statement)} is {quorum}, but all weights add up to "
            f"{total}: keepalived lowers it to {total}"
        )
        yield Finding(message, at.whole())
        quorum = total
    if hysteresis and hysteresis >= quorum:
        message = f"hysteresis {hysteresis} is not below the quorum of {quorum}: keepalived takes {max(quorum - 1, 0)}"
        yield Finding(message, below.whole())
