"""Plain `ucarp ...` command lines: in shell scripts (rc.local, a start script) and in systemd's unit files.

Only what is certain is read: in a script a simple command whose program is ucarp, outside any condition, loop or
function, with variables that are set plainly above it; in a unit the words of ExecStart= as systemd has them, once per
instance of a template. Anything else is unknown, and a line that cannot be read at all is reported as not checked. Source:
POSIX.1-2017, Shell Command Language, 2.9.1; carplint/dialects/systemd has those of units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.systemd.started import Started, Units
from carplint.dialects.systemd.unit import Command, Unit
from carplint.dialects.systemd.units import is_unit, units
from carplint.dialects.systemd.words import specified
from carplint.dialects.ucarp.command import Launch, router
from carplint.dialects.ucarp.options import parse
from carplint.model import Host, HostFiles, Value, VirtualRouter, known
from carplint.text import parse as grammar
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

NAME = "ucarp_lines"

_PROGRAM = re.compile(r"(?:/\S*/)?ucarp")
_BEFORE = ("nohup", "exec", "sudo", "setsid", "command")
_WRAPPED = re.compile(r"(?:^|[\s/;&|(\"'])ucarp[\s\0]+-")
"""What starts ucarp within a command line of another program."""
_OPTION = re.compile(r"(--[\w-]+)=(?s:.+)")


def _known_option(words: Sequence[Value[str]]) -> Iterator[Value[str]]:
    """Yield the words, with each `--option=...` of which only the value is unknown cut in two."""
    for word in words:
        option = _OPTION.fullmatch(word.written) if word.value is None else None
        if option is not None:
            yield Value(option[1], "", word.span)
        yield word


def _script(source: Source, left_out: list[Span]) -> Iterator[list[Value[str]]]:
    """Yield the simple commands of a script that start ucarp; those that only may do so are `left_out`."""
    tree = grammar.parse(source.text, "sysconfig")
    for leaf, variables, within in shell.steps(source, tree, {}, []):
        text = source.text[leaf.start : leaf.end] if leaf is not None else ""
        if leaf is None or leaf.kind == "JUNK" or "<<" in text:
            return
        if leaf.kind != "COMMAND" or "ucarp" not in text:
            continue
        words = list(shell.words(source, leaf.start, leaf.end, variables))
        while words and words[0].value in _BEFORE:
            words = words[1:]
        plain = bool(words) and _PROGRAM.fullmatch(words[0].value or "") is not None
        if (plain and within) or (not plain and _holds_one(text)):
            left_out.append(Span(source, leaf.start, leaf.end))
        else:
            yield words


def _holds_one(line: str) -> bool:
    """Return whether a line starts ucarp somewhere between other commands."""
    from carplint.dialects.shell.script import commands  # such lines are rare

    found = ([w for w in c.words if w not in _BEFORE] for c in commands(Source("", line)))
    return any(words and _PROGRAM.fullmatch(words[0]) is not None and len(words) > 2 for words in found)


def _router(host: HostFiles, source: Source, words: Sequence[Value[str]], name: str) -> VirtualRouter | None:
    """Return what a command line comes to; `words` begin with the program."""
    rest = tuple(_known_option(words[1:]))
    if not {"addr", "vhid"} & parse(rest).given.keys():
        return None
    return router(host.name, Launch(NAME, Value(name, name, words[0].span), source, rest), host.files)


def _is_start(words: Sequence[Value[str]]) -> bool:
    return bool(words) and _PROGRAM.fullmatch(words[0].value or "") is not None


def _line(span: Span) -> str:
    return f"{span.source.path}:{span.source.position(span.start)[0]}"


class _Found(NamedTuple):
    """What was found: virtual routers, daemons that units start, and what is left out, as places and in words."""

    routers: list[VirtualRouter]
    started: list[Started]
    left_out: list[Span]
    not_checked: list[str]


def _in_script(host: HostFiles, source: Source, found: _Found) -> None:
    starts = [words for words in _script(source, found.left_out) if _is_start(words)]
    file = source.path.rpartition("/")[2]
    for words in starts:
        name = file if len(starts) == 1 else f"{file}:{source.position(words[0].span.start)[0]}"
        own = _router(host, source, words, name)
        found.routers.extend([] if own is None else [own])


def _of_vip_files(host: HostFiles, unit: Unit) -> bool:
    """Return whether a unit takes its variables from vip files that are read as such: its routers are theirs."""
    paths = [
        specified(own.text.removeprefix("-").replace("%i", "*").replace("%I", "*"), unit.names)[0]
        for own in unit.all("Service", "EnvironmentFile")
        if "%i" in own.text or "%I" in own.text
    ]
    files = [f"/{d.source.path.lstrip('/')}" for d in host.documents if d.format == "ucarp"]
    return any(path and fnmatchcase(file, f"*{path}") for path in paths for file in files)


def _in_unit(host: HostFiles, unit: Unit, found: _Found) -> None:
    """Read what a unit starts. Of several commands, which systemd refuses but for Type=oneshot, the last one is meant."""
    starts: list[tuple[Command, Sequence[Value[str]]]] = []
    for command in unit.commands:
        words: Sequence[Value[str]] = command.words
        while words and words[0].value in _BEFORE:
            words = words[1:]
        if _is_start(words):
            starts.append((command, words))
        elif command.ignored and "ucarp" in command.place.text:
            found.started.append(Started(unit, "ucarp", command, None))
        elif not command.ignored and _WRAPPED.search(command.place.text) is not None:
            found.left_out.append(command.place)
    one = len(unit.commands) == len(starts) and known(unit.last("Service", "Type"), "") != "oneshot"
    for command, words in starts[-1:] if one else starts:
        name = unit.name if one or len(starts) == 1 else f"{unit.name}:{_line(words[0].span).rpartition(':')[2]}"
        own = _router(host, words[0].span.source, words, name)
        if own is None:
            continue
        options = parse(tuple(_known_option(words[1:])))
        forks = options.flag("daemonize", words[0].span).value
        found.started.append(Started(unit, "ucarp", command, forks, name))
        if not _of_vip_files(host, unit):
            found.routers.append(own)


def _in_units(host: HostFiles, source: Source, found: _Found, seen: set[Source]) -> None:
    """Read the units that a unit file is. One that another file hides is not read."""
    for unit in units(host, source):
        found.not_checked.extend(unit.unread)
        if unit.masked:
            found.not_checked.append(f"{source.path}, since {unit.name} is masked: systemd does not start it")
        elif unit.files[:1] != (source,) and unit.files:
            found.not_checked.append(f"{source.path}, since {unit.files[0].path} hides it")
            if unit.files[0] not in seen and all(unit.files[0] is not d.source for d in host.documents):
                seen.add(unit.files[0])
                _in_unit(host, unit, found)
        else:
            _in_unit(host, unit, found)


def read(host: HostFiles) -> Part:
    """Read one virtual router per command line."""
    found = _Found([], [], [], [])
    seen: set[Source] = set()
    for source in (d.source for d in host.documents if d.format == NAME):
        if is_unit(source):
            _in_units(host, source, found, seen)
        else:
            _in_script(host, source, found)
    return Part(
        virtual_routers=tuple(found.routers),
        facts=(Units(tuple(found.started)),) if found.started else (),
        statements=len(found.routers) + len(found.left_out),
        understood=len(found.routers),
        not_checked=(
            *found.not_checked,
            *(f"{_line(s)}: this ucarp may or may not be started, so it is not checked" for s in found.left_out),
        ),
    )


def uncertain(host: Host | HostFiles) -> Sequence[Span]:
    """Return the commands that start ucarp under a condition, or when a function is called, so that nobody can tell."""
    found: list[Span] = []
    for document in (d for d in host.documents if d.format == NAME):
        if not is_unit(document.source):
            list(_script(document.source, found))
    return found
