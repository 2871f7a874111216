"""Lines of words that have a grammar of their own: read by the keyword table's blocks `.../<line>`.

A line is a first word or two that stand for themselves, then words of the table, each followed by its
value if it takes one. What is wrong with a line is a `Fault`, as with the words of any statement; what the
words say together is for the caller. Source: keepalived's vrrp_ipaddress.c, vrrp_iproute.c, vrrp_iprule.c,
vrrp_ip_rule_route_parser.c and lib/rttables.c; tried on 2.2.7.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from carplint.dialects.keepalived.keywords import Keyword, in_block
from carplint.dialects.keepalived.words.typed import TYPES, Fault, Reader, Word, faulty
from carplint.dialects.keepalived.words.values import (
    C_NUMBER,
    TWO_MINUTES,
    family,
    in_c,
    mask_length,
    milliseconds,
    named_number,
    prefix,
    whole,
)
from carplint.text.typing import NamedTuple
from carplint.text.version import Version

_SHAPES = {
    "N[/MASK]": rf"[ \t-\r]*(?:[+]?(?:{C_NUMBER}))?(?:/(?:[+]?(?:{C_NUMBER}))?)?",
    "FIRST-LAST": r"[0-9]+-[0-9]+.*",
}
"""How values that have a form of their own must look, by the table's usage."""

_STARTS = tuple("0123456789+-")
"""What a number begins with."""

_NAMED = ("NAME|N", "GROUP|N", "[REALM/]REALM")
"""The usages of values that are a number in C notation, or a name that the host's files know."""

WHOLE_FAMILY = ("default", "any", "all")
"""Destinations that are all addresses of whichever family the line has."""

Table = Mapping[str, Keyword]


def prefix_fault(word: str, index: int) -> Fault | None:
    """What is wrong with the prefix of ADDRESS/LENGTH; nothing if there is none."""
    head, slash, length = word.partition("/")
    kind = family(head)
    limit = 32 if kind == 4 else 128
    if not slash or not kind or (length and whole(length, 0, limit) is not None):
        return None
    if not length:
        message = f"{word} is /0 to keepalived: the whole internet would be on this interface; write the prefix length"
        return Fault("vip-prefix-invalid", index, message, silent=True)
    meant = f"{head}/{mask_length(length)}" if kind == 4 and mask_length(length) else ""
    message = f"the prefix of {word} is not a number from 0 to {limit}, so keepalived takes /{prefix(length, limit)}"
    return Fault("vip-prefix-invalid", index, message, meant)


def _address(keyword: Keyword, word: str, index: int) -> Word:
    """An address alone: with a prefix it is refused."""
    if family(word) or (word in ("+", "-") and keyword.name in ("brd", "broadcast")):
        return Word(word)
    without = word.partition("/")[0] if family(word.partition("/")[0]) else ""
    message = f"{keyword.name} takes an address{' without a prefix' if without else ''}, not {word!r}"
    return faulty("value-wrong-type", index, message, without)


def network(keyword: Keyword, word: str, index: int) -> Word:
    """An address with or without a prefix, or all of them."""
    if word in WHOLE_FAMILY or word == "default6":
        return Word(word)
    if not family(word.partition("/")[0]):
        return faulty("value-wrong-type", index, f"{keyword.name} takes an address or default, not {word!r}")
    fault = prefix_fault(word, index)
    return Word(word, (fault,) if fault is not None else ())


def _named(keyword: Keyword, word: str, index: int, text: str) -> Fault | None:
    """A number in C notation, within the limits of the keyword, or a name; names are those of the host."""
    given = named_number(text)
    if keyword.name == "ipproto" and text[:1] in _STARTS and whole(text, 0, _PROTOCOLS) is None:
        return Fault("value-wrong-type", index, f"ipproto takes a name or a number up to {_PROTOCOLS}, not {word!r}")
    if given is None and re.fullmatch(r"[ \t-\r+-]*[0-9]*[.]?[0-9]*", text):
        return Fault("value-wrong-type", index, f"{keyword.name} takes a number or a name, not {word!r}")
    if given is None:
        return None
    if keyword.minimum is not None and given < keyword.minimum:
        return Fault("value-out-of-range", index, f"{keyword.name} cannot be {word}; it starts at {keyword.minimum:g}")
    maximum = _GROUPS if keyword.usage == "GROUP|N" else keyword.maximum
    if maximum is not None and given > maximum:
        limit = f"{maximum:.10g}"
        return Fault("value-out-of-range", index, f"{keyword.name} cannot be {word}; it goes up to {limit}")
    return None


def _words(keyword: Keyword, word: str, index: int) -> Word:
    """A value with a form of its own."""
    shape = _SHAPES.get(keyword.usage)
    if shape is not None and re.fullmatch(shape, word) is None:
        return faulty("value-wrong-type", index, f"{keyword.name} takes {keyword.usage}, not {word!r}")
    for text in word.split("/") if keyword.usage in _NAMED else ():
        fault = _named(keyword, word, index, text)
        if fault is not None:
            return Word(None, (fault,))
    if keyword.usage == "N[/MASK]" and any(_too_long(t.strip(" \t+")) for t in word.split("/")):
        return faulty("value-out-of-range", index, f"{keyword.name} goes up to {_LONG}, so it cannot be {word}")
    return Word(word)


def _too_long(text: str) -> bool:
    number = in_c(text or "0")
    return number is None or number > _LONG


_LONG = 2**32 - 1
_GROUPS = 2**31 - 1
"""The highest number of a group of interfaces."""
_PROTOCOLS = 254
"""The highest number of a protocol above IP that the daemon takes."""


def _choice(keyword: Keyword, word: str, index: int) -> Word:
    """One of the values; numbers where the table has a range of them, any name where it has NAME."""
    limits = next((v for v in keyword.values if v[:2] == "0-"), "")
    number = named_number(word) if limits else None
    if number is not None and number > int(limits[2:]):
        return faulty("value-out-of-range", index, f"{keyword.name} takes a number of at most {limits[2:]}, not {word}")
    if number is not None:
        return Word(number)
    if "NAME" not in keyword.values or word.lower() in keyword.values:
        return TYPES["enum"](keyword, word, index)
    fault = _named(keyword, word, index, word)
    return Word(word, () if fault is None else (fault,))


def _integer(keyword: Keyword, word: str, index: int) -> Word:
    """A decimal number, or one of the values that stand for one."""
    if word in keyword.values or (
        keyword.name in _ANY_BASE and "rules/" in keyword.block and re.fullmatch(_C, word) is not None
    ):
        return Word(word)
    if keyword.name in ("protocol", "goto") and not word.strip():
        return faulty("value-wrong-type", index, f"{keyword.name} takes a number, not {word!r}")
    return TYPES["int"](keyword, word, index)


_ANY_BASE = ("preference", "order", "priority")
"""The number of a rule is read in C notation."""
_C = r"[+]?0[xX][0-9A-Fa-f]{1,8}|[+]?0[0-7]{1,10}"


def _time(keyword: Keyword, word: str, index: int) -> Word:
    """A time in units of its own, or with a unit."""
    found = milliseconds(keyword.name, word)
    if found is not None and found[1]:
        return Word(found[0])
    if found is not None and found[0] > TWO_MINUTES:
        return faulty("value-out-of-range", index, f"{keyword.name} goes up to 120s: keepalived does not take {word}")
    return faulty("value-wrong-type", index, f"{keyword.name} takes a time such as 200ms or 1.5s, not {word!r}")


VALUES: dict[str, Reader] = {
    "iface": TYPES["iface"],
    "ip": _address,
    "ip/prefix": network,
    "words": _words,
    "enum": _choice,
    "int": _integer,
    "float": _time,
}
"""The reader of the value of a word of a line, by its type."""


@cache
def table_of(block: str, version: Version) -> Table:
    """The words that a release has in a line language."""
    return {n: k for n, k in in_block(block, version).items() if k.known_in(version) and not n.startswith("<")}


@cache
def _before(usage: str) -> tuple[str, ...]:
    """The words that may stand between a word and its value: `[lock] N`."""
    return tuple(usage[1 : usage.index("]")].split("|")) if usage[:1] == "[" else ()


class Option(NamedTuple):
    """A word of the table on a line: its keyword, its number, that of its value (or its own), and what that comes
    to, None where the daemon does not take it."""

    keyword: Keyword
    at: int
    value: int
    known: object = None


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

    def known(self, name: str) -> object:
        """What the value of a word comes to; None where it is not there, or not taken."""
        option = self.found.get(name)
        return None if option is None else option.known

    def fault(self, rule: str, index: int, message: str, meant: str = "", *, silent: bool = False) -> None:
        """Something is wrong with a word; `silent` where the daemon says nothing of it."""
        self.faults.append(Fault(rule, index, message, meant, silent))

    def unknown(self, rule: str, index: int, message: str, names: Iterable[str]) -> None:
        """A word that the language does not have; the nearest that it has is offered."""
        from carplint.text.spelling import nearest

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
    known: object = True
    if keyword.least:
        if index < len(words) and words[index] in _before(keyword.usage):
            index += 1
        if index >= len(words):
            line.whole = False
            line.fault("line-word-missing-value", at, _missing(line, keyword))
            return index
        reader = VALUES.get(keyword.type)
        known = words[index]
        if reader is not None and "$" not in words[index]:
            known, faults = reader(keyword, words[index], index)
            line.faults += faults
        index += 1
    line.found[keyword.synonym or keyword.name] = Option(keyword, at, index - 1, known)
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
