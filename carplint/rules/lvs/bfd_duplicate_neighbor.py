"""Two bfd_instances have the same neighbour and not different source_ip addresses.

Why: packets of the neighbour could belong to both. keepalived drops the second, and its trackers see it as down.

Daemon: "has duplicate neighbor address ..., ignoring instance", "has duplicate source/neighbor address". Without
source_ip in one of the two, the neighbour alone counts. Source: keepalived bfd/bfd_parser.c (bfd_end_handler);
tried with 2.2.7.

Fix: one instance per neighbour, or a source_ip in both; one instance may be tracked from many places.

Exceptions: silent if an address is still a variable or cannot be read.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, closing
from carplint.dialects.keepalived.words.values import IPAddress
from carplint.rules.lvs.facts import ends
from carplint.text.finding import Finding, Related

CODE = "CL832"
NAME = "bfd-duplicate-neighbor"
SEVERITY = "error"
ON = "configuration"
NEEDS = "bfd_instance"


def check(configuration: Configuration) -> Iterator[Finding]:
    """The second of each two."""
    seen: dict[IPAddress, list[tuple[IPAddress | None, Statement]]] = {}
    for block in configuration.all("bfd_instance"):
        neighbor, source = ends(block)
        if neighbor is None or (source is not None and source.address.version != neighbor.address.version):
            continue
        own = None if source is None else source.address
        known = seen.setdefault(neighbor.address, [])
        same = next((b for s, b in known if None in (s, own) or s == own), None)
        if same is None:
            known.append((own, block))
            continue
        line = neighbor.statement
        message = "another bfd_instance has this neighbour: keepalived drops this one"
        yield Finding(message, line.whole(), (Related(same.whole(), "the other one"), *closing(block)))
