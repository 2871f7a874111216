"""*.network files of systemd-networkd: a source of a node's addresses, read for nothing else.

Source: systemd.network(5), systemd.syntax(7).
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import chain

from carplint.dialects.addresses import ini
from carplint.dialects.addresses.common import TRUTHS, plain, truth, with_length
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.model import Address, Document, HostFiles, Interface, Value, known
from carplint.text.finding import Finding

NAME = "networkd"
_EVERYTHING = ("", "0.0.0.0/0", "::/0")
"""The destinations of a default route."""


def _words(values: tuple[Value[str], ...]) -> list[Value[str]]:
    """Return the words of all lines of a list; an empty line starts it anew."""
    found: list[Value[str]] = []
    for value in values:
        found = [*found, *shell.split(value)] if value.value else []
    return found


def _interfaces(document: Document, file: ini.Ini) -> list[Interface]:
    """Return one interface per name or pattern of [Match] Name=; if there are none, one without a name."""
    words = chain(_words(file.all("Network", "Address")), _words(file.all("Address", "Address")))
    addresses: tuple[Value[Address], ...] = tuple(with_length(w) for w in words)
    dhcp = file.last("Network", "DHCP")
    asks = dhcp is not None and dhcp.value != "" and TRUTHS.get((dhcp.value or "").lower()) is not False
    ports = [file.last("Network", key) for key in ("Bond", "Bridge", "Team")]
    kinds = {s.key.value for m in file.named("Match") for s in m.settings}
    names = [w.value or "" for w in _words(file.all("Match", "Name"))]
    defaults = (s for s in file.named("Route") if known(s.last("Destination"), "") in _EVERYTHING)
    gateways = (file.last("Network", "Gateway"), *(route.last("Gateway") for route in defaults))
    settings = file.settings
    only = not kinds - {"Name"} and not any(n.startswith("!") for n in names)
    return [
        Interface(
            name=name if only or not any(c in name for c in "*?[!") else "",
            span=document.source.span(),
            addresses=addresses,
            settings=settings,
            format=NAME,
            dynamic=asks and dhcp is not None and (dhcp.value or "").lower() != "ipv6",
            at_boot=Value(True, "", document.source.span()),
            controller=next((p for p in ports if p is not None and p.value), None),
            gateway=plain(next(filter(None, gateways), None)),
            mac=file.last("Match", "MACAddress") or file.last("Match", "PermanentMACAddress"),
        )
        for name in names or [""]
    ]


def read(host: HostFiles) -> Part:
    """Read the interfaces. If several files match one, the first by name is used, whatever folder it lies in."""
    found: list[Interface] = []
    findings: list[Finding] = []
    statements = understood = 0
    for document in sorted(
        (d for d in host.documents if d.format == NAME), key=lambda d: d.source.path.rpartition("/")[2]
    ):
        file = ini.read(document.source, document.tree, joins=True)
        statements += file.statements
        understood += file.statements - len(file.strange)
        if file.strange:
            message = "this line is neither [Section] nor Key=value in a section: systemd-networkd ignores it"
            findings.append(Finding(message, file.strange[0], name="address-file-syntax"))
        if (unmanaged := truth(file.last("Link", "Unmanaged"))) is not None and unmanaged.value:
            continue
        earlier = [i.name for i in found if i.name]
        found += [i for i in _interfaces(document, file) if not any(fnmatchcase(i.name, e) for e in earlier)]
    return Part(interfaces=tuple(found), findings=tuple(findings), statements=statements, understood=understood)
