"""The command line of the ucarp daemon, read as its getopt_long, strtoul and inet_pton read it.

Every uCarp dialect ends in such a command line, so this is the one place that its effective values come from, and the
faults of the words that they are written as. Source: ucarp 1.5.2, src/ucarp.c and src/ucarp_p.h; tried with the daemon.
"""

import re
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address

from carplint.model import IPAddress, Misreading, Value, read_ipv4
from carplint.text.source import Span
from carplint.text.typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_FLAGS = {
    "preempt": "P",
    "neutral": "n",
    "help": "h",
    "debug": "D",
    "shutdown": "z",
    "daemonize": "B",
    "ignoreifstate": "S",
    "nomcast": "M",
}
_VALUES = {
    "interface": "i",
    "srcip": "s",
    "mcastip": "",  # the help lists -m and --mcast; the daemon takes any beginning of --mcastip, and no -m
    "vhid": "v",
    "pass": "p",
    "passfile": "o",
    "addr": "a",
    "advbase": "b",
    "advskew": "k",
    "upscript": "u",
    "downscript": "d",
    "deadratio": "r",
    "facility": "f",
    "xparam": "x",
}
LONG = (*_FLAGS, *_VALUES)
"""The long names of all options."""
HELP = "help"
"""The option at which ucarp prints its help and ends, as at one that it does not know."""
_SHORT = {short: name for name, short in (*_FLAGS.items(), *_VALUES.items()) if short}
_NUMBER = re.compile(r"[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_UNSIGNED_LONG = 1 << 64

REFUSED, CUT, TAIL = "refused", "cut", "tail"
"""The kinds of `Misreading`: the daemon exits; it keeps the low bits of the number; it reads the number up to the first
character that does not belong to it."""


class _Number(NamedTuple):
    """A number of the command line: its default, None if there is none, how many different values its variable holds,
    those that ucarp takes, and how to say that."""

    default: int | None
    size: int
    taken: range
    takes: str = ""


_NUMBERS = {
    "vhid": _Number(None, _UNSIGNED_LONG, range(1, 256), "ucarp takes a VHID from 1 to 255 only"),
    "advbase": _Number(1, 1 << 8, range(1 << 8)),
    "advskew": _Number(0, 1 << 8, range(1 << 8)),
    "deadratio": _Number(3, 1 << 32, range(1, 1 << 32), "ucarp takes a dead ratio of 1 or more only"),
}
_ADDRESSES = ("srcip", "mcastip", "addr")
_NONE = {"srcip": "source address", "addr": "VIP"}
"""The addresses that must be given; ucarp reads 0.0.0.0 as none."""

NO_VHID = "no option gives one, and ucarp ends without it"
"""The reason that a command line has no VHID, the only number without a default."""


class Reading(NamedTuple, Generic[T]):
    """A word as the daemon reads it: its value, unknown if that is refused, and the kind of fault, or ""."""

    value: Value[T]
    fault: str = ""


def read_number(option: str, word: Value[str]) -> Reading[int]:
    """Read the value of a numeric option."""
    if word.value is None:
        return Reading(word.but(None))
    whole, own = strtoul(word.value), _NUMBERS[option]
    number = whole % own.size
    value = Value(number, word.value, word.span)
    if number not in own.taken:
        return Reading(value.but(None, own.takes), REFUSED)
    if whole != number:
        return Reading(value, CUT)
    return Reading(value, "" if _NUMBER.fullmatch(word.value) is not None else TAIL)


def read_address(option: str, word: Value[str]) -> Reading[IPAddress]:
    """Read the value of an option that is one IPv4 address, as inet_pton takes it."""
    value: Value[IPAddress] = word.mapped(read_ipv4)
    if option in _NONE and value.value is not None and int(value.value) == 0:
        value = value.but(None, f"ucarp reads 0.0.0.0 as no {_NONE[option]}")
    return Reading(value, REFUSED if value.value is None and word.value is not None else "")


class Options(NamedTuple):
    """The options of a command line. `given` has the last value of each by its long name ("" for a flag), in the order
    of their last use, `uses` all of them in their order, `strange` the words that ucarp refuses or ignores, and
    `why` is set if a word is unknown, so that an option that was not seen may still be there."""

    given: dict[str, Value[str]]
    strange: tuple[Value[str], ...] = ()
    why: str = ""
    uses: tuple[tuple[str, Value[str]], ...] = ()

    def text(self, option: str, place: Span) -> Value[str] | None:
        """Return the value of an option; unknown, with a `place`, if it is not given and a word is unknown."""
        given = self.given.get(option)
        return Value(None, "", place, self.why) if given is None and self.why else given

    def number(self, option: str, place: Span) -> Value[int]:
        """Return the number that the daemon uses, or its default."""
        given = self.given.get(option)
        if given is None:
            default = _NUMBERS[option].default
            return Value(None if self.why else default, "", place, self.why or ("" if default is not None else NO_VHID))
        return self._unless_ended(option, read_number(option, given).value)

    def address(self, option: str, place: Span) -> Value[IPAddress] | None:
        """Return the address that the daemon uses, or None if none is given."""
        given = self.given.get(option)
        if given is None:
            return Value(None, "", place, self.why) if self.why else None
        return self._unless_ended(option, read_address(option, given).value)

    def flag(self, option: str, place: Span) -> Value[bool]:
        """Return whether a flag is given."""
        given = self.given.get(option)
        return Value(None if self.why else False, "", place, self.why) if given is None else given.but(True)

    def misread(self) -> Iterator[Misreading]:
        """Yield what the daemon refuses or reads differently from how it is written. It checks each VHID and address
        when it comes to it, so that an earlier one ends it, too; other numbers when it has them all."""
        for option, word in self.uses:
            if word is self.given[option]:
                yield from _misread(option, word)
            elif _ends_at(option, word):
                yield Misreading(option, REFUSED, word)
        base, skew = (self.number(o, word.span).value for o in ("advbase", "advskew")) if self.uses else (None, None)
        if base == skew == 0:
            yield Misreading("advbase", REFUSED, self.given["advbase"], 0)

    def _unless_ended(self, option: str, value: Value[T]) -> Value[T]:
        earlier = (w for o, w in self.uses if o == option and w is not self.given[option])
        return (
            value.but(None, "ucarp refuses an earlier value of this option")
            if any(_ends_at(option, w) for w in earlier)
            else value
        )


def _misread(option: str, word: Value[str]) -> Iterator[Misreading]:
    read: Reading[int] | Reading[IPAddress]
    if option in _NUMBERS:
        read = read_number(option, word)
    elif option in _ADDRESSES:
        read = read_address(option, word)
    else:
        return
    if read.fault:
        yield Misreading(option, read.fault, word, read.value.value if isinstance(read.value.value, int) else None)


def _ends_at(option: str, word: Value[str]) -> bool:
    """Return whether the daemon exits as soon as it comes to a word."""
    if word.value is None:
        return False
    if option in _ADDRESSES:
        return word.mapped(IPv4Address).value is None
    return option == "vhid" and read_number(option, word).fault == REFUSED


def parse(words: Sequence[Value[str]]) -> Options:
    """Read a command line without its program name. Long options may be shortened if that is unambiguous, short ones
    bundled; options and other words may mix; `--` ends the options."""
    given: dict[str, Value[str]] = {}
    uses: list[tuple[str, Value[str]]] = []
    strange: list[Value[str]] = []
    why = ""
    rest = iter(words)

    def give(name: str, value: Value[str]) -> None:
        given.pop(name, None)
        given[name] = value
        uses.append((name, value))

    for word in rest:
        text = word.value
        if text is None:
            why = word.why
        elif text == "--":
            strange += rest
            break
        elif text.startswith("--"):
            name, equals, value = text[2:].partition("=")
            fitting = [o for o in LONG if o.startswith(name)] if name not in LONG else [name]
            if len(fitting) != 1 or fitting[0] == HELP or (equals and fitting[0] in _FLAGS):
                strange.append(word)
            elif fitting[0] in _FLAGS:
                give(fitting[0], word.but(""))
            elif equals:
                at = word.span.start + len(name) + 3
                own = word.span.text == text
                span = word.span._replace(start=at) if own else word.span
                give(fitting[0], Value(value, value if word.written else "", span))
            elif (argument := next(rest, None)) is not None:
                give(fitting[0], argument)
            else:
                strange.append(word)
        elif text.startswith("-") and len(text) > 1:
            for at, letter in enumerate(text[1:], 2):
                short = _SHORT.get(letter)
                if short in (None, HELP):
                    strange.append(word)
                elif short in _FLAGS:
                    give(short, word.but(""))
                    continue
                elif at < len(text):
                    own = word.span.text == text
                    span = word.span._replace(start=word.span.start + at) if own else word.span
                    give(short, Value(text[at:], text[at:], span))
                elif (argument := next(rest, None)) is not None:
                    give(short, argument)
                else:
                    strange.append(word)
                break
        else:
            strange.append(word)
    return Options(given, tuple(strange), why, tuple(uses))


def strtoul(text: str) -> int:
    """Return what C's strtoul(text, 0, 0) gives: `010` is 8, `0x10` is 16, `008` is 0, `12abc` is 12.

    Source: ISO C, 7.22.1.4."""
    match = _NUMBER.match(text)
    if match is None:
        return 0
    digits = match[2]
    if digits[:2] in ("0x", "0X"):
        number = int(digits, 16)
    elif digits[0] == "0":
        number = int(digits, 8)
    else:
        number = int(digits[:32])  # enough to be too large; Python refuses to read thousands of digits
    if number >= _UNSIGNED_LONG:
        return _UNSIGNED_LONG - 1
    return (_UNSIGNED_LONG - number) % _UNSIGNED_LONG if match[1] == "-" else number
