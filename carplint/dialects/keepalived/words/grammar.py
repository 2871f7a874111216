"""Lines of words that have a grammar of their own: read by the keyword table's blocks `.../<line>`.

A line is a first word or two that stand for themselves, then words of the table, each followed by its
value if it takes one. What is wrong with a line is a `Fault`, as with the words of any statement; what the
words say together is for the caller. Source: keepalived's vrrp_ipaddress.c, vrrp_iproute.c, vrrp_iprule.c,
vrrp_ip_rule_route_parser.c and lib/rttables.c; tried on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from ipaddress import IPv6Address
from typing import NamedTuple

from carplint.dialects.keepalived.facts.values import IPV4
from carplint.dialects.keepalived.keywords import Keyword, in_block
from carplint.dialects.keepalived.words.arguments import TYPES, Fault
from carplint.text.spelling import nearest
from carplint.text.version import Version

_IPV4 = re.compile(IPV4)
_IPV6 = re.compile(r"[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
_LENGTH = re.compile(r"[+]?[0-9]+")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]+|[0-9]+")
_TIME = re.compile(r"([0-9]+(?:[.][0-9]*)?|[.][0-9]+)(s|secs?|ms|msecs?)?", re.IGNORECASE)
_SHAPES = {
    "N[/MASK]": re.compile(rf"(?:{_NUMBER.pattern})(?:/(?:{_NUMBER.pattern}))?"),
    "FIRST-LAST": re.compile(r"[0-9]+-[0-9]+.*"),
}
"""How values that have a form of their own must look, by the table's usage."""

WHOLE_FAMILY = ("default", "any", "all")
"""Destinations that are all addresses of whichever family the line has."""

Table = Mapping[str, Keyword]


def family(word: str) -> int:
    """4 or 6 for an address without a prefix, as inet_pton takes it; 0 for anything else."""
    if _IPV4.fullmatch(word):
        return 4
    if _IPV6.fullmatch(word):
        try:
            IPv6Address(word)
        except ValueError:
            return 0
        return 6
    return 0


def prefix_fault(word: str, index: int) -> Fault | None:
    """What is wrong with the prefix of ADDRESS/LENGTH; nothing if there is none."""
    head, slash, length = word.partition("/")
    kind = family(head)
    limit = 32 if kind == 4 else 128
    if not slash or not kind or (_LENGTH.fullmatch(length) and int(length) <= limit):
        return None
    meant = ""
    if not length:
        message = f"{word} is /0 to keepalived: the whole internet would be on this interface; write the length"
    else:
        meant = f"{head}/{_mask_length(length)}" if kind == 4 and _mask_length(length) else ""
        message = f"the prefix of {word} is no number from 0 to {limit}, so keepalived takes /{limit}"
    return Fault("vip-prefix-invalid", index, message, meant)


@cache
def _mask_length(mask: str) -> int:
    """The length that a netmask stands for; 0 where it is none."""
    if family(mask) != 4:
        return 0
    bits = "".join(f"{int(octet):08b}" for octet in mask.split("."))
    return 0 if "01" in bits else bits.count("1")


def _address(keyword: Keyword, word: str, index: int) -> Fault | None:
    """An address alone: with a prefix it is refused."""
    if family(word) or (word in ("+", "-") and keyword.name in ("brd", "broadcast")):
        return None
    without = word.partition("/")[0]
    message = f"{keyword.name} takes an address{' without a prefix' if family(without) else ''}, not {word!r}"
    return Fault("value-wrong-type", index, message, without if family(without) else "")


def network(keyword: Keyword, word: str, index: int) -> Fault | None:
    """An address with or without a prefix, or all of them."""
    if word in WHOLE_FAMILY or word == "default6":
        return None
    if not family(word.partition("/")[0]):
        return Fault("value-wrong-type", index, f"{keyword.name} takes an address or default, not {word!r}")
    return prefix_fault(word, index)


def number(text: str) -> int | None:
    """A number in C notation: 16, 0x10 or 020."""
    if not _NUMBER.fullmatch(text):
        return None
    octal = text[0] == "0" and not set(text) - set("01234567")
    return int(text, 16 if text[:2] in ("0x", "0X") else 8 if octal else 10)


def _number(keyword: Keyword, word: str, index: int, text: str) -> Fault | None:
    """A number in C notation, within the limits of the keyword; names are those of the host."""
    given = number(text)
    if given is None:
        return None
    if keyword.minimum is not None and given < keyword.minimum:
        return Fault("value-out-of-range", index, f"{keyword.name} cannot be {word}; it starts at {keyword.minimum:g}")
    if keyword.maximum is not None and given > keyword.maximum:
        limit = f"{keyword.maximum:.10g}"
        return Fault("value-out-of-range", index, f"{keyword.name} cannot be {word}; it goes up to {limit}")
    return None


def _words(keyword: Keyword, word: str, index: int) -> Fault | None:
    """A value with a form of its own."""
    shape = _SHAPES.get(keyword.usage)
    if shape is not None:
        if shape.fullmatch(word):
            return None
        return Fault("value-wrong-type", index, f"{keyword.name} takes {keyword.usage}, not {word!r}")
    for text in word.split("/"):
        fault = _number(keyword, word, index, text)
        if fault is not None:
            return fault
    return None


def _choice(keyword: Keyword, word: str, index: int) -> Fault | None:
    """One of the values; numbers where the table has a range of them, any name where it has NAME."""
    limits = next((v for v in keyword.values if v[:2] == "0-"), "")
    if limits and word.isdecimal():
        if int(word) <= int(limits[2:]):
            return None
        return Fault("value-out-of-range", index, f"{keyword.name} takes a number of at most {limits[2:]}, not {word}")
    return None if "NAME" in keyword.values else TYPES["enum"](keyword, word, index)


def _integer(keyword: Keyword, word: str, index: int) -> Fault | None:
    """A decimal number, or one of the values that stand for one."""
    if word in keyword.values or (keyword.name in _ANY_BASE and "rules/" in keyword.block and _C.fullmatch(word)):
        return None
    return TYPES["int"](keyword, word, index)


_ANY_BASE = ("preference", "order", "priority")
"""The number of a rule is read in C notation."""
_C = re.compile(r"[+]?0[xX][0-9A-Fa-f]{1,8}|[+]?0[0-7]{1,10}")


def _time(keyword: Keyword, word: str, index: int) -> Fault | None:
    """A time in milliseconds, or with a unit."""
    match = _TIME.fullmatch(word)
    if match is None or not float(match[1]):
        return Fault("value-wrong-type", index, f"{keyword.name} takes a time such as 200ms or 1.5s, not {word!r}")
    return None


VALUES: dict[str, Callable[[Keyword, str, int], Fault | None]] = {
    "iface": TYPES["iface"],
    "ip": _address,
    "ip/prefix": network,
    "words": _words,
    "enum": _choice,
    "int": _integer,
    "float": _time,
}
"""How the value of a word of a line is checked, by its type."""


@cache
def table_of(block: str, version: Version) -> Table:
    """The words that a release has in a line language."""
    return {n: k for n, k in in_block(block, version).items() if k.known_in(version) and not n.startswith("<")}


@cache
def _before(usage: str) -> tuple[str, ...]:
    """The words that may stand between a word and its value: `[lock] N`."""
    return tuple(usage[1 : usage.index("]")].split("|")) if usage[:1] == "[" else ()


class Option(NamedTuple):
    """A word of the table on a line: its keyword, its number, and that of its value (or its own)."""

    keyword: Keyword
    at: int
    value: int


class Line:
    """What was read of a line: the words of the table by name (the last one counts), and what is wrong.

    A synonym stands under the word that it means, `whole` is false where the daemon stops in the middle."""

    __slots__ = ("block", "faults", "found", "whole", "words")

    def __init__(self, words: Sequence[str], block: str) -> None:
        self.words = words
        self.block = block
        self.found: dict[str, Option] = {}
        self.faults: list[Fault] = []
        self.whole = True

    def value(self, name: str) -> str:
        """The value of a word, or empty."""
        option = self.found.get(name)
        return self.words[option.value] if option is not None and option.value < len(self.words) else ""

    def fault(self, rule: str, index: int, message: str, meant: str = "") -> None:
        """Something is wrong with a word."""
        self.faults.append(Fault(rule, index, message, meant))

    def unknown(self, rule: str, index: int, message: str, names: Iterable[str]) -> None:
        """A word that the language does not have; the nearest that it has is offered."""
        self.fault(rule, index, message, nearest(self.words[index], names) or "")


Handler = Callable[[Line, int], int]
"""Reads words from a number on and gives back the number of the first word that it leaves."""


def take(line: Line, index: int, keyword: Keyword) -> int:
    """Read a word of the table and its value."""
    words = line.words
    at = index
    index += 1
    if keyword.deprecation == "diagnosed":
        meant = keyword.deprecated_by if keyword.deprecated_by == keyword.synonym else ""
        message = f"{keyword.name} is an old spelling; write {keyword.deprecated_by}"
        line.fault("deprecated-keyword", at, message, meant)
    if keyword.least:
        if index < len(words) and words[index] in _before(keyword.usage):
            index += 1
        if index >= len(words):
            line.whole = False
            line.fault("line-word-missing-value", at, _missing(line, keyword))
            return index
        check = VALUES.get(keyword.type)
        fault = None if check is None or "$" in words[index] else check(keyword, words[index], index)
        if fault is not None:
            line.faults.append(fault)
        index += 1
    line.found[keyword.synonym or keyword.name] = Option(keyword, at, index - 1)
    return index


def _missing(line: Line, keyword: Keyword) -> str:
    ends = "keepalived stops here and reads no further" if keyword.missing == "exit" else "keepalived ignores it"
    if line.block.endswith("ipaddress/<line>") or line.block.startswith("virtual_ipaddress_excluded"):
        ends = "keepalived drops the address"
    return f"{keyword.name} needs a value after it: {ends}"


def read(line: Line, index: int, table: Table, unknown: Handler, special: Mapping[str, Handler]) -> int:
    """Read words of a table until the line ends, or until `unknown` leaves a word unread."""
    words = line.words
    while index < len(words) and line.whole:
        word = words[index]
        handler = special.get(word)
        if handler is not None:
            index = handler(line, index)
            continue
        keyword = table.get(word)
        if keyword is not None:
            index = take(line, index, keyword)
            continue
        after = unknown(line, index)
        if after <= index:
            break
        index = after
    return index
