"""Which virtual routers of different hosts are meant to be one.

Instance names say nothing (pairs name them differently, clones alike), so two virtual routers of the
same protocol family belong together when they share a VIP, or when they have the same id on the same
segment. A segment is known by the subnets of the interfaces, or as the last resort by those of VIPs
that are written with their prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from carplint.model import Cluster, Host, IPAddress, Net, T, Value, VirtualRouter


def _subnets(host: Host, router: VirtualRouter) -> frozenset[object]:
    interface = host.interface(router.interface.value) if router.interface is not None else None
    own = [a.value for a in interface.addresses if a.value is not None] if interface is not None else []
    vips = [v.address.value for v in router.addresses if v.prefixed and v.address.value is not None]
    return frozenset(a.network for a in own or vips)


def _vips(router: VirtualRouter) -> frozenset[IPAddress]:
    return frozenset(a.address.value.ip for a in router.addresses if a.address.value is not None)


def group(hosts: Iterable[Host]) -> tuple[Cluster, ...]:
    """The clusters among the hosts' virtual routers, in the order of the hosts; a router without a
    partner is a cluster of its own."""
    hosts = tuple(hosts)
    if len(hosts) < 2:
        return tuple(Cluster((r,)) for h in hosts for r in h.virtual_routers)
    members = [(h, r) for h in hosts for r in h.virtual_routers]
    leader = list(range(len(members)))

    def find(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    places: dict[object, list[int]] = {}
    for i, (host, router) in enumerate(members):
        family = router.protocol[:4]
        for vip in _vips(router):
            places.setdefault((family, vip), []).append(i)
        if router.id is not None and router.id.value is not None:
            for subnet in _subnets(host, router):
                places.setdefault((family, router.id.value, subnet), []).append(i)
    for together in places.values():
        for i in together[1:]:
            if members[i][0] is not members[together[0]][0]:
                leader[find(i)] = find(together[0])
    groups: dict[int, list[VirtualRouter]] = {}
    for i, (_, router) in enumerate(members):
        groups.setdefault(find(i), []).append(router)
    return tuple(Cluster(tuple(routers)) for routers in groups.values())


def pairs(cluster: Cluster) -> Sequence[tuple[VirtualRouter, VirtualRouter]]:
    """Each two members that are on different hosts."""
    return [(a, b) for a, b in combinations(cluster.routers, 2) if a.host != b.host]


def differing(
    net: Net, family: str, fact: Callable[[VirtualRouter], Value[T] | None]
) -> Iterator[tuple[VirtualRouter, VirtualRouter, Value[T], Value[T]]]:
    """The members of each cluster of a protocol family ("carp" or "vrrp") whose known fact is not that of
    the first member that has it: the first member, the other one, and the two values."""
    for cluster in net.clusters:
        if not cluster.routers[0].protocol.startswith(family):
            continue
        known = [(r, v) for r in cluster.routers if (v := fact(r)) is not None and v.value is not None]
        for router, value in known[1:]:
            first, expected = known[0]
            if router.host != first.host and value.value != expected.value:
                yield first, router, expected, value
