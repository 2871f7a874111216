"""What the rules of this family ask of the model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.addresses import common
from carplint.model import Interface, Net, Value

_PLAIN = re.compile(r"[\w.:@+-]{1,20}")


def text(value: Value[str] | None) -> str | None:
    """The known text of a fact. None where it is absent, unknown, or spoilt by a Windows line end, which
    shell-syntax reports."""
    return None if value is None or value.value is None or value.value.endswith("\r") else value.value


def shown(value: str | None) -> str:
    """A value as a message may show it. Where a quote is missing a value may run into the next line, so
    whatever is no plain short word may hold a password."""
    return value if value is not None and _PLAIN.fullmatch(value) is not None else "..."


def is_unclear(value: Value[str] | None) -> bool:
    """Whether something is written that has no known text."""
    return value is not None and text(value) is None


def file_name(interface: Interface) -> str:
    """What follows `ifcfg-` in the name of an interface's file."""
    return interface.span.source.path.rpartition("/")[2].removeprefix("ifcfg-")


def interfaces(net: Net) -> Iterator[Interface]:
    """The interfaces of all hosts that an ifcfg file defines."""
    return (i for h in net.hosts for i in h.interfaces if i.format == "ifcfg")


def is_no(value: str) -> bool:
    """Whether somebody who writes this means no."""
    return value.lower() in ("no", "n", "false", "f", "0", "off", "never", "none")


def stays_down(interface: Interface) -> bool | None:
    """Whether an alias stays down when its parent comes up. None where that is not known, or a Windows line end spoils it."""
    return None if is_unclear(interface.on_parent) else common.stays_down(interface.on_parent)


def exposed(net: Net) -> Iterator[Interface]:
    """The aliases with a VIP that come up with their parent."""
    vips = {v.address.value.ip for r in net.virtual_routers for v in r.addresses if v.address.value is not None}
    for interface in interfaces(net):
        if interface.parent is None or interface.parent == "lo" or stays_down(interface) is not False:
            continue
        if is_no(text(interface.on_parent) or ""):
            continue
        if any(a.value is not None and a.value.ip in vips for a in interface.addresses):
            yield interface
