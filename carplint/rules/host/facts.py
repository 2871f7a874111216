"""Lookups in the model for the rules about a node's files."""

import re
from collections.abc import Iterator

from carplint.dialects.addresses import common
from carplint.model import Address, Host, Interface, Net, Value, VirtualRouter
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.typing import NamedTuple

_ENDING = r"(.+?)[._-](?!\d{1,4}$|range)[^:]+"


def text(value: Value[str] | None) -> str | None:
    """Return the known text of a fact, or None if it is absent, unknown, or spoilt by a Windows line end, which
    shell-syntax reports."""
    return None if value is None or value.value is None or value.value.endswith("\r") else value.value


def is_unclear(value: Value[str] | None) -> bool:
    """Return whether something is written whose text is unknown."""
    return value is not None and text(value) is None


def file_name(interface: Interface) -> str:
    """The part after `ifcfg-` in the name of an interface's file."""
    return interface.span.source.path.rpartition("/")[2].removeprefix("ifcfg-")


def interfaces(net: Net) -> Iterator[Interface]:
    """The interfaces of all hosts that an ifcfg file defines."""
    return (i for h in net.hosts for i in h.interfaces if i.format == "ifcfg")


def is_no(value: str) -> bool:
    """Return whether someone who writes this means no."""
    return value.lower() in ("no", "n", "false", "f", "0", "off", "never", "none")


def stays_down(interface: Interface) -> bool | None:
    """Return whether an alias stays down when its parent comes up. None where that is unknown, or a Windows line end
    spoils it."""
    return None if is_unclear(interface.on_parent) else common.stays_down(interface.on_parent)


def exposed(net: Net) -> Iterator[Interface]:
    """The aliases with a VIP that come up with their parent."""
    vips = net.vips
    for interface in interfaces(net):
        if interface.parent is None or interface.parent == "lo" or stays_down(interface) is not False:
            continue
        if is_no(text(interface.on_parent) or ""):
            continue
        if any(a.value is not None and a.value.ip in vips for a in interface.addresses):
            yield interface


def copies(host: Host) -> Iterator[tuple[Interface, Interface]]:
    """Each file that is a copy of another one by its name and content, with that one."""
    files = {file_name(i): i for i in host.interfaces if i.format == "ifcfg"}
    for name, copy in files.items():
        match = re.fullmatch(_ENDING, name)
        original = files.get(match[1]) if match is not None else None
        if original is None:
            continue
        addresses = {a.value for a in original.addresses if a.value is not None}
        if copy.name == original.name or any(a.value in addresses for a in copy.addresses):
            yield copy, original


SOURCES = frozenset(("ifcfg", "interfaces", "networkmanager", "netplan", "networkd"))
"""The formats that give a node's addresses."""


class Own(NamedTuple):
    """A node's own address, and the interface whose file gives it."""

    interface: Interface
    address: Value[Address]


def is_quiet(name: str) -> bool:
    """Return whether an address there is known not to be on the segment: the loopback, where the real servers of LVS
    have the VIP, and bridges that containers and virtual machines bring along."""
    device = name.partition(":")[0]
    return device == "lo" or device.startswith(("dummy", "docker", "virbr", "br-", "veth"))


def comes_up(interface: Interface) -> bool:
    """Return whether an interface comes up at boot, as far as its files say it: nothing tells of one whose setting is unknown."""
    return interface.at_boot is None or interface.at_boot.value is True


def static(host: Host) -> Iterator[Own]:
    """The addresses that come up at boot on interfaces that are not aliases, as far as they are known."""
    for interface in host.interfaces:
        if interface.parent is not None or interface.dynamic or is_quiet(interface.name):
            continue
        if comes_up(interface):
            yield from (Own(interface, a) for a in interface.addresses if a.value is not None)


def is_whole(host: Host) -> bool:
    """Return whether all files that give addresses were among the inputs: each of their formats was looked for in its
    whole folder, and each file names its interface; and no daemon is in a network namespace of its own."""
    if any(hasattr(fact, "namespace") for fact in host.facts):
        return False
    formats = {d.format for d in host.documents} & SOURCES
    return (
        bool(host.interfaces)
        and formats <= host.complete
        and not any(not i.name or any(c in i.name for c in "*?[!$\r") for i in host.interfaces)
    )


def missing(router: VirtualRouter, message: str, *names: str) -> Finding:
    """Return the finding that one of these variables of a launcher is not set: at the line that sets one near it, else at the
    router."""
    from carplint.dialects.ucarp.sourced import instead  # only where something is missing

    found = instead(router, *names)
    if found is None:
        return Finding(message, router.span)
    key, meant = found
    fix = Fix(f"write {meant}", (Edit(key.span, meant),), safe=False)
    text = f"the launcher does not read {key.written}, did you mean {meant}? {message}"
    return Finding(text, key.span, fix=fix, label=f"{meant} is meant")
