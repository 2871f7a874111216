"""How keepalived reads single words: numbers, booleans, addresses.

Source: lib/parser.c (read_int, check_true_false), lib/utils.c (inet_stosockaddr); tried on 2.2.7 and 2.4.3.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.syntax.statement import Statement

IPAddress = IPv4Address | IPv6Address

TRUE = ("on", "true", "yes")
FALSE = ("off", "false", "no")

_INTEGER = re.compile(r"[ \t]*[+-]?[0-9]{1,20}")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]+")


@lru_cache(1 << 12)
def integer(word: str, low: int, high: int) -> int | None:
    """A word as an integer within limits, None for what the daemon does not take."""
    number = int(word) if _INTEGER.fullmatch(word) else low - 1
    return number if low <= number <= high else None


@lru_cache(1 << 14)
def address(word: str) -> IPAddress | None:
    """A word as an address: the daemon cuts it at its first - or /; None for anything else."""
    text = word.partition("-")[0].partition("/")[0]
    try:
        return ip_address(text) if _ADDRESS.fullmatch(text) else None
    except ValueError:
        return None


def truth(statement: Statement) -> bool | None:
    """What a statement with a boolean says; without a word it is true. None for what is no boolean."""
    if len(statement.words) < 2 or statement.words[1] in TRUE:
        return True
    return False if statement.words[1] in FALSE else None


def variable(statement: Statement, least: int = 1) -> bool:
    """Whether a word of a statement is not known, because a `$` is still in it."""
    return any("$" in w for w in statement.words[least:])


def granularity(word: str, family: int | None) -> int | None:
    """The family that a persistence_granularity is read as, None if the daemon does not take it. An IPv4 mask
    may be any that inet_aton reads: one to four numbers, also octal and hexadecimal."""
    family = family or (4 if "." in word else 6)
    if family == 6:
        return None if integer(word, 1, 128) is None else 6
    parts = word.split(".")
    plain = all(re.fullmatch(r"0[xX][0-9a-fA-F]+|[0-9]+", p) for p in parts)
    return 4 if plain and len(parts) <= 4 else None
