"""What becomes of each statement of a source: ledger.tsv says by its place what words.tsv has a name for.

A word in no row of its place goes as `*` there, and is lost if there is none: nothing is passed over in silence. Of a block
that is lost as a whole its own finding speaks for all that stands in it. What Net′ has is compared with Net in losses.py.
Source: keepalived.conf(5), ucarp(8), initscripts' doc/sysconfig.txt and ifup-aliases, interfaces(5).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from carplint.conversion.words import WORDS, finding, rows
from carplint.dialects.addresses.ifcfg_keywords import is_known
from carplint.dialects.comments import file
from carplint.dialects.debian.keywords import COMMANDS
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.debian.write import method_of, name_of
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.shell.values import run
from carplint.dialects.ucarp.command_lines import restarts
from carplint.dialects.ucarp.options import parse
from carplint.dialects.ucarp.scripts.custom import DEFAULTS, text_of
from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.dialects.ucarp.up_script import DEBIAN_UP, brings_up
from carplint.dialects.writing import own_address, served
from carplint.model import Host, Interface, Setting, Value, VirtualRouter, known
from carplint.model.target import CARP, Converted, ConvertedNet
from carplint.text.finding import Finding

_SETTING = re.compile(r"(?m)^[ \t]*([A-Z]\w*)=")
"""A setting of a unit file (systemd.syntax(7))."""
NETWORK = {"carp": "ifcfg", "interfaces": "interfaces"}
"""The formats of the interface files that the targets write."""

LEDGER: dict[str, dict[str, str]] = {}
"""By the place in the source, and then by word, the name of what becomes of it."""
for _place, _fate, _words in rows("ledger"):
    LEDGER.setdefault(_place, {}).update(dict.fromkeys(_words.split(), _fate))


def fate(place: str, word: str, value: str = "") -> str:
    """Return the name of what becomes of a word, which may depend on its value. Debian's hooks take _ for - in options."""
    own = LEDGER[place]
    plain = word.replace("_", "-")
    keys = (f"{word}={value.lower()}", word, plain, f"{plain.partition('-')[0]}-*", "*")
    return next((own[key] for key in keys if key in own), "lost")


def _entry(place: str, word: Value[str], key: str | None = None, value: str = "", of: str = "") -> Iterator[Finding]:
    """Yield what there is to say of a word of the source; `key` is what the ledger has it by, if that is another one, `of`
    the thing that it is said of."""
    name = fate(place, (word.value or "") if key is None else key, value)
    if WORDS[name][0]:
        yield finding(name, word.span, word=word.value, of=of)


def _watches_itself(router: VirtualRouter) -> bool:
    """Return whether all interfaces that a router tracks are its own one, which ucarp watches, too."""
    tracked = [t for t in router.trackers if t.kind == "interface"]
    device = router.interface.value if router.interface is not None else None
    return bool(tracked) and all(t.name.value == device and t.weight.value == 0 for t in tracked)


def _line(line: Statement) -> Iterator[Finding]:
    """Yield what there is to say of the words behind the address of a VIP."""
    place = 1
    while place < len(line.words):
        word = line.words[place]
        yield from _entry("virtual_ipaddress/<line>", line.value(place))
        keyword = lookup("virtual_ipaddress/<line>", word)
        place += 1 + (keyword.least if keyword is not None else 0)


def _configuration(host: Host, routers: Sequence[VirtualRouter]) -> Iterator[Finding]:
    """Yield what there is to say of a keepalived.conf; `routers` are those of its instances that are converted."""
    configuration = configuration_of(host)
    if configuration is None:
        return
    mine = {known(r.name, ""): r for r in routers}
    for top in configuration.statements:
        yield from _entry("keepalived.conf", top.value(0))
        router = mine.get(top.words[-1]) if top.key == "vrrp_instance" else None
        for statement in top.children or () if router is not None or top.key == "global_defs" else ():
            if statement.key == "track_interface" and router is not None and _watches_itself(router):
                yield finding("own-interface", statement.span())
            else:
                yield from _entry(top.key, statement.value(0))
    for instance in configuration.instances:
        for vip in (*instance.vips, *instance.excluded) if instance.name in mine else ():
            yield from _line(vip.line) if ":" not in vip.line.key else ()


def _variables(host: Host, router: VirtualRouter) -> Iterator[Finding]:
    """Yield what there is to say of the variables that a launcher's file sets."""
    file = router.span.source
    common = f"{file.path.rpartition('/')[0]}/{COMMON}"
    for document in host.documents if f"{router.format} variables" in LEDGER else ():
        if document.source is file or document.source.path == common:
            for setting in run(document.source, document.tree, bash=True).settings:
                yield from _entry(f"{router.format} variables", setting.key)


def _unit(router: VirtualRouter) -> Iterator[Finding]:
    """Yield what there is to say of the unit file that starts ucarp, whose variables its command line or scripts have."""
    source = router.span.source
    for key in _SETTING.finditer(source.text) if restarts(source) is not None else ():
        used = key[1] == "Environment" and "$" in source.text
        yield from _entry("unit", Value(key[1], key[1], source.span(*key.span(1))), "ExecStart" if used else None)


def _settings(host: Host, interface: Interface) -> Iterator[Setting]:
    """Yield the settings of an interface that something reads; of Debian's commands each one, at its own place."""
    for setting in interface.settings if interface.format == "ifcfg" else ():
        if is_known(known(setting.key, "")):
            yield setting
    definitions = definitions_of(host) if interface.format == "interfaces" else None
    for option in (o for s in (definitions.named(interface.name) if definitions else ()) for o in s.options):
        command = option.name in COMMANDS
        for part in option.parts if command else option.parts[:1]:
            yield Setting(Value(option.name, "", part.span if command else option.key.span), part)


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


def _alias(host: Host, router: VirtualRouter, kept: Collection[str]) -> Iterator[Finding]:
    """Yield what there is to say of the aliases of a VIP, but those that are `kept`."""
    names = {*_aliases(host, router)} - {router.device, *kept}
    for alias in (i for i in host.interfaces if i.name in names):
        for key, value in _settings(host, alias):
            if not re.match(r"(?:/\S*/)?arping ", known(value, "")):  # the new daemon announces the VIP, too
                yield from _entry(f"{alias.format} alias", key, of=alias.name)


def _network(host: Host, routers: Sequence[Converted], target: str) -> Iterator[Finding]:
    """Yield what there is to say of the interfaces that the target's writer writes anew: with their first address and their
    gateway, or with the protocol that asks for these."""
    format, whole = NETWORK.get(target), target == "interfaces" and definitions_of(host) is None
    at, aliases = {r.device: r.address for r in reversed(routers)}, {known(r.before.alias, "") for r in routers}
    for own in host.interfaces if format else ():
        address = at.get(own.name) or own_address(own)
        anew = whole or (own.name in at and (address is not None or served(own)))
        if not anew or own.format == format or own.name in ("lo", *aliases):
            continue
        if own.name not in at and not method_of(own):
            yield finding("left-out", own.span, of=own.name or file(own.span.source))
            continue
        carried = [a.span for a in own.addresses if a.value == address]
        carried += [own.gateway.span] if own.gateway is not None else []
        for key, value in _settings(host, own):
            if served(own) or value.span not in carried:
                yield from _entry(f"{own.format} interface", key, value=known(value, ""), of=own.name)
        if f"{own.format} interface" not in LEDGER:
            yield finding("of-file", own.span, of=own.name)


def accounted(net: ConvertedNet) -> Iterator[Finding]:
    """Yield what there is to say of the statements of all hosts that no other finding speaks of, once for a file of several
    virtual routers."""
    for name, own in net.by_host.items():
        host, routers = net.hosts[name], [r.before for r in own if r.first]
        kept = {f"{name_of(r, own, host)}:ucarp" for r in own if net.format == "interfaces"}
        found: list[Finding] = []
        for router in (r for r in routers if r.protocol == CARP):
            for option, value in parse(router.command).given.items():
                found += _entry("options of ucarp", value, option)
            found += (*_variables(host, router), *_unit(router), *_alias(host, router, kept))
        found += _configuration(host, routers) if net.family == CARP else ()
        found += _network(host, own, net.format)
        yield from {(f.message, f.span.source.path, f.span.start): f for f in found}.values()
