"""YAML as words, lists and mappings: a scalar is what is written, whatever it looks like (`2.10` is not 2.1).

PyYAML splits the text into events; what is built from them is bounded, whatever the text says. A value with a tag of an
application's own, such as Ansible's `!vault`, is None, as is an empty one. Source: YAML 1.1, and its merge keys (`<<`).
"""

from __future__ import annotations

import re

from carplint.text.secrets import HIDDEN
from carplint.text.source import Source, Span
from carplint.text.typing import Any, NamedTuple

LONGEST = 2 << 20
"""The most characters that are read: an inventory of 10,000 hosts has half of them."""
DEEPEST = 100
"""The most levels of lists and mappings within each other."""
MERGED = 1_000_000
"""The most keys that merge keys may bring, all together."""

Plain = Any
"""None, a str, a list or a dict of these; an alias is the same object as its anchor."""

_NULL = frozenset(("", "~", "null", "Null", "NULL"))


class Placed(str):
    """A scalar that knows its place: from `start` up to `end` of the text, with its quotes."""

    __slots__ = ("end", "start")

    def __new__(cls, value: str, start: int, end: int) -> Placed:
        """Make a scalar of its value and its place."""
        own = super().__new__(cls, value)
        own.start, own.end = start, end
        return own

    start: int
    end: int


def place(source: Source, text: object) -> Span:
    """Return the place of a scalar of a file, without its quotes; of anything else the file."""
    if not isinstance(text, Placed):
        return source.span()
    span = Span(source, text.start, text.end)
    quoted = len(span.text) > 1 and span.text[0] in "\"'" and span.text[-1] == span.text[0]
    return span._replace(start=span.start + 1, end=span.end - 1) if quoted else span


class YamlError(ValueError):
    """A text that is not YAML, or too deep; the message has the problem and its line, and nothing of the text, in which
    passwords may stand."""


def _said(problem: str, mark: Any) -> YamlError:
    return YamlError(problem if mark is None else f"{problem} in line {mark.line + 1}")


def _without_words(problem: str) -> str:
    """Return a message of PyYAML without words of the text: the names of its tokens and single signs stay."""
    problem = problem.replace(r"character '\t'", "a tab")  # as it writes one
    shown = re.sub(r"'([^']*)'", lambda m: m[0] if len(m[1]) < 2 or m[1][0] == "<" else HIDDEN, problem)
    return "".join(c if c.isprintable() else HIDDEN for c in shown)


class Doubled(NamedTuple):
    """A key that a mapping has twice: the value that is lost, the one that counts, and the line of that, from 1."""

    key: str
    lost: Plain
    value: Plain
    line: int


class _Builder:
    """The lists and mappings that are open, the innermost last, each with its anchor, its place and its parts so far: of a
    mapping keys and values in turn."""

    def __init__(self, twice: bool, placed: bool, doubled: list[Doubled] | None) -> None:
        self.twice, self.placed, self.doubled = twice, placed, doubled
        self.open: list[tuple[Any, list[tuple[Plain, Any]]]] = []
        self.anchors: dict[str, Plain] = {}
        self.documents: list[Plain] = []
        self.merged = 0

    def add(self, value: Plain, anchor: str | None, mark: Any) -> None:
        if anchor is not None:
            self.anchors[anchor] = value
        if self.open:
            self.open[-1][1].append((value, mark))
        else:
            self.documents.append(value)

    def mapping(self, parts: list[tuple[Plain, Any]]) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for (key, mark), (value, _) in zip(parts[::2], parts[1::2], strict=True):
            if key is not None and not isinstance(key, str):
                raise _said("a key that is not a word", mark)
            if key in found and not self.twice:
                raise _said(f"the key {key!r} is there twice, the second time", mark)
            if key in found and self.doubled is not None:
                self.doubled.append(Doubled(key or "", found[key or ""], value, mark.line + 1))
            found[key or ""] = value
        if "<<" not in found:
            return found
        others = found.pop("<<")
        result: dict[str, Plain] = {}
        for other in reversed(others if isinstance(others, list) else [others]):  # the earlier one takes precedence
            result.update(other if isinstance(other, dict) else {})
            self.merged += len(other or ())
            if self.merged > MERGED:
                raise YamlError(f"merge keys bring more than {MERGED} keys")
        return {**result, **found}

    def event(self, event: Any) -> None:
        """Take an event of PyYAML."""
        kind, mark = type(event).__name__, event.start_mark
        if kind == "ScalarEvent":
            if "\0" in event.value:  # no file and no host has one in its name
                raise _said("a NUL character", mark)
            own = event.tag is not None and event.tag.startswith("!") and event.tag != "!"
            empty = event.implicit[0] and event.value in _NULL
            value: Plain = None if own or empty else event.value
            if self.placed and value is not None:
                value = Placed(value, mark.index, event.end_mark.index)
            self.add(value, event.anchor, mark)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            if len(self.open) == DEEPEST:
                raise _said(f"more than {DEEPEST} levels within each other", mark)
            self.open.append((event, []))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            start, parts = self.open.pop()
            whole: Plain = self.mapping(parts) if kind == "MappingEndEvent" else [v for v, _ in parts]
            self.add(whole, start.anchor, start.start_mark)
        elif kind == "AliasEvent":
            if event.anchor not in self.anchors:
                raise _said("an alias without an anchor before it", mark)
            self.add(self.anchors[event.anchor], None, mark)


def parse(text: str, *, twice: bool = False, placed: bool = False, doubled: list[Doubled] | None = None) -> Plain:
    """Return the content of a YAML text, None for an empty one; `twice` takes the last of equal keys, which are added to `doubled`,
    `placed` makes each scalar a `Placed`. Raise `YamlError`."""
    found = documents(text, twice=twice, placed=placed, doubled=doubled)
    if len(found) > 1:
        raise YamlError("more than one document")
    return found[0] if found else None


def documents(
    text: str, *, twice: bool = False, placed: bool = False, doubled: list[Doubled] | None = None
) -> list[Plain]:
    """Return the contents of all documents of a YAML text, as `parse` does."""
    import yaml

    if len(text) > LONGEST:
        raise YamlError(f"more than {LONGEST >> 20} MiB of YAML")
    builder = _Builder(twice, placed, doubled)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.event(event)
    except YamlError:
        raise
    except yaml.MarkedYAMLError as error:
        where, opened = error.problem_mark or error.context_mark, error.context_mark
        wrong = _said(_without_words(error.problem or "it breaks off"), where)
        if opened is None or where is None or opened.line == where.line:
            raise wrong from None
        raise YamlError(f"{wrong}, in what begins in line {opened.line + 1}") from None
    except yaml.YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise YamlError(f"a character that YAML does not allow in line {line}") from None
    except (ValueError, OverflowError):  # the escape of a character that does not exist, a version of 5,000 digits
        raise YamlError("a number or a character that YAML does not allow") from None
    return builder.documents
