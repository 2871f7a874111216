"""One unit: what its files assign, and what it starts with which variables.

What is assigned later counts, and an empty assignment takes back all before it. Source: systemd.unit(5), systemd.exec(5),
systemd.service(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from carplint.dialects.shell import expansion as shell
from carplint.dialects.shell.values import size
from carplint.dialects.systemd import environment, syntax
from carplint.dialects.systemd.environment import Variables
from carplint.dialects.systemd.syntax import Assignment
from carplint.dialects.systemd.words import UNBALANCED, Word, expanded, specified, split
from carplint.model import Host, HostFiles, Value, not_known
from carplint.text.reading import RECORD, ROOM_ENDED, Budget
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{2})|-")
_PREFIXES = re.compile(r"[-@:+!|]*")


class Command(NamedTuple):
    """A command line of ExecStart=: the prefixes of its program, and its words from that on. `ignored` is the reason that systemd
    does not take it."""

    prefixes: str
    words: tuple[Value[str], ...]
    place: Span
    ignored: str = ""


def read(source: Source, left: Budget) -> syntax.File:
    """Return what a file of units says, read once in a run."""
    return left.once((syntax.read, source), partial(syntax.read, source))


class Unit:
    """A unit of a host, or one instance of a template. `instance` is None if it is not known, "" if there is none; `files` are
    its file and its drop-ins; `unread` says what of it could not be read; `wanted` says whether a link starts it at boot, None if
    it cannot be told."""

    def __init__(
        self,
        name: str,
        files: tuple[Source, ...],
        *,
        instance: str | None = "",
        masked: bool = False,
        unread: tuple[str, ...] = (),
        wanted: bool | None = None,
        host: Host | HostFiles | None = None,
        left: Budget | None = None,
    ) -> None:
        self.name = name
        self.files = files
        self.instance = instance
        self.masked = masked
        self.unread = unread
        self.wanted = wanted
        self._host = host
        self._left = left or Budget()
        self._absent = False

    def without(self) -> Unit:
        """Return the unit as it is if no file of EnvironmentFile= is there that is not among the inputs."""
        own = Unit(
            self.name,
            self.files,
            instance=self.instance,
            unread=self.unread,
            wanted=self.wanted,
            host=self._host,
            left=self._left,
        )
        own._absent = True
        return own

    def __repr__(self) -> str:
        return f"Unit({self.name!r}, {[f.path for f in self.files]})"

    @cached_property
    def broken(self) -> Span | None:
        """The line at which systemd gives up one of the files."""
        return next((broken for _, broken in self._read if broken is not None), None)

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """What the files assign, in the order that counts."""
        return tuple(a for assignments, _ in self._read for a in assignments)

    @cached_property
    def _read(self) -> tuple[syntax.File, ...]:
        return tuple(read(f, self._left) for f in self.files)

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], list[Assignment]]:
        found: dict[tuple[str, str], list[Assignment]] = {}
        for own in self.assignments:
            key = own.section, own.key.written
            if own.text:
                found.setdefault(key, []).append(own)
            else:
                found[key] = []
        return found

    def all(self, section: str, key: str) -> tuple[Assignment, ...]:
        """Return the assignments of a key that count, those after the last empty one."""
        return tuple(self._by_key.get((section, key), ()))

    def last(self, section: str, key: str) -> Value[str] | None:
        """Return the last value of a key, or None."""
        found = self.all(section, key)
        return found[-1].value if found else None

    @cached_property
    def names(self) -> Mapping[str, str | None]:
        """The specifiers that the unit's name answers, None where that is not known."""
        stem = self.name.rpartition(".")[0]
        prefix, instance = stem.partition("@")[0], self.instance
        known = self.instance is not None
        raw = None if instance is None else _unescaped(instance)
        last = prefix.rpartition("-")[2]
        return {
            "n": self.name if known else None,
            "N": stem if known else None,
            "p": prefix,
            "P": _unescaped(prefix),
            "i": instance,
            "I": raw,
            "f": None if raw is None else f"/{raw or _unescaped(prefix)}",
            "j": last,
            "J": _unescaped(last),
            "%": "%",
        }

    def paths(self) -> Iterator[tuple[Assignment, str | None, bool]]:
        """Yield the paths of EnvironmentFile= as assigned, None where a specifier is not known, and whether they may be absent."""
        for own in self.all("Service", "EnvironmentFile"):
            path, _ = specified(own.text.removeprefix("-"), self.names)
            yield own, path, own.text.startswith("-")

    @cached_property
    def variables(self) -> Variables:
        """The variables of the service: a file counts more than Environment=, and UnsetEnvironment= most."""
        values: dict[str, Value[str]] = {}
        why = ""
        for own in self.all("Service", "Environment"):
            words = tuple(split(own.span.source, own.span.start, own.masked))
            for word in () if any(w.why == UNBALANCED for w in words) else words:
                name, value = _assigned(word, self.names)
                if name:
                    values[name] = value
        for sources, missing in self._files_once:
            values, why = ({}, missing) if missing else (values, why)
            for source in sources:
                own_variables = self._left.once((environment.named, source), partial(environment.named, source))
                if not self._left.spend(RECORD * len(own_variables)):
                    return Variables({}, ROOM_ENDED)
                values.update(own_variables)
        for own in self.all("Service", "UnsetEnvironment"):
            for word in split(own.span.source, own.span.start, own.masked):
                name, equals, wanted = (word.text or "").partition("=")
                if name in values and not (equals and values[name].value not in (None, wanted)):
                    values[name] = Value("", word.span.text, word.span)
        return Variables(shell.Variables(values, self._left), why)

    @cached_property
    def _files_once(self) -> Sequence[tuple[Sequence[Source], str]]:
        """The files of each EnvironmentFile=, or why there is none; what is named again, however it is spelled, counts where it
        stands last, as it sets all there again."""
        files = self._host.files if self._host is not None and self._host.files is not None else not_known
        found: dict[object, tuple[Sequence[Source], str]] = {}
        for own, path, _ in self.paths():
            if path is not None and not path.startswith("/"):
                continue  # systemd ignores it
            sources = tuple(f for f in (files(path, own.span.source) if path else None) or () if isinstance(f, Source))
            if not sources and self._absent:
                continue
            shown = own.text.removeprefix("-")
            why = "" if sources else f"it holds a variable that {shown} may set, which is not among the inputs"
            found.pop(sources or own, None)
            found[sources or own] = sources, why
        return tuple(found.values())

    @property
    def files_of_variables(self) -> tuple[Source, ...]:
        """The files of EnvironmentFile= that are among the inputs."""
        return tuple(source for sources, _ in self._files_once for source in sources)

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """The command lines of ExecStart=."""
        return tuple(c for own in self.all("Service", "ExecStart") for c in self.lines(own))

    def lines(self, own: Assignment) -> Iterator[Command]:
        """Yield the command lines of an assignment."""
        words = tuple(split(own.span.source, own.span.start, own.masked))
        if words and words[-1].why == UNBALANCED:
            yield Command("", (), own.span, UNBALANCED)
            return
        line: list[Word] = []
        for word in (*words, None):
            if word is not None and word.span.text != ";":
                line.append(word)
            elif line:
                yield self._command(line)
                line = []

    def _variable(self, place: Span, name: str) -> Value[str]:
        found = self.variables.of(name, place)
        return shell.bring(self.variables.values, found, size(found))

    def _command(self, line: list[Word]) -> Command:
        first, *rest = line
        match = _PREFIXES.match(first.span.text) if first.text is not None else None
        prefixes = match[0] if match is not None else ""
        span = Span(first.span.source, first.span.start + len(prefixes), first.span.end)
        text = first.text[len(prefixes) :] if first.text is not None else None
        name, why = (None, first.why) if text is None else specified(text, self.names)
        program = Value(name, span.text, span, why)
        if "@" in prefixes:
            rest = rest[1:]
        if ":" in prefixes:
            words = [
                w.value(*specified(w.text, self.names)) if w.text is not None else w.value(None, w.why) for w in rest
            ]
        else:
            words = [v for w in rest for v in expanded(w, self.names, partial(self._variable, w.span))]
        return Command(prefixes, (program, *words), Span(span.source, first.span.start, line[-1].span.end))


def _unescaped(text: str) -> str:
    """Return a part of a unit's name as %I has it: a dash is a slash, and \\xAB a byte (systemd-escape(1))."""
    found = _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else "/", text)
    return found if found.isascii() else found.encode("latin-1", "replace").decode("utf-8", "replace")


def _assigned(word: Word, names: Mapping[str, str | None]) -> tuple[str, Value[str]]:
    """Return the name that a word of Environment= sets, "" if it is not an assignment, and its value with its place."""
    text, why = (word.text, word.why) if word.text is None else specified(word.text, names)
    raw = word.span.text
    name, equals, value = (text if text is not None else raw.lstrip("\"'")).partition("=")
    if not equals or environment.NAME.fullmatch(name) is None:
        return "", word.value(None)
    at = raw.find("=") + 1
    quote = raw[:1] if raw[:1] in ("'", '"') and raw[-1:] == raw[:1] else ""
    span = Span(word.span.source, word.span.start + at, max(word.span.start + at, word.span.end - len(quote)))
    return name, Value(
        value if text is not None else None, span.text, span, why and "its quotes, escapes or specifiers are not plain"
    )
