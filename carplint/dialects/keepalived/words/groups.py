"""The lines of virtual_server_group: addresses, ranges and networks with a port, and firewall marks.

Source: keepalived, check_data.c, alloc_vsg_entry, and lib/utils.c, inet_stor; tried on 2.2.7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address, ip_network

from carplint.dialects.keepalived.words.arguments import TYPES, Fault
from carplint.dialects.keepalived.words.grammar import family, table_of
from carplint.text.version import Version

_RULE = "group-entry-invalid"
_PORT = 65535


def group_faults(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    """ADDRESS[-END][/LENGTH] [PORT], or fwmark N [inet|inet6]."""
    if any("$" in w for w in words):
        return
    if words[0] == "fwmark":
        yield from _fwmark(words, block, version)
        return
    if len(words) > 1 and not (words[1].isdecimal() and int(words[1]) <= _PORT):
        message = f"{words[1]} is no port from 1 to {_PORT}: keepalived leaves the entry out"
        yield Fault("value-wrong-type", 1, message)
    why = _address(words[0])
    if why:
        yield Fault(_RULE, 0, f"{why}: keepalived leaves {words[0]} out")
    if len(words) > 2:
        yield Fault("extra-words-ignored", 2, "a line has one address and its port: the rest is ignored")


def _fwmark(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    if len(words) == 1:
        yield Fault("line-word-missing-value", 0, "fwmark needs a number: keepalived stops here and reads no further")
        return
    fault = TYPES["int"](table_of(block, version)["fwmark"], words[1], 1)
    if fault is not None:
        yield fault
    if len(words) > 2 and words[2] not in ("inet", "inet6"):
        yield Fault("value-unknown", 2, f"after the mark can stand inet or inet6, not {words[2]}")


def _address(word: str) -> str:
    """Why an entry is refused, or nothing."""
    entry, slash, length = word.partition("/")
    first, dash, last = entry.partition("-")
    kind = family(first)
    if not kind:
        return f"{first} is no address"
    bits = 32 if kind == 4 else 128
    if slash:
        if not (length.isdecimal() and 1 <= int(length) <= bits):
            return f"the prefix must be a number from 1 to {bits}"
        if not dash and ip_network(f"{first}/{length}", strict=False).network_address != ip_address(first):
            return "an address with a prefix must be that of the network, without host bits"
    return _range(first, last, kind) if dash else ""


def _range(first: str, last: str, kind: int) -> str:
    """Why a range is refused: A-B with two addresses, or A-N with the last number of the second."""
    other = family(last)
    if other:
        if other != kind:
            return "a range has two addresses of one family"
        return "the range ends before it begins" if int(ip_address(last)) < int(ip_address(first)) else ""
    digits = "0123456789" if kind == 4 else "0123456789abcdefABCDEF"
    if set(last) - set(digits):
        return f"{last} is no end of a range: write an address, or the last number of one"
    number = int(last or "0", 10 if kind == 4 else 16)
    if number > (255 if kind == 4 else 0xFFFF):
        return f"the end of the range, {last}, is too large for one number of an address"
    start = int(ip_address(first)) & (0xFF if kind == 4 else 0xFFFF)
    return "" if number > start else "the end of the range must be greater than its beginning"
