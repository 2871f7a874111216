"""The lines of virtual_ipaddress, virtual_ipaddress_excluded and static_ipaddress: an address and its options.

Source: keepalived, vrrp_ipaddress.c, parse_ipaddress and alloc_ipaddress; tried on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from carplint.dialects.keepalived.facts.values import IPV4
from carplint.dialects.keepalived.words.arguments import Fault
from carplint.dialects.keepalived.words.grammar import Line, Table, family, prefix_fault, read, table_of, take
from carplint.text.version import Version

_PLAIN = re.compile(rf"{IPV4}(?:/(?:[12]?[0-9]|3[0-2]))?")
_USUAL = ((), ("dev",), ("label",), ("dev", "label"))
"""The address and the options of most lines, to be done with them quickly."""
_LABEL = 15


def address_faults(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    """What is wrong with a line of addresses."""
    if "$" in words[0]:
        return
    usual = len(words) % 2 and words[1::2] in _USUAL and all(len(w) <= _LABEL and w.isascii() for w in words[2::2])
    if usual and _PLAIN.fullmatch(words[0]):
        return
    kind = family(words[0].partition("/")[0])
    if not kind:
        bare = words[0].rstrip(",;")
        meant = bare if bare != words[0] and family(bare.partition("/")[0]) and prefix_fault(bare, 0) is None else ""
        yield Fault("vip-invalid-address", 0, _no_address(words[0]), meant)
        return
    fault = prefix_fault(words[0], 0)
    if fault is not None:
        yield fault
    yield from _options(words, block, version, kind)


def _no_address(word: str) -> str:
    numbers = word.partition("/")[0].split(".")
    if len(numbers) == 4 and all(n.isdecimal() for n in numbers) and any(n != "0" and n[:1] == "0" for n in numbers):
        why = "a number of an address has no leading zero"
    elif word.rstrip(",;") != word and family(word.rstrip(",;").partition("/")[0]):
        why = f"the {word[-1]} is taken for a part of it"
    elif any(c.isalpha() for c in word) and ":" not in word:
        why = "names are not looked up here"
    else:
        why = "it must be an IPv4 or IPv6 address"
    return f"{word} is no address, so keepalived leaves this line out: {why}"


def _options(words: Sequence[str], block: str, version: Version, kind: int) -> Iterator[Fault]:
    table = table_of(block, version)
    line = Line(words, block)

    def unknown(line: Line, index: int) -> int:
        word = line.words[index]
        if family(word.partition("/")[0]):
            message = f"keepalived takes one address a line and ignores {word}: give it a line of its own"
        else:
            message = f"{word} is no option of an address: keepalived ignores it"
        line.unknown("vip-unknown-option", index, message, table)
        return index + 1

    read(line, 1, table, unknown, dict.fromkeys(_REPEATED.keys() & table.keys(), partial(_only_one, table)))
    yield from line.faults
    if line.whole:
        yield from _together(line, kind)


_REPEATED = {
    "dev": "keepalived drops the address",
    "peer": "keepalived ignores it",
    "track_group": "keepalived reads no further",
}
"""What the daemon does with a second one."""


def _only_one(table: Table, line: Line, index: int) -> int:
    name = line.words[index]
    if name in line.found:
        line.fault("line-word-repeated", index, f"{name} was given before on this line: {_REPEATED[name]}")
    return take(line, index, table[name])


def _together(line: Line, kind: int) -> Iterator[Fault]:
    """What the options of an address do to each other."""
    found = line.found
    address, _, length = line.words[0].partition("/")
    broadcast, peer, label = line.value("brd"), line.value("peer"), line.value("label")
    rule = "line-words-conflict"
    if kind == 6:
        if broadcast:
            yield Fault(rule, found["brd"].at, f"IPv6 has no broadcast: keepalived drops {address}")
        if label:
            yield Fault(rule, found["label"].at, "an IPv6 address has no label: keepalived ignores it")
        if line.value("scope") not in ("", "global", "0"):
            yield Fault(rule, found["scope"].at, "an IPv6 address has its own scope: keepalived ignores this one")
    elif len(label.encode("utf-8", "surrogateescape")) > _LABEL:
        message = f"the label {label} has more than {_LABEL} characters, so keepalived drops {address}"
        yield Fault("vip-label-too-long", found["label"].value, message)
    elif broadcast and peer:
        yield Fault(rule, found["brd"].at, "an address with a peer has no broadcast: keepalived ignores it")
    elif broadcast in ("+", "-") and (not length or (length.isdecimal() and int(length) > 30)):
        message = f"brd {broadcast} needs a network: a prefix of at most 30, not {length or 32}"
        yield Fault(rule, found["brd"].at, message)
    if peer and family(peer) and family(peer) != kind:
        yield Fault(rule, found["peer"].value, f"the peer {peer} is not of the family of {address}")
    elif peer and length not in ("", "32" if kind == 4 else "128"):
        yield Fault(rule, 0, f"keepalived takes no prefix with a peer: it ignores /{length}")
