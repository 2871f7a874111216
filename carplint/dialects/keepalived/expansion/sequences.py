"""`~SEQ` and `~LST`: a line that keepalived reads once for each value of a variable.

Source: lib/parser.c of keepalived (add_seq, add_lst), tried on 2.2.7. The forms are `~SEQ(var, end)`,
`(var, start, end)`, `(var, start, step, end)`, `~SEQx(...)` in hexadecimal, `~LST(var, a, b)` and
`~LST({v, w}, {a, b}, {c, d})`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from carplint.text.typing import NamedTuple

_LONG = 2**63
_NUMBER = re.compile(r"[ \t\v\f\r]*([+-]?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*))")
_PARAMETERS = 62
"""How many characters the numbers of ~SEQ may have."""


class Loop(NamedTuple):
    """The variables with the places of their names in the line, the number of rounds, the values of each round, and where
    the text starts."""

    names: tuple[tuple[str, int], ...]
    rounds: int
    values: Iterator[tuple[str, ...]]
    text: int


class InvalidLoopError(ValueError):
    """The daemon refuses the line; the argument says why."""


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at


def _until(text: str, at: int, stops: str) -> int:
    while at < len(text) and text[at] not in stops:
        at += 1
    return at


def _long(text: str, at: int) -> tuple[int, int]:
    """What strtol reads, in base 0: a missing number is 0, too large ones are cut."""
    match = _NUMBER.match(text, at)
    if match is None:
        return 0, at
    digits = match[1]
    sign = -1 if digits[0] == "-" else 1
    digits = digits.lstrip("+-")
    octal = len(digits) > 1 and digits[0] == "0" and digits[1] not in "xX"
    value = sign * (int(digits, 8) if octal else int(digits, 0))
    return max(-_LONG, min(value, _LONG - 1)), match.end()


def _numbers(text: str) -> list[int]:
    """One to three numbers with commas between them, up to a closing parenthesis."""
    numbers: list[int] = []
    at = 0
    while len(numbers) < 3:
        number, at = _long(text, at)
        numbers.append(number)
        at = _skip(text, at)
        if text[at : at + 1] == ")":
            return numbers
        if text[at : at + 1] != ",":
            break
        at += 1
    raise InvalidLoopError("its numbers are not understood")


def sequence(text: str, expand: Callable[[str], str]) -> Loop:
    """The loop of a line that starts with ~SEQ; `expand` puts definitions into its numbers."""
    at = 4
    hexadecimal = text[at : at + 1] == "x"
    at = _skip(text, at + hexadecimal)
    if text[at : at + 1] != "(":
        raise InvalidLoopError("a ( must follow")
    name = _skip(text, at + 1)
    end = _until(text, name, " \t,)")
    at = _skip(text, end)
    if end == name or text[at : at + 1] in ("", ")"):
        raise InvalidLoopError("it needs a variable and a number")
    at = _skip(text, at + 1)
    close = text.find(")", at)
    if close < 0:
        raise InvalidLoopError("the ) is missing")
    if close - at > _PARAMETERS:
        raise InvalidLoopError(f"its numbers are longer than {_PARAMETERS} characters")
    numbers = _numbers(expand(text[at : close + 1]))
    if len(numbers) == 1:
        last = numbers[0]
        first, step = (-1 if last < 0 else 1), (-1 if last < 1 else 1)
    elif len(numbers) == 2:
        first, last = numbers
        step = 1 if first <= last else -1
    else:
        first, step, last = numbers
        if step == 0 or (last - first) * step < 0:
            raise InvalidLoopError("its step leads away from its end")
    if hexadecimal and min(first, last) < 0:
        raise InvalidLoopError("~SEQx takes no negative numbers")
    count = (last - first) // step + 1
    rounds = range(first, last + (1 if step > 0 else -1), step)
    values = ((f"{n:x}" if hexadecimal else str(n),) for n in rounds)
    return Loop(((text[name:end], name),), count, values, _skip(text, close + 1))


def _names(text: str, at: int) -> tuple[list[tuple[str, int]], int]:
    """The variables of ~LST and where its values start."""
    close = ","
    if text[at : at + 1] == "{":
        close = "}"
        at = _skip(text, at + 1)
    names: list[tuple[str, int]] = []
    while True:
        end = _until(text, at, " \t,}")
        names.append((text[at:end], at))
        at = _skip(text, end)
        if text[at : at + 1] == close:
            break
        if text[at : at + 1] != ",":
            raise InvalidLoopError("its variables are not understood")
        at = _skip(text, at + 1)
    if close == "}":
        at = _skip(text, at + 1)
    if text[at : at + 1] != ",":
        raise InvalidLoopError("it has no values")
    return names, _skip(text, at + 1)


def listing(text: str) -> Loop:
    """The loop of a line that starts with ~LST."""
    at = _skip(text, 4)
    if text[at : at + 1] != "(":
        raise InvalidLoopError("a ( must follow")
    names, at = _names(text, _skip(text, at + 1))
    rounds: list[tuple[str, ...]] = []
    while True:
        close = ","
        if text[at : at + 1] == "{":
            close = "}"
            at = _skip(text, at + 1)
        values: list[str] = []
        while True:
            end = _until(text, at, " \t,})")
            values.append(text[at:end])
            at = _skip(text, end)
            here = text[at : at + 1]
            if here == close or (here == ")" and close == ","):
                break
            if here != ",":
                raise InvalidLoopError("its values are not understood")
            if len(values) == len(names):
                raise InvalidLoopError("it has more values than variables")
            at = _skip(text, at + 1)
        rounds.append((*values, *[""] * (len(names) - len(values))))
        if text[at : at + 1] == "}" and close == "}":
            at = _skip(text, at + 1)
        if text[at : at + 1] == ")":
            return Loop(tuple(names), len(rounds), iter(rounds), _skip(text, at + 1))
        if text[at : at + 1] != ",":
            raise InvalidLoopError("its values are not understood")
        at = _skip(text, at + 1)
