"""What a conversion changes and loses: one comparison of Net with Net′, by a table and a few special cases; and what it
leaves to do by hand, of which plan/ has the order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from carplint.conversion import authentication, takeover
from carplint.conversion.elections import scripts
from carplint.conversion.hearing import unheard, whole
from carplint.conversion.ledger import NETWORK, accounted
from carplint.conversion.plan.facts import left, passed
from carplint.conversion.plan.services import commands, old, old_name
from carplint.conversion.result import Result
from carplint.conversion.words import finding, rows
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.keepalived.write import called, has, script
from carplint.dialects.ucarp.scripts.custom import DEFAULTS, custom, text_of
from carplint.dialects.ucarp.up_script import DEBIAN_UP
from carplint.dialects.writing import is_plain, served
from carplint.model import Host, Value, VirtualRouter, known
from carplint.model.system import system
from carplint.model.target import CARP, GROUP, VRRP, Converted, ConvertedNet, certain
from carplint.text.finding import Finding
from carplint.text.typing import NamedTuple
from carplint.text.version import spell


class Change(NamedTuple):
    """How an attribute of a virtual router differs in Net′, for some `targets`: `when`, a key of WHEN, is the
    condition. `there` says what stands at its place in the result, `ATTRIBUTE: ` before it that the place is another's."""

    attribute: str
    targets: str
    when: str
    rule: str
    words: str
    there: str


CHANGES = tuple(Change(name, *row) for names, *row in rows("changes") for name in names.split())


class Case(NamedTuple):
    """An attribute of a virtual router: as the source has it, and what it comes to in both, None for a default that no file
    has to say; of several values the first one."""

    net: ConvertedNet
    made: Converted
    value: Value[object]
    was: object
    now: object


def _reached(made: Converted) -> bool:
    network = made.address.network if made.address is not None else ()
    return all(p.value in network for p in made.before.unicast_peers if p.value is not None)


def _one_vip(made: Converted) -> bool:
    return len(made.before.brought_up) == 1


def _differs(case: Case) -> bool:
    return case.was is not None and case.was != case.now


WHEN: Mapping[str, Callable[[Case], bool]] = {
    "changed": _differs,
    "off": lambda c: c.was is False,
    "plain": lambda c: _differs(c) and is_plain(str(c.was)),
    "cut": lambda c: _differs(c) and not is_plain(str(c.was)),
    "split": lambda c: _differs(c) and not _one_vip(c.made),
    "multicast": lambda c: _differs(c) and not c.made.after.unicast_peers,
    "unicast": lambda c: _differs(c) and bool(c.made.after.unicast_peers),
    "peers unknown": lambda c: _differs(c) and not c.made.after.unicast_peers and has(c.net.version, "unicast_src_ip"),
    "no unicast": lambda c: _differs(c) and not has(c.net.version, "unicast_src_ip"),
    "called otherwise": lambda c: c.now is not None and known(c.made.after.alias, "") not in ("", c.made.device),
    "preempting": lambda c: certain(c.made.after.preempt),
    "octal": lambda c: c.made.first and c.made.before.protocol == CARP and c.value.written.lstrip("0") != str(c.was),
    "moved": lambda c: _differs(c) and _one_vip(c.made),
    "near": lambda c: _reached(c.made),
    "far": lambda c: not _reached(c.made),
}


def _of(router: VirtualRouter, attribute: str) -> Value[object] | None:
    own: Value[object] | tuple[Value[object], ...] | None = getattr(router, attribute)
    return next((v for v in own if v.value is not None), None) if isinstance(own, tuple) else own


def _comes_to(router: VirtualRouter, attribute: str) -> object:
    """What an attribute comes to; None for a default that no file has to say."""
    value = _of(router, attribute)
    found = None if value is None else value.value
    if attribute == "interface":
        return router.device
    return None if attribute == "multicast_group" and str(found) == GROUP else found


def _changes(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """How the attributes of a router differ, by the table; of a further id its interface and the id itself alone."""
    before = (
        made.before if net.family == VRRP else custom(net.hosts[made.before.host], made.before, net.format != "carp")
    )
    spoken, vip = made.before.protocol[:4].upper(), certain(made.after.addresses[0].address).ip
    facts = {"version": spell(net.version), "vip": vip, "spoken": spoken}
    for change in CHANGES:
        name = change.attribute
        source = made.before if name == "script_parameter" else before
        value = _of(source, name)
        mine = net.format in change.targets.split() and (made.first or name in ("interface", "id"))
        if value is None or not mine:
            continue
        case = Case(net, made, value, _comes_to(source, name), _comes_to(made.after, name))
        if WHEN[change.when](case):
            own = {**facts, **case._asdict()}
            where, _, note = change.there.format(**own).rpartition(": ")
            there = result.said(made, where or name, note) if note else ()
            yield Finding(change.words.format(**own), value.span, there, name=change.rule)


def _called(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    neutral = "; with --neutral it was not run at the start, now it is" if known(made.before.neutral, False) else ""
    for call in called(net.hosts[made.before.host], made):
        by_hand = "called-missing" if call.copy is None else "called-copy" if call.by_hand else "called-cut"
        there = result.place(made, rf"(?m)^    {call.way}\).*", "it is called here", script(made.after))
        yield finding("called" if call.own else by_hand, call.script.span, there, call=call, neutral=neutral)


def _unknown_prefix(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """A VIP whose prefix only a script knows, which does not add it any more."""
    up = made.before.up_script
    if up is None or not up.value or made.before.protocol != CARP or (net.family == CARP and made.after.up_script):
        return
    at_hand = text_of(net.hosts[made.before.host], up.value, up.span.source) is not None
    for vip in made.before.addresses if at_hand or up.value not in DEFAULTS - {DEBIAN_UP} else ():
        now = result.router(made)
        same = now is None or vip.address.value in [
            v.address.value for v in now.brought_up
        ]  # else a file there says it
        if not vip.prefixed and vip.address.value is not None and same:
            name = "prefix-unclear" if at_hand else "prefix-elsewhere"
            there = result.said(made, "addresses", "the VIP of the result")
            yield finding(name, up.span, there, script=up.value, vip=vip.address.value)


def _several_vips(made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """VIPs that share an id by scripts, and a prefix that the ucarp service's own vip-up does not give."""
    first, *others = (v.address for v in made.after.addresses)
    if made.after.up_script is not None:
        return
    if net.format == "ucarp" and certain(first).length != 32:
        there = result.said(made, "addresses", "the VIP of the result")
        yield finding("prefix-lost", first.span, there, ip=certain(first).ip)
    if others:
        address = re.escape(str(certain(others[0])))
        there = result.place(made, rf"(ip addr add|address) {address}.*", "here", "-up")
        there = there or result.place(made, rf"address {address}", "it comes up by this")
        names = ", ".join(str(certain(v).ip) for v in others)
        yield finding("together", others[0].span, there, others=names, first=certain(first).ip)


def _labels(made: Converted, result: Result) -> Iterator[Finding]:
    """Labels of VIPs that the result does not give them: an alias of the carp service is one. That of the launcher's own
    alias is no word of the source."""
    now = result.router(made)
    given = [made.before.alias, *((now.alias, *(v.label for v in now.brought_up)) if now is not None else ())]
    names = {known(label, "") for label in given}
    kept = {v.address.value for v in made.after.brought_up if certain(v.address).ip.version == 4}  # IPv6 has no labels
    for label in (v.label for v in made.before.brought_up if v.label is not None and v.address.value in kept):
        if label is not None and label.value not in names:
            yield finding("label", label.span, label=label.written or label.value)


def _chores(net: ConvertedNet, host: Host, routers: Sequence[Converted], result: Result) -> Iterator[Finding]:
    was, span = [r.before for r in routers], routers[0].before.span
    running = tuple(old(was, host, system(host)))
    stop = (*commands("stop", running), *commands("disable", running))
    how = "; ".join(command.text.partition("    #")[0] for command in stop if command.text[:1] != "#")
    name = "stop-other-protocol" if routers[0].crosses else "stop-old-daemon"
    yield finding(name, span, service=old_name(was), host=host, how=how)
    if routers[0].crosses and net.family == VRRP:
        ways = [f"{word} {', '.join(own)}" for word, own in zip(("to", "from"), passed(routers), strict=True) if own]
        there = result.said(routers[0], "multicast_group", "the group")
        yield finding("firewall", span, there, ways=" and ".join(ways), host=host)
    for alias, action, _ in filter(None, (left(host, router, net.format) for router in was)):
        yield finding("alias-left", alias.span, action=action, host=host)
    if net.format == "interfaces" and definitions_of(host) is None:
        there = result.place(routers[0], r"(?m)^# /etc/network/interfaces of .*", "the file")
        yield finding("network-file", span, there, host=host)
    sourced = {(r.device, r.address): r for r in reversed(routers) if r.before.source_address is not None}
    for made in sourced.values() if net.format in NETWORK else ():
        yield from _own_prefix(host, made, net, result)
    without = {r.device: r for r in reversed(routers) if r.address is None and net.family == CARP}
    for device, made in without.items():
        own = host.interface(device)
        if net.format != "carp" or own is None or not (own.format == "ifcfg" or served(own)):
            name = "no-ifcfg" if net.format == "carp" else "no-address"
            there = result.place(made, r"(?m)^[ \t]*(SOURCE_ADDRESS=|# address:).*", "its place in the result")
            yield finding(name, made.before.span, there, host=host, device=device)


def _own_prefix(host: Host, made: Converted, net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """A node's own address that the result has with a prefix that no file says."""
    own, source = made.address, made.before.source_address
    said = [a.value for i in host.interfaces for a in i.addresses]
    if own is not None and source is not None and own.length == own.ip.max_prefixlen and own not in said:
        path = f"ifcfg-{made.device}" if net.format == "carp" else ""
        there = result.place(made, rf"(?m)^( *address {own}|IPADDR={own.ip})$", "its place in the result", path)
        if there:
            yield finding("own-prefix", source.span, there, ip=own.ip, address=own, host=host)


def losses(net: ConvertedNet, result: Result) -> Iterator[Finding]:
    """All that differs between Net and Net′, with its places in the result."""
    for routers in net.clusters:
        yield from takeover.of_cluster(routers, net, result)
        for made in routers:
            yield from authentication.said(made, net, result)
            yield from _changes(made, net, result)
            yield from scripts(made.before) if made.first else ()
            yield from _unknown_prefix(made, net, result)
            yield from (_several_vips if net.family == CARP else _called)(made, net, result)
            yield from _labels(made, result)
    for cluster in whole(net):
        yield from unheard(cluster)
    yield from accounted(net)
    for name, host_routers in net.by_host.items():
        yield from _chores(net, net.hosts[name], host_routers, result)
