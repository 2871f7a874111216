"""What words of keepalived.conf come to: numbers, booleans and addresses, as the daemon takes them.

None is what cannot be known, because the word still holds a variable, or what is no such value. Source:
keepalived lib/parser.c (read_int_strvec, check_true_false), lib/utils.c (inet_stosockaddr).
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.dialects.keepalived.tree.statement import Statement

IPAddress = IPv4Address | IPv6Address

TRUE = ("on", "true", "yes")
FALSE = ("off", "false", "no")


_INTEGER = re.compile(r"[ \t]*[+-]?[0-9]{1,20}")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]+")
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
"""An IPv4 address as inet_pton takes it."""
_IPV4 = re.compile(IPV4)


@lru_cache(1 << 12)
def number(text: str) -> float | None:
    """A plain decimal number; None for anything else."""
    digits = text.removeprefix("-").removeprefix("+")
    return float(text) if digits and digits.isascii() and digits.replace(".", "", 1).isdecimal() else None


@lru_cache(1 << 12)
def whole(word: str, low: int, high: int) -> int | None:
    """A word as an integer within limits, with the blanks and the sign that the daemon allows before it; None for
    what it does not take."""
    value = int(word) if _INTEGER.fullmatch(word) else low - 1
    return value if low <= value <= high else None


def integer(statement: Statement | None, low: int, high: int, at: int = 1) -> int | None:
    """A word of a statement as an integer within limits; None for what the daemon does not take, and for what is
    not there."""
    return None if statement is None or len(statement.words) <= at else whole(statement.words[at], low, high)


def truth(statement: Statement | None) -> bool | None:
    """What a statement with a boolean says; without a word it is true. None where there is none, or no boolean."""
    if statement is None:
        return None
    if len(statement.words) < 2 or statement.words[1] in TRUE:
        return True
    return False if statement.words[1] in FALSE else None


def unclear(statement: Statement | None, first: int = 0) -> bool:
    """Whether a word of a statement, from the `first` one on, is not known because a `$` is still in it."""
    return statement is not None and any("$" in w for w in statement.words[first:])


@lru_cache(1 << 14)
def address(word: str) -> IPAddress | None:
    """A word as an address: the daemon cuts it at its first - or /; None for anything else."""
    text = host(word)
    try:
        return ip_address(text) if _ADDRESS.fullmatch(text) else None
    except ValueError:
        return None


def family(text: str) -> int | None:
    """4 or 6 for an address; 0 for what is none; None for a variable."""
    if ":" in text:
        try:
            return 6 if "%" not in text and IPv6Address(text) else 0
        except ValueError:
            return None if "$" in text else 0
    return 4 if _IPV4.fullmatch(text) else None if "$" in text else 0


def host(text: str) -> str:
    """The address of a word that is no VIP: the daemon cuts it at the first - or /."""
    return text.split("/", 1)[0].split("-", 1)[0]


def plain(text: str) -> str:
    """The address of a VIP without its prefix, spelt in one way."""
    address = text.split("/", 1)[0]
    if ":" not in address:
        return address
    try:
        return str(IPv6Address(address))
    except ValueError:
        return address.lower()


def granularity(word: str, family: int | None) -> int | None:
    """The family that a persistence_granularity is read as, None if the daemon does not take it. An IPv4 mask
    may be any that inet_aton reads: one to four numbers, also octal and hexadecimal."""
    family = family or (4 if "." in word else 6)
    if family == 6:
        return None if whole(word, 1, 128) is None else 6
    parts = word.split(".")
    plain = all(re.fullmatch(r"0[xX][0-9a-fA-F]+|[0-9]+", p) for p in parts)
    return 4 if plain and len(parts) <= 4 else None
