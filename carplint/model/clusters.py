"""Clusters: which virtual routers of different hosts are meant to be one.

Instance names say nothing (pairs name them differently, clones alike). So two virtual routers of the same protocol
family belong together if they share a VIP, if they have the same id and one is a unicast peer of the other, or if they
have the same id on the same segment. A segment is known by the subnets of the interfaces or, as a last resort, by those
of VIPs that are written with a prefix. VIPs without a prefix that are next to each other count as neighbours if there
is nothing else to go by: for two nodes that have the id once each, and no partner.

Link-local addresses are the same on every segment: they tell virtual routers apart only together with the id, and only
if there is no other VIP. An id on a segment is the weakest sign: it joins neither two clusters that each have several
nodes without it, nor unicast routers that send to others.

Segments and clusters that a configuration or an inventory states take precedence: there an id is one virtual router,
whatever the subnets, and hosts of different segments or of different clusters are never partners.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from carplint.model.net import Address, Cluster, Host, IPAddress, IPNetwork, Net, T, VirtualRouter
from carplint.text.value import Value


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
        """The possible source addresses of its packets, as far as they are known."""
        source = self.router.source_address
        return {source.value} if source is not None and source.value is not None else {a.ip for a in self.own}

    @property
    def peers(self) -> set[IPAddress]:
        """Its unicast peers; none if it sends to a multicast group."""
        return {p.value for p in self.router.unicast_peers if p.value is not None}

    def vips(self, balanced: Set[IPAddress] = frozenset()) -> Iterator[object]:
        """Yield what it shares with every other node of its virtual router, if all is well: a VIP, together with the id
        if several virtual routers share the load of that VIP."""
        vips = {a.address.value.ip for a in self.router.addresses if a.address.value is not None}
        for vip in {v for v in vips if not v.is_link_local}:
            yield (self.family, vip, self.id) if vip in balanced else (self.family, vip)
        if self.id is not None and all(v.is_link_local for v in vips):
            for vip in vips:
                yield self.family, vip, self.id

    def subnets(self) -> Iterator[tuple[str, int, IPNetwork | str]]:
        """Yield the subnets in which it has its id."""
        if self.id is not None:
            vips = (v.address.value for v in self.router.addresses if v.prefixed)
            for network in {a.network for a in self.own or vips if a is not None}:
                if not network.is_link_local:
                    yield self.family, self.id, network

    def surroundings(self) -> Iterator[tuple[str, int, IPNetwork]]:
        """Yield the neighbourhoods of its VIPs, each a /24 or a /64, if no subnet is known."""
        if self.id is None or self.own:
            return
        vips = [v.address.value for v in self.router.addresses if v.address.value is not None]
        if all(v.length == v.ip.max_prefixlen and not v.ip.is_link_local for v in vips):
            for network in {Address(v.ip, 24 if v.ip.version == 4 else 64).network for v in vips}:
                yield self.family, self.id, network

    def elsewhere(self, other: _Member) -> bool:
        """Return whether both send by unicast, and neither to the other, as far as the addresses are known."""
        if not (self.peers and other.peers and self.sources and other.sources):
            return False
        return not (self.sources & other.peers or other.sources & self.peers)


class _Groups:
    """The groups of members so far, each with the hosts of its members."""

    def __init__(self, members: Sequence[_Member]) -> None:
        self.members = members
        self.leader = list(range(len(members)))
        self.hosts = [{m.host.name} for m in members]
        self.segments = [{m.host.segment} - {""} for m in members]
        self.clusters = [{m.host.cluster} - {""} for m in members]

    def of(self, i: int) -> int:
        """Return the group of a member."""
        while self.leader[i] != i:
            self.leader[i] = self.leader[self.leader[i]]
            i = self.leader[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Join the groups of two members of different hosts, unless they are stated to be separate."""
        first, second = sorted((self.of(i), self.of(j)))
        if first != second and self.members[i].host is not self.members[j].host and self.may(first, second):
            self.leader[second] = first
            for facts in (self.hosts, self.segments, self.clusters):
                facts[first] |= facts[second]

    def may(self, i: int, j: int) -> bool:
        """Return False if the groups of two members are stated to be on different segments or in different clusters."""
        first, second = self.of(i), self.of(j)
        return all(len(facts[first] | facts[second]) < 2 for facts in (self.segments, self.clusters))

    def pairs(self, together: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield pairs of members that something makes one: each with the first that it may be joined with."""
        firsts: list[int] = []
        for i in together:
            if (first := next((f for f in firsts if self.may(f, i)), None)) is not None:
                yield first, i
            else:
                firsts.append(i)

    def complete(self, i: int) -> bool:
        """Return whether the group of a member has several hosts."""
        return len(self.hosts[self.of(i)]) > 1


def _places(members: Sequence[_Member], keys: Callable[[_Member], Iterable[object]]) -> Iterable[list[int]]:
    """Return the members that share a key, for each key."""
    places: dict[object, list[int]] = {}
    for i, member in enumerate(members):
        for key in keys(member):
            places.setdefault(key, []).append(i)
    return places.values()


def _times(members: Iterable[_Member]) -> Counter[tuple[str, str, int | None]]:
    """Count how often each host has an id."""
    return Counter((m.host.name, m.family, m.id) for m in members)


def _balanced(members: Iterable[_Member]) -> Set[IPAddress]:
    """Return the VIPs that a host has in several virtual routers of CARP, so that each answers some of the clients:
    carp(4) of OpenBSD (carpnodes) and FreeBSD 9 (arpbalance)."""
    own = ((m.host.name, ip) for m in members if m.family == "carp" for ip in m.router.vips or ())
    return {ip for (_, ip), times in Counter(own).items() if times > 1}


def _segments(members: Iterable[_Member]) -> Callable[[_Member], Iterator[tuple[str, int, IPNetwork | str]]]:
    """Return a lookup for the segments on which a member has its id: its subnets, and what is stated for its host. A
    host that has an id several times must be on several segments, so what is stated does not say which."""
    times = _times(members)

    def of(member: _Member) -> Iterator[tuple[str, int, IPNetwork | str]]:
        yield from member.subnets()
        if member.id is not None and times[member.host.name, member.family, member.id] == 1:
            for kind, stated in (("segment", member.host.segment), ("cluster", member.host.cluster)):
                if stated:
                    yield member.family, member.id, f"{kind} {stated}"

    return of


def parts(net: Net) -> Iterator[Net]:
    """Yield the hosts that may be on one segment with each other: all, unless segments are stated; otherwise those of
    each stated segment, with all hosts whose segment is not stated."""
    for segment in dict.fromkeys(h.segment for h in net.hosts if h.segment) or ("",):
        yield net._replace(hosts=tuple(h for h in net.hosts if h.segment in (segment, "")))


def group(hosts: Iterable[Host]) -> tuple[Cluster, ...]:
    """Return the clusters of the hosts' virtual routers, in the order of the hosts; a router without a partner is a
    cluster of its own."""
    hosts = tuple(hosts)
    if len(hosts) < 2:
        return tuple(Cluster((r,)) for h in hosts for r in h.virtual_routers)
    members = [_Member(h, r) for h in hosts for r in h.virtual_routers]
    groups = _Groups(members)
    balanced = _balanced(members)
    for together in _places(members, lambda m: m.vips(balanced)):
        for first, i in groups.pairs(together):
            groups.join(first, i)
    senders: dict[object, list[int]] = {}
    for i, member in enumerate(members):
        for source in member.sources if member.id is not None else ():
            senders.setdefault((member.family, member.id, source), []).append(i)
    for i, member in enumerate(members):
        for peer in member.peers:
            for j in senders.get((member.family, member.id, peer), ()):
                groups.join(i, j)
    for together in _places(members, _segments(members)):
        for first, i in groups.pairs(together):
            both = groups.complete(first) and groups.complete(i)
            if not both and not members[first].elsewhere(members[i]):
                groups.join(first, i)
    times = _times(members)
    lone = [i for i, m in enumerate(members) if not groups.complete(i) and times[m.host.name, m.family, m.id] == 1]
    for together in _places([members[i] for i in lone], _Member.surroundings):
        if len(together) == 2:
            first, second = (lone[i] for i in together)
            either = groups.complete(first) or groups.complete(second)
            if not either and not members[first].elsewhere(members[second]):
                groups.join(first, second)
    if len(hosts) == 2:  # their bare files, that say nothing of addresses: the id is all there is
        bare = [i for i in lone if not (members[i].router.addresses or members[i].own or members[i].peers)]
        alike: dict[tuple[str, int | None, str], list[int]] = {}
        for i in bare:
            alike.setdefault((members[i].family, members[i].id, members[i].router.format), []).append(i)
        for (_, id, _), together in alike.items():
            if id is not None and len(together) == 2 and not any(map(groups.complete, together)):
                groups.join(*together)
    result: dict[int, list[VirtualRouter]] = {}
    for i, member in enumerate(members):
        result.setdefault(groups.of(i), []).append(member.router)
    return tuple(Cluster(tuple(routers)) for routers in result.values())


def apart(net: Net) -> frozenset[str]:
    """Return the hosts that may have partners outside the inputs: one of their virtual routers has none among them, or
    has as many unicast peers as there are nodes; or they have no virtual router that would tell."""
    known: set[int] = set()
    for cluster in net.clusters:
        hosts = {r.host for r in cluster.routers}
        if len(hosts) > 1 and all(len(r.unicast_peers) < len(hosts) for r in cluster.routers):
            known.update(id(r) for r in cluster.routers)
    return frozenset(
        h.name for h in net.hosts if not h.virtual_routers or any(id(r) not in known for r in h.virtual_routers)
    )


def differing(
    cluster: Cluster, fact: Callable[[VirtualRouter], Value[T] | None]
) -> Iterator[tuple[VirtualRouter, VirtualRouter, Value[T], Value[T]]]:
    """Yield the members of a cluster whose known fact differs from that of the first member that has it: the first
    member, the other one, and the two values."""
    known = [(r, v) for r in cluster.routers if (v := fact(r)) is not None and v.value is not None]
    for router, value in known[1:]:
        first, expected = known[0]
        if router.host != first.host and value.value != expected.value:
            yield first, router, expected, value


def sources(host: Host, router: VirtualRouter) -> frozenset[IPAddress]:
    """Return the possible source addresses of a router's packets, as far as they are known: the one that it is told to
    use, else those of its interface."""
    return frozenset(_Member(host, router).sources)


def addresses(host: Host, router: VirtualRouter) -> frozenset[IPAddress]:
    """Return the addresses of a router's interface on its node, as far as they are known."""
    return frozenset(a.ip for a in _Member(host, router).own)


def subnets(host: Host, router: VirtualRouter) -> frozenset[IPNetwork]:
    """Return the subnets of a router's interface on its node, except link-local ones; empty if they are not known."""
    return frozenset(n for a in _Member(host, router).own if not (n := a.network).is_link_local)


def shared_ids(net: Net) -> Iterator[tuple[VirtualRouter, VirtualRouter]]:
    """Yield the first members of each two clusters that have the same id on one segment, whatever their protocols: the
    earlier cluster's and the later one's."""
    reported: set[tuple[int, int]] = set()
    for part in parts(net):
        hosts = {h.name: h for h in part.hosts}
        numbered = ((n, r) for n, cluster in enumerate(net.clusters) for r in cluster.routers if r.host in hosts)
        members = [(number, _Member(hosts[router.host], router)) for number, router in numbered]
        segments = _segments(m for _, m in members)
        seen: dict[object, tuple[int, VirtualRouter]] = {}
        for number, member in members:
            for _, id, segment in segments(member):
                earlier, first = seen.setdefault((id, segment), (number, member.router))
                if earlier != number and (earlier, number) not in reported:
                    reported.add((earlier, number))
                    yield first, member.router
