"""What becomes of each statement of a source: ledger.tsv says by its place what words.tsv has a name for.

A word in no row of its place goes as `*` there, and is lost if there is none: nothing is passed over in silence. Of a block
that is lost as a whole its own finding speaks for all that stands in it. What Net′ has is compared with Net in losses.py.
Source: keepalived.conf(5), ucarp(8), initscripts' doc/sysconfig.txt and ifup-aliases, interfaces(5).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from carplint.conversion.words import WORDS, finding, rows
from carplint.dialects.addresses.ifcfg_keywords import is_known
from carplint.dialects.comments import file
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.debian.write import elsewhere, method_of, names_of
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.shell.values import run
from carplint.dialects.ucarp.command_lines import restarts
from carplint.dialects.ucarp.options import parse
from carplint.dialects.ucarp.scripts.custom import DEFAULTS, text_of
from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.dialects.ucarp.up_script import DEBIAN_UP, brings_up
from carplint.dialects.writing import details, own_address, served
from carplint.model import Address, Host, Interface, Value, VirtualRouter, known, not_known
from carplint.model.target import CARP, Converted, ConvertedNet
from carplint.text.finding import Finding, Related
from carplint.text.parse import parse as cut
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

_SETTING = re.compile(r"(?m)^[ \t]*([A-Z]\w*)=")
"""A setting of a unit file (systemd.syntax(7))."""
_ENDS = ("", "then", "else", "fi", "do", "done", "esac", "{", "}")
"""Lines of a shell's file that go with the ones above."""
NETWORK = {"carp": "ifcfg", "interfaces": "interfaces"}
"""The formats of the interface files that the targets write."""
BESIDE = {
    "ifcfg": ("route-{name}", "route6-{name}", "rule-{name}", "rule6-{name}"),
    "networkd": ("{file}.d/*.conf",),
    "ucarp_lines": ("{file}.d/*.conf",),
}
"""By format, the files that go with an interface `name` or with a `file`. Source: initscripts, ifup-routes; systemd.unit(5)."""

LEDGER: dict[str, dict[str, str]] = {}
"""By the place in the source, and then by word, the name of what becomes of it."""
for _place, _fate, _words in rows("ledger"):
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
    """Yield what there is to say of the words behind the first one of a line."""
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


def _commands(source: Source) -> Iterator[Value[str]]:
    """Yield what a file that a shell reads has besides assignments, by the first words."""
    for leaf in cut(source.text, "sysconfig").leaves():
        text = source.text[leaf.start : leaf.end].strip()
        if leaf.kind not in ("ASSIGNMENT", "TRIVIA") and text not in _ENDS:
            yield Value(text.split()[0], text, source.span(leaf.start, leaf.end))


def _variables(host: Host, router: VirtualRouter) -> Iterator[Entry]:
    """Yield what there is to say of a launcher's file: of its variables, and of its commands."""
    source = router.span.source
    common = f"{source.path.rpartition('/')[0]}/{COMMON}"
    for document in host.documents if f"{router.format} variables" in LEDGER else ():
        if document.source is source or document.source.path == common:
            for setting in run(document.source, document.tree, bash=True).settings:
                yield from _entry(f"{router.format} variables", setting.key)
            yield from (Entry("sourced", command) for command in _commands(document.source))


def _beside(host: Host, format: str, source: Source, name: str = "") -> Iterator[Source]:
    """Yield the files that go with another one."""
    for pattern in BESIDE.get(format, ()):
        found = (host.files or not_known)(pattern.format(name=name, file=source.path.rpartition("/")[2]), source)
        yield from (f for f in found or () if isinstance(f, Source))


def _unit(host: Host, router: VirtualRouter) -> Iterator[Entry]:
    """Yield what there is to say of the unit that starts ucarp, whose variables its command line or scripts have."""
    own = router.span.source
    for source in (own, *_beside(host, router.format, own)) if restarts(own) is not None else ():
        for key in _SETTING.finditer(source.text):
            used = key[1] == "Environment" and "$" in own.text
            yield from _entry("unit", Value(key[1], key[1], source.span(*key.span(1))), "ExecStart" if used else None)


def _settings(host: Host, interface: Interface) -> Iterator[tuple[Value[str], Value[str]]]:
    """Yield what the files of an interface say that something reads: keys and values, and the first words of lines that are
    neither."""
    source, shell = interface.span.source, interface.format == "ifcfg"
    yield from (s for s in interface.settings if not shell or is_known(known(s.key, "")))
    yield from ((command, command) for command in (_commands(source) if shell else ()))
    for own in _beside(host, interface.format, source, interface.name):
        for line in re.finditer(r"(?m)^[ \t]*[^#;\[\s].*", own.text):
            word = Value(own.path.rpartition("/")[2], "", own.span(*line.span()))
            yield word, word


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
        for key, value in _settings(host, alias):
            if not re.match(r"(?:/\S*/)?arping ", known(value, "")):  # the new daemon announces the VIP, too
                yield from _entry(f"{alias.format} alias", key, of=alias.name)


def _is_carried(own: Interface, address: Address | None, value: Value[str]) -> bool:
    """Return whether all that a setting says stands in the file that is written for its interface."""
    gateway = own.gateway if own.gateway is not None and own.gateway.value is not None else None
    carried = [gateway, *(a for a in own.addresses if a.value == address), *(s.value for _, s, _ in details(own))]
    rest = whole = value.span.text
    for word in (v for v in carried if v is not None and v.span.source is value.span.source and v.span.text):
        at, size = word.span.start - value.span.start, len(word.span.text)
        if at >= 0 and word.span.end <= value.span.end:
            rest = f"{rest[:at]}{' ' * size}{rest[at + size :]}"
    return rest != whole and re.search(r"\w", rest) is None


def _network(host: Host, routers: Sequence[Converted], target: str) -> Iterator[Entry]:
    """Yield what there is to say of the interfaces that the target's writer writes anew: with their first address and their
    gateway, or with the protocol that asks for these."""
    format, whole = NETWORK.get(target), target == "interfaces" and definitions_of(host) is None
    at, aliases = {r.device: r.address for r in reversed(routers)}, {known(r.before.alias, "") for r in routers}
    for own in host.interfaces if format else ():
        address = own_address(own) or at.get(own.name)
        anew = whole or (own.name in at and (address is not None or served(own)))
        if not anew or own.format == format or own.name in ("lo", *aliases):
            continue
        if own.name not in at and not method_of(own):
            yield Entry("left-out", Value(own.name or file(own.span.source), "", own.span))
            continue
        if whole and own in elsewhere(host):
            yield Entry("managed-elsewhere", Value(file(own.span.source), "", own.span), own.name)
        for key, value in _settings(host, own):
            if served(own) or not _is_carried(own, address, value):
                yield from _entry(f"{own.format} interface", key, value=known(value, ""), of=own.name)


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
            for option, value in parse(router.command).given.items():
                found += _entry("options of ucarp", value, option)
            found += (*_variables(host, router), *_unit(host, router), *_alias(host, router, kept))
        found += _configuration(host, routers) if net.family == CARP else ()
        found += _network(host, own, net.format)
        yield from _said(found)
