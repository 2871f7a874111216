"""Which nodes hear each other: old and new daemons, and those of a cluster that stay as they are, since they are of the target's
format already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carplint.conversion.elections import order
from carplint.conversion.routers import addressed
from carplint.conversion.words import finding
from carplint.model import Host, IPAddress, VirtualRouter, known
from carplint.model.target import CARP, GROUP, Converted, ConvertedNet
from carplint.text.finding import Finding, Related


def wire(router: VirtualRouter) -> dict[str, object]:
    """Return what two nodes have to agree on to hear each other, by its name. Unicast peers are those of the node itself."""
    own, interval, group = router.authentication, known(router.interval, 1.0), router.multicast_group
    secret = own.secret if own is not None else None
    announced = [v.address.value for v in router.addresses[:1]]  # the digest of CARP is of one VIP
    return {
        "protocol": router.protocol,
        "id": known(router.id, 0),
        "VIPs": [a and a.ip for a in announced] if router.protocol == CARP else router.vips,
        "interval": interval if router.protocol == "vrrp2" else None,
        "authentication": known(own.method, "") if own is not None and router.protocol != CARP else None,
        "secret": (secret.value, secret.value is None and secret.written) if secret is not None else None,
        "unicast peers": frozenset(p.value for p in router.unicast_peers),
        "multicast group": GROUP if group is None else str(group.value),
        "auth_hmac": [v.value for v in router.unmodelled if v.value == "auth_hmac"],
    }


def heard(routers: Sequence[tuple[VirtualRouter, VirtualRouter | None]]) -> str:
    """Return whether old and new daemons hear each other (plan/steps.tsv)."""
    if any(new is not None and new.protocol[:4] != old.protocol[:4] for old, new in routers):
        return "cross"
    return "hear" if all(new is not None and wire(old) == wire(new) for old, new in routers) else "deaf"


def _apart(one: Host, other: Host) -> bool:
    """Return whether two nodes are one, or are stated to be of different segments or clusters."""
    stated = ((one.segment, other.segment), (one.cluster, other.cluster))
    return one is other or any(a and b and a != b for a, b in stated)


def whole(net: ConvertedNet) -> Iterator[list[Converted]]:
    """Yield each cluster of Net′, from the best node to the worst in the result, with the routers on other hosts that have an id
    and a VIP of it and stay as they are."""
    staying: dict[tuple[IPAddress, int], list[Converted]] = {}
    for host in net.hosts.values():
        for router in (addressed(host, r) for r in host.virtual_routers if r.format == net.format):
            for vip in router.vips or ():
                staying.setdefault((vip, known(router.id, 0)), []).append(Converted(router, router, stays=True))
    for cluster in net.clusters:
        others = {
            id(other.before): other
            for made in cluster
            for vip in (made.after.vips or () if staying else ())
            for other in staying.get((vip, made.id), ())
            if not _apart(net.hosts[made.after.host], net.hosts[other.after.host])
        }
        together = [*cluster, *others.values()]
        yield sorted(together, key=lambda made: order(made.after)) if others else together


def unheard(cluster: Sequence[Converted]) -> Iterator[Finding]:
    """Yield the new routers of a whole cluster that one which stays would not hear: both would hold the VIP."""
    staying: dict[tuple[int, IPAddress], list[VirtualRouter]] = {}
    for made in (made for made in cluster if made.stays):
        for vip in made.after.vips or ():
            staying.setdefault((made.id, vip), []).append(made.after)
    for made in (made for made in cluster if not made.stays):
        found = [other for vip in made.after.vips or () for other in staying.get((made.id, vip), ())]
        for other in {id(o): o for o in found}.values():
            now, there = wire(made.after), wire(other)
            open_ = {"unicast peers"} | ({"secret"} if made.after.protocol == CARP and not made.secret else set())
            for side in (now, there):
                side["unicast or multicast"] = bool(side["unicast peers"])
            differ = [name for name in now if name not in open_ and now[name] != there[name]]
            if differ:
                related = (Related(other.span, "this one stays as it is"),)
                yield finding("unheard", made.before.span, related, made=made, other=other, what=" and ".join(differ))
