"""One node of a virtual router has a health check, another has none.

Why: the node without the check holds the VIP, or takes it, with a dead service.

Daemon: each node looks only at its own trackers (keepalived, vrrp/vrrp_track.c; acassen/keepalived#2235).

Fix: write the same track_script, track_process, track_file or track_bfd on every node.

Exceptions: tracked interfaces are not compared, and neither are the names and weights of checks. Silent for members of
a sync group, and for a node with notify scripts, which may start the service only when it becomes MASTER.
"""

from collections.abc import Iterator

from carplint.model import Cluster
from carplint.text.finding import Finding, Related

CODE = "CL430"
NAME = "tracker-mismatch"
SEVERITY = "warning"
ON = "cluster"
NEEDS = "trackers"


def check(cluster: Cluster) -> Iterator[Finding]:
    """One finding per node without a check in a cluster where another node has it."""
    checks = {id(r): [t for t in r.trackers if t.kind != "interface"] for r in cluster.routers}
    having = next((r for r in cluster.routers if checks[id(r)]), None)
    if having is None or any(r.sync_group is not None for r in cluster.routers):
        return
    for router in cluster.routers:
        notified = any((key.value or "").startswith("notify") for key in router.unmodelled)
        if router.host != having.host and not checks[id(router)] and not notified:
            tracker = checks[id(having)][0]
            message = (
                f"{router.name.value} on {router.host} has no health check, but {having.host} has one: "
                f"{router.host} keeps the VIP with a dead service"
            )
            related = (Related(tracker.name.span, f"the check on {having.host}"),)
            yield Finding(message, router.span, related)
