"""/etc/network/interfaces of Debian and Ubuntu: a node's interfaces and addresses, and the uCarp daemons of its hook.

lines (the logical lines and their words) → reading, with sources (the files of `source` lines) → stanzas (what they
define) → here (the interfaces) and hook (the command line that Debian's ucarp hook starts for a stanza). Source:
ifupdown 0.8.41; interfaces(5); checked against ifquery by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from carplint.dialects.addresses.common import as_ip_reads, classful
from carplint.dialects.debian import hook
from carplint.dialects.debian.keywords import COMMANDS
from carplint.dialects.debian.reading import Reading
from carplint.dialects.debian.sources import NAME, Includer
from carplint.dialects.debian.stanzas import Definitions, Stanza
from carplint.dialects.dialect import Part
from carplint.model import Address, Document, HostFiles, Interface, IPAddress, Setting, Value, read_ip, read_ipv4

_PORTS = re.compile(r"bridge[_-]ports|bond-(?:slaves|ports)|slaves|ovs_(?:bonds|ports)")
_ADDS_ADDRESS = re.compile(
    r"\bip\s+(?:-\S+\s+)*a(?:ddr(?:ess)?)?\s+add\b|\bifconfig\b|\bdhclient\b|\budhcpc\b|\bifup\b"
)

_STARTS = ("pre-up", "up", "post-up")
_UCARP = r"(?:(?:nohup|exec|setsid|command)[ \t]+)*(?:/usr(?:/local)?/s?bin/|/s?bin/)?ucarp[ \t]+-"
"""A command line of ifup that starts a daemon of its own, which no hook knows of."""


def address(stanza: Stanza) -> Value[Address] | None:
    """Return the address that a static stanza gives its interface, or None. A netmask of its own counts before the
    length after the slash."""
    option, mask = stanza.option("address"), stanza.option("netmask")
    if stanza.method.value != "static" or option is None:
        return None
    place = option.parts[0]
    head, _, length = option.value.partition("/")
    length = length.split()[0] if length.split() else ""
    try:
        if mask is not None:
            return place.but(_with_netmask(head, mask.value))
        if stanza.family.value == "inet" and not length:
            length = str(classful(read_ipv4(head)))
        return place.but(Address.read(f"{head}/{length}" if length else head))
    except ValueError as error:
        return place.but(None, str(error))


def _with_netmask(head: str, mask: str) -> Address:
    """Return an address with its netmask, which ifupdown hands to ip as it is. Raise ValueError, which says which of the
    two is wrong."""
    ip = read_ip(head)
    try:
        return as_ip_reads(f"{ip}/{mask}")
    except ValueError:
        raise ValueError(f"'{mask[:40]}' is not a netmask or prefix length") from None


def _is_part(document: Document) -> bool:
    """Return whether a file is one that others name in `source` lines."""
    return document.source.path.rpartition("/")[0].endswith("interfaces.d")


def _ports(definitions: Definitions) -> Mapping[str, Value[str]]:
    """Return the interfaces that are ports of a bridge or bond, and where that is said."""
    found: dict[str, Value[str]] = {}
    for stanza in definitions.stanzas:
        name = stanza.name.value
        for option in stanza.options:
            if _PORTS.fullmatch(option.name):
                found |= {
                    port: Value(name, p.written, p.span) for p in option.parts for port in (p.value or "").split()
                }
        master = stanza.option("bond-master")
        if master is not None and name:
            found[name] = master.parts[-1]
    return found


def _gateway(stanzas: Sequence[Stanza]) -> Value[IPAddress] | None:
    option = next((o for s in stanzas if (o := s.option("gateway")) is not None), None)
    if option is None:
        return None
    return option.parts[0].but(option.value).mapped(read_ip)


def _lower(name: str, stanzas: Sequence[Stanza]) -> Value[str] | None:
    """Return the interface below a VLAN: vlan-raw-device, or the part of its name before the dot."""
    for stanza in stanzas:
        option = stanza.option("vlan-raw-device") or stanza.option("vlan_raw_device")
        if option is not None:
            return option.parts[-1]
    below, dot, number = name.partition(":")[0].rpartition(".")
    return stanzas[0].name.but(below) if dot and number.isdecimal() else None


def _is_dynamic(stanza: Stanza) -> bool:
    """Return whether an interface may get addresses that its stanza does not say: by its method, or by a command."""
    if stanza.method.value not in ("static", "loopback", "manual", "none"):
        return True
    return any(o.name in COMMANDS and _ADDS_ADDRESS.search(o.value) for o in stanza.options)


def _settings(stanzas: Sequence[Stanza]) -> Iterator[Setting]:
    """Yield what stanzas say: the method of each, by its family, and its options, each line of one for itself."""
    for stanza in stanzas:
        yield Setting(stanza.family, stanza.method)
        for option in stanza.options:
            keys = (option.key, *option.parts[1:])
            yield from (Setting(Value(option.name, "", k.span), p) for k, p in zip(keys, option.parts, strict=True))


def _interfaces(definitions: Definitions) -> Iterator[Interface]:
    """Yield one interface per name; its stanzas add up."""
    groups: dict[str, list[Stanza]] = {}
    for stanza in definitions.stanzas:
        groups.setdefault(stanza.name.value or "", []).append(stanza)
    ports = _ports(definitions)
    for name, stanzas in groups.items():
        first = next((s for s in stanzas if s.family.value == "inet"), stanzas[0])
        selected = definitions.selected(name)
        known = selected is not None or definitions.whole
        place = stanzas[0].name.but("") if selected is None else selected
        yield Interface(
            name=name,
            span=stanzas[0].name.span,
            parent=name.partition(":")[0] if ":" in name else None,
            addresses=tuple(a for a in map(address, stanzas) if a is not None),
            boot_protocol=first.method,
            settings=tuple(_settings(stanzas)),
            format=NAME,
            dynamic=any(map(_is_dynamic, stanzas)),
            at_boot=Value(selected is not None, selected.written if selected else "", place.span) if known else None,
            controller=ports.get(name),
            lower=_lower(name, stanzas),
            gateway=_gateway(stanzas),
        )


def read(host: HostFiles) -> Part:
    """Read the interfaces, and a virtual router for each stanza for which the hook starts a daemon."""
    documents = [d for d in host.documents if d.format == NAME]
    mains = [d for d in documents if not _is_part(d)]
    reading = Reading()
    whole = bool(mains)
    done = set()
    for document in mains or documents:
        if document.source not in done:
            includer = Includer(host, document)
            reading.file(document, includer.include, to_the_end=True)
            whole = whole and includer.whole
            done |= includer.read
    definitions = reading.definitions(whole and not reading.refused)
    interfaces = tuple(_interfaces(definitions))
    addresses = {i.name: i.addresses for i in interfaces}
    return Part(
        interfaces=interfaces,
        virtual_routers=tuple(
            hook.router(host.name, definitions, s, addresses, host.files)
            for s in definitions.stanzas
            if hook.starts(definitions, s)
        ),
        facts=(definitions,),
        findings=tuple(reading.findings),
        statements=reading.statements,
        understood=reading.statements - len(reading.puzzling),
        puzzling=tuple(reading.puzzling),
        not_checked=tuple(
            f"{d.source.path}: no `source` line of {mains[0].source.path} that carplint can follow reads it"
            for d in documents
            if d.source not in done
        )
        + tuple(
            f"{value.span.source.path}:{value.span.source.position(value.span.start)[0]}: ifup starts this ucarp by a command, "
            "so it is not checked"
            for stanza in definitions.stanzas
            for name, value in stanza.own
            if name.value in _STARTS and re.match(_UCARP, value.value or "")
        )
        + tuple(
            f"{key.span.source.path}:{key.span.source.position(key.span.start)[0]}: {key.value} and others that end like it are for a "
            "hook of your own, as Debian's does not read them"
            for stanza in definitions.stanzas
            for name, key in hook.of_another_hook(stanza).items()
            if name.startswith("UCARP_VID")
        ),
    )
