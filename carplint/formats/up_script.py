"""The addresses that an up script of ucarp adds besides the VIP: they are on the node that has the VIP.

Only what is certain is read: literal addresses of `ip addr add` in a script without conditions, loops and functions.
Source: ip-address(8); ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from carplint.model import Address, Value, VirtualAddress
from carplint.source import Source

if TYPE_CHECKING:
    from carplint.syntax.inclusion import Find

_BRANCHES = r"\b(?:if|case|for|while|until|function)\b|&&|\|\||\(\)|<<"
_COMMENT = r"(?m)(?:^|(?<=\s))#.*$"
_ADD = r"(?:/usr)?(?:/s?bin/)?ip(?: -4)? (?:a|addr|address) (?:a|add|r|replace) (?P<address>\S+)(?: .*)?"
"""Compiled when they are first used: few scripts are at hand."""


def _added(source: Source) -> Iterator[VirtualAddress]:
    from carplint.formats.launcher import commands  # few scripts are at hand

    for command in commands(source):
        add = re.fullmatch(_ADD, " ".join(command.words))
        if add is None:
            continue
        start = command.span.start + command.span.text.find(add["address"])
        span = command.span._replace(start=start, end=start + len(add["address"]))
        try:
            address = Value(Address.read(add["address"]), add["address"], span)
        except ValueError:  # a variable: the VIP itself, as a rule
            continue
        words = command.words
        name = words[words.index("dev") + 1] if "dev" in words[:-1] else ""
        device = Value(name, name, command.span) if name and "$" not in name else None
        yield VirtualAddress(address, "/" in add["address"], device)


def added(find: Find | None, script: Value[str] | None) -> tuple[VirtualAddress, ...]:
    """The addresses that a script adds, as far as it is no launcher's own one, is at hand, and is plain."""
    if find is None or script is None or not script.written or not (script.value or "").startswith("/"):
        return ()
    source = next((s for s in find(script.value or "", script.span.source) or () if isinstance(s, Source)), None)
    if source is None or re.search(_BRANCHES, re.sub(_COMMENT, "", source.text)):
        return ()
    return tuple(_added(source))


def further(find: Find | None, script: Value[str] | None, vip: Value[str] | None) -> tuple[VirtualAddress, ...]:
    """The addresses that a script adds besides the VIP."""
    own = vip.value if vip is not None else None
    return tuple(a for a in added(find, script) if a.address.value is not None and str(a.address.value.ip) != own)
