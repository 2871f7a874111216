"""The roles in a cluster: who is MASTER while all its nodes run, and where they do not hear each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from carplint.model import Cluster, VirtualRouter
from carplint.model.election import interval, priorities, ranks
from carplint.text.typing import NamedTuple


class Role(NamedTuple):
    """The role of a virtual router while all nodes run: MASTER, BACKUP, or "" if it cannot be told; and why. `note` is
    about the whole cluster."""

    name: str
    why: str
    note: str = ""

    @property
    def text(self) -> str:
        """The role with its reason, for people."""
        return f"{self.name or 'unknown'}, {self.why}"


_HEARD: tuple[tuple[str, str, Callable[[VirtualRouter], object]], ...] = (
    ("", "id", lambda r: r.id.value if r.id is not None else None),
    ("carp", "VIP", lambda r: r.vips or None),
    ("", "password", lambda r: r.secret.value if r.secret else None),
)
"""The facts that must be the same on all nodes, or they refuse each other's advertisements; for one protocol or all.

Source: ucarp 1.5.2, src/carp.c (the VIP is part of the HMAC); keepalived, vrrp.c, vrrp_in_chk."""


def _differing(routers: Sequence[VirtualRouter]) -> str:
    for protocol, what, of in _HEARD:
        known = {value for r in routers if r.protocol.startswith(protocol) and (value := of(r)) is not None}
        if len(known) > 1:
            return what
    return ""


def roles(cluster: Cluster) -> Iterator[Role]:
    """Yield the role of each member, in their order."""
    routers = cluster.routers
    hosts = {r.host for r in routers}
    places = ranks(routers)
    known = sorted(p for p in places if p is not None)
    what = _differing(routers)
    for own in places:
        if len(hosts) < 2:
            yield Role("", "its peers are not among the inputs")
        elif what:
            note = f"The {what} differs: the nodes refuse each other's advertisements, and each becomes MASTER."
            yield Role("MASTER", f"as every node: the {what} differs", note)
        elif own is None or len(known) < len(places):
            yield Role("", "the rank of a node is not known")
        elif known.count(own) > 1:
            yield Role("", "another node has the same rank")
        else:
            place = known.index(own) + 1
            yield Role("MASTER" if place == 1 else "BACKUP", f"{place} of {len(places)} by rank")


Column = tuple[str, str, Callable[[VirtualRouter, Cluster], str]]


def _rank(router: VirtualRouter, _: Cluster) -> str:
    """Return what a router brings to the election; after a priority its range, from everything it tracks failed to
    everything healthy."""
    carp = router.protocol == "carp"
    value = router.advskew if carp else router.priority
    if value is None or value.value is None:
        return "unknown"
    reach = None if carp else priorities(router)
    tracked = f" ({reach.failed} to {reach.healthy})" if reach is not None and reach.failed != reach.healthy else ""
    return f"{'skew' if carp else 'priority'} {value.value}{tracked}"


def _interval(router: VirtualRouter, _: Cluster) -> str:
    seconds = interval(router)
    return "unknown" if seconds is None else f"{seconds:.6g} s"


def _password(router: VirtualRouter, cluster: Cluster) -> str:
    own = router.secret
    if own is None or own.value == "":
        return "none"
    if own.value is None:
        return "unknown"
    known = [s.value for r in cluster.routers if (s := r.secret) and s.value]
    return "set" if len(known) == 1 else "same" if len(set(known)) == 1 else "differs"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:2]) + (f" +{len(words) - 2}" if len(words) > 2 else "") or "none"


def _vips(router: VirtualRouter, _: Cluster) -> str:
    known = [a.address.value for a in router.addresses]
    return _listed(["unknown" if v is None else str(v) if v.length < v.ip.max_prefixlen else str(v.ip) for v in known])


def _peers(router: VirtualRouter, _: Cluster) -> str:
    return _listed([str(p.value or "unknown") for p in router.unicast_peers]) if router.unicast_peers else "multicast"


def _source(router: VirtualRouter, _: Cluster) -> str:
    own = router.source_address
    return "unknown" if own is None or own.value is None else str(own.value)


COLUMNS: tuple[Column, ...] = (
    ("host", "host", lambda r, _: r.host),
    ("router", "virtual router", lambda r, _: str(r.name.value or "unknown")),
    ("id", "id", lambda r, _: str(r.id.value if r.id is not None and r.id.value is not None else "unknown")),
    ("rank", "rank", _rank),
    ("interval", "interval", _interval),
    ("password", "password", _password),
    ("source_address", "source", _source),
    ("addresses", "VIPs", _vips),
    ("peers", "peers", _peers),
)
"""The columns of a cluster's table: key, heading, and content. The role is the third one."""
