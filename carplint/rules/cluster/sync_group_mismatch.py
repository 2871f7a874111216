"""Virtual routers that fail over together on one node fail over separately on another.

Why: after a failover one VIP is here and the other there: a router with its inner side on one node and its outer side
on the other.

Daemon: a sync group moves its members together, on its own node only (keepalived.conf(5), vrrp_sync_group;
acassen/keepalived#2169).

Fix: write the same sync groups on every node.

Exceptions: the names of groups and instances do not matter; virtual routers that are on one of the nodes only are left
out.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from carplint.model import Net, VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL435"
NAME = "sync-group-mismatch"
SEVERITY = "warning"
ON = "several hosts"
NEEDS = "sync_group"


def _grouped(net: Net) -> dict[str, dict[int, VirtualRouter]]:
    """The members of sync groups by host and by the number of their cluster."""
    found: dict[str, dict[int, VirtualRouter]] = {}
    for number, cluster in enumerate(net.clusters):
        for router in cluster.routers:
            found.setdefault(router.host, {})[number] = router
    return found


def check(net: Net) -> Iterator[Finding]:
    """One finding per host that separates what an earlier one keeps together."""
    if all(r.sync_group is None for r in net.virtual_routers):
        return
    hosts = _grouped(net)
    order = {host: at for at, host in enumerate(hosts)}
    members: dict[int, list[str]] = {}
    for host, own in hosts.items():
        for number, router in own.items():
            if router.sync_group is not None:
                members.setdefault(number, []).append(host)
    for host, mine in hosts.items():
        times = Counter(other for number in mine for other in members.get(number, ()) if other != host)
        for other in sorted((o for o in times if times[o] > 1), key=order.__getitem__):
            theirs = hosts[other]
            together = [
                (a, b) for a, b in combinations(sorted(mine.keys() & theirs.keys()), 2) if _same(theirs[a], theirs[b])
            ]
            apart = next(((a, b) for a, b in together if not _same(mine[a], mine[b])), None)
            if apart is not None:
                a, b = (mine[n] for n in apart)
                group = theirs[apart[0]].sync_group
                assert group is not None
                message = (
                    f"{a.name.value} and {b.name.value} are in one sync group on {other} but not on {host}: "
                    "after a failover they can be on different nodes"
                )
                yield Finding(message, b.span, (Related(group.span, f"the sync group on {other}"),))
                break


def _same(a: VirtualRouter, b: VirtualRouter) -> bool:
    return a.sync_group is not None and b.sync_group is not None and a.sync_group.value == b.sync_group.value
