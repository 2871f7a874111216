"""What words of keepalived.conf come to: numbers, booleans and addresses, as the daemon takes them.

None is what cannot be known, because the word still holds a variable, or what is no such value. Source:
keepalived lib/parser.c (read_int, read_unsigned, read_decimal_unsigned, check_true_false), lib/utils.c
(inet_stosockaddr), vrrp/vrrp_ipaddress.c (parse_ipaddress); tried on 2.2.7 and 2.4.3.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.dialects.keepalived.tree.statement import Statement

IPAddress = IPv4Address | IPv6Address

TRUE = ("on", "true", "yes")
FALSE = ("off", "false", "no")

_BLANKS = " \t\n\v\f\r"
_UNSIGNED = 2**64 - 1
"""The largest number that the daemon reads."""
_LONGEST = 100
"""Digits of a number that no keyword takes any more; Python would not convert some thousands of them."""


@lru_cache(1 << 12)
def whole(word: str, low: int, high: int) -> int | None:
    """A word as an integer within limits, with the blanks and the sign that the daemon allows before it; None for
    what it does not take. Nothing is 0. Where the limits hold nothing negative, it takes no minus, not even in -0."""
    text = word.lstrip(_BLANKS)
    digits = text[1:] if text[:1] == "+" or (text[:1] == "-" and low < 0) else text
    if not text and (low >= 0 or not word):
        return 0 if low <= 0 <= high else None
    if not digits.isdecimal() or not digits.isascii() or len(digits) > _LONGEST:
        return None
    value = -int(digits) if text[0] == "-" else int(digits)
    return value if low <= value <= high else None


def is_integer(word: str) -> bool:
    """Whether a word is an integer, in decimal digits alone, of whatever size."""
    digits = word.lstrip(_BLANKS)
    digits = digits[1:] if digits[:1] in ("+", "-") else digits
    return digits.isdecimal() and digits.isascii()


def leading(word: str, low: int, high: int) -> int | None:
    """The number at the beginning of a word, where it is within limits; None where there is none."""
    match = re.match(r"[ \t-\r]*([+-]?[0-9]{1,100})", word)
    return None if match is None or not low <= int(match[1]) <= high else int(match[1])


@lru_cache(1 << 12)
def decimal(word: str, places: int) -> tuple[float, bool] | None:
    """A word as a number that has some decimals, and whether the daemon finds nothing wrong with it; None where it
    comes to no number. The daemon takes the point out, fills up with zeros, and reads an integer: so `.5`, `1.` and
    `.` are numbers, and what is malformed counts as far as its digits go: `2x` is 0.000002 with six decimals. Of
    more decimals than there are it says so, and rounds."""
    head, _, rest = word.partition(".")
    digits = f"{head}{rest[:places]:0<{places}}"
    match = re.match(r"[ \t-\r]*[+]?([0-9]{0,100})", digits)
    if match is None or word[:1] == "-" or (not match[1] and digits[match.end() :][:1] == "-"):
        return None
    exact = match.end() == len(digits) and (match[1] != "" or not digits)
    fits = len(rest) <= places
    value = int(match[1] or "0") + (not fits and rest[places] >= "5")
    return None if value > _UNSIGNED else (value / 10**places, exact and fits)


def named_number(text: str) -> int | None:
    """A number that may stand for a name, in C notation, as strtoul reads it; the daemon keeps 32 bits of it."""
    match = re.fullmatch(r"[ \t-\r]*([+-]?)(0[xX][0-9A-Fa-f]{1,100}|0[0-7]{0,100}|[1-9][0-9]{0,100})", text)
    if match is None:
        return None
    digits = match[2]
    value = int(digits, 16 if digits[:2] in ("0x", "0X") else 8 if digits[0] == "0" else 10)
    value = _UNSIGNED if value > _UNSIGNED else -value if match[1] == "-" else value
    return value & 0xFFFFFFFF


def in_c(text: str) -> int | None:
    """A number in C notation: 16, 0x10 or 020."""
    if re.fullmatch(C_NUMBER, text) is None or len(text) > _LONGEST:
        return None
    octal = text[0] == "0" and not set(text) - set("01234567")
    return int(text, 16 if text[:2] in ("0x", "0X") else 8 if octal else 10)


C_NUMBER = "0[xX][0-9A-Fa-f]+|[0-9]+"
"""A number in C notation, as a pattern."""


def truth(statement: Statement | None) -> bool | None:
    """What a statement with a boolean says; without a word it is true. None where there is none, or no boolean."""
    if statement is None:
        return None
    return boolean(statement.words[1]) if len(statement.words) > 1 else True


def boolean(word: str) -> bool | None:
    """A word as a boolean, in lower case; None for anything else."""
    return True if word in TRUE else False if word in FALSE else None


def unclear(statement: Statement | None, first: int = 0) -> bool:
    """Whether a word of a statement, from the `first` one on, is not known because a `$` is still in it."""
    return statement is not None and any("$" in w for w in statement.words[first:])


@lru_cache(1 << 14)
def plain_address(text: str) -> IPAddress | None:
    """A text as an address, as inet_pton takes it; None for anything else."""
    try:
        if ":" in text:
            return None if "%" in text else IPv6Address(text)
        return IPv4Address(text) if text.isascii() else None
    except ValueError:
        return None


def address(word: str) -> IPAddress | None:
    """A word that is not a VIP as an address: the daemon cuts it at its first - or /; None for anything else."""
    return plain_address(host(word))


def family(text: str) -> int | None:
    """4 or 6 for an address without a prefix; 0 for what is none; None for a variable."""
    found = plain_address(text)
    return None if found is None and "$" in text else 0 if found is None else found.version


def host(text: str) -> str:
    """The address of a word that is not a VIP: the daemon cuts it at the first -, or else at the first /."""
    return text.partition("-" if "-" in text else "/")[0]


@lru_cache(1 << 14)
def plain(text: str) -> str:
    """The address of a VIP without its prefix, spelt in one way; of an IPv4 address there is but one."""
    head = text.partition("/")[0]
    if ":" not in head:
        return head
    found = plain_address(head)
    return str(found) if found is not None else head.lower()


@lru_cache(1 << 10)
def prefix(length: str, bits: int) -> int:
    """The length of the prefix that the running daemon makes of what stands behind the / of a VIP: the digits that it
    begins with, 0 without any; what is out of range is the whole address."""
    match = re.match(r"[ \t-\r]*([+-]?[0-9]{1,100})", length)
    found = 0 if match is None else int(match[1])
    return found if 0 <= found <= bits else bits


def mask_length(mask: str) -> int:
    """The length that a netmask stands for; 0 where it is none."""
    found = plain_address(mask)
    bits = "" if found is None or found.version != 4 else f"{int(found):032b}"
    return 0 if "01" in bits else bits.count("1")


_TICKS = {"rtt": 8, "rttvar": 4, "rto_min": 1}
"""How many units of its own a millisecond has, by the word: what stands without a unit is counted in them."""
TWO_MINUTES = 120_000
"""The longest time of a route, in milliseconds."""


def milliseconds(name: str, word: str) -> tuple[float, bool] | None:
    """A time of a route, and whether the daemon finds nothing wrong with it; None for what is none (get_time_rtt in
    vrrp_ip_rule_route_parser.c): with the unit s it has three decimals, else none."""
    match = re.fullmatch(r"[ \t-\r]*([^sS]*?)(m?)(s|sec|secs)?", word, re.IGNORECASE)
    if match is None or (match[3] and not match[1]) or (match[2] and not match[3]):
        return None
    found = decimal(match[1], 3 if match[3] and not match[2] else 0)
    if found is None:
        return None
    ticks = _TICKS[name]
    number = found[0] * 1000 if match[3] and not match[2] else found[0]
    return (number if match[3] else number / ticks), found[1] and number <= TWO_MINUTES * ticks


def granularity(word: str, family: int | None) -> int | None:
    """The family that a persistence_granularity is read as, None if the daemon does not take it. An IPv4 mask
    may be any that inet_aton reads: one to four numbers, also octal and hexadecimal."""
    family = family or (4 if "." in word else 6)
    if family == 6:
        return None if whole(word, 1, 128) is None else 6
    parts = word.split(".")
    plain = all(re.fullmatch(C_NUMBER, p) for p in parts)
    return 4 if plain and len(parts) <= 4 else None
