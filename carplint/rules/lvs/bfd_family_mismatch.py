"""The source_ip and neighbor_ip of a bfd_instance are of different address families.

Why: keepalived drops the instance, and its trackers see it as down.

Daemon: "source address ... and neighbor address ... are not of the same family, disabling instance". Source:
keepalived bfd/bfd_parser.c (bfd_end_handler); tried with 2.2.7.

Fix: two addresses of one family.

Exceptions: silent if an address is still a variable or cannot be read.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.rules.lvs.facts import ends
from carplint.text.finding import Finding, Related

CODE = "CL831"
NAME = "bfd-family-mismatch"
SEVERITY = "error"
ON = "bfd_instance"


def check(block: Statement) -> Iterator[Finding]:
    """Every instance whose two ends do not fit."""
    neighbor, source = ends(block)
    if neighbor is None or source is None or neighbor.address.version == source.address.version:
        return
    message = (
        f"source_ip is IPv{source.address.version} and the neighbour IPv{neighbor.address.version}: keepalived "
        "drops this bfd_instance"
    )
    related = (Related(neighbor.statement.whole(), "the neighbour"), *closing(block))
    yield Finding(message, source.statement.whole(), related)
