"""Who may have a VIP after something happened: sets of nodes, computed from the timers and places of a virtual router.

Where the timers of two nodes end within the lateness of a machine of one another, chance decides which of them is first;
then both are in the set. A set of one says that there is no chance.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import ceil
from typing import NamedTuple

from carplint.model import VirtualRouter
from carplint.model.election import interval, rank, timer, well

CAPTURE = 1.0
"""Seconds by which ucarp may hear an advertisement late: libpcap hands it a block of frames once in CAPTURE_TIMEOUT
(ucarp 1.5.2, src/ucarp.h: 1000 ms), so that all its waits begin up to so much later."""
EARLY, LATE = 0.03, 0.2
"""Seconds by which a measured failover may differ from the arithmetic: clocks and rounding; and a machine that wakes a
daemon late, by less than makes a run void (watchdog.py). A skew of 50 is as much, so no daemon that waits wrongly is
hidden."""
TIE = 0.15
"""Seconds between the ends of two timers below which chance decides which is first: two daemons that are woken late."""


class State(NamedTuple):
    """The nodes that have a VIP on an interface that is up, and those whose advertisements the switch sees."""

    has: frozenset[str]
    sent: frozenset[str]


NOBODY = State(frozenset(), frozenset())


class Wait(NamedTuple):
    """Seconds that a backup waits after the last advertisement, at least and at most, and how late it may be."""

    least: float
    most: float
    late: float = LATE

    def __contains__(self, seconds: object) -> bool:
        return isinstance(seconds, float) and self.least - EARLY <= seconds <= self.most + self.late


def wait(router: VirtualRouter, *, alone: bool = True, goodbye: bool = False, started: bool = False) -> Wait:
    """How long this node waits as a backup whose health checks are well, after the last advertisement or after it has
    `started` itself.

    ucarp looks at its timer when its poll(2) ends: after each interval, or with the frames of other virtual routers on
    the segment, unless it is `alone` there. keepalived waits exactly, and after a goodbye for the skew alone (RFC 3768,
    6.4.2).
    """
    if router.protocol == "carp":
        ends, every = timer(router), interval(router)
        assert ends is not None, router
        assert every is not None, router
        least = ceil((ends - EARLY) / every) * every if alone else ends
        return Wait(least, ceil(ends / every) * every + (0 if started else CAPTURE))
    seconds = timer(well(router))
    assert seconds is not None, router
    if goodbye:
        seconds -= (interval(router) or 0) * ((router.dead_ratio and router.dead_ratio.value) or 0)
    return Wait(seconds, seconds)


class Group:
    """The nodes of a VIP's virtual router; `addresses` are their own ones, and `alone` says that no other virtual router
    is on the segment."""

    def __init__(self, routers: Mapping[str, VirtualRouter], addresses: Mapping[str, int], *, alone: bool) -> None:
        self.routers, self.alone = routers, alone
        self.nodes = frozenset(routers)
        self.carp = any(r.protocol == "carp" for r in routers.values())
        self._addresses = addresses

    # Two nodes

    def place(self, node: str) -> tuple[float, int]:
        """A node's place in the election: the smallest wins."""
        found = rank(well(self.routers[node]))
        assert found is not None, node
        return found[0], self._addresses[node] if self.carp else -self._addresses[node]

    def better(self, node: str, other: str) -> bool:
        """Whether a node stays where both have the VIP and hear each other."""
        return self.place(node) < self.place(other)

    def takes(self, node: str, owner: str) -> bool:
        """Whether a backup takes over from an owner that it hears. A tie is none; and ucarp does so without being told
        to where its own timer ends before the owner's next advertisement (src/carp.c, carp_proto_input_c)."""
        router = self.routers[node]
        told = router.preempt is None or router.preempt.value is not False
        higher = self.place(node)[0] < self.place(owner)[0]
        outpaced = self.carp and (timer(router) or 0) < (interval(self.routers[owner]) or 0)
        return (told and higher) or outpaced

    # Several nodes that hear each other

    def settled(self, owner: str, among: Collection[str]) -> set[str]:
        """Who may have the VIP in the end, where this node has it first."""
        ends: set[str] = set()
        left, seen = [owner], {owner}
        while left:
            now = left.pop()
            following = {n for n in among if n != now and self.takes(n, now)}
            if not following:
                ends.add(now)
            left += following - seen
            seen |= following
        return ends

    def first(self, waits: Mapping[str, Wait]) -> set[str]:
        """Whose timer may be the first to end."""
        latest = min((w.most for w in waits.values()), default=0) + TIE
        return {n for n, w in waits.items() if w.least - EARLY <= latest}

    def waits(self, among: Collection[str], *, goodbye: bool = False) -> dict[str, Wait]:
        """How long each of some backups waits after the owner's last advertisement."""
        return {n: wait(self.routers[n], alone=self.alone, goodbye=goodbye) for n in among}

    def elected(self, waits: Mapping[str, Wait]) -> set[str]:
        """Who may have the VIP in the end where nobody had it. A better node whose timer ends before it hears the first
        one has it, too, and keeps it."""
        heard = TIE + (CAPTURE if self.carp else 0)
        ends: set[str] = set()
        for one in self.first(waits):
            latest = waits[one].most + heard
            also = {n for n, w in waits.items() if self.better(n, one) and w.least - EARLY <= latest}
            ends |= {end for n in {one, *also} for end in self.settled(n, waits)}
        return ends

    def among(self, nodes: Collection[str], masters: Collection[str], *, goodbye: bool = False) -> set[str]:
        """Who may have the VIP in the end among nodes that hear each other, of which some had it."""
        had = [n for n in nodes if n in masters]
        return (
            self.settled(min(had, key=self.place), nodes) if had else self.elected(self.waits(nodes, goodbye=goodbye))
        )

    def releases(self, node: str) -> bool:
        """Whether a node's VIP goes down when its daemon is stopped: by the daemon, or by the `carp` service."""
        router = self.routers[node]
        return not self.carp or router.format == "carp" or bool(router.shutdown and router.shutdown.value)

    def ignores_carrier(self, node: str) -> bool:
        """Whether a node goes on when its interface has no carrier."""
        router = self.routers[node]
        return router.track_link is not None and router.track_link.value is False


# What happens: each says who may have the VIP afterwards. `victim` is the node that it happens to.


def _states(owners: Collection[str], *, has: Collection[str] = (), sent: Collection[str] = ()) -> set[State]:
    """The states in which one of these has the VIP and advertises it, and those that have it, or do both, besides."""
    return {State(frozenset({o, *has, *sent}), frozenset({o, *sent})) for o in owners}


def started_in_turn(group: Group, before: State, victim: str) -> set[State]:
    """The victim is started alone, and the others when it has the VIP."""
    return _states(group.settled(victim, group.nodes))


def stopped(group: Group, before: State, victim: str) -> set[State]:
    """Its daemon is stopped, which says goodbye in VRRP."""
    others, masters = group.nodes - {victim}, before.sent - {victim}
    left = {victim} if victim in before.has and not group.releases(victim) else ()
    goodbye = not group.carp and victim in before.sent
    return _states(group.among(others, masters, goodbye=goodbye), has=left)


def killed(group: Group, before: State, victim: str) -> set[State]:
    """Its daemon is killed, and its address stays."""
    others = group.nodes - {victim}
    return _states(group.among(others, before.sent), has={victim} & before.has)


def unplugged(group: Group, before: State, victim: str) -> set[State]:
    """Its interface has no carrier."""
    stays = {victim} & before.sent if group.ignores_carrier(victim) else set()
    return _states(group.among(group.nodes - {victim}, before.sent), has=stays)


def interface_down(group: Group, before: State, victim: str) -> set[State]:
    """Its interface is set down, so that an address there does not count."""
    return _states(group.among(group.nodes - {victim}, before.sent))


def together(group: Group, before: State, victim: str) -> set[State]:
    """All run, and hear each other again; one of those that had the VIP has it."""
    return _states(group.among(group.nodes, before.sent))


def plugged(group: Group, before: State, victim: str) -> set[State]:
    """Its carrier is back; where it ignores that it had the VIP all the time."""
    silent = {victim} & before.has if group.ignores_carrier(victim) else set()
    return _states(group.among(group.nodes, before.sent | silent))


def interface_up(group: Group, before: State, victim: str) -> set[State]:
    """Its interface is up again, and ucarp, which has ended, is started. A keepalived that ignores its interface had the
    VIP all the time."""
    silent = {victim} if not group.carp and group.ignores_carrier(victim) else set()
    return _states(group.among(group.nodes, before.sent | silent))


def cut_off(group: Group, before: State, victim: str) -> set[State]:
    """Neither it nor the others hear each other."""
    return _states(group.among(group.nodes - {victim}, before.sent - {victim}), sent={victim})


def muted(group: Group, before: State, victim: str) -> set[State]:
    """The others do not hear it, but it hears them."""
    found: set[State] = set()
    for owner in group.among(group.nodes - {victim}, before.sent - {victim}):
        stays = group.better(victim, owner) if victim in before.sent else group.takes(victim, owner)
        found |= _states({owner}, sent={victim} if stays else ())
    return found


def deafened(group: Group, before: State, victim: str) -> set[State]:
    """It hears none of the others, but they hear it."""
    others = group.nodes - {victim}
    had = [n for n in others if n in before.sent and group.better(n, victim)]
    if had:
        return _states(group.settled(min(had, key=group.place), others), sent={victim})
    following = {n for n in others if group.takes(n, victim)}
    if not following:
        return _states({victim})
    return _states({end for n in following for end in group.settled(n, others)}, sent={victim})


def started_at_once(group: Group, starts: Mapping[str, Wait]) -> set[State]:
    """All are started, each within these seconds of a moment."""
    waits = {n: wait(r, alone=group.alone, started=True) for n, r in group.routers.items()}
    late = {n: Wait(w.least + starts[n].least, w.most + starts[n].most) for n, w in waits.items()}
    return _states(group.elected(late))
