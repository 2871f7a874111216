"""What keepalived.conf says and ucarp cannot be told: an error where the failover or the service is another one without
it, else worth knowing. Source: keepalived.conf(5), ucarp(8).
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.conversion.routers import lost
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Host, Value, VirtualRouter
from carplint.model.target import Converted
from carplint.text.finding import Finding

_SAID_ELSEWHERE = ("vrrp_instance", "global_defs", "virtual_ipaddress_excluded", "auth_hmac")
"""Keywords of which other findings speak, or none has to."""

_DETAILS = (
    "garp_ vrrp_garp_ smtp_alert no_email_faults debug lower_prio_no_advert higher_prio_send_advert strict_mode "
    "skip_check_adv_addr accept no_accept native_ipv6 log_ notify_priority_changes kernel_rx_buf_size "
    "linkbeat_ down_timer_adverts timer_expired_backup rogue_ vmac_garp_intvl owner_ignore_adverts promote_secondaries"
).split()
"""Beginnings of keywords that tune the daemon: without them the failover is the same."""

_DEFINITIONS = frozenset(
    "vrrp_script vrrp_track_process track_process vrrp_track_file track_file bfd_instance track_group "
    "static_track_group virtual_server_group".split()
)
"""Blocks that do nothing until something else names them, and that is told where it stands."""


def _watches_itself(router: VirtualRouter) -> bool:
    """Whether all interfaces that a router tracks are its own one, which ucarp watches, too."""
    device = router.interface.value if router.interface is not None else None
    tracked = [t for t in router.trackers if t.kind == "interface"]
    return bool(tracked) and all(t.name.value == device and t.weight.value == 0 for t in tracked)


def _keyword(keyword: Value[str], router: VirtualRouter | None) -> Finding:
    what = keyword.value or ""
    if what == "track_interface" and router is not None and _watches_itself(router):
        message = "ucarp watches its own interface by itself, so this track_interface is not needed"
        return Finding(message, keyword.span, name="migrate-detail-lost")
    if what.startswith(tuple(_DETAILS)):
        message = f"{what} tunes keepalived and has no counterpart: the failover is the same without it"
        return Finding(message, keyword.span, name="migrate-detail-lost")
    if what.startswith("notify"):
        return lost(
            f"{what} is lost: ucarp calls one script, `script INTERFACE VIP`, which has to move the VIP, too",
            keyword.span,
        )
    return lost(f"{what} cannot be said to ucarp and is lost", keyword.span)


def _unicast(part: Converted) -> Iterator[Finding]:
    """What is said of unicast, in whose place ucarp broadcasts: that reaches the nodes of the same subnet only."""
    peers = [p for p in part.router.unicast_peers if p.value is not None]
    if not peers:
        return
    near = part.source is not None and all(p.value in part.source.network for p in peers)
    if near:
        message = "unicast became --nomcast: ucarp sends broadcasts on the segment, and no packet to one node alone"
        yield Finding(message, peers[0].span, name="migrate-nomcast")
    else:
        message = (
            "unicast is lost: ucarp sends broadcasts in its place, and the nodes are not known to be on one segment"
        )
        yield lost(message, peers[0].span)


def of_router(part: Converted) -> Iterator[Finding]:
    """What a vrrp_instance says and ucarp cannot be told."""
    router = part.router
    for keyword in router.unmodelled:
        if keyword.value not in _SAID_ELSEWHERE:
            yield _keyword(keyword, router)
    yield from _unicast(part)
    if router.preempt_delay is not None and part.preempt:
        yield lost("preempt_delay is lost: with --preempt ucarp takes over at once", router.preempt_delay.span)
    seconds = router.interval
    if seconds is not None and seconds.value is not None and seconds.value != part.seconds:
        message = f"advbase is a whole number of seconds from 1 to 255, so advert_int {seconds.value:g} became {part.seconds:g}"
        yield lost(message, seconds.span)


def of_host(host: Host) -> Iterator[Finding]:
    """What a keepalived.conf says outside of its instances and ucarp cannot be told."""
    configuration = configuration_of(host)
    for statement in configuration.statements if configuration is not None else ():
        keyword = statement.value(0)
        if statement.key in _DEFINITIONS:
            message = (
                f"{statement.key} is left out: it only defines what others use, and what is lost of these is said there"
            )
            yield Finding(message, keyword.span, name="migrate-detail-lost")
        elif statement.key not in _SAID_ELSEWHERE:
            yield _keyword(keyword, None)
