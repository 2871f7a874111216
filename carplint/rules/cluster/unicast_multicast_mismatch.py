"""One node of a virtual router sends by unicast, another by multicast.

Why: the nodes do not hear each other, so both become MASTER and hold the VIPs.

Daemon: with a unicast_peer list an instance sends to these addresses and joins no group, without one it sends to the
group (keepalived 2.2.7, vrrp.c lines 1067 and following; tried: the VIP on both; acassen/keepalived#2458).

Fix: write unicast_peer on every node, or on none.

Exceptions: none.
"""

from collections.abc import Iterator

from carplint.model import Cluster, Value, VirtualRouter
from carplint.model.clusters import differing
from carplint.text.finding import Finding, Related

CODE = "CL423"
NAME = "unicast-multicast-mismatch"
SEVERITY = "error"
ON = "VRRP cluster"
NEEDS = "unicast_peers"


def _way(router: VirtualRouter) -> Value[str]:
    span = router.unicast_peers[0].span if router.unicast_peers else router.span
    return Value("unicast" if router.unicast_peers else "multicast", "", span)


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node that does not send as its cluster's first node does."""
    for first, other, left, right in differing(cluster, _way):
        message = (
            f"{other.name.value} on {other.host} sends by {right.value} and {first.name.value} on {first.host} by "
            f"{left.value}: they do not hear each other, so both become MASTER"
        )
        yield Finding(message, right.span, (Related(left.span, f"{left.value} on {first.host}"),))
