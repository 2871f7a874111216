"""The members of a sync group do not have the same order of priorities on all nodes.

Why: each node is better for some members and worse for others, so none can take the group from the other: whichever
starts first keeps it, the preferred node never gets it back, and members held by a third node keep the group from
being MASTER anywhere.

Daemon: a group becomes MASTER only when every member may, so a member that should win times out in vain ("Receive
advertisement timeout", "received lower priority advert - discarding") forever; keepalived 2.2.7, tried in both orders,
with a crash and a partition: no second election, and the first node stays (acassen/keepalived#624, #2169).

Fix: give the members of a group the same order on every node: all higher on one, all lower on the other.

Exceptions: silent if a priority is unknown or two nodes are equal.
"""

from collections.abc import Iterator
from itertools import combinations

from carplint.model import Net, Value, VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL436"
NAME = "sync-group-priority-mismatch"
SEVERITY = "warning"
ON = "several hosts"
NEEDS = "sync_group"

Step = tuple[VirtualRouter, VirtualRouter, Value[int], Value[int]]


def _steps(net: Net) -> Iterator[tuple[tuple[str, str, str], Step]]:
    """The members of groups that are on two hosts, with both priorities, by group and hosts."""
    for cluster in net.clusters:
        for a, b in combinations(cluster.routers, 2):
            if a.host != b.host and a.sync_group is not None and a.priority is not None and b.priority is not None:
                yield (a.host, b.host, str(a.sync_group.value)), (a, b, a.priority, b.priority)


def check(net: Net) -> Iterator[Finding]:
    """One finding per member whose order is not that of the first member of its group."""
    if all(r.sync_group is None for r in net.virtual_routers):
        return
    first: dict[tuple[str, str, str], Step] = {}
    for key, step in _steps(net):
        a, b, here, there = step
        if not here.value or not there.value or here.value == there.value:
            continue
        x, _, x_here, x_there = first.setdefault(key, step)
        assert x_here.value is not None
        assert x_there.value is not None
        if (x_here.value > x_there.value) != (here.value > there.value):
            message = (
                f"{a.name.value} has {here.value} on {a.host} and {there.value} on {b.host}, {x.name.value} of "
                f"the same sync group {x_here.value} and {x_there.value}: neither node can take the group from "
                "the other"
            )
            places = ((there, a, b.host), (x_here, x, x.host), (x_there, x, b.host))
            related = tuple(Related(p.span, f"{router.name.value} on {host}") for p, router, host in places)
            yield Finding(message, here.span, related)
