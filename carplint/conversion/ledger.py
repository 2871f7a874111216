"""What becomes of each statement of a source: ledger.tsv says by its place what words.tsv has a name for.

A word in no row of its place goes as `*` there, and is lost if there is none: nothing is passed over in silence. Of a block
that is lost as a whole its own finding speaks for all that stands in it. What Net′ has is compared with Net in losses.py.
Source: keepalived.conf(5), ucarp(8), initscripts' doc/sysconfig.txt and ifup-aliases, interfaces(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carplint.conversion.words import WORDS, finding, rows
from carplint.dialects.addresses.ifcfg_keywords import is_known
from carplint.dialects.debian.keywords import COMMANDS
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.shell.values import run
from carplint.dialects.ucarp.options import parse
from carplint.model import Host, Value, VirtualRouter, known
from carplint.model.target import CARP, ConvertedNet
from carplint.text.finding import Finding

LEDGER: dict[str, dict[str, str]] = {}
"""By the place in the source, and then by word, the name of what becomes of it."""
for _place, _fate, _words in rows("ledger"):
    LEDGER.setdefault(_place, {}).update(dict.fromkeys(_words.split(), _fate))


def fate(place: str, word: str) -> str:
    """Return the name of what becomes of a word."""
    return LEDGER[place].get(word) or LEDGER[place].get("*", "lost")


def _entry(place: str, word: Value[str], key: str | None = None) -> Iterator[Finding]:
    """Yield what there is to say of a word of the source; `key` is what the ledger has it by, if that is another one."""
    name = fate(place, (word.value or "") if key is None else key)
    if WORDS[name][0]:
        yield finding(name, word.span, word=word.value)


def _watches_itself(router: VirtualRouter) -> bool:
    """Return whether all interfaces that a router tracks are its own one, which ucarp watches, too."""
    tracked = [t for t in router.trackers if t.kind == "interface"]
    device = router.interface.value if router.interface is not None else None
    return bool(tracked) and all(t.name.value == device and t.weight.value == 0 for t in tracked)


def _line(line: Statement, target: str) -> Iterator[Finding]:
    """Yield what there is to say of the words behind the address of a VIP. The carp service has aliases, which are labels."""
    place = 1
    while place < len(line.words):
        word = line.words[place]
        if not (word == "label" and target == "carp"):
            yield from _entry("virtual_ipaddress/<line>", line.value(place))
        keyword = lookup("virtual_ipaddress/<line>", word)
        place += 1 + (keyword.least if keyword is not None else 0)


def _configuration(host: Host, routers: Sequence[VirtualRouter], target: str) -> Iterator[Finding]:
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
            yield from _line(vip.line, target) if ":" not in vip.line.key else ()


def _variables(host: Host, router: VirtualRouter) -> Iterator[Finding]:
    """Yield what there is to say of the variables that a launcher's file sets."""
    for document in host.documents if f"{router.format} variables" in LEDGER else ():
        if document.source is router.span.source:
            for setting in run(document.source, document.tree, bash=True).settings:
                yield from _entry(f"{router.format} variables", setting.key)


def _alias(host: Host, router: VirtualRouter) -> Iterator[Finding]:
    """Yield what there is to say of the alias of a VIP."""
    name, definitions = known(router.alias, ""), definitions_of(host)
    alias = host.interface(name or None)
    for setting in alias.settings if alias is not None and alias.format == "ifcfg" else ():
        if is_known(known(setting.key, "")):  # else nobody reads it
            yield from _entry("ifcfg alias", setting.key)
    for stanza in definitions.named(name) if definitions is not None else ():
        for own in stanza.options:
            yield from _entry("interfaces alias", own.key, own.name)
            for command in own.parts if own.name in COMMANDS and router.format == "interfaces" else ():
                if not re.match(r"(?:/\S*/)?arping ", known(command, "arping ")):
                    yield finding("by-ifup", command.span, option=own.name, stanza=stanza.name.value)


def accounted(net: ConvertedNet) -> Iterator[Finding]:
    """Yield what there is to say of the statements of all hosts that no other finding speaks of."""
    for name, own in net.by_host.items():
        host, routers = net.hosts[name], [r.before for r in own if r.first]
        for router in (r for r in routers if r.protocol == CARP):
            for option, value in parse(router.command).given.items():
                yield from _entry("options of ucarp", value, option)
            yield from _variables(host, router)
            yield from _alias(host, router)
        yield from _configuration(host, routers, net.format) if net.family == CARP else ()
