"""rc.conf of FreeBSD: sh assignments, of which those of ifconfig_IF say an interface's addresses and virtual routers.

    ifconfig_IF="inet 192.0.2.11/24"                 ifconfig_IF_aliasN="inet vhid 1 pass SECRET alias 192.0.2.5/32"
    ifconfig_IF_aliases="inet … inet6 …"             ifconfig_IF_ipv6="inet6 2001:db8::11/64"

Up to FreeBSD 9 a virtual router is an interface of its own: ifconfig_carpN="vhid 1 pass SECRET 192.0.2.5/24".
Source: rc.conf(5), carp(4) of FreeBSD 9 and 14; libexec/rc/network.subr.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from carplint.dialects.addresses import ifcfg
from carplint.dialects.bsd import carp, ifconfig, ucarp_port
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.shell.expansion import Environment
from carplint.model import HostFiles, Interface, Setting, Value, VirtualAddress, VirtualRouter
from carplint.text.reading import Budget
from carplint.text.source import Span
from carplint.text.typing import NamedTuple

NAME = "freebsd"

_VARIABLE = re.compile(
    r"ifconfig_(?P<name>\w+?)(?P<list>_aliases)?(?P<number>_alias[0-9]+)?(?P<other>_ipv6|_descr|_name)?"
)
_MODES = frozenset("dhcp noauto nosyncdhcp syncdhcp wpa hostap".split())
"""Words of rc.conf(5) that are none of ifconfig, in any case."""
_ORDER = ("rc.conf", "rc.conf.local")


class _Command(NamedTuple):
    """One ifconfig command of a variable, for one interface."""

    interface: str
    setting: Setting
    call: ifconfig.Call
    dynamic: bool


def _device(name: str) -> str:
    """The interface of a variable: rc.conf spells em0.300 em0_300."""
    return re.sub(r"^([a-z]+[0-9]+)_([0-9]+)$", r"\1.\2", name)


def _places(written: str) -> tuple[str, list[int]]:
    """The text of a word in one pair of double quotes without its escapes, and where each character stands in it."""
    found = [(m[1] or m[0], m.start(), m.end()) for m in re.finditer(r'(?s)\\(["$`\\])|\\\n|.', written[1:-1])]
    kept = [(text, end) for text, _, end in found if text != "\\\n"]
    return "".join(text for text, _ in kept), [end for _, end in kept]


def _words(value: Value[str]) -> list[Value[str]]:
    """The words of a value, which netif(8) hands to eval: quotes that are left in it count."""
    if value.value is None:
        return [value]
    span = value.span
    shift = 1 if value.written[:1] in ("'", '"') else 0
    text, ends = (
        _places(value.written) if value.written[:1] == '"' else (value.written[shift : -1 if shift else None], [])
    )

    def place(start: int, end: int) -> Span:
        if text != value.value:
            return span
        first, last = (ends[start] - 1, ends[end - 1]) if ends else (start, end)
        return Span(span.source, span.start + shift + first, span.start + shift + last)

    return list(ifconfig.words(value.value, place))


def _split(words: Sequence[Value[str]]) -> Iterator[list[Value[str]]]:
    """The commands of a list of aliases, each of which begins with its address family."""
    own: list[Value[str]] = []
    for word in words:
        if word.value in ("inet", "inet6") and own:
            yield own
            own = []
        own.append(word)
    if own:
        yield own


def _commands(setting: Setting) -> Iterator[_Command]:
    """The commands of a variable; none where it says something else of an interface."""
    match = _VARIABLE.fullmatch(setting.key.written)
    if match is None or match["other"] in ("_descr", "_name") or match["name"] == "DEFAULT":
        return
    words = _words(setting.value)
    kept = [w for w in words if (w.value or "").lower() not in _MODES]
    dynamic = any((w.value or "").lower().endswith("dhcp") and (w.value or "").lower() != "nosyncdhcp" for w in words)
    for own in _split(kept) if match["list"] else [kept]:
        call = ifconfig.call(own)
        yield _Command(_device(match["name"]), setting, call, dynamic or "accept_rtadv" in call.flags)


def _settings(host: HostFiles) -> tuple[Setting, ...]:
    """The variables as rc leaves them: rc.conf, rc.conf.local, then what is for the network alone; the last of each."""

    def place(path: str) -> tuple[int, str]:
        name = os.path.basename(path)
        return (_ORDER.index(name) if name in _ORDER else len(_ORDER)), path

    environment: Environment = {}
    left = host.budget or Budget()
    last: dict[str, Setting] = {}
    for document in sorted((d for d in host.documents if d.format == NAME), key=lambda d: place(d.source.path)):
        done = shell.run(document.source, document.tree, environment, left)
        environment = done.environment
        last.update((s.key.written, s) for s in done.settings)
    return tuple(last.values())


def _routers(host: HostFiles, commands: Sequence[_Command], interfaces: Sequence[Interface]) -> Iterator[VirtualRouter]:
    """One virtual router per interface and VHID: commands with the same VHID add addresses, and the last of each option
    counts. A carp interface of old releases is one by itself."""
    groups: dict[tuple[str, str], list[_Command]] = {}
    for command in commands:
        vhid = command.call.options.get("vhid")
        old = re.fullmatch(r"carp[0-9]+", command.interface) is not None
        if vhid is not None or old:
            number = "" if old or vhid is None else vhid.value or vhid.written
            groups.setdefault((command.interface, number), []).append(command)
    for (device, number), own in groups.items():
        options = dict(chain.from_iterable(c.call.options.items() for c in own))
        addresses: list[VirtualAddress] = [c.call.address for c in own if c.call.address is not None]
        key = own[0].setting.key
        start = key.span.start + len("ifconfig_")
        here = key.span._replace(start=start, end=start + len(device))
        interface = Value(device, here.text, here) if number else carp.parent(addresses, interfaces)
        name = Value(f"{device} vhid {number}" if number else device, key.written, key.span)
        strange = [word for c in own for word in c.call.strange]
        yield carp.router(host, carp.FREEBSD, name, interface, addresses, options, strange)


def _interfaces(commands: Sequence[_Command]) -> Iterator[Interface]:
    """The interfaces with the addresses that belong to no virtual router."""
    for name in dict.fromkeys(c.interface for c in commands if not re.fullmatch(r"carp[0-9]+", c.interface)):
        own = [c for c in commands if c.interface == name]
        plain = [c.call for c in own if "vhid" not in c.call.options and not {"delete", "-alias"} & c.call.flags]
        yield Interface(
            name=name,
            span=own[0].setting.key.span,
            addresses=tuple(c.address.address for c in plain if c.address is not None),
            settings=tuple(dict.fromkeys(c.setting for c in own)),
            format=NAME,
            dynamic=any(c.dynamic for c in own),
            at_boot=Value(True, "", own[0].setting.key.span),
            lower=next((c.call.options["vlandev"] for c in own if "vlandev" in c.call.options), None),
        )


def read(host: HostFiles) -> Part:
    """The interfaces, and one virtual router per VHID on each; and that of the ports' ucarp."""
    settings = {s.key.written: s for s in _settings(host)}
    commands = [c for s in settings.values() for c in _commands(s)]
    interfaces = tuple(_interfaces(commands))
    counts = [ifcfg.statements(d) for d in host.documents if d.format == NAME]
    strange = {c.setting.key.span for c in commands if c.call.strange}
    puzzling = [*(span for _, odd in counts for span in odd), *strange]
    port = ucarp_port.router(host, NAME, settings)
    return Part(
        interfaces=interfaces,
        virtual_routers=(*_routers(host, commands, interfaces), *(() if port is None else (port,))),
        findings=tuple(ucarp_port.refusals(settings)),
        not_checked=tuple(ucarp_port.further(settings)),
        statements=(total := sum(total for total, _ in counts)),
        understood=max(0, total - len(puzzling)),
        puzzling=tuple(puzzling),
    )
