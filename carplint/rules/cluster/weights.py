"""The priorities and weights of a cluster, for the rules about weights."""

from carplint.model import Cluster, VirtualRouter
from carplint.model.election import OWNER, priorities
from carplint.text.source import Span
from carplint.text.typing import NamedTuple


class Ranked(NamedTuple):
    """A node: its priority as it is written, while all that it tracks is well, and while all with a weight has failed."""

    router: VirtualRouter
    written: int
    span: Span
    healthy: int
    failed: int


def _ranked(router: VirtualRouter) -> Ranked | None:
    effective, own = priorities(router), router.priority
    if effective is None or own is None or own.value is None:
        return None
    return Ranked(router, own.value, own.span, *effective)


def weighted(cluster: Cluster) -> list[Ranked]:
    """The nodes of a cluster in which something has a weight, the best healthy one first. None if one of them is
    unknown or the address owner, or if they are not one node each of several hosts."""
    if not any(t.weight.value for r in cluster.routers for t in r.trackers):
        return []
    nodes = [n for r in cluster.routers if (n := _ranked(r)) is not None]
    hosts = {n.router.host for n in nodes}
    fit = 1 < len(nodes) == len(cluster.routers) == len(hosts) and all(n.healthy != OWNER for n in nodes)
    return sorted(nodes, key=lambda node: -node.healthy) if fit else []
