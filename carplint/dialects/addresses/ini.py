"""The sections and settings of an INI file, each with its span.

Source: systemd.syntax(7); GLib, Key-value file parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from carplint.dialects.dialect import Part
from carplint.model import Interface, Setting, Value
from carplint.text.finding import Finding
from carplint.text.parse import Node
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

_ENTRY = re.compile(r"[ \t]*+([^=\n]*?)[ \t]*=[ \t]*+([^\n]*?)[ \t\r]*(?:\n|\Z)")


class Section(NamedTuple):
    """A [section] and its settings; the same name may occur again."""

    name: Value[str]
    settings: tuple[Setting, ...]

    def all(self, key: str) -> tuple[Value[str], ...]:
        """Return the values of a key, in their order."""
        return tuple(s.value for s in self.settings if s.key.value == key)

    def last(self, key: str) -> Value[str] | None:
        """Return the last value of a key, or None."""
        found = self.all(key)
        return found[-1] if found else None


class Ini(NamedTuple):
    """A file: its sections, the lines that are not a section, a setting or a comment or that precede the first section,
    and how many lines say something at all."""

    sections: tuple[Section, ...]
    strange: tuple[Span, ...]
    statements: int

    @property
    def settings(self) -> tuple[Setting, ...]:
        """All settings, each with the name of its section before the key: Link.MTUBytes."""
        both = ((s, own) for s in self.sections for own in s.settings)
        return tuple(Setting(own.key.but(f"{s.name.value}.{own.key.written}"), own.value) for s, own in both)

    def named(self, name: str) -> tuple[Section, ...]:
        """Return the sections of a name."""
        return tuple(s for s in self.sections if s.name.value == name)

    def all(self, section: str, key: str) -> tuple[Value[str], ...]:
        """Return the values of a key in all sections of a name."""
        return tuple(v for s in self.named(section) for v in s.all(key))

    def last(self, section: str, key: str) -> Value[str] | None:
        """Return the last value of a key in the sections of a name, or None."""
        found = self.all(section, key)
        return found[-1] if found else None


def joined(files: Sequence[Ini]) -> Ini:
    """Return a file and its drop-ins as one."""
    sections, strange = tuple(s for f in files for s in f.sections), tuple(s for f in files for s in f.strange)
    return files[0] if len(files) == 1 else Ini(sections, strange, sum(f.statements for f in files))


def read(source: Source, tree: Node, *, joins: bool) -> Ini:
    """Read a file. `joins`: a backslash at the end of a line joins the next one to it, as in systemd, with a blank in
    its place; comments in between are ignored."""
    text = source.text
    sections: list[tuple[Value[str], list[Setting]]] = []
    strange: list[Span] = []
    statements = 0
    open_line = False
    for leaf in tree.leaves():
        line = text[leaf.start : leaf.end]
        if leaf.kind == "TRIVIA":
            open_line = open_line and not any(not part.strip() for part in line.splitlines())
            continue
        if open_line:
            key, value = sections[-1][1].pop()
            more = line.strip()
            open_line = more.endswith("\\")
            whole = f"{(value.value or '')[:-1].rstrip()} {more}"
            sections[-1][1].append(Setting(key, Value(whole, whole, value.span)))
            continue
        statements += 1
        match = _ENTRY.match(text, leaf.start) if leaf.kind == "ENTRY" else None
        if leaf.kind == "SECTION":
            start, end = text.index("[", leaf.start) + 1, text.index("]", leaf.start)
            sections.append((Value(text[start:end], text[start:end], Span(source, start - 1, end + 1)), []))
        elif match is not None and sections:
            key = Value(match[1], match[1], Span(source, *match.span(1)))
            sections[-1][1].append(Setting(key, Value(match[2], match[2], Span(source, *match.span(2)))))
            open_line = joins and match[2].endswith("\\")
        else:
            strange.append(Span(source, leaf.start, leaf.start + len(line.rstrip())))
    return Ini(tuple(Section(n, tuple(s)) for n, s in sections), tuple(strange), statements)


def part(
    interfaces: Sequence[Interface], findings: Sequence[Finding], statements: int, puzzling: Sequence[Span]
) -> Part:
    """Return what such files of a host come to, of whose `statements` those at `puzzling` are not understood."""
    return Part(
        interfaces=tuple(interfaces),
        findings=tuple(findings),
        statements=statements,
        understood=statements - len(puzzling),
        puzzling=tuple(puzzling),
    )
