"""Keyfiles of NetworkManager (*.nmconnection): a source of a node's addresses, read for nothing else.

Source: nm-settings-keyfile(5); NetworkManager, nms-keyfile-utils.c and nm-keyfile.c (which files and keys are read);
GLib, Key-value file parser (any line that is not a setting makes the whole file invalid).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.addresses import ifcfg, ini
from carplint.dialects.addresses.common import TRUTHS, plain, refused, truth, with_length
from carplint.dialects.dialect import Part
from carplint.model import Address, Document, HostFiles, Interface, Value
from carplint.text.finding import Finding
from carplint.text.source import Span

NAME = "networkmanager"

_ADDRESS = r"address(?:es)?\d*"
_STATIC = ("manual", "shared", "auto")
"""The methods that use the addresses of the file."""


def _parts(value: Value[str]) -> list[Value[str]]:
    """Return the parts of ADDRESS/LENGTH,GATEWAY; in old files of ADDRESS;LENGTH;GATEWAY."""
    span = value.span
    found = re.finditer(r"[^,; \t]+", value.value or "")
    return [Value(m[0], m[0], Span(span.source, span.start + m.start(), span.start + m.end())) for m in found]


def _addresses(file: ini.Ini) -> Iterator[tuple[Value[Address], Value[str] | None]]:
    """Yield the addresses, each with the gateway beside it. One without a length has 24 or 64 bits, as nmcli shows."""
    for family, length in (("ipv4", "24"), ("ipv6", "64")):
        method = file.last(family, "method")
        if method is None or method.value not in _STATIC:
            continue
        for setting in (s for section in file.named(family) for s in section.settings):
            if not re.fullmatch(_ADDRESS, setting.key.written):
                continue
            parts = _parts(setting.value)
            if len(parts) > 1 and "/" not in parts[0].written:
                yield with_length(parts[0], parts[1].value), next(iter(parts[2:]), None)
            elif parts:
                yield with_length(parts[0], length), next(iter(parts[1:]), None)


def _interface(document: Document, file: ini.Ini) -> Interface:
    here = document.source.span()
    name = file.last("connection", "interface-name") or file.last("match", "interface-name")
    found = tuple(_addresses(file))
    method = file.last("ipv4", "method")
    ports = (file.last("connection", key) for key in ("controller", "master"))
    gateways = (file.last("ipv4", "gateway"), *(g for _, g in found))
    macs = (file.last(kind, "mac-address") for kind in ("ethernet", "802-3-ethernet"))
    return Interface(
        name=(name.value or "").strip(";") if name is not None else "",
        span=here,
        addresses=tuple(a for a, _ in found),
        boot_protocol=method,
        settings=file.settings,
        format=NAME,
        dynamic=method is None or method.value not in ("manual", "disabled", "shared"),
        at_boot=truth(file.last("connection", "autoconnect")) or Value(True, "", here),
        controller=next((p for p in ports if p is not None), None),
        lower=file.last("vlan", "parent"),
        gateway=plain(next((g for g in gateways if g is not None and g.value), None)),
        mac=next((m for m in macs if m is not None), None),
        uuid=file.last("connection", "uuid"),
    )


def _broken(document: Document, file: ini.Ini) -> Span | None:
    """Return the first line for which GLib refuses the file; only # begins a comment for it."""
    match = re.search(r"(?m)^[ \t]*;[^=\n]*$", document.source.text)
    lines = [*file.strange, *([Span(document.source, *match.span())] if match is not None else [])]
    return min(lines, key=lambda span: span.start, default=None)


def read(host: HostFiles) -> Part:
    """Read one interface per file; none from a file that NetworkManager refuses."""
    found: list[Interface] = []
    findings: list[Finding] = []
    statements = 0
    puzzling: list[Span] = []
    for document in (d for d in host.documents if d.format == NAME):
        file = ini.read(document.source, document.tree, joins=False)
        statements += file.statements
        puzzling += file.strange
        broken = _broken(document, file)
        if broken is not None:
            message = "this line is neither [section] nor key=value in a section: NetworkManager refuses the whole file"
            findings.append(Finding(message, broken, name="address-file-syntax"))
        else:
            found.append(_interface(document, file))
    findings += refused(found, "NetworkManager ignores it")
    return ini.part(found, findings, statements, puzzling)


def managed(interface: Interface) -> Span | None:
    """Return what says that NetworkManager manages an interface: a keyfile, NM_CONTROLLED=yes or the UUID that it or
    the installer wrote. None if nothing does, or with NM_CONTROLLED=no."""
    if interface.format == "networkmanager":
        return interface.span
    if interface.format != "ifcfg":
        return None
    for key in ("NM_CONTROLLED", "UUID"):
        found = ifcfg.setting(interface, key)
        if found is not None and key == "NM_CONTROLLED":
            return found.key.span if TRUTHS.get((found.value.value or "").lower()) else None
        if found is not None:
            return found.key.span
    return None
