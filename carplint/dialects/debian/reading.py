"""ifupdown's reading of the lines of /etc/network/interfaces: what begins a stanza, what belongs to it, what is
refused.

If ifupdown refuses a line it drops the whole file; in a file that another one names in a `source` line only what
follows is lost. An option that occurs twice in a stanza, or that an inherited stanza already has, is not replaced: its
values are joined by a line end. Source: ifupdown 0.8.41, config.c (read_interfaces_defn); tried.
"""

from __future__ import annotations

from collections.abc import Callable

from carplint.dialects.debian.keywords import COMMANDS, METHODS, is_known
from carplint.dialects.debian.lines import Words, lines, words
from carplint.dialects.debian.stanzas import Definitions, Option, Selection, Stanza
from carplint.model import Document, Value
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Span
from carplint.text.spelling import nearest

_ALIASES = {"post-up": "up", "pre-down": "down"}
STANZAS = ("iface", "auto", "allow-hotplug", "source", "source-directory", "mapping")
"""The first words of lines that begin something, as far as a misspelt one may stand for them."""
_SELECTIONS = ("no-auto-down", "no-scripts", "rename")
_LOST = "lost"
"""The state after an iface line that is refused: its options are not reported as well."""


def _fits(stanza: Stanza, family: Value[str] | None) -> bool:
    """Return whether a stanza is one that another of this family inherits from."""
    return family is None or stanza.family.value == family.value


Include = Callable[["Reading", Words], None]
"""A reader of the files that a `source` or `source-directory` line names."""


class _Refused(Exception):  # noqa: N818
    """A line that ifupdown refuses: its finding."""

    def __init__(self, message: str, span: Span, fix: Fix | None = None, label: str = "") -> None:
        super().__init__(message)
        self.finding = Finding(message, span, fix=fix, label=label, name="interfaces-syntax")


def _own_line(words: list[Value[str]]) -> Fix | None:
    """Return the fix that gives an option of ifupdown and its value a line of their own."""
    name, span = words[0].value or "", words[0].span
    if len(words) < 2 or span.text != name or not (name in _ALIASES or is_known(name)):
        return None
    text = span.source.text
    line = text.rfind("\n", 0, span.start) + 1
    before = line + len(text[line : span.start].rstrip(" \t"))
    gap = Edit(span._replace(start=before, end=span.start), f"{span.source.newline}    ")
    return Fix(f"write {name} on a line of its own", (gap,), safe=False)


class _Open:
    """A stanza that is being read."""

    def __init__(self, stanza: Stanza) -> None:
        self.stanza = stanza
        self.options = [(o.name, o.key, list(o.parts)) for o in stanza.options]
        self.at = {name: i for i, (name, _, _) in enumerate(self.options)}
        self.own: list[tuple[Value[str], Value[str]]] = []

    def add(self, name: str, key: Value[str], value: Value[str]) -> None:
        """Add one more option line."""
        self.own.append((key, value))
        if name in self.at and name not in COMMANDS:
            self.options[self.at[name]][2].append(value)
        else:
            self.at[name] = len(self.options)
            self.options.append((name, key, [value]))

    def closed(self) -> Stanza:
        """Return the stanza so far."""
        options = tuple(Option(name, key, tuple(parts)) for name, key, parts in self.options)
        return self.stanza._replace(options=options, own=tuple(self.own))


class Reading:
    """The state of ifupdown while it reads: what is defined so far, and `findings` about it."""

    def __init__(self) -> None:
        self.stanzas: list[_Open] = []
        self._named: dict[str, list[_Open]] = {}
        self.selections: list[Selection] = []
        self.patterns: list[Value[str]] = []
        self.findings: list[Finding] = []
        self.statements = 0
        self.puzzling: list[Span] = []
        self.refused = False
        self._state: str = ""
        self._script = False

    def definitions(self, whole: bool) -> Definitions:
        """Return all that was defined."""
        stanzas = tuple(s.closed() for s in self.stanzas)
        return Definitions(stanzas, tuple(self.selections), tuple(self.patterns), whole)

    def file(self, document: Document, include: Include, *, to_the_end: bool) -> None:
        """Read a file. After a line that is refused ifupdown reads no further; with `to_the_end` the rest is still
        read, to see what is meant. `include` reads what a `source` line names."""
        state, self._state = self._state, ""
        try:
            for line in lines(document.source, document.tree):
                self.statements += 1
                try:
                    self._read(words(line), include)
                except _Refused as refused:
                    self.puzzling.append(refused.finding.span)
                    self.findings.append(refused.finding)
                    self.refused = True
                    if not to_the_end:
                        return
        finally:
            self._state = state

    def _read(self, line: Words, include: Include) -> None:
        word = line.first.value or ""
        if word == "mapping":
            self.patterns += line.others
            self._state, self._script = word, False
        elif word == "source" or word.startswith("source-dir"):
            include(self, line)
            self._state = ""
        elif word == "iface":
            self._state = _LOST
            opened = _Open(self._stanza(line))
            self.stanzas.append(opened)
            self._named.setdefault(opened.stanza.name.value or "", []).append(opened)
            self._state = word
        elif word == "auto" or (word.startswith("allow-") and word != "allow-") or word in _SELECTIONS:
            if line.others or self._state != "iface" or word == "rename":
                self.selections.append(Selection(line.first, line.others))
                self._state = ""
            else:
                name = self.stanzas[-1].stanza.name
                self.selections.append(Selection(line.first, (Value(name.value, "", line.first.span),)))
        elif self._state == "iface":
            self._option(line)
        elif self._state == _LOST:
            self.puzzling.append(line.first.span)
        elif self._state == "mapping" and word in ("script", "map"):
            if word == "script" and self._script:
                raise _Refused("this mapping already has a script", line.first.span)
            self._script = self._script or word == "script"
        else:
            raise self._misplaced(line)

    def _misplaced(self, line: Words) -> _Refused:
        word, span = line.first.value or "", line.first.span
        meant = nearest(word, STANZAS)
        if meant is not None:
            fix = Fix(f"write {meant}", (Edit(span, meant),), safe=False) if span.text == word else None
            return _Refused("unknown keyword", span, fix, f"did you mean {meant}?")
        if self._state == "mapping":
            return _Refused("a mapping holds only `script` and `map` lines", span)
        return _Refused("this option is outside any iface stanza", span, label="no stanza is open here")

    def _stanza(self, line: Words) -> Stanza:
        if not line.others:
            raise _Refused("this iface line names no interface", line.first.span)
        name, *rest = line.others
        inherits: Value[str] | None = None
        family = method = None
        if rest and rest[0].value in METHODS:
            family = rest.pop(0)
            if rest and rest[0].value in METHODS[family.value or ""]:
                method = rest.pop(0)
        if rest and rest[0].value == "inherits":
            inherits = rest.pop(0)
        elif family is None:
            raise self._no("address family", name, rest, tuple(METHODS))
        elif method is None:
            raise self._no("method", family, rest, tuple(METHODS[family.value or ""]))
        if inherits is None:
            assert family is not None
            assert method is not None
            if rest:
                self._extra(rest)
            return Stanza(name, family, method)
        if not rest:
            raise _Refused("`inherits` names no stanza", inherits.span)
        above = next((s for s in self._named.get(rest[0].value or "", ()) if _fits(s.stanza, family)), None)
        if above is None:
            raise _Refused("there is no stanza of that name above this line", rest[0].span)
        inherited = above.closed()
        return Stanza(
            name,
            family or inherited.family,
            method or inherited.method,
            inherited.options,
            inherits=rest[0],
        )

    def _no(self, what: str, before: Value[str], rest: list[Value[str]], known: tuple[str, ...]) -> _Refused:
        if not rest:
            return _Refused(f"this iface line has no {what}", before.span)
        word = rest[0].value or ""
        meant = nearest(word, known)
        fix = None
        if meant is not None and rest[0].span.text == word:
            fix = Fix(f"write {meant}", (Edit(rest[0].span, meant),), safe=word.lower() == meant)
        return _Refused(
            f"ifupdown does not know this {what}", rest[0].span, fix, f"did you mean {meant}?" if meant else ""
        )

    def _extra(self, rest: list[Value[str]]) -> None:
        word = rest[0]
        if not (word.value or "").startswith("#"):  # reported by interfaces-comment-at-line-end
            message = "ifupdown ignores what follows the method"
            fix = _own_line(rest)
            self.findings.append(Finding(message, word.span, fix=fix, label="ignored", name="interfaces-extra-words"))

    def _option(self, line: Words) -> None:
        key, value = line.first, line.rest
        name = _ALIASES.get(key.value or "", key.value or "")
        if value is None:
            raise _Refused("this option has no value", key.span)
        if not is_known(name):
            self.puzzling.append(key.span)
        self.stanzas[-1].add(name, key, value)
