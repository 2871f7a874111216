"""*.network files of systemd-networkd: a source of a node's addresses, read for nothing else; with the *.netdev files beside
them, which make devices, and the names that *.link files give. udev reads the rest of these, whatever configures a device.

Source: systemd.network(5), systemd.netdev(5), systemd.link(5), systemd.syntax(7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import chain

from carplint.dialects.addresses import ini
from carplint.dialects.addresses.common import TRUTHS, plain, refused, truth, with_length
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.model import Address, Document, HostFiles, Interface, Value, known, not_known
from carplint.text.finding import Finding
from carplint.text.parse import parse
from carplint.text.source import Source, Span

NAME = "networkd"
_FOLDERS = tuple(f"{top}/systemd/network" for top in ("/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"))
"""Where the files lie, the most important folder first (systemd.network(5))."""
_EVERYTHING = ("", "0.0.0.0/0", "::/0")
"""The destinations of a default route."""


def _words(values: tuple[Value[str], ...]) -> list[Value[str]]:
    """Return the words of all lines of a list; an empty line starts it anew."""
    found: list[Value[str]] = []
    for value in values:
        found = [*found, *shell.split(value)] if value.value else []
    return found


def _beside(host: HostFiles, documents: Sequence[Document], pattern: str) -> list[ini.Ini]:
    """Return the files of a pattern in the folders of some documents, each with its drop-ins."""
    folders = {d.source.path.rpartition("/")[0]: d.source for d in documents} if host.files else {}
    found = (f for source in folders.values() for f in (host.files or not_known)(pattern, source) or ())
    own = ((f, ini.read(f, parse(f.text, "ini"), joins=True)) for f in found if isinstance(f, Source))
    return [ini.joined([file, *_drop_ins(host, source)]) for source, file in own]


def _names(links: Sequence[ini.Ini]) -> dict[str, list[Value[str]]]:
    """Return the names that *.link files give to devices, each by its MAC address alone."""
    found: dict[str, list[Value[str]]] = {}
    for link in links:
        name, policy = link.last("Link", "Name"), link.last("Link", "NamePolicy")
        kinds = {s.key.value for m in link.named("Match") for s in m.settings}
        for mac in _words(link.all("Match", "MACAddress")) if kinds == {"MACAddress"} else ():
            if name is not None and name.value and policy is None:
                found.setdefault((mac.value or "").lower(), [name])
    return found


def _rank(path: str) -> int:
    """Return which folder a file is in, the most important first."""
    return next((i for i, folder in enumerate(_FOLDERS) if f"{folder}/" in f"/{path}"), 0)


def _drop_ins(host: HostFiles, source: Source) -> list[ini.Ini]:
    """Return the drop-ins of a file, from whatever folder: by their names, and of one name the one in the most important folder."""
    name = source.path.rpartition("/")[2]
    patterns = (f"{name}.d/*.conf", *(f"{folder}/{name}.d/*.conf" for folder in _FOLDERS)) if host.files else ()
    found: dict[str, Source] = {}
    for file in (f for pattern in patterns for f in (host.files or not_known)(pattern, source) or ()):
        if isinstance(file, Source):
            own = file.path.rpartition("/")[2]
            if own not in found or _rank(file.path) < _rank(found[own].path):
                found[own] = file
    return [ini.read(f, parse(f.text, "ini"), joins=True) for _, f in sorted(found.items())]


def _effective(documents: Sequence[Document]) -> list[Document]:
    """Return the files that count, by their names: one in /etc replaces those of its name elsewhere, and none is left of an
    empty one."""
    ranked = sorted(documents, key=lambda d: (d.source.path.rpartition("/")[2], _rank(d.source.path)))
    first = {d.source.path.rpartition("/")[2]: d for d in reversed(ranked)}
    return [d for d in ranked if first[d.source.path.rpartition("/")[2]] is d and d.source.text.strip()]


def _interfaces(
    document: Document, file: ini.Ini, named: Mapping[str, Sequence[Value[str]]], made: Mapping[str, ini.Ini]
) -> list[Interface]:
    """Return one interface per name or pattern of [Match] Name=; if there are none, one with the name that a MAC address has by
    `named`, or without a name. `made` are the files that make a device of a name."""
    words = chain(_words(file.all("Network", "Address")), _words(file.all("Address", "Address")))
    addresses: tuple[Value[Address], ...] = tuple(with_length(w) for w in words)
    dhcp = file.last("Network", "DHCP")
    asks = dhcp is not None and dhcp.value != "" and TRUTHS.get((dhcp.value or "").lower()) is not False
    ports = [file.last("Network", key) for key in ("Bond", "Bridge", "Team")]
    kinds = {s.key.value for m in file.named("Match") for s in m.settings}
    names = [w.value or "" for w in _words(file.all("Match", "Name"))]
    mac = file.last("Match", "MACAddress") or file.last("Match", "PermanentMACAddress")
    linked = named.get(known(mac, "").lower(), ()) if kinds == {"MACAddress"} else ()
    defaults = (s for s in file.named("Route") if known(s.last("Destination"), "") in _EVERYTHING)
    gateways = (file.last("Network", "Gateway"), *(route.last("Gateway") for route in defaults))
    settings = file.settings
    only = (bool(linked) or not kinds - {"Name"}) and not any(n.startswith("!") for n in names)
    return [
        Interface(
            name=name if only or not any(c in name for c in "*?[!") else "",
            span=document.source.span(),
            addresses=addresses,
            settings=(*(made[name].settings if name in made else ()), *settings),
            format=NAME,
            dynamic=asks and dhcp is not None and (dhcp.value or "").lower() != "ipv6",
            at_boot=Value(True, "", document.source.span()),
            controller=next((p for p in ports if p is not None and p.value), None),
            gateway=plain(next(filter(None, gateways), None)),
            mac=mac,
        )
        for name in names or [known(own, "") for own in linked] or [""]
    ]


def read(host: HostFiles) -> Part:
    """Read the interfaces, each file with its drop-ins. If several files match one, the first by name is used, whatever folder it
    lies in."""
    found: list[Interface] = []
    findings: list[Finding] = []
    statements = 0
    puzzling: list[Span] = []
    documents = _effective([d for d in host.documents if d.format == NAME])
    named = _names(_beside(host, documents, "*.link"))
    made = {known(f.last("NetDev", "Name"), ""): f for f in _beside(host, documents, "*.netdev")}
    for document in documents:
        parts = [ini.read(document.source, document.tree, joins=True), *_drop_ins(host, document.source)]
        file = ini.joined(parts)
        statements += file.statements
        puzzling += file.strange
        for strange in (p.strange[0] for p in parts if p.strange):
            message = "this line is neither [Section] nor Key=value in a section: systemd-networkd ignores it"
            findings.append(Finding(message, strange, name="address-file-syntax"))
        if (unmanaged := truth(file.last("Link", "Unmanaged"))) is not None and unmanaged.value:
            continue
        earlier = [i.name for i in found if i.name]
        found += [
            i for i in _interfaces(document, file, named, made) if not any(fnmatchcase(i.name, e) for e in earlier)
        ]
    findings += refused(found, "systemd-networkd ignores it")
    return ini.part(found, findings, statements, puzzling)
