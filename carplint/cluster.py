"""Which virtual routers of different hosts are meant to be one.

Instance names say nothing (pairs name them differently, clones alike), so two virtual routers of the same protocol
family belong together when they share a VIP, when they have the same id and one is a unicast peer of the other, or
when they have the same id on the same segment. A segment is known by the subnets of the interfaces, or as the last
resort by those of VIPs that are written with their prefix.

Link-local addresses are the same on every segment: they tell virtual routers apart only together with the id, and
only where there is no other VIP. An id on a segment is the weakest sign: it joins neither two clusters that have
several nodes each without it, nor unicast routers that send to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from carplint.model import Address, Cluster, Host, IPAddress, IPNetwork, Net, T, Value, VirtualRouter


class _Member:
    """A virtual router, with what tells which others it belongs to."""

    __slots__ = ("family", "host", "id", "own", "router")

    def __init__(self, host: Host, router: VirtualRouter) -> None:
        interface = host.interface(router.interface.value) if router.interface is not None else None
        addresses = interface.addresses if interface is not None else ()
        self.host = host
        self.router = router
        self.family = router.protocol[:4]
        self.id = router.id.value if router.id is not None else None
        self.own: tuple[Address, ...] = tuple(a.value for a in addresses if a.value is not None)

    @property
    def sources(self) -> set[IPAddress]:
        """The addresses that its packets may come from, as far as they are known."""
        source = self.router.source_address
        return {source.value} if source is not None and source.value is not None else {a.ip for a in self.own}

    @property
    def peers(self) -> set[IPAddress]:
        """Its unicast peers; none where it sends to a multicast group."""
        return {p.value for p in self.router.unicast_peers if p.value is not None}

    def vips(self) -> Iterator[object]:
        """What it shares with every other node of its virtual router, if all is well."""
        vips = {a.address.value.ip for a in self.router.addresses if a.address.value is not None}
        for vip in {v for v in vips if not v.is_link_local}:
            yield self.family, vip
        if self.id is not None and all(v.is_link_local for v in vips):
            for vip in vips:
                yield self.family, vip, self.id

    def segments(self) -> Iterator[tuple[str, int, IPNetwork]]:
        """The subnets in which it has its id."""
        if self.id is not None:
            vips = (v.address.value for v in self.router.addresses if v.prefixed)
            for network in {a.network for a in self.own or vips if a is not None}:
                if not network.is_link_local:
                    yield self.family, self.id, network

    def elsewhere(self, other: _Member) -> bool:
        """Whether both send by unicast, and neither to the other, as far as the addresses are known."""
        if not (self.peers and other.peers and self.sources and other.sources):
            return False
        return not (self.sources & other.peers or other.sources & self.peers)


class _Groups:
    """Which members belong together so far; each group has the hosts of its members."""

    def __init__(self, members: Sequence[_Member]) -> None:
        self.members = members
        self.leader = list(range(len(members)))
        self.hosts = [{m.host.name} for m in members]

    def of(self, i: int) -> int:
        """The group of a member."""
        while self.leader[i] != i:
            self.leader[i] = self.leader[self.leader[i]]
            i = self.leader[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Put the groups of two members of different hosts together."""
        first, second = sorted((self.of(i), self.of(j)))
        if first != second and self.members[i].host is not self.members[j].host:
            self.leader[second] = first
            self.hosts[first] |= self.hosts[second]

    def complete(self, i: int) -> bool:
        """Whether the group of a member has several hosts."""
        return len(self.hosts[self.of(i)]) > 1


def _places(members: Sequence[_Member], keys: Callable[[_Member], Iterable[object]]) -> Iterable[list[int]]:
    """The members that have a key in common, for each key."""
    places: dict[object, list[int]] = {}
    for i, member in enumerate(members):
        for key in keys(member):
            places.setdefault(key, []).append(i)
    return places.values()


def group(hosts: Iterable[Host]) -> tuple[Cluster, ...]:
    """The clusters among the hosts' virtual routers, in the order of the hosts; a router without a
    partner is a cluster of its own."""
    hosts = tuple(hosts)
    if len(hosts) < 2:
        return tuple(Cluster((r,)) for h in hosts for r in h.virtual_routers)
    members = [_Member(h, r) for h in hosts for r in h.virtual_routers]
    groups = _Groups(members)
    for together in _places(members, _Member.vips):
        for i in together[1:]:
            groups.join(together[0], i)
    senders: dict[object, int] = {
        (m.family, m.id, s): i for i, m in enumerate(members) if m.id is not None for s in m.sources
    }
    for i, member in enumerate(members):
        for peer in member.peers:
            if (j := senders.get((member.family, member.id, peer))) is not None:
                groups.join(i, j)
    for together in _places(members, _Member.segments):
        for i in together[1:]:
            both = groups.complete(together[0]) and groups.complete(i)
            if not both and not members[together[0]].elsewhere(members[i]):
                groups.join(together[0], i)
    result: dict[int, list[VirtualRouter]] = {}
    for i, member in enumerate(members):
        result.setdefault(groups.of(i), []).append(member.router)
    return tuple(Cluster(tuple(routers)) for routers in result.values())


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


def sources(host: Host, router: VirtualRouter) -> frozenset[IPAddress]:
    """The addresses that a router's packets may come from, as far as they are known: the one that it is told to use,
    else those of its interface."""
    return frozenset(_Member(host, router).sources)


def addresses(host: Host, router: VirtualRouter) -> frozenset[IPAddress]:
    """The addresses of a router's interface on its node, as far as they are known."""
    return frozenset(a.ip for a in _Member(host, router).own)


def subnets(host: Host, router: VirtualRouter) -> frozenset[IPNetwork]:
    """The subnets of a router's interface on its node, but link-local ones; empty where they are not known."""
    return frozenset(n for a in _Member(host, router).own if not (n := a.network).is_link_local)


def shared_ids(net: Net) -> Iterator[tuple[VirtualRouter, VirtualRouter]]:
    """The first members of each two clusters that have the same id on one segment, whatever their protocols: the
    earlier cluster's and the later one's."""
    hosts = {h.name: h for h in net.hosts}
    seen: dict[object, tuple[int, VirtualRouter]] = {}
    reported: set[tuple[int, int]] = set()
    for number, cluster in enumerate(net.clusters):
        for router in cluster.routers:
            for _, id, network in _Member(hosts[router.host], router).segments():
                earlier, first = seen.setdefault((id, network), (number, router))
                if earlier != number and (earlier, number) not in reported:
                    reported.add((earlier, number))
                    yield first, router
