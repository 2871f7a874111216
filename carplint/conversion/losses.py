"""What a conversion changes and loses: one comparison of Net with Net′, by a table and a few special cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from carplint.conversion import authentication, takeover
from carplint.conversion.chores import chores
from carplint.conversion.ledger import accounted
from carplint.conversion.result import Result
from carplint.conversion.routers import lost
from carplint.conversion.unknown import scripts
from carplint.dialects.debian.keywords import COMMANDS
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.debian.write import LONGEST, left_out
from carplint.dialects.keepalived.write import Called, called, script
from carplint.dialects.ucarp.scripts.custom import custom, text_of
from carplint.dialects.ucarp.scripts.vip_commands import DEFAULTS
from carplint.model import Value, VirtualAddress, VirtualRouter, known
from carplint.model.target import CARP, GROUP, VRRP, Converted, ConvertedNet, certain
from carplint.text.finding import Finding, Related
from carplint.text.version import spell

LOST = "migrate-inexpressible"


class Change(NamedTuple):
    """How an attribute of a virtual router differs in Net′: `when` is asked with the router and both values. `there` says
    what stands at its place in the result."""

    attribute: str
    family: str
    when: Callable[[Converted, object, object], bool]
    rule: str
    words: str
    there: str = ""


def _differs(made: Converted, was: object, now: object) -> bool:
    return was is not None and was != now


def _is_off(made: Converted, was: object, now: object) -> bool:
    return was is False


def _unless_unicast(made: Converted, was: object, now: object) -> bool:
    return was != now and not made.after.unicast_peers


def _preempts(made: Converted, was: object, now: object) -> bool:
    return was is not None and certain(made.after.preempt)


_NO_OPTION = "{} is lost: Debian's ucarp hook has no option for it"
_NO_SCRIPT = (
    "this script is lost: the carp service runs /etc/sysconfig/carp/vip-up and vip-down only. Put its work there"
)
CHANGES = (
    Change(
        "shutdown",
        VRRP,
        _is_off,
        "migrate-shutdown",
        "ucarp runs without --shutdown here; keepalived always takes the VIP down at a clean stop",
    ),
    Change(
        "shutdown",
        CARP,
        _differs,
        "migrate-shutdown",
        "ucarp runs without --shutdown here; Debian's ucarp hook always gives it that option",
    ),
    Change(
        "track_link",
        VRRP,
        _is_off,
        "migrate-ignoreifstate",
        "--ignoreifstate became dont_track_primary",
        "it became this",
    ),
    Change("track_link", CARP, _differs, LOST, _NO_OPTION.format("--ignoreifstate")),
    Change("neutral", CARP, _differs, LOST, _NO_OPTION.format("--neutral")),
    Change("multicast_group", CARP, _differs, LOST, _NO_OPTION.format("--mcast")),
    Change(
        "multicast_group",
        VRRP,
        _unless_unicast,
        LOST,
        "keepalived {version} has one multicast group for all instances: mcast_dst_ip needs 2.2.5, so this one is lost",
    ),
    Change("up_script", CARP, _differs, LOST, _NO_SCRIPT),
    Change("down_script", CARP, _differs, LOST, _NO_SCRIPT),
    Change("script_parameter", CARP, _differs, "migrate-scripts", "the carp service's scripts get no parameter"),
    Change(
        "script_parameter",
        VRRP,
        _differs,
        "migrate-scripts",
        "this script option is not carried over: nothing but the launcher's own scripts is given it, and "
        "keepalived adds and removes the VIP itself",
    ),
    Change("preempt_delay", CARP, _preempts, LOST, "preempt_delay is lost: with --preempt ucarp takes over at once"),
    Change(
        "interval",
        CARP,
        _differs,
        LOST,
        "advbase is a whole number of seconds from 1 to 255, so advert_int {was:g} became {now:g}",
    ),
    Change(
        "interface",
        CARP,
        _differs,
        LOST,
        "VRRP runs on {was} here; ucarp announces a VIP on the interface that has it, so CARP runs on {now}: who hears whom, "
        "and which link that fails moves the VIP, is not the same",
        "the interface of CARP",
    ),
)


def _value(router: VirtualRouter, attribute: str) -> object:
    """What an attribute comes to; None for a default that no file has to say."""
    value: Value[object] | None = getattr(router, attribute)
    found = None if value is None else value.value
    if attribute == "interface":
        return str(found).partition(":")[0]
    return None if attribute == "multicast_group" and str(found) == GROUP else found


def _changes(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """How the attributes of a router differ, by the table."""
    before = made.before if net.family == VRRP else custom(net.host(made.before.host), made.before)
    for change in CHANGES if made.first else (c for c in CHANGES if c.attribute == "interface"):
        value: Value[object] | None = getattr(before, change.attribute)
        if (
            value is None
            or change.family != net.family
            or (change.attribute == "interval" and made.before.protocol == CARP)
        ):
            continue
        was, now = _value(before, change.attribute), _value(made.after, change.attribute)
        if change.when(made, was, now) and (value.written or change.attribute == "shutdown"):
            words = change.words.format(was=was, now=now, version=spell(net.version))
            there = result.said(made, change.attribute, change.there) if change.there else ()
            yield Finding(words, value.span, there, name=change.rule)


def _octal(made: Converted, result: Result) -> Iterator[Finding]:
    """A VHID that ucarp reads otherwise than people do."""
    number = made.before.id
    if number is not None and made.before.protocol == CARP and number.written.lstrip("0") != str(number.value):
        yield Finding(
            f"the VHID is written {number.written}, which ucarp reads as {number.value}: that is the id",
            number.span,
            result.said(made, "id", f"{made.id} here"),
            name="migrate-vhid-octal",
        )


def _without(call: Called) -> str:
    """A script's commands for the VIP, in words."""
    why = "since keepalived adds and removes the VIP"
    if call.own:
        return ", as it is: it leaves the VIP alone"
    if not call.by_hand:
        return f", as a copy without its commands for the address, {why}"
    copy = f"the copy {call.path}" if call.copy is not None else f"a copy of it, {call.path}"
    return f": take its commands for the address out of {copy}, {why}"


def _called(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """The scripts that keepalived calls, and broadcasts, which it does not send."""
    for call in called(net.host(made.before.host), made):
        neutral = "; with --neutral it was not run at the start, now it is" if known(made.before.neutral, False) else ""
        yield Finding(
            "this script is called by keepalived's notify_master, notify_backup and the like, through a wrapper"
            f"{_without(call)}{neutral}",
            call.script.span,
            result.place(made, rf"(?m)^    {call.way}\).*", "it is called here", script(made.after)),
            name="migrate-scripts",
        )
    broadcast, there = made.before.broadcast, result.router(made)
    if broadcast is not None and broadcast.value:
        peers = there.unicast_peers if there is not None else ()
        now = (
            "unicast to the other nodes"
            if made.after.unicast_peers
            else "multicast: the peers' addresses are not known"
        )
        yield Finding(
            f"--nomcast sends broadcasts, which keepalived cannot; it became {now}",
            broadcast.span,
            tuple(Related(p.span, "a node that it goes to") for p in peers),
            name="migrate-nomcast",
        )


def _unicast(made: Converted) -> Iterator[Finding]:
    """Unicast, in whose place ucarp broadcasts: that reaches the nodes of the same subnet only."""
    peers = [p for p in made.before.unicast_peers if p.value is not None]
    if peers and made.address is not None and all(p.value in made.address.network for p in peers):
        message = "unicast became --nomcast: ucarp sends broadcasts on the segment, and no packet to one node alone"
        yield Finding(message, peers[0].span, name="migrate-nomcast")
    elif peers:
        message = (
            "unicast is lost: ucarp sends broadcasts in its place, and the nodes are not known to be on one segment"
        )
        yield lost(message, peers[0].span)


def _unknown_prefix(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """A VIP whose prefix only a script knows, which does not add it any more."""
    up = made.before.up_script
    if up is None or not up.value or made.before.protocol != CARP or (net.family == CARP and made.after.up_script):
        return
    there = result.router(made)
    at_hand = text_of(net.host(made.before.host), up.value, up.span.source) is not None
    for vip in made.before.addresses if at_hand or up.value not in DEFAULTS else ():
        if vip.prefixed or vip.address.value is None:
            continue
        why = "which one cannot be told from its text" if at_hand else "it is not among the inputs"
        yield Finding(
            f"{up.value} gives the VIP its prefix, and {why}: the result has {vip.address.value}. Compare with what "
            f"`ip -o addr show to {vip.address.value.ip}` shows on the master, and write that on every node",
            up.span,
            tuple(Related(v.address.span, "the VIP of the result") for v in (there.addresses if there else ())),
            name="migrate-prefix-unknown",
        )


def _with_stanza(made: Converted, net: ConvertedNet) -> Iterator[Finding]:
    """The commands that ifup and ifdown run for the stanza of a VIP, so at each takeover."""
    definitions = definitions_of(net.host(made.before.host))
    if made.before.format != "interfaces" or made.before.alias is None or definitions is None:
        return
    for stanza in definitions.named(known(made.before.alias, "")):
        for command in (c for o in stanza.options if o.name in COMMANDS for c in o.parts):
            if command.value is not None and not re.match(r"(?:/\S*/)?arping ", command.value):
                option = next(o.name for o in stanza.options if command in o.parts)
                yield lost(
                    f"{option} of {stanza.name.value} runs whenever the VIP comes or goes, and is lost: nothing runs "
                    "ifup for it any more. Put it into a script of its own",
                    command.span,
                )


def _written(made: Converted, vip: VirtualAddress) -> VirtualAddress | None:
    """A VIP where it is advertised in the source."""
    return next((a for a in made.before.addresses if a.address is vip.address), None)


def _prefix(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """A prefix that the ucarp service's own vip-up does not give."""
    vip, there = made.after.addresses[0], result.router(made)
    if net.formats == ("ucarp",) and made.after.up_script is None and certain(vip.address).length != 32:
        own = _written(made, vip)
        yield Finding(
            f"the ucarp service's vip-up gives the VIP as {certain(vip.address).ip}/32: hosts of its subnet are reached "
            "through the node's own address, which is in it",
            own.address.span if own is not None else made.before.span,
            tuple(Related(v.address.span, "the VIP of the result") for v in (there.addresses if there else ())),
            name="migrate-prefix",
        )


def _allocated(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """An id that the source does not have."""
    router, vip = made.before, certain(made.after.addresses[0].address).ip
    if router.id is None or made.id == router.id.value:
        return
    given = f"{vip} gets VHID {made.id}, which no file of the inputs uses"
    if len(router.addresses) + len(router.excluded) == 1:
        used = f"{router.id.value} is in use on another segment of {router.host}"
        message = f"{used}, and launchers name their files by the id: {given}"
    else:
        together = "--vips together prevents that"
        other = "The carp service cannot keep them together" if net.formats == ("carp",) else together
        alone = "and fails over on its own: two nodes may hold one VIP each"
        message = f"CARP has one VIP an id: {given}, {alone}. {other}"
    yield Finding(
        f"{message}. Check that nothing else on the segment has {made.id}",
        router.id.span,
        result.said(made, "id", f"the VHID of {vip}"),
        name="migrate-vhid-allocated",
    )


def _together(made: Converted, result: Result) -> Iterator[Finding]:
    """VIPs that share an id by scripts."""
    vips = made.after.addresses
    if len(vips) > 1 and made.after.up_script is None:
        main, *others = (str(certain(v.address).ip) for v in vips)
        own, address = _written(made, vips[1]), re.escape(str(certain(vips[1].address)))
        yield Finding(
            f"{', '.join(others)} and {main} stay together: ucarp knows {main} only, and what brings it up brings "
            "up the others, and announces them by arping (package iputils-arping or iputils)",
            own.address.span if own is not None else made.before.span,
            result.place(made, rf"(ip addr add|address) {address}.*", "here", "-up")
            or result.place(made, rf"address {address}", "it comes up by this"),
            name="migrate-scripts",
        )


def losses(net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """All that differs between Net and Net′, with its places in the result."""
    for routers in net.clusters:
        yield from takeover.of_cluster(routers, net, result)
        for made in routers:
            yield from authentication.said(made, net, result)
            yield from _changes(made, net, result)
            if made.first:
                yield from _octal(made, result)
                yield from scripts(made.before)
                yield from _with_stanza(made, net)
            yield from _unknown_prefix(made, net, result)
            if net.family == CARP:
                yield from _unicast(made) if made.first else ()
                yield from _allocated(made, net, result)
                yield from _prefix(made, net, result)
                yield from _together(made, result)
            else:
                yield from _called(made, net, result)
    yield from accounted(net)
    for name, host_routers in net.by_host.items():
        yield from chores(net, net.host(name), host_routers, result)
        for made in host_routers if net.formats == ("interfaces",) else ():
            if left_out(made, host_routers):
                yield lost(
                    f"a second daemon on {made.device} needs the name {made.device}:{made.id} for an interface, which is "
                    f"longer than {LONGEST} characters: {certain(made.after.addresses[0].address).ip} is lost",
                    made.before.span,
                )
