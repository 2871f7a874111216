"""The max_hops of a bfd_instance is larger than its ttl.

Why: packets cannot come from that far; keepalived takes the ttl instead, so any distance is accepted.

Daemon: "max_hops exceeds ttl/hoplimit - setting to ttl/hoplimit". The ttl is 255 for IPv4 and the hoplimit 64 for
IPv6 unless written. Source: keepalived bfd/bfd_parser.c (bfd_end_handler); tried with 2.2.7.

Fix: max_hops as the number of routers between the two ends; ttl 255 on both.

Exceptions: silent if a number is still a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.dialects.keepalived.words.values import whole
from carplint.rules.lvs.facts import ends
from carplint.text.finding import Finding, Related

CODE = "CL833"
NAME = "bfd-hops-exceed-ttl"
SEVERITY = "error"
ON = "bfd_instance"

_TTL = {4: 255, 6: 64}
"""The ttl unless written, by family: bfd.h."""


def _number(block: Statement, low: int, *keys: str) -> tuple[int, Statement] | None:
    """The last number within the limits that one of the keywords has, and where it stands."""
    found = [(whole(s.words[1], low, 255), s) for s in block.within(*keys) if len(s.words) > 1]
    return next(((n, s) for n, s in reversed(found) if n is not None), None)


def check(block: Statement) -> Iterator[Finding]:
    """Every instance with more hops than its packets can make."""
    neighbor, _ = ends(block)
    hops = _number(block, -1, "max_hops")
    if neighbor is None or hops is None:
        return
    ttl = _number(block, 1, "ttl", "hoplimit")
    limit = _TTL[neighbor.address.version] if ttl is None else ttl[0]
    if hops[0] > limit:
        related = (*(() if ttl is None else (Related(ttl[1].whole(), "the ttl"),)), *closing(block))
        message = f"max_hops {hops[0]} is more than the ttl of {limit}: keepalived takes {limit}"
        yield Finding(message, hops[1].whole(), related)
