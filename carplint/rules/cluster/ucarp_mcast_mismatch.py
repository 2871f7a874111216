"""The nodes of a CARP virtual router use different multicast groups.

Why: they do not hear each other, so both become MASTER, and no log says why.

Daemon: ucarp sends to the group of --mcastip, 224.0.0.18 by default, and joins that group (1.5.2, src/carp.c lines
790-803; tried: both MASTER).

Fix: write the same --mcastip on every node, or on none.

Exceptions: nodes with --nomcast send broadcasts, and are not compared.
"""

from collections.abc import Iterator

from carplint.model import Cluster, Value, VirtualRouter
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL440"
NAME = "ucarp-mcast-mismatch"
SEVERITY = "error"
ON = "CARP cluster"
NEEDS = "multicast_group"


def _group(router: VirtualRouter) -> Value[str] | None:
    if router.broadcast is None or router.broadcast.value is not False:
        return None
    group = router.multicast_group
    return Value("224.0.0.18", "", router.span) if group is None else group.mapped(str)


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node whose group is not that of its cluster's first node."""
    for first, other, left, right in differing(cluster, _group):
        message = (
            f"{other.name.value} on {other.host} sends to {right.value} and {first.name.value} on {first.host} to "
            f"{left.value}: they do not hear each other, so both become MASTER"
        )
        yield Finding(message, right.span, (Related(left.span, f"{left.value} on {first.host}"),))
