"""What words of keepalived.conf come to: numbers, booleans and addresses, as the daemon takes them.

None is what cannot be known, because the word still holds a variable, or what is no such value. Source:
keepalived lib/parser.c (read_int_strvec, check_true_false), lib/utils.c (inet_stosockaddr).
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.syntax.statement import Statement

TRUE = ("on", "true", "yes")
FALSE = ("off", "false", "no")


_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
"""An IPv4 address as inet_pton takes it."""
_IPV4 = re.compile(IPV4)


@lru_cache(1 << 12)
def number(text: str) -> float | None:
    """A plain decimal number; None for anything else."""
    digits = text.removeprefix("-").removeprefix("+")
    return float(text) if digits and digits.isascii() and digits.replace(".", "", 1).isdecimal() else None


def integer(statement: Statement | None, low: int, high: int, at: int = 1) -> int | None:
    """A word as an integer within limits; None for what the daemon does not take, and for what is not there."""
    if statement is None or len(statement.words) <= at:
        return None
    value = number(statement.words[at])
    return int(value) if value is not None and low <= value <= high and value == int(value) else None


def truth(statement: Statement | None) -> bool | None:
    """What a statement with a boolean says; without a word it is true. None where there is none, or no boolean."""
    if statement is None:
        return None
    if len(statement.words) < 2 or statement.words[1] in TRUE:
        return True
    return False if statement.words[1] in FALSE else None


def unclear(statement: Statement | None) -> bool:
    """Whether a word of a statement is still a variable."""
    return statement is not None and any("$" in w for w in statement.words)


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
