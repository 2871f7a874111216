"""What becomes of each statement of a source: ledger.tsv says by its place what words.tsv has a name for.

A word in no row of its place goes as `*` there, and is lost if there is none: nothing is passed over in silence. Of a block
that is lost as a whole its own finding speaks for all that stands in it. What Net′ has is compared with Net in losses.py.
Source: keepalived.conf(5), ucarp(8), initscripts' doc/sysconfig.txt and ifup-aliases, interfaces(5).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from carplint.conversion.words import WORDS, finding, rows
from carplint.dialects.addresses.statements import statements
from carplint.dialects.comments import file
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.debian.write import elsewhere, method_of, names_of
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.launcher import CONFIGURATION, launched
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.ucarp.options import parse
from carplint.dialects.ucarp.scripts.custom import DEFAULTS, text_of
from carplint.dialects.ucarp.statements import statements as started
from carplint.dialects.ucarp.up_script import DEBIAN_UP, brings_up
from carplint.dialects.writing import details, own_address, served
from carplint.model import Host, Value, VirtualRouter, known
from carplint.model.target import CARP, VRRP, Converted, ConvertedNet
from carplint.text.finding import Finding, Related
from carplint.text.source import Span
from carplint.text.typing import Any, NamedTuple

NETWORK = {"carp": "ifcfg", "interfaces": "interfaces"}
"""The formats of the interface files that the targets write."""
LEDGER: dict[str, dict[str, str]] = {}
"""By the place in the source, and then by word, the name of what becomes of it."""
for _places, _fate, _words in rows("ledger"):
    for _place in _places.split(", "):
        LEDGER.setdefault(_place, {}).update(dict.fromkeys(_words.split(), _fate))


class Entry(NamedTuple):
    """A statement of which there is something to say: the name of that, its word, and the thing `of` which it is said."""

    name: str
    word: Value[str]
    of: str = ""


def fate(place: str, word: str, value: str = "") -> str:
    """Return the name of what becomes of a word, which may depend on its value. Debian's hooks take _ for - in options."""
    own = LEDGER[place]
    plain = word.replace("_", "-")
    keys = (f"{word}={value.lower()}", word, plain, f"{plain.partition('-')[0]}-*", f"{word.partition('.')[0]}.*", "*")
    return next((own[key] for key in keys if key in own), "lost")


def _entry(place: str, word: Value[str], key: str | None = None, value: str = "", of: str = "") -> Iterator[Entry]:
    """Yield a word of the source if there is something to say; `key` is what the ledger has it by, if that is another one."""
    name = fate(place, (word.value or "") if key is None else key, value)
    if WORDS[name][0]:
        yield Entry(name, word, of)


def _watches_itself(router: VirtualRouter) -> bool:
    """Return whether all interfaces that a router tracks are its own one, which ucarp watches, too."""
    tracked = [t for t in router.trackers if t.kind == "interface"]
    device = router.interface.value if router.interface is not None else None
    return bool(tracked) and all(t.name.value == device and t.weight.value == 0 for t in tracked)


def _line(place: str, line: Statement) -> Iterator[Entry]:
    at = 1
    while at < len(line.words):
        yield from _entry(place, line.value(at))
        keyword = lookup(place, line.words[at])
        at += 1 + (keyword.least if keyword is not None else 0)


def _configuration(host: Host, routers: Sequence[VirtualRouter]) -> Iterator[Entry]:
    """Yield what there is to say of a keepalived.conf; `routers` are those of its instances that are converted."""
    configuration = configuration_of(host)
    if configuration is None:
        return
    mine = {known(r.name, ""): r for r in routers}
    lines = {id(vip.line) for i in configuration.instances for vip in (*i.vips, *i.excluded)}
    lines |= {id(peer.line) for i in configuration.instances for peer in i.peers}
    waiting = [("keepalived.conf", s, "") for s in reversed(configuration.statements)]
    while waiting:
        place, statement, instance = waiting.pop()
        key = statement.key
        if key == "track_interface" and instance and _watches_itself(mine[instance]):
            yield Entry("own-interface", statement.value(0))
            continue
        yield from _entry(place, statement.value(0), "<line>" if id(statement) in lines else None)
        if id(statement) in lines and ":" not in key:
            yield from _line(f"{place}/<line>", statement)
        instance = statement.words[-1] if key == "vrrp_instance" else instance
        block = key.removesuffix("_excluded")
        if block in LEDGER and (key != "vrrp_instance" or instance in mine):
            waiting += ((block, child, instance) for child in reversed(statement.children or ()))


def _aliases(host: Host, router: VirtualRouter) -> Iterator[str | None]:
    """Yield the interfaces that come and go with the VIP of a router: the launcher's alias, and what its script is or may be
    known to run ifup for, as Debian's own does for NAME:ucarp."""
    yield known(router.alias, "") or None
    script, given = router.up_script, parse(router.command).given.get("interface")
    name = known(given, "")
    if script is not None and script.value and name:
        source = text_of(host, script.value, script.span.source)
        yield from brings_up(source, name)
        if source is None and script.value not in DEFAULTS - {DEBIAN_UP}:
            yield f"{name}:ucarp"


def _alias(host: Host, router: VirtualRouter, kept: Collection[str]) -> Iterator[Entry]:
    """Yield what there is to say of the aliases of a VIP, but those that are `kept`."""
    names = {*_aliases(host, router)} - {router.device, *kept}
    for alias in (i for i in host.interfaces if i.name in names):
        for key, value in statements(host, alias):
            if not re.match(r"(?:/\S*/)?arping ", known(value, "")):  # the new daemon announces the VIP, too
                yield from _entry(f"{alias.format} alias", key, of=alias.name)


def _is_carried(value: Value[str], carried: Collection[Value[Any]]) -> bool:
    rest = whole = value.span.text
    for word in (v for v in carried if v.span.source is value.span.source and v.span.text):
        at, end = word.span.start - value.span.start, word.span.end - value.span.start
        if at >= 0 and end <= len(whole):
            rest = rest[:at] + " " * (end - at) + rest[end:]
    return rest != whole and re.search(r"\w", rest) is None


def _network(host: Host, routers: Sequence[Converted], target: str) -> Iterator[Entry]:
    """Yield what there is to say of the interfaces that the target's writer writes anew: with their first address and their
    gateway, or with the protocol that asks for these."""
    format, whole = NETWORK.get(target, ""), target == "interfaces" and definitions_of(host) is None
    at, aliases = {r.device: r.address for r in reversed(routers)}, {known(r.before.alias, "") for r in routers} - {""}
    sources = {r.address.ip for r in routers if r.address is not None}
    managed: dict[str, list[Span]] = {}
    for own, span in elsewhere(host) if whole else ():
        managed.setdefault(own.name, []).append(span)
    for own in host.interfaces if format else ():
        address, where = own_address(own) or at.get(own.name), file(own.span.source)
        if target == "carp" and own.parent in at and own.format != format:  # an alias has no file in the result
            found = (a for a in own.addresses if a.value is not None and a.value.ip in sources)
            yield from (Entry("of-source", Value(own.name, "", a.span)) for a in found)
        anew = whole or (own.name in at and (address is not None or served(own)))
        if not anew or own.format == format or own.name in ("lo", *aliases):
            continue
        if own.name not in at and not method_of(own):
            yield Entry("left-out", Value(own.name or where, "", own.span))
            continue
        for span in managed.pop(own.name, ()):
            yield Entry("managed-elsewhere", Value(file(span.source), "", span), own.name)
        kept: list[Value[Any]] = [a for a in own.addresses if a.value == address][:1]
        kept += [own.gateway] if own.gateway is not None and own.gateway.value is not None else []
        asked, whole_settings = served(own), {id(setting.value) for _, setting, _ in details(own, format)}
        for key, value in statements(host, own):
            if id(value) not in whole_settings and not _is_carried(value, () if asked else kept):
                yield from _entry(f"{own.format} interface", key, value=known(value, ""), of=own.name)
    for name, span in ((name, span) for name, spans in managed.items() for span in spans):
        yield Entry("managed-elsewhere", Value(file(span.source), "", span), name)


def _said(entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield the findings for some statements: where the words have a place for several, one for each thing."""
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        name, word, of = entry
        several = "{words}" in WORDS[name][1]
        key = (name, of) if several else (name, of, word.value, word.span.source.path, word.span.start)
        groups.setdefault(key, []).append(entry)
    for (name, word, of), *others in groups.values():
        more = {e.word.span: e.word for e in others if e.word.span != word.span}
        words = ", ".join(dict.fromkeys(known(w, "") for w in (word, *more.values())))
        there = tuple(Related(span, "and this") for span in more)
        yield finding(name, word.span, there, word=word.value, of=of, words=words)


def accounted(net: ConvertedNet) -> Iterator[Finding]:
    """Yield what there is to say of the statements of all hosts that no other finding speaks of, once for a file of several
    virtual routers."""
    for name, own in net.by_host.items():
        host, routers = net.hosts[name], [r.before for r in own if r.first]
        kept = {f"{n}:ucarp" for n in (names_of(own, host) if net.format == "interfaces" else ())}
        found: list[Entry] = []
        for router in (r for r in routers if r.protocol == CARP):
            for place, word, key in started(host, router):
                found += _entry(place, word, key)
            found += _alias(host, router, kept)
        if net.family == CARP:
            found += _configuration(host, routers)
            for place, word, key in launched(host):
                found += _entry(place, word, key)
        for place, word, key in launched(host, CONFIGURATION) if net.family == VRRP else ():
            if place == "options of keepalived" or (place == "unit" and key in LEDGER["new unit"]):
                found += _entry(f"new {place}", word, key)
        found += _network(host, own, net.format)
        yield from _said(found)
