"""What a conversion changes, loses and leaves to do by hand: findings of family 7, from the parts alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from carplint.conversion.chores import chores
from carplint.conversion.plan import CARP, VRRP, Design, Part, known
from carplint.conversion.to_keepalived import has
from carplint.election import interval, master_down_time
from carplint.finding import Finding, Related
from carplint.keywords.keepalived import spell
from carplint.model import T, Value, VirtualRouter

_CARRIED_OVER = ("vrrp_instance", "global_defs")
_MEANT_OTHERWISE = ("virtual_ipaddress_excluded", "auth_hmac")
"""Keywords of an instance of which other findings speak."""
_DETAILS = (
    "garp_ vrrp_garp_ smtp_alert no_email_faults debug lower_prio_no_advert higher_prio_send_advert strict_mode "
    "skip_check_adv_addr accept no_accept native_ipv6 log_ notify_priority_changes kernel_rx_buf_size "
    "linkbeat_ down_timer_adverts timer_expired_backup rogue_ vmac_garp_intvl owner_ignore_adverts promote_secondaries"
).split()
"""Beginnings of keywords that tune the daemon: without them the failover is the same (keepalived.conf(5))."""


def _lost(what: str, value: Value[T]) -> Finding:
    if what.startswith("notify"):
        message = f"{what} is not carried over: ucarp calls `script INTERFACE VIP`, which has to move the VIP, too"
        return Finding(message, value.span, name="migrate-scripts")
    if what.startswith(tuple(_DETAILS)):
        message = f"{what} tunes keepalived and has no counterpart: the failover is the same without it"
        return Finding(message, value.span, name="migrate-detail-lost")
    return Finding(f"{what} cannot be said to ucarp and is lost", value.span, name="migrate-inexpressible")


def _after(part: Part, family: str) -> VirtualRouter:
    """The router as it will be, for the arithmetic of its timers."""
    here = part.router.span
    place = Value(part.place, "", here)
    return part.router._replace(
        protocol=CARP if family == CARP else "vrrp2",
        advskew=place if family == CARP else None,
        priority=place if family == VRRP else None,
        interval=Value(part.seconds, "", here),
        dead_ratio=Value(part.dead_ratio, "", here),
    )


def _timing(part: Part, design: Design) -> Iterator[Finding]:
    router = part.router
    after = _after(part, design.family)
    if design.family == VRRP and part.dead_ratio != 3 and not has(design.version, "down_timer_adverts"):
        after = after._replace(dead_ratio=Value(3, "", router.span))
        yield Finding(
            f"--deadratio {part.dead_ratio} cannot be said to keepalived {spell(design.version)}, which waits 3 "
            "intervals: down_timer_adverts needs 2.2.3",
            router.dead_ratio.span if router.dead_ratio is not None else router.span,
            name="migrate-timing",
        )
    before_seconds, after_seconds = master_down_time(router), master_down_time(after)
    if before_seconds is None or after_seconds is None:
        return
    if router.protocol == CARP and design.family == CARP:
        return
    same = "as before" if abs(before_seconds - after_seconds) < 0.001 else f"instead of {before_seconds:.3f} s"
    stop = (
        "after a clean stop of the master at once, since VRRP says goodbye and CARP does not"
        if design.family == VRRP
        else "also after a clean stop of the master, since CARP says no goodbye"
    )
    start = known(router.initial_state, "")
    at_start = "; at its start it waits as long, where state MASTER did not" if start == "MASTER" else ""
    yield Finding(
        f"{router.host} takes over {after_seconds:.3f} s after the last advertisement, {same}; {stop}{at_start}",
        router.span,
        name="migrate-timing",
    )


def _from_carp(part: Part) -> Iterator[Finding]:
    """What is said of a part that was a uCarp daemon, whatever it becomes."""
    router = part.router
    number = router.id.value if router.id is not None else None
    if router.id is not None and router.id.written.lstrip("0") != str(number):
        yield Finding(
            f"the VHID is written {router.id.written}, which ucarp reads as {number}: that is the id",
            router.id.span,
            name="migrate-vhid-octal",
        )


def _to_vrrp(part: Part, design: Design) -> Iterator[Finding]:
    router, scripts = part.router, part.scripts
    if router.shutdown is not None and not router.shutdown.value:
        yield Finding(
            "ucarp runs without --shutdown here; keepalived always takes the VIP down at a clean stop",
            router.span,
            name="migrate-shutdown",
        )
    if not part.watches_link and router.track_link is not None:
        yield Finding("--ignoreifstate became dont_track_primary", router.track_link.span, name="migrate-ignoreifstate")
    for script in (scripts.up, scripts.down):
        if script is not None:
            neutral = "; with --neutral it was not run at the start, now it is" if part.neutral else ""
            yield Finding(
                "this script is called by keepalived's notify_master, notify_backup and the like, through a wrapper: "
                f"take its commands for the address out of it, since keepalived adds and removes the VIP{neutral}",
                script.span,
                name="migrate-scripts",
            )
    parameter = router.script_parameter
    if parameter is not None and parameter.written and scripts.parameter is None:
        yield Finding(
            "this script option is not carried over: nothing but the launcher's own scripts is given it, and "
            "keepalived adds and removes the VIP itself",
            parameter.span,
            name="migrate-scripts",
        )
    if router.broadcast is not None and router.broadcast.value:
        became = "unicast to the other nodes" if part.peers else "multicast: the peers' addresses are not known"
        yield Finding(
            f"--nomcast sends broadcasts, which keepalived cannot; it became {became}",
            router.broadcast.span,
            name="migrate-nomcast",
        )
    if part.dead_ratio > 100 and router.dead_ratio is not None:
        message = "down_timer_adverts is 100 at most (keepalived.conf(5)), and so the result has 100"
        yield Finding(message, router.dead_ratio.span, name="migrate-timing")


def _to_carp(part: Part, cannot: Sequence[str]) -> Iterator[Finding]:
    """What the launcher of the target has no place for."""
    router, scripts = part.router, part.scripts
    if "ignoreifstate" in cannot and not part.watches_link and router.track_link is not None:
        yield _no_option("--ignoreifstate", router.track_link)
    if "mcast" in cannot and part.group and router.multicast_group is not None:
        yield _no_option("--mcast", router.multicast_group)
    if "neutral" in cannot and part.neutral and router.neutral is not None:
        yield _no_option("--neutral", router.neutral)
    for script in (scripts.up, scripts.down):
        if script is not None and "scripts" in cannot:
            message = "the carp service runs /etc/sysconfig/carp/vip-up and vip-down only: put this script's work there"
            yield Finding(message, script.span, name="migrate-scripts")
    parameter = scripts.parameter
    if parameter is not None and "scripts" in cannot:
        yield Finding("the carp service's scripts get no parameter", parameter.span, name="migrate-scripts")
    if "prefix" in cannot and scripts.up is None:
        for vip in part.vips:
            if vip.address.length != 32:
                written = next((a for a in router.addresses if a.address.value == vip.address), None)
                yield Finding(
                    f"the ucarp service's vip-up gives the VIP as {vip.address.ip}/32: hosts of its subnet are reached "
                    "through the node's own address, which is in it",
                    written.address.span if written is not None else router.span,
                    name="migrate-prefix",
                )


def _no_option(option: str, value: Value[T]) -> Finding:
    message = f"{option} is lost: Debian's ucarp hook has no option for it"
    return Finding(message, value.span, name="migrate-inexpressible")


def _from_vrrp(part: Part) -> Iterator[Finding]:
    router = part.router
    for keyword in router.unmodelled:
        if keyword.value not in _MEANT_OTHERWISE:
            yield _lost(f"{keyword.value}", keyword)
    for peer in router.unicast_peers:
        yield _lost("a unicast peer", peer)
    if router.preempt_delay is not None:
        yield _lost("preempt_delay", router.preempt_delay)


def _cluster(parts: Sequence[Part], family: str) -> Iterator[Finding]:
    """What differs for a cluster as a whole."""
    first = [p for p in parts if p.first]
    if not first:
        return
    best = first[0]
    if family == VRRP:
        yield from _ties_of_carp(first)
        if len({p.router.interval.value for p in first if p.router.interval is not None}) > 1:
            yield Finding(
                f"the nodes have different advbase; VRRPv2 needs one advert_int for all, so it is {best.seconds:g} s "
                "everywhere and the priorities keep only the order",
                best.router.span,
                name="migrate-timing",
            )
    else:
        yield from _ties_of_vrrp(first)
    crosses = any(p.router.protocol[:4] != family for p in first)
    if crosses and len({p.router.host for p in first}) == 1:
        what = "priority" if family == VRRP else "advskew"
        other = "advskew" if family == VRRP else "priority"
        yield Finding(
            f"the peers of {best.router.name.value} on {best.router.host} were not among the inputs: the {what} "
            f"{best.place} assumes that no other node has the same {other}. Convert all nodes in one run",
            best.router.span,
            name="migrate-assumed",
        )


def _ties_of_carp(parts: Sequence[Part]) -> Iterator[Finding]:
    for better, worse in pairwise(parts):
        if interval(better.router) != interval(worse.router):
            continue
        sources = better.router.source_address, worse.router.source_address
        reason = (
            "since no source address is known: check it" if None in sources else "which has the lower source address"
        )
        yield Finding(
            f"{better.router.host} and {worse.router.host} tie (advbase + advskew/256 s is the same). CARP prefers the "
            f"lower source address, VRRP the higher one, so the priorities break the tie: {better.place} for "
            f"{better.router.host}, {reason}, {worse.place} for {worse.router.host}",
            worse.router.span,
            (Related(better.router.span, f"{better.router.host} gets {better.place}"),),
            name="migrate-tie-break-inverts",
        )


def _ties_of_vrrp(parts: Sequence[Part]) -> Iterator[Finding]:
    for better, worse in pairwise(parts):
        one, two = better.router.priority, worse.router.priority
        if one is not None and two is not None and one.value == two.value:
            yield Finding(
                f"{better.router.host} and {worse.router.host} have the same priority. VRRP prefers the higher source "
                f"address, CARP the lower one, so {worse.router.host} gets the next advskew",
                two.span,
                (Related(one.span, f"the priority of {better.router.host}"),),
                name="migrate-tie-break-inverts",
            )


def losses(design: Design, cannot: Sequence[str]) -> Iterator[Finding]:
    """All that is to be said of a design, for a target that has no place for what `cannot` names."""
    for parts in design.clusters:
        yield from _cluster(parts, design.family)
        for part in parts:
            if part.first:
                carp = part.router.protocol == CARP
                yield from _from_carp(part) if carp else _from_vrrp(part)
                yield from _timing(part, design)
            if design.family == CARP:
                yield from _to_carp(part, cannot)
            elif part.first:
                yield from _to_vrrp(part, design)
    for name, host_parts in design.parts.items():
        host = design.host(name)
        yield from chores(design, host, host_parts)
        if design.family == CARP and host.configuration is not None:
            for statement in host.configuration.statements:
                if statement.key not in _CARRIED_OVER:
                    yield _lost(statement.key, statement.value(0))
        if "second" in cannot:
            yield from _second(host_parts)


def _second(parts: Sequence[Part]) -> Iterator[Finding]:
    seen: set[str] = set()
    for part in sorted(parts, key=lambda p: not p.first):
        if part.device in seen:
            yield Finding(
                f"Debian's ucarp hook starts one daemon an interface, and {part.device} has one: "
                f"{part.vips[0].address.ip} is lost",
                part.router.span,
                name="migrate-inexpressible",
            )
        seen.add(part.device)
