"""The addresses that an up script of ucarp adds: the VIP with its prefix, and others, which go to the node that has it.

What a condition guards may never be run, so no further address is taken from such a script; the VIP's prefix is, if all
commands that add the VIP agree on it.
"""

from __future__ import annotations

from carplint.dialects.addresses.common import as_ip_reads
from carplint.model import IPAddress, Value, VirtualAddress
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.dialects.shell.script import Simple

DEBIAN_UP = "/usr/share/ucarp/vip-up"
"""Debian's own up script."""


class Added(NamedTuple):
    """The addresses that an up script adds: the VIP, None if that is not certain, and further ones."""

    vip: VirtualAddress | None = None
    further: tuple[VirtualAddress, ...] = ()


def _added(source: Source, step: Simple) -> VirtualAddress | None:
    """Return the address that a command adds, if that is certain."""
    from carplint.dialects.shell.script import UnsureError
    from carplint.dialects.ucarp.scripts.reading import change

    try:
        own = change(step)
        address = as_ip_reads(own.address) if own is not None and own.adds else None
    except (UnsureError, ValueError):
        return None
    if own is None or address is None or any(c.isspace() for c in own.device + own.label):
        return None
    place = source.span(step.start, step.end)
    start = place.text.find(own.address)
    if start >= 0:
        place = place._replace(start=place.start + start, end=place.start + start + len(own.address))

    def value(text: str) -> Value[str] | None:
        return Value(text, text, place) if text else None

    return VirtualAddress(Value(address, own.address, place), True, value(own.device), value(own.label))


def added(
    source: Source, interface: Value[str] | None, vip: Value[IPAddress] | None, parameter: Value[str] | None
) -> Added:
    """Return the addresses that an up script adds, which ucarp calls with the interface, the VIP and the parameter."""
    from carplint.dialects.ucarp.scripts.reading import certain_steps  # few scripts are at hand

    own = vip.value if vip is not None else None
    parameters = {
        "1": interface.value if interface is not None else None,
        "2": None if own is None else str(own),
        "3": parameter.value if parameter is not None else "",
    }
    steps = list(certain_steps(source, parameters))
    found = [(a, a.address.value) for s in steps if s is not None and (a := _added(source, s)) is not None]
    mine = [a for a, address in found if address is not None and address.ip == own]
    agreed = len({a.address.value for a in mine}) == 1
    if own is None or not all(s is not None and s.always for s in steps):
        return Added(mine[0] if agreed else None)
    return Added(mine[0] if agreed else None, tuple(a for a, _ in found if a not in mine))


def brings_up(source: Source | None, interface: str) -> frozenset[str]:
    """Return the interfaces that an up script brings up by `ifup`, itself or by Debian's vip-up, which runs `ifup
    NAME:ucarp`."""
    from carplint.dialects.ucarp.scripts.reading import certain_steps

    steps = [s for s in certain_steps(source, {"1": interface}) if s is not None] if source is not None else []
    given = {s.values[-1] for s in steps if len(s.values) > 1 and s.program == "ifup"}
    by_default = {f"{interface}:ucarp" for s in steps if s.values[0] == DEBIAN_UP}
    return frozenset(n for n in given | by_default if n is not None)
