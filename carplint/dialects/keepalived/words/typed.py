"""A word by the type that the keyword table gives it: its value, as the daemon runs with it, and what is wrong with it.

The daemon's readers of values are in lib/parser.c (read_int, read_decimal, check_true_false); a number
may have blanks and a sign before it, never anything after it. Tried on 2.2.7 and 2.4.3.
"""

import re
from collections.abc import Callable

from carplint.dialects.keepalived.keywords import Keyword
from carplint.dialects.keepalived.words import values
from carplint.dialects.keepalived.words.values import FALSE, TRUE
from carplint.text.typing import Any, NamedTuple

INTERFACE_BYTES = 15
"""The longest name of an interface: IFNAMSIZ - 1 (linux/if.h)."""

_SHOWN = 100
"""Characters of a number that a message repeats."""


class Fault(NamedTuple):
    """What is wrong with a word: the rule that it breaks, the number of the word, what to say of it, and what
    was meant where that is plain. `silent` where the daemon says nothing of it."""

    rule: str
    word: int
    message: str
    meant: str = ""
    silent: bool = False


class Word(NamedTuple):
    """What a word, a line or a statement comes to: the value that the daemon runs with, None where it takes none or
    where a variable hides it, and all that is wrong."""

    value: Any
    faults: tuple[Fault, ...] = ()

    @property
    def fault(self) -> Fault | None:
        """The first thing that the daemon has to say of it; None where it takes it in silence."""
        return next((f for f in self.faults if not f.silent), None)


Reader = Callable[[Keyword, str, int], Word]
"""Reads a word of a keyword; its number in the line goes into what is wrong with it."""


def faulty(rule: str, index: int, message: str, meant: str = "", value: object = None) -> Word:
    """A word with which one thing is wrong."""
    return Word(value, (Fault(rule, index, message, meant),))


def _plain(number: float | None) -> str:
    """A number without an exponent, which no keyword takes."""
    if number is None:
        return ""
    return f"{number:f}".rstrip("0") if number % 1 else str(int(number))


def limits(keyword: Keyword) -> str:
    """The range of a keyword's numbers, in words."""
    low, high = map(_plain, (keyword.minimum, keyword.maximum))
    unit = f" {keyword.unit}" if keyword.unit else ""
    if low and high:
        return f"from {low} to {high}{unit}"
    return f"of at least {low}{unit}" if low else f"of at most {high}{unit}"


def _in_range(keyword: Keyword, number: float) -> bool:
    return (keyword.minimum is None or keyword.minimum <= number) and (
        keyword.maximum is None or number <= keyword.maximum
    )


def _meant(keyword: Keyword, word: str) -> str:
    """The number that is meant by one with its unit, or with the comma or semicolon of another language behind it."""
    plain = word.rstrip(",;")
    if keyword.unit == "s":
        plain = re.sub(r"(?<=[0-9])s(?:ecs?|econds?)?$", "", plain)
    if plain == word or not plain.isascii() or not plain.replace(".", "", 1).isdecimal():
        return ""
    return plain if not TYPES[keyword.type](keyword, plain, 0).faults else ""


_FAR = 2**70
"""Beyond the limits of all keywords that have none."""


def integer(keyword: Keyword, word: str, index: int) -> Word:
    """A whole number, in decimal digits only."""
    low = -_FAR if keyword.minimum is None else int(keyword.minimum)
    high = _FAR if keyword.maximum is None else int(keyword.maximum)
    value = values.whole(word, low, high)
    if value is not None:
        return Word(value)
    if values.is_integer(word):
        message = f"{keyword.name} takes a number {limits(keyword)}, not {word.strip()[:_SHOWN]}"
        return faulty("value-out-of-range", index, message)
    message = f"{keyword.name} takes a whole number {limits(keyword)}, not {word!r}"
    return faulty("value-wrong-type", index, message, _meant(keyword, word))


def decimal(keyword: Keyword, word: str, index: int) -> Word:
    """A number with as many decimals as the keyword has, mostly seconds."""
    if not keyword.decimals:
        return integer(keyword, word, index)
    found = values.decimal(word, keyword.decimals)
    used = found[0] if found is not None and _in_range(keyword, found[0]) else None
    if used is not None and found is not None and found[1]:
        return Word(used)
    head, _, rest = word.partition(".")
    if "-" in word or not values.is_integer(f"{head}{rest}" or "0"):
        message = f"{keyword.name} takes a number {limits(keyword)}, not {word!r}"
        return faulty("value-wrong-type", index, message, _meant(keyword, word), used)
    if len(rest) > keyword.decimals:
        message = f"{keyword.name} takes at most {keyword.decimals} decimals, not {word}"
        return faulty("value-wrong-type", index, message, value=used)
    return faulty("value-out-of-range", index, f"{keyword.name} takes a number {limits(keyword)}, not {word}")


def boolean(keyword: Keyword, word: str, index: int) -> Word:
    """One of on, true, yes, off, false, no, in lower case."""
    value = values.boolean(word)
    return Word(value) if value is not None else _unknown(keyword.name, (*TRUE, *FALSE), word, index)


def choice(keyword: Keyword, word: str, index: int) -> Word:
    """One of the keyword's values; where these are numbers, the daemon reads one."""
    if keyword.values and all(map(str.isdecimal, keyword.values)):
        number = values.whole(word, int(keyword.values[0]), int(keyword.values[-1]))
        return Word(number) if number is not None else _unknown(keyword.name, keyword.values, word, index)
    if word in keyword.values or not keyword.values:
        return Word(word)
    same = next((v for v in keyword.values if keyword.folded and v.lower() == word.lower()), None)
    return Word(same) if same is not None else _unknown(keyword.name, keyword.values, word, index)


def _unknown(name: str, known: tuple[str, ...], word: str, index: int) -> Word:
    from carplint.text.spelling import nearest

    same = next((v for v in known if v.lower() == word.lower()), "")
    if same:
        message = f"{name} takes {same} in exactly this spelling, not {word}"
        return faulty("case-sensitive-value", index, message, same)
    meant = _OTHER_WORDS.get(word.lower()) if name == "state" else None
    shown = ", ".join(known) if len(known) <= 8 else ", ".join(known[:8]) + ", ..."
    message = f"{name} does not know {word!r}; it takes {shown}"
    return faulty("value-unknown", index, message, meant or nearest(word, known) or "")


_OTHER_WORDS = {
    **dict.fromkeys(("slave", "standby", "secondary", "passive"), "BACKUP"),
    **dict.fromkeys(("primary", "active"), "MASTER"),
}
"""What other programs call the values of `state`."""


def address(keyword: Keyword, word: str, index: int) -> Word:
    """An address; the daemon cuts the text at its first - or /."""
    value = values.address(word)
    if value is not None:
        return Word(value)
    return faulty("value-wrong-type", index, f"{keyword.name} takes an address, not {word!r}")


def interface(keyword: Keyword, word: str, index: int) -> Word:
    """The name of an interface."""
    if len(word.encode("utf-8", "surrogateescape")) <= INTERFACE_BYTES:
        return Word(word)
    message = f"{word} is longer than the {INTERFACE_BYTES} bytes of an interface's name"
    return faulty("interface-name-too-long", index, message)


AUTH_BYTES = 8
"""The bytes of a password that the daemon keeps: vrrp_parser.c, vrrp_auth_pass_handler."""


def text(keyword: Keyword, word: str, index: int) -> Word:
    """A string of some length."""
    if keyword.name == "auth_pass":
        if len(word) <= AUTH_BYTES and word.isascii():
            return Word(word)
        return Word(word.encode("utf-8", "surrogateescape")[:AUTH_BYTES].decode("utf-8", "replace"))
    size = len(word.encode("utf-8", "surrogateescape"))
    if _in_range(keyword, size):
        return Word(word)
    message = f"{keyword.name} takes a text {limits(keyword)}; this one has {size}"
    return faulty("value-out-of-range", index, message)


def _any(keyword: Keyword, word: str, index: int) -> Word:
    return Word(word)


TYPES: dict[str, Reader] = {
    "int": integer,
    "seconds": decimal,
    "float": decimal,
    "bool": boolean,
    "enum": choice,
    "ip": address,
    "iface": interface,
    "string": text,
    "path": _any,
    "script": _any,
    "words": _any,
    "ip/prefix": _any,
}
"""The reader of each type that is one word."""
