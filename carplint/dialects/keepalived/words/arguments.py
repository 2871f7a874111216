"""What the keyword table says of the words of each statement: how many, of which type, in which range.

The daemon's readers of values are in lib/parser.c (read_int, read_decimal, check_true_false); a number
may have blanks and a sign before it, never anything after it. Tried on 2.2.7 and 2.4.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_address
from typing import NamedTuple

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.values import FALSE, TRUE
from carplint.dialects.keepalived.keywords import Keyword, homes, in_block
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.spelling import is_certain, nearest
from carplint.text.version import Version

_INTEGER = re.compile(r"[ \t]*[+-]?[0-9]+")
_DECIMAL = re.compile(r"[ \t]*[+]?(?=[.]?[0-9])([0-9]*)(?:[.]([0-9]*))?")
_SECONDS = re.compile(r"(?<=[0-9])s(?:ecs?|econds?)?$")
_NO_ZONE = re.compile(r"[0-9A-Fa-f:.]+")

_LONGEST = 100
"""Digits of a number that no keyword takes any more; Python would not convert some thousands of them."""

_MESSAGE = 200
_WORD = 30

INTERFACE_BYTES = 15
"""The longest name of an interface: IFNAMSIZ - 1 (linux/if.h)."""


class Fault(NamedTuple):
    """What is wrong with a word: the rule that it breaks, the number of the word, what to say of it, and what
    was meant where that is plain."""

    rule: str
    word: int
    message: str
    meant: str = ""


def _limits(keyword: Keyword) -> str:
    low = "" if keyword.minimum is None else f"{keyword.minimum:g}"
    high = "" if keyword.maximum is None else f"{keyword.maximum:.10g}"
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
        plain = _SECONDS.sub("", plain)
    if plain == word or not plain.isascii() or not plain.replace(".", "", 1).isdecimal():
        return ""
    return plain if TYPES[keyword.type](keyword, plain, 0) is None else ""


def integer(keyword: Keyword, word: str, index: int) -> Fault | None:
    """A whole number, in decimal digits only."""
    if _INTEGER.fullmatch(word) is None:
        message = f"{keyword.name} takes a whole number {_limits(keyword)}, not {word!r}"
        return Fault("value-wrong-type", index, message, _meant(keyword, word))
    if len(word) > _LONGEST or not _in_range(keyword, int(word)):
        return Fault(
            "value-out-of-range",
            index,
            f"{keyword.name} takes a number {_limits(keyword)}, not {word.strip()[:_LONGEST]}",
        )
    return None


def decimal(keyword: Keyword, word: str, index: int) -> Fault | None:
    """A number with as many decimals as the keyword has, mostly seconds."""
    match = _DECIMAL.fullmatch(word)
    if match is None:
        what = "a number" if keyword.decimals else "a whole number"
        message = f"{keyword.name} takes {what} {_limits(keyword)}, not {word!r}"
        return Fault("value-wrong-type", index, message, _meant(keyword, word))
    if len(match[2] or "") > keyword.decimals:
        kept = f"at most {keyword.decimals} decimals" if keyword.decimals else "no decimals"
        return Fault("value-wrong-type", index, f"{keyword.name} takes {kept}, not {word}")
    if not _in_range(keyword, float(word)):
        return Fault("value-out-of-range", index, f"{keyword.name} takes a number {_limits(keyword)}, not {word}")
    return None


def boolean(keyword: Keyword, word: str, index: int) -> Fault | None:
    """One of on, true, yes, off, false, no, in lower case."""
    if word in TRUE or word in FALSE:
        return None
    return _choice(keyword.name, (*TRUE, *FALSE), word, index)


def choice(keyword: Keyword, word: str, index: int) -> Fault | None:
    """One of the keyword's values."""
    known = word.lower() in map(str.lower, keyword.values) if keyword.folded else word in keyword.values
    return None if known or not keyword.values else _choice(keyword.name, keyword.values, word, index)


def _choice(name: str, values: tuple[str, ...], word: str, index: int) -> Fault:
    same = next((v for v in values if v.lower() == word.lower()), "")
    if same:
        return Fault("case-sensitive-value", index, f"{name} takes {same} in just these letters, not {word}", same)
    meant = _OTHER_WORDS.get((name, word.lower())) or nearest(word, values) or ""
    known = ", ".join(values) if len(values) <= 8 else ", ".join(values[:8]) + ", ..."
    return Fault("value-unknown", index, f"{name} does not know {word!r}; it takes {known}", meant)


_OTHER_WORDS = {
    **{("state", word): "BACKUP" for word in ("slave", "standby", "secondary", "passive")},
    **{("state", word): "MASTER" for word in ("primary", "active")},
}
"""What other programs call the values of a keyword."""


def address(keyword: Keyword, word: str, index: int) -> Fault | None:
    """An address; the daemon cuts the text at its first - or /."""
    text = re.split("[-/]", word, maxsplit=1)[0]
    try:
        if _NO_ZONE.fullmatch(text):
            ip_address(text)
            return None
    except ValueError:
        pass
    return Fault("value-wrong-type", index, f"{keyword.name} takes an address, not {word!r}")


def interface(keyword: Keyword, word: str, index: int) -> Fault | None:
    """The name of an interface."""
    if len(word.encode("utf-8", "surrogateescape")) <= INTERFACE_BYTES:
        return None
    return Fault(
        "interface-name-too-long", index, f"{word} is longer than the {INTERFACE_BYTES} bytes of an interface's name"
    )


def text(keyword: Keyword, word: str, index: int) -> Fault | None:
    """A string of some length."""
    size = len(word.encode("utf-8", "surrogateescape"))
    if keyword.name == "auth_pass" or _in_range(keyword, size):
        return None
    return Fault("value-out-of-range", index, f"{keyword.name} takes a text {_limits(keyword)}; this one has {size}")


TYPES: dict[str, Callable[[Keyword, str, int], Fault | None]] = {
    "int": integer,
    "seconds": decimal,
    "float": decimal,
    "bool": boolean,
    "enum": choice,
    "ip": address,
    "iface": interface,
    "string": text,
}
"""How a word of each type is checked; those that are missing take any word."""


def faults(keyword: Keyword, words: tuple[str, ...]) -> tuple[Fault, ...]:
    """What is wrong with the words of a statement, its keyword first. What holds a `$` is not known."""
    count = len(words) - 1
    if count < keyword.least:
        return (_missing(keyword, count),)
    found = []
    check = TYPES.get(keyword.type)
    if check is not None and count and "$" not in words[1]:
        fault = check(keyword, words[1], 1)
        if fault is not None:
            found.append(fault)
    if keyword.most is not None and count > keyword.most and not _quoted_otherwise(keyword, words):
        at = keyword.most + 1
        if keyword.extra == "ignored":
            found.append(
                Fault("extra-words-ignored", at, f"{words[0]} takes {_number(keyword.most)}: the rest is ignored")
            )
        elif keyword.extra in ("diagnosed", "exit"):
            found.append(
                Fault("too-many-words", at, f"{words[0]} takes {_number(keyword.most)}, so keepalived ignores it")
            )
    return tuple(found)


def _quoted_otherwise(keyword: Keyword, words: tuple[str, ...]) -> bool:
    """Whether a script's line has other words than those of other lines: single quotes and backslashes count."""
    return keyword.type == "script" and any("'" in w or "\\" in w for w in words)


def _number(count: int) -> str:
    return "no word" if count == 0 else "one word" if count == 1 else f"{count} words"


def _missing(keyword: Keyword, count: int) -> Fault:
    wanted = keyword.usage or {"int": "a number", "seconds": "a number", "ip": "an address"}.get(keyword.type, "a word")
    ends = {
        "exit": "keepalived stops here and reads no further",
        "diagnosed": "keepalived ignores the line",
        "silent": "keepalived ignores the line without a word",
    }
    message = f"{keyword.name} needs {wanted}: {ends.get(keyword.missing, ends['diagnosed'])}"
    return Fault("keyword-missing-value", count, message)


def _short(message: str, statement: Statement) -> str:
    """A message that repeats no long words."""
    if len(message) > _MESSAGE:
        for word in statement.words:
            if len(word) > _WORD:
                message = message.replace(word, word[:_WORD] + "...")
    return message


_GUESSES = ("line-unknown-word", "value-unknown", "vip-unknown-option")
"""The rules of which what is meant is the nearest word, which may be another one."""
_SURPLUS = ("extra-words-ignored", "too-many-words", *_GUESSES)
_ADDRESS = re.compile(r"[0-9]+(?:[.][0-9]+){3}(?:/[0-9]+)?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(?:/[0-9]+)?")


def _fewer_words(statement: Statement, fault: Fault) -> Fix | None:
    """What is to be done with words that are too much: a setting or an address gets a line of its own, and what
    keepalived ignores and nobody can have meant goes."""
    words, at = statement.words, fault.word
    if fault.rule not in _SURPLUS or not 0 < at < len(words):
        return None
    listed = statement.block.endswith(">")
    if _ADDRESS.fullmatch(words[at]):
        return repair.split(statement, at) if listed and _ADDRESS.fullmatch(words[0]) else None
    if not listed and statement.block in homes(words[at]):
        return repair.split(statement, at)
    rest = words[at:]
    if fault.rule != "extra-words-ignored" or any(_ADDRESS.search(w) or "$" in w for w in rest):
        return None
    return repair.without_words(statement, at, safe=True)


def finding(statement: Statement, fault: Fault) -> Finding:
    """A fault with its place."""
    span = statement.span(fault.word)
    label = ""
    if fault.meant:
        label = f"did you mean {fault.meant}?"
        sure = fault.rule not in _GUESSES or is_certain(statement.words[fault.word], fault.meant)
        fix: Fix | None = Fix(f"write {fault.meant}", (Edit(span, fault.meant),), sure)
    else:
        fix = _fewer_words(statement, fault)
    return Finding(_short(fault.message, statement), span, fix=fix, label=label, name=fault.rule)


def _deprecated(statement: Statement, keyword: Keyword) -> Finding:
    span = statement.span()
    simple = re.fullmatch(r"[a-z_0-9]+", keyword.deprecated_by) is not None
    fix = Fix(f"write {keyword.deprecated_by}", (Edit(span, keyword.deprecated_by),)) if simple else None
    message = f"{statement.key} is an old spelling; write {keyword.deprecated_by}"
    return Finding(message, span, fix=fix, name="deprecated-keyword")


Cache = dict[str, dict[tuple[str, ...], tuple[Fault, ...]]]
"""The faults of a line of words, by block: most lines of a large file stand in it many times."""


def _block(statements: Sequence[Statement], version: Version, cache: Cache, sound: bool) -> Iterator[Finding]:
    if not statements:
        return
    keywords = in_block(statements[0].block, version)
    seen = cache.setdefault(statements[0].block, {})
    first: dict[str, Statement] = {}
    for statement in statements:
        words = statement.words
        children = statement.children
        name = words[0]
        keyword = keywords.get(name)
        if keyword is None:
            continue
        if children is None:
            found = seen.get(words)
            if found is None:
                found = seen[words] = faults(keyword, words)
            for fault in found:
                yield finding(statement, fault)
        elif keyword.shape == "block":
            yield from _block(children, version, cache, sound)
        if keyword.deprecated_by and keyword.deprecation == "diagnosed":
            yield _deprecated(statement, keyword)
        if children is not None and len(words) > 1:
            continue  # a block with a name: duplicate-instance-name and its likes
        place = " ".join(words[:2]) if keyword.usage[:3] == "ID " else name
        if place not in first:
            first[place] = statement
        elif sound and keyword.repeat != "adds":
            from carplint.dialects.keepalived.words import repetitions  # seldom needed, so not at the start

            again = repetitions.finding(first[place], statement, keyword, version)
            if again is not None:
                yield again
            if repetitions.counts(first[place], statement, keyword):
                first[place] = statement


def problems(configuration: Configuration, *, sound: bool = True) -> Iterator[Finding]:
    """What is wrong with the words of the statements, block by block. Unless the layout is `sound` nothing is
    said of repetitions: a brace that is missing puts lines of two blocks into one."""
    yield from _block(configuration.statements, configuration.version, {}, sound)
