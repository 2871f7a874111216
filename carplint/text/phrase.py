"""What carplint writes: templates, with values of the source in their places; and the comparison that reads it back.

A template is carplint's own text, a value may hold anything. Whatever it holds, the program that reads the result has to
find the words of the template, with the value as it is in its place. So each text is read twice, as it is and with a
harmless word for each value, by the one reader of its language: both readings are the same but for the values, or
nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import zip_longest
from string import Formatter

from carplint.text.typing import NamedTuple

Words = tuple[str, ...]
"""The words of a statement, as the program has them that reads it."""

SYNTAX = "\0"
"""What a reader puts before a part of a word that means something to the program, so that no value can be equal to it."""

_REMARK = re.compile(r"(?m)(?:^|[ \t])# ")
_BREAK = re.compile(r"[\x00-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What may end a line, speak to a terminal, or turn the direction of a text."""
_MARK = re.compile(r"Wd(\d+)wD")
"""The harmless word for a value, by its number."""


class Phrase(NamedTuple):
    """A text, and what it was made of: a template with {} in the place of each of its values."""

    text: str
    template: str
    values: Words = ()

    @classmethod
    def kept(cls, text: str) -> Phrase:
        """Return a text of the source that stays as it is."""
        return cls(text, text.replace("{", "{{").replace("}", "}}"))

    def indented(self, indent: str) -> Phrase:
        """Return the same behind some blanks."""
        return Phrase(indent + self.text, indent + self.template, self.values)


def joined(phrases: Iterable[Phrase], end: str = "\n") -> Phrase:
    """Return a phrase that consists of others, each with its `end`."""
    own = tuple(phrases)
    text, template = ("".join(f"{p[i]}{end}" for p in own) for i in (0, 1))
    return Phrase(text, template, tuple(v for p in own for v in p.values))


def visible(value: str) -> str:
    """Return a value as a remark or a text for people has it, on one line."""
    return _BREAK.sub("?", value)


Fact = object
"""What stands in a place of a template: a value, several of them, or a phrase."""


@cache
def _parts(template: str) -> tuple[tuple[str, str, str | None, bool], ...]:
    """Return the parts of a template: a text, the same in a template, the name of what follows it, if anything does, and
    whether that stands in a remark."""
    found: list[tuple[str, str, str | None, bool]] = []
    for literal, name, spec, _ in Formatter().parse(template):
        text = Phrase.kept(literal)
        before = "".join(own for own, *_ in found) + literal
        found.append((text.text, text.template, None if spec else name, _REMARK.search(before) is not None))
    return tuple(found)


class Language(NamedTuple):
    """A language that carplint writes: how a value stands in it (a remark has all values as they are, on one line), and the
    statements that its reader finds in a text."""

    quote: Callable[[str], str]
    read: Callable[[str], Iterable[Words]]

    def say(self, template: str, /, *values: Fact, **named: Fact) -> Phrase:
        """Return a phrase: {} stands for the next value, {NAME} for a named one, {NAME:.0} for nothing."""
        parts = _parts(template)
        if len(parts) == 1 and parts[0][2] is None:  # most lines have no value
            return Phrase(*parts[0][:2])
        text, made, own = "", "", list[str]()
        rest = iter(values)
        for literal, doubled, name, remark in parts:
            text, made = text + literal, made + doubled
            if name is None:
                continue
            fact = named[name] if name else next(rest)
            for number, part in enumerate(fact if type(fact) is tuple else (fact,)):
                if number:
                    text, made = f"{text} ", f"{made} "
                if isinstance(part, Phrase):
                    text, made, own = text + part.text, made + part.template, [*own, *part.values]
                else:
                    value = str(part)
                    text, made = text + (visible(value) if remark else self.quote(value)), made + "{}"
                    own.append(value)
        return Phrase(text, made, tuple(own))


class Difference(NamedTuple):
    """A statement as it was meant and as it is read, and the values in it."""

    meant: Words
    found: Words
    values: Words


class Said(NamedTuple):
    """Phrases of a language that are read together, one behind the other."""

    language: Language
    phrases: tuple[Phrase, ...]

    def difference(self) -> Difference | None:
        """Return the first statement that does not say what it was meant to."""
        small = len(self.phrases) == 1 and len(self.phrases[0].text) < SMALL
        return _known_difference(self) if small else _difference(self)


SMALL = 500
"""How many characters a text has, about, of which a run may have many that are the same: a command of a plan."""


def _difference(said: Said) -> Difference | None:
    read = said.language.read
    meant = [statement for phrase in said.phrases for statement in _meant(read, phrase)]
    found = list(read("".join(p.text for p in said.phrases)))
    if [words for words, _ in meant] == found:
        return None
    everything: tuple[Words, Words] = (), tuple(v for p in said.phrases for v in p.values)
    pairs = zip_longest(meant, found)
    (words, values), own = next((m or everything, f or ()) for m, f in pairs if not m or m[0] != f)
    return Difference(words, own, values or everything[1])


_known_difference = lru_cache(4096)(_difference)


@lru_cache(256)
def _twin(read: Callable[[str], Iterable[Words]], template: str, count: int) -> tuple[tuple[Words, bool], ...]:
    """Return the statements of a template, each with whether there are values in it."""
    own = read(template.format(*(f"Wd{n}wD" for n in range(count))))
    return tuple((statement, any("Wd" in word for word in statement)) for statement in own)


def _meant(read: Callable[[str], Iterable[Words]], phrase: Phrase) -> Iterator[tuple[Words, Words]]:
    """Yield the statements that a phrase is meant to say, each with the values in it."""
    values = phrase.values
    for statement, holds in _twin(read, phrase.template, len(values)):
        if holds:
            said = tuple(_MARK.sub(lambda m: values[int(m[1])], word) for word in statement)
            yield said, tuple(values[int(n)] for word in statement for n in _MARK.findall(word))
        else:
            yield statement, ()
