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
from carplint.dialects.ucarp.command_lines import restarts
from carplint.dialects.ucarp.options import parse
from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.model import Host, Value, VirtualRouter, known
from carplint.model.target import CARP, ConvertedNet
from carplint.text.finding import Finding

_SETTING = re.compile(r"(?m)^[ \t]*([A-Z]\w*)=")
"""A setting of a unit file (systemd.syntax(7))."""
_ALIAS = re.compile(r"[^:]+:[0-9A-Za-z_]+")
"""A label that can be an alias of the carp service."""

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
        is_alias = word == "label" and target == "carp" and _ALIAS.fullmatch("".join(line.words[place + 1 : place + 2]))
        if not is_alias:
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
    """Yield what there is to say of the statements of all hosts that no other finding speaks of, once for a file of several
    virtual routers."""
    for name, own in net.by_host.items():
        host, routers = net.hosts[name], [r.before for r in own if r.first]
        found: list[Finding] = []
        for router in (r for r in routers if r.protocol == CARP):
            for option, value in parse(router.command).given.items():
                found += _entry("options of ucarp", value, option)
            found += (*_variables(host, router), *_unit(router), *_alias(host, router))
        found += _configuration(host, routers, net.format) if net.family == CARP else ()
        yield from {(f.message, f.span.source.path, f.span.start): f for f in found}.values()
