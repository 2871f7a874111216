"""What the nodes run after a change: what is written says what is meant, and no virtual routers clash that did not before.

The first looks at the files of the result with carplint's own readers, the second at the net that it makes, together with
the nodes that stay as they are, with carplint's own rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from carplint.checking.lint import found
from carplint.conversion.result import Result
from carplint.conversion.words import finding
from carplint.model import Net, VirtualAddress, VirtualRouter, known
from carplint.model.clusters import group
from carplint.model.target import CARP, GROUP, HMAC, ConvertedNet
from carplint.rules import NAMED
from carplint.text.finding import Finding, Related


def _spelt(values: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, values))) or "none"


def _ips(vips: Iterable[VirtualAddress]) -> Iterator[object]:
    return (vip.address.value and vip.address.value.ip for vip in vips)


def _hidden(router: VirtualRouter) -> bool:
    """Return whether the secret of a virtual router cannot be told: that of auth_hmac is not in the model."""
    own, signed = router.authentication, any(v.value == "auth_hmac" for v in router.unmodelled)
    hmac = router.protocol != CARP and own is not None and own.method.value == HMAC
    return signed or hmac or (router.secret is not None and router.secret.value is None)


_FACTS: Mapping[str, Callable[[VirtualRouter], object]] = {
    "protocol": lambda r: r.protocol,
    "VIPs": lambda r: _spelt(_ips(r.brought_up)),
    "announced VIPs": lambda r: _spelt(_ips(r.addresses[:1] if r.protocol == CARP else r.addresses)),
    "advskew": lambda r: known(r.advskew, 0) if r.protocol == CARP else 0,
    "priority": lambda r: known(r.priority, 0) if r.protocol != CARP else 0,
    "interval": lambda r: known(r.interval, 1.0),
    "preemption": lambda r: known(r.preempt, True),
    "dead ratio": lambda r: known(r.dead_ratio, 3),
    "unicast peers": lambda r: _spelt(p.value for p in r.unicast_peers),
    "secret": lambda r: None if _hidden(r) else known(r.secret, ""),
}
"""What the files of a virtual router come to, None where it cannot be told; CARP announces its first VIP. A source address may
be said by files that stay."""

_CLASHES = (
    "ucarp-vip-mismatch ucarp-vhid-mismatch ucarp-vhid-conflict vip-set-mismatch vrid-mismatch vrid-reused-other-cluster"
).split()
"""The rules about ids and VIPs of several nodes."""


def _difference(now: VirtualRouter | None, meant: VirtualRouter) -> Mapping[str, object] | None:
    """Return the first fact of a virtual router that is not what is meant, and what it is; a secret is not told."""
    if now is None:
        return {"what": "id", "now": "none", "meant": known(meant.id, 0)}
    values = ((what, fact(now), fact(meant)) for what, fact in _FACTS.items())
    what, own, other = next((v for v in values if None not in v and v[1] != v[2]), ("", None, None))
    if what == "secret":
        own, other = "another one", "the one that is meant"
    return {"what": what, "now": own, "meant": other} if what else None


def not_as_meant(after: ConvertedNet, result: Result) -> Iterator[Finding]:
    """Yield the virtual routers of Net′ whose files come to something else, together with those that stay on their host, and
    those that stay and would not run as they did. Debian's hook starts no daemon without an address and a password: there
    is nothing to compare until somebody has put them in. Two of one id are one of `one_id`."""
    for made in {(m.after.host, m.id, m.device): m for c in reversed(after.clusters) for m in reversed(c)}.values():
        startable = after.format != "interfaces" or (made.secret and made.address is not None)
        now = result.router(made)
        differs = _difference(now, made.after) if now is not None or startable else None
        up = now.up_script if now is not None and made.after.protocol == CARP else None
        if up is not None and up.written and up.span.source not in result.sources[made.after.host]:
            differs = {
                "what": "up script",
                "now": up.value,
                "meant": known(made.after.up_script, "that of the launcher"),
            }
        if differs:
            yield finding("not-as-meant-here", made.before.span, **differs)
    for host in (after.hosts[name] for name in after.by_host):
        staying = [r for r in host.virtual_routers if r.format == after.format]
        for router in {(known(r.id, 0), r.device): r for r in reversed(staying)}.values():
            differs = _difference(result.routers.get((host.name, known(router.id, 0), router.device)), router)
            if differs:
                yield finding("stays-otherwise", router.span, **differs)


def one_id(net: Net, after: ConvertedNet) -> Iterator[Finding]:
    """Yield the instances of keepalived that would have the id of another one on the same device of a host, in the same group
    or with a common peer: it would not start (vrrp.c, check_vrid_conflicts; tried on 2.2.7)."""
    seen: dict[tuple[object, ...], VirtualRouter] = {}
    for router in (r for r in _then(net, after).virtual_routers if r.protocol != CARP and r.vips):
        versions = {ip.version for ip in router.vips or ()}
        group_of = router.multicast_group
        ways = {str(p.value) for p in router.unicast_peers} or {GROUP if group_of is None else str(group_of.value)}
        for where in ((router.host, router.device, known(router.id, 0), v, way) for v in versions for way in ways):
            first = seen.setdefault(where, router)
            if first is not router:
                related = (Related(first.span, "the other one"),)
                yield finding("shared-vrid", router.span, related, other=first, router=router, id=known(router.id, 0))
                break


def _then(net: Net, after: ConvertedNet) -> Net:
    """Return the net after the change: the virtual routers that are made, and those that stay."""
    made: dict[str, list[VirtualRouter]] = {}
    for router in (r.after for cluster in after.clusters for r in cluster):
        made.setdefault(router.host, []).append(router)
    stay = {h.name: [r for r in h.virtual_routers if r.format == after.format] for h in net.hosts}
    hosts = [h._replace(virtual_routers=(*stay[h.name], *made.get(h.name, ()))) for h in net.hosts]
    return net._replace(hosts=tuple(hosts), clusters=group(hosts))


def clashes(net: Net, after: ConvertedNet) -> Iterator[Finding]:
    """Yield what carplint's rules about ids and VIPs find after the change, and not before."""
    rules = [NAMED[name] for name in _CLASHES]
    before = {(f.name, f.span) for f in found(rules, net)}
    yield from (f for f in found(rules, _then(net, after)) if (f.name, f.span) not in before)
