"""The facts of an interface to show: its addresses, what it is tied to, and whether it comes up at boot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.model import Interface, Value
from carplint.overview.facts import DEFAULT, Fact, fact
from carplint.text.typing import Any

_STATIC = ("", "none", "static", "manual")
"""Boot protocols that give an interface no address."""
_KEY = re.compile(r"([A-Za-z_][\w-]*)=$|^[ \t]*([a-z-]+)[ \t]")


def _setting(value: Value[Any]) -> str:
    """Return what is written, with the key or the word before it: ONPARENT=No, auto eth0."""
    text, start = value.span.source.text, value.span.start
    before = text[text.rfind("\n", 0, start) + 1 : start]
    match = _KEY.search(before)
    if match is None or not value.written:
        return value.written
    return f"{match[1] or match[2]}{'=' if match[1] else ' '}{value.written}"


def at_boot(interface: Interface) -> Fact | None:
    """Return whether an interface or an alias comes up at boot, as far as its files say: all in all, and by the alias's
    own word if it has one."""
    alias = interface.parent is not None
    said = interface.on_parent if alias and interface.on_parent is not None else interface.at_boot
    said = said if said is not None else interface.on_boot
    up = interface.at_boot.value if interface.at_boot is not None else None
    when = f"with {interface.parent}" if alias else "at boot"
    if said is None:
        return None
    why = "" if said.written else DEFAULT
    if up is None:
        why = said.why or (interface.at_boot.why if interface.at_boot is not None else "no file says it")
        return Fact("at_boot", "", None, f"unknown whether it comes up {when}", _setting(said), said.span, why)
    return Fact("at_boot", "", up, f"{'comes up' if up else 'stays down'} {when}", _setting(said), said.span, why)


_LINKS = (("controller", "port of"), ("lower", "on"), ("gateway", "gateway"))


def links(interface: Interface) -> Iterator[Fact]:
    """Yield what an interface is tied to: its bond or bridge, the interface below it, its router."""
    for key, label in _LINKS:
        value = getattr(interface, key)
        if value is not None:
            yield fact(key, label, value)


def addresses(interface: Interface) -> Iterator[Fact]:
    """Yield the addresses of an interface."""
    for address in interface.addresses:
        found = fact("address", "", address)
        yield found if address.value is None else found._replace(text=str(address.value))
    if interface.dynamic:
        own = interface.boot_protocol
        text = f"by {own.value}" if own is not None and own.value and own.value not in _STATIC else "given to it"
        span = own.span if own is not None else interface.span
        written = own.written if own is not None else ""
        yield Fact("address", "", None, text, written, span, "no file says the address")
