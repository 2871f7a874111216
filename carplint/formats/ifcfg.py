"""ifcfg-* of network-scripts (Red Hat family): the interfaces of a node and their addresses.

Source: initscripts 9.49, doc/sysconfig.txt, network-functions (expand_config) and ifup-aliases.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address

from carplint.formats import Part
from carplint.keywords.ifcfg import is_known
from carplint.model import Address, Document, Host, Interface, Setting, Value
from carplint.syntax import shell

NAME = "ifcfg"

_ADDRESS = re.compile(r"IPADDR(\d*)")


def file_of(host: Host, name: str) -> Document | None:
    """The file ifcfg-NAME of a host, or None."""
    wanted = f"ifcfg-{name}"
    return next((d for d in host.documents if d.source.path.rpartition("/")[2] == wanted and d.format == NAME), None)


def _classful(ip: str) -> int:
    first = int(ip.partition(".")[0])
    return 8 if first < 128 else 16 if first < 192 else 24


def address(
    ip: Value[str], netmask: Value[str] | None, prefix: Value[str] | None, inherited: int | None = None
) -> Value[Address]:
    """An address of an ifcfg file. PREFIX wins over NETMASK; without both an alias has the mask of its
    parent (`inherited`), and any other interface that of the address' class.

    Source: initscripts 9.49.38, network-functions (expand_config) and ifup-aliases.
    """
    if ip.value is None:
        return Value(None, ip.written, ip.span, ip.why)
    mask = prefix if prefix is not None and prefix.value != "" else netmask
    try:
        IPv4Address(ip.value)
        if mask is None or mask.value == "":
            length = str(_classful(ip.value) if inherited is None else inherited)
        elif mask.value is None:
            return Value(None, ip.written, ip.span, mask.why)
        else:
            length = mask.value
        return Value(Address.read(f"{ip.value}/{length}"), ip.written, ip.span)
    except ValueError as error:
        return Value(None, ip.written, ip.span, str(error))


def _interface(document: Document, parents: dict[str, Interface]) -> Interface:
    source = document.source
    settings = shell.run(source, document.tree).settings
    facts: dict[str, Value[str]] = {s.key.written: s.value for s in settings}
    file_name = source.path.rpartition("/")[2].removeprefix("ifcfg-")
    device = facts.get("DEVICE")
    name = device.value if device is not None and device.value else file_name
    parent = name.partition(":")[0] if ":" in name else None
    above = parents.get(parent) if parent is not None else None
    inherited = next((a.value.length for a in above.addresses if a.value is not None), None) if above else None
    addresses = tuple(
        address(value, facts.get(f"NETMASK{match[1]}"), facts.get(f"PREFIX{match[1]}"), inherited)
        for key, value in facts.items()
        if (match := _ADDRESS.fullmatch(key)) and value.value != ""
    )
    return Interface(
        name=name,
        span=source.span(),
        parent=parent,
        addresses=addresses,
        boot_protocol=facts.get("BOOTPROTO"),
        on_boot=facts.get("ONBOOT"),
        on_parent=facts.get("ONPARENT"),
        settings=settings,
    )


def statements(document: Document) -> tuple[int, int]:
    """How many statements a shell-style file has, and how many of them a shell understands as settings."""
    found = [leaf.kind for leaf in document.tree.leaves() if leaf.kind != "TRIVIA"]
    return len(found), found.count("ASSIGNMENT")


def read(host: Host) -> Part:
    """The interfaces, parents before their aliases."""
    documents = sorted((d for d in host.documents if d.format == NAME), key=lambda d: d.source.path.count(":"))
    interfaces: dict[str, Interface] = {}
    result: list[Interface] = []
    total = understood = 0
    for document in documents:
        interface = _interface(document, interfaces)
        interfaces.setdefault(interface.name, interface)
        result.append(interface)
        lines, settings = statements(document)
        total += lines
        understood += settings - sum(not is_known(s.key.written) for s in interface.settings)
    return Part(interfaces=tuple(result), statements=total, understood=max(0, understood))


def setting(interface: Interface, key: str) -> Setting | None:
    """The last assignment of a key in an interface's file, the one that counts."""
    return next((s for s in reversed(interface.settings) if s.key.written == key), None)
