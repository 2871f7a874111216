"""A bfd_instance has no neighbor_ip.

Why: it has no peer to exchange packets with. keepalived drops the instance, and its trackers see it as down.

Daemon: "BFD instance ... has no neighbor address set, disabling instance". Source: keepalived bfd/bfd_parser.c
(bfd_end_handler); tried with 2.2.7.

Fix: neighbor_ip with the address of the other end.

Exceptions: an address that cannot be read is value-wrong-type.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.rules.lvs.facts import NEIGHBOR
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL830"
NAME = "bfd-neighbor-missing"
SEVERITY = "error"
ON = "bfd_instance"


def check(block: Statement) -> Iterator[Finding]:
    """Every instance without a neighbour."""
    if not any(block.within(*NEIGHBOR)):
        name = " ".join((block.key, *map(shown, block.words[1:2])))
        message = f"{name} has no neighbor_ip: keepalived drops it"
        yield Finding(message, block.whole(), closing(block))
