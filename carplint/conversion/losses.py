"""What a conversion changes and loses: one comparison of Net with Net′, by a table and a few special cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pkgutil import get_data

from carplint.conversion import authentication, takeover
from carplint.conversion.chores import chores
from carplint.conversion.ledger import accounted
from carplint.conversion.result import Result
from carplint.conversion.routers import lost
from carplint.conversion.unknown import scripts
from carplint.dialects.debian.write import LONGEST, left_out
from carplint.dialects.keepalived.write import called, script
from carplint.dialects.ucarp.scripts.custom import DEFAULTS, Called, custom, text_of
from carplint.model import Value, VirtualRouter, known
from carplint.model.target import CARP, GROUP, VRRP, Converted, ConvertedNet, certain
from carplint.text.finding import Finding, Related
from carplint.text.typing import NamedTuple
from carplint.text.version import spell


class Change(NamedTuple):
    """How an attribute of a virtual router differs in Net′, for targets of a family: `when`, a key of WHEN, is the condition.
    `there` says what stands at its place in the result."""

    attribute: str
    family: str
    when: str
    rule: str
    words: str
    there: str


CHANGES = tuple(
    Change(*line.split("\t")) for line in (get_data(__package__, "changes.tsv") or b"").decode().splitlines()[1:]
)

WHEN: Mapping[str, Callable[[VirtualRouter, object, object], bool]] = {
    "changed": lambda after, was, now: was is not None and was != now,
    "off": lambda after, was, now: was is False,
    "multicast": lambda after, was, now: was != now and not after.unicast_peers,
    "preempting": lambda after, was, now: was is not None and certain(after.preempt),
}
"""The conditions: of the router to be, and what an attribute was and is."""


def _value(router: VirtualRouter, attribute: str) -> object:
    """What an attribute comes to; None for a default that no file has to say."""
    value: Value[object] | None = getattr(router, attribute)
    found = None if value is None else value.value
    if attribute == "interface":
        return str(found).partition(":")[0]
    return None if attribute == "multicast_group" and str(found) == GROUP else found


def _changes(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """How the attributes of a router differ, by the table; of a further id its interface alone."""
    before = made.before if net.family == VRRP else custom(net.hosts[made.before.host], made.before)
    peers = (
        "unicast to the other nodes" if made.after.unicast_peers else "multicast: the peers' addresses are not known"
    )
    for change in CHANGES:
        value: Value[object] | None = getattr(before, change.attribute)
        if value is None or change.family != net.family or not (made.first or change.attribute == "interface"):
            continue
        was, now = _value(before, change.attribute), _value(made.after, change.attribute)
        if WHEN[change.when](made.after, was, now) and (value.written or change.attribute == "shutdown"):
            words = change.words.format(was=was, now=now, peers=peers, version=spell(net.version))
            there = result.said(made, change.attribute, change.there) if change.there else ()
            if change.attribute == "broadcast" and (found := result.router(made)) is not None:
                there = tuple(Related(p.span, "a node that it goes to") for p in found.unicast_peers)
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
    """The scripts that keepalived calls."""
    for call in called(net.hosts[made.before.host], made):
        neutral = "; with --neutral it was not run at the start, now it is" if known(made.before.neutral, False) else ""
        yield Finding(
            "this script is called by keepalived's notify_master, notify_backup and the like, through a wrapper"
            f"{_without(call)}{neutral}",
            call.script.span,
            result.place(made, rf"(?m)^    {call.way}\).*", "it is called here", script(made.after)),
            name="migrate-scripts",
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
    at_hand = text_of(net.hosts[made.before.host], up.value, up.span.source) is not None
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


def _prefix(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """A prefix that the ucarp service's own vip-up does not give."""
    vip, there = made.after.addresses[0], result.router(made)
    if net.formats == ("ucarp",) and made.after.up_script is None and certain(vip.address).length != 32:
        yield Finding(
            f"the ucarp service's vip-up gives the VIP as {certain(vip.address).ip}/32: hosts of its subnet are reached "
            "through the node's own address, which is in it",
            vip.address.span,
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
        address = re.escape(str(certain(vips[1].address)))
        yield Finding(
            f"{', '.join(others)} and {main} stay together: ucarp knows {main} only, and what brings it up brings "
            "up the others, and announces them by arping (package iputils-arping or iputils)",
            vips[1].address.span,
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
        yield from chores(net, net.hosts[name], host_routers, result)
        for made in host_routers if net.formats == ("interfaces",) else ():
            if left_out(made, host_routers):
                yield lost(
                    f"a second daemon on {made.device} needs the name {made.device}:{made.id} for an interface, which is "
                    f"longer than {LONGEST} characters: {certain(made.after.addresses[0].address).ip} is lost",
                    made.before.span,
                )
