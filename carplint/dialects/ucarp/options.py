"""The command line of the ucarp daemon, read as its getopt_long and strtoul read it.

Every uCarp dialect ends in such a command line, so this is where its effective values come from.
Source: ucarp 1.5.2, src/ucarp.c and src/ucarp_p.h; tried with the daemon.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from carplint.model import Value

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
    "mcastip": "",  # the help has -m and --mcast, the daemon takes any beginning of --mcastip and no -m
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
_SHORT = {short: name for name, short in (*_FLAGS.items(), *_VALUES.items()) if short}
_NUMBER = re.compile(r"[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_UNSIGNED_LONG = 1 << 64


class Options(NamedTuple):
    """The options of a command line. `given` has the last value of each by its long name ("" for a flag), in the
    order of their last use, `strange` the words that ucarp refuses or passes over, and `why` is set where a word is
    unknown, so that an option that was not seen may still be there."""

    given: dict[str, Value[str]]
    strange: tuple[Value[str], ...] = ()
    why: str = ""


def parse(words: Sequence[Value[str]]) -> Options:
    """Read a command line without its program name. Long options may be cut short where that is
    unambiguous, short ones bundled; options and other words may mix; `--` ends the options."""
    given: dict[str, Value[str]] = {}
    strange: list[Value[str]] = []
    why = ""
    rest = iter(words)

    def give(name: str, value: Value[str]) -> None:
        given.pop(name, None)
        given[name] = value

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
            if len(fitting) != 1 or (equals and fitting[0] in _FLAGS):
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
                if short is None:
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
    return Options(given, tuple(strange), why)


def strtoul(text: str) -> int:
    """What C's strtoul(text, 0, 0) gives: `010` is 8, `0x10` is 16, `008` is 0, `12abc` is 12.

    Source: ISO C, 7.22.1.4.
    """
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
