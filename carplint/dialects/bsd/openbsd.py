"""hostname.IF of OpenBSD: one file per interface, whose lines netstart(8) turns into ifconfig commands.

    inet [alias] ADDRESS [NETMASK [BROADCAST]] OPTIONS     inet6 [alias] ADDRESS [PREFIXLEN] OPTIONS
    inet autoconf, dhcp, rtsol      dest ADDRESS      !COMMAND      OPTIONS of ifconfig

Source: hostname.if(5), ifconfig(8), carp(4) of OpenBSD 7; etc/netstart 1.180.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from carplint.dialects.bsd import carp, ifconfig
from carplint.dialects.dialect import Part
from carplint.model import Document, HostFiles, Interface, Value, VirtualAddress, VirtualRouter
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

NAME = "openbsd"

_NODE = re.compile(r"([0-9]+):([0-9]+)")


class _File(NamedTuple):
    """What the lines of a file come to: its addresses in their order, and the options of all commands."""

    name: Value[str]
    addresses: tuple[VirtualAddress, ...]
    options: dict[str, Value[str]]
    strange: tuple[Value[str], ...]
    dynamic: bool
    statements: int
    understood: int


def _placed(words: Sequence[Value[str]]) -> list[Value[str]]:
    """The words of a line as ifconfig gets them: netstart puts netmask, broadcast and prefixlen before what stands behind
    an address. Where that is an option instead, the address has its length or needs none."""
    if words[0].value not in ("inet", "inet6"):
        return list(words)
    at = 2 if len(words) > 1 and words[1].value == "alias" else 1
    head, rest = list(words[: at + 1]), list(words[at + 1 :])
    keys = ("prefixlen",) if words[0].value == "inet6" else ("netmask", "broadcast")
    for key in keys:
        if not rest or rest[0].value is None or not re.fullmatch(r"[0-9][0-9.]*|0x[0-9a-fA-F]+|NONE", rest[0].value):
            break
        word = rest.pop(0)
        if word.value != "NONE":
            head += [Value(key, "", word.span), word]
    return head + rest


def _commands(document: Document, name: str) -> Iterator[list[Value[str]]]:
    """The ifconfig command of each line, without the interface's name; empty for a line that has none. A comment that ends
    in a backslash takes the next line, too."""
    source = document.source
    commented = False
    for leaf in document.tree.leaves():
        text = source.text[leaf.start : leaf.end]
        if leaf.kind == "TRIVIA":
            last = text.rstrip("\n").rpartition("\n")[2]
            commented = "#" in last and last.endswith("\\")
            continue
        words = [] if commented else _words(source, leaf.start, text)
        commented = False
        first = (words[0].value or "") if words else ""
        if first.startswith("!"):
            program, *rest = words[1:] if first == "!" and len(words) > 1 else [words[0].but(first[1:]), *words[1:]]
            own = (program.value or "").rpartition("/")[2] == "ifconfig" and rest and rest[0].value in ("$if", name)
            yield rest[1:] if own else []
        elif words:
            yield [] if first == "dest" else _placed(words)


def _words(source: Source, start: int, text: str) -> list[Value[str]]:
    return list(ifconfig.words(text, lambda a, b: Span(source, start + a, start + b)))


def _read(document: Document) -> _File:
    source = document.source
    name = source.path.rpartition("/")[2].removeprefix("hostname.")
    addresses: list[VirtualAddress] = []
    options: dict[str, Value[str]] = {}
    strange: list[Value[str]] = []
    dynamic = False
    statements = understood = 0
    for command in _commands(document, name):
        statements += 1
        words = [w for w in command if w.value not in ("dhcp", "rtsol")]
        call = ifconfig.call(words)
        dynamic = dynamic or len(words) < len(command) or "autoconf" in call.flags
        understood += not call.strange
        if call.address is not None and not {"delete", "-alias"} & call.flags:
            addresses.append(call.address)
        options.update(call.options)
        strange += call.strange
    return _File(
        Value(name, name, source.span()), tuple(addresses), options, tuple(strange), dynamic, statements, understood
    )


def _interface(file: _File) -> Interface:
    return Interface(
        name=file.name.value or "",
        span=file.name.span,
        addresses=tuple(a.address for a in file.addresses),
        format=NAME,
        dynamic=file.dynamic,
        at_boot=Value(True, "", file.name.span),
        lower=file.options.get("vlandev") or file.options.get("parent"),
    )


def _routers(host: HostFiles, file: _File, interfaces: Sequence[Interface]) -> Iterator[VirtualRouter]:
    """The virtual router of a carp interface; several of a load balanced one, which has a list of VHID:ADVSKEW."""
    interface = file.options.get("carpdev") or carp.parent(file.addresses, interfaces)
    nodes = file.options.get("carpnodes")
    if nodes is None or nodes.value is None or "vhid" in file.options:
        yield carp.router(host, carp.OPENBSD, file.name, interface, file.addresses, file.options, file.strange)
        return
    for match in _NODE.finditer(nodes.value):
        own = {"vhid": nodes.but(match[1]), "advskew": nodes.but(match[2])}
        options = {**file.options, **own}
        yield carp.router(host, carp.OPENBSD, file.name, interface, file.addresses, options, file.strange)


def read(host: HostFiles) -> Part:
    """The interfaces, and one virtual router per hostname.carpN."""
    files = [_read(d) for d in host.documents if d.format == NAME]
    carps = [
        f for f in files if {"vhid", "carpnodes"} & f.options.keys() or re.fullmatch(r"carp[0-9]+", f.name.value or "")
    ]
    interfaces = tuple(_interface(f) for f in files if f not in carps)
    return Part(
        interfaces=interfaces,
        virtual_routers=tuple(r for f in carps for r in _routers(host, f, interfaces)),
        statements=sum(f.statements for f in files),
        understood=sum(f.understood for f in files),
        puzzling=tuple(word.span for f in files for word in f.strange),
    )
