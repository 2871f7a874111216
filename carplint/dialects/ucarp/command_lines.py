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

from carplint.dialects.comments import file
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.shell.starts import Start, in_script, started
from carplint.dialects.shell.wrappers import HOST_CONTAINER, NAMESPACE, name_of
from carplint.dialects.systemd.started import Started, Units
from carplint.dialects.systemd.unit import Command, Unit
from carplint.dialects.systemd.units import is_unit, units
from carplint.dialects.systemd.words import specified
from carplint.dialects.ucarp.command import Launch, router
from carplint.dialects.ucarp.options import parse
from carplint.dialects.ucarp.unusable import beside, elsewhere, fault
from carplint.model import Host, HostFiles, Value, VirtualRouter, known
from carplint.text import parse as grammar
from carplint.text.finding import Finding
from carplint.text.reading import RECORD, Budget, alone
from carplint.text.source import Source, Span
from carplint.text.spelling import nearest
from carplint.text.typing import NamedTuple

NAME = "ucarp_lines"

_QUOTES = re.compile(r"[\"'\\]")
_OPTION = re.compile(r"(--[\w-]+)=(?s:.+)")


def _known_option(words: Sequence[Value[str]]) -> Iterator[Value[str]]:
    """Yield the words, with each `--option=...` of which only the value is unknown cut in two."""
    for word in words:
        option = _OPTION.fullmatch(word.written) if word.value is None else None
        if option is not None:
            yield Value(option[1], "", word.span)
        yield word


def _script(source: Source, left_out: list[Start], left: Budget) -> Iterator[Start]:
    """Yield what the commands of a script start; what they only may start is `left_out`. Behind a here-document, or a line
    whose quotes do not end, nothing is certain."""
    tree = grammar.parse(source.text, "sysconfig")
    certain = True
    for leaf, variables, within in shell.steps(source, tree, {}, [], left):
        text = source.text[leaf.start : leaf.end] if leaf is not None else ""
        if leaf is None or leaf.kind == "TRIVIA":
            continue
        certain = certain and leaf.kind != "JUNK" and "<<" not in text
        if "ucarp" not in _QUOTES.sub("", text).lower() and not ("$" in text and leaf.kind == "COMMAND"):
            continue
        for start in in_script(source, leaf.start, leaf.end, variables):
            if start.daemon == "ucarp" and (within or not certain or not _is_certain(start)):
                left_out.append(start)
            elif start.daemon == "ucarp":
                yield start


def _is_certain(start: Start) -> bool:
    """Return whether a ucarp is started for certain, on this system, as part of a virtual router that its words name."""
    named = {"addr", "vhid"} & parse(tuple(_known_option(start.words[1:]))).given.keys()
    return not start.why and start.where in ("", HOST_CONTAINER, NAMESPACE) and bool(named)


def _router(host: HostFiles, source: Source, start: Start, name: str) -> VirtualRouter:
    """Return what a command line comes to. The files of one in a container are not those of its host."""
    program = start.words[0].span
    inside = program.source is source and start.span.start <= program.start < start.span.end
    place = program if inside else start.span
    rest = tuple(_known_option(start.words[1:]))
    if start.where == NAMESPACE:
        rest = tuple(_without_interface(rest))
    return router(host.name, Launch(NAME, Value(name, name, place), source, rest), None if start.where else host.files)


def _without_interface(words: Sequence[Value[str]]) -> Iterator[Value[str]]:
    """Yield the words, with the interface unknown: one in another network namespace is none of the host's."""
    given = parse(words).given.get("interface")
    for word in words:
        inside = given is not None and word.span.start <= given.span.start < word.span.end
        option, equals, _ = (word.value or "").partition("=")
        if not inside or (option in ("-i", "--interface") and not equals):
            yield word
            continue
        if equals and option.startswith("--"):
            yield word.but(option)
        elif option.startswith("-"):  # -ieth0
            yield word.but(option[: option.find("i") + 1])
        yield word.but(None, f"it is {NAMESPACE}")


def _line(span: Span) -> str:
    return f"{span.source.path}:{span.source.position(span.start)[0]}"


def said(source: Source) -> Iterator[str]:
    """Yield what is not checked of an init script that carplint does not know: each ucarp that it starts."""
    left_out: list[Start] = []
    found = [*_script(source, left_out, alone(source)), *left_out]
    yield from (
        f"{_line(s.span)}: this init script is not known, so the ucarp that it starts is not checked" for s in found
    )


_OPTIONS = "its options are not known"


def _said(start: Start) -> str:
    """Return what is said of a ucarp that is left out."""
    if start.why == _OPTIONS:
        return f"{_line(start.span)}: the options of this ucarp are not known, so it is not checked"
    how = f"is started {start.where}" if start.where and not start.why else "may or may not be started"
    return f"{_line(start.span)}: this ucarp {how}, so it is not checked"


class _Found(NamedTuple):
    """What was found: virtual routers, daemons that units start, and what is left out, as starts and in words."""

    routers: list[VirtualRouter]
    started: list[Started]
    left_out: list[Start]
    not_checked: list[str]
    vip_files: frozenset[str]
    """The paths of vip files that are read as such."""
    sources: dict[Source, str]
    """The files that units are made of, and those of variables."""
    findings: list[Finding]


def _in_script(host: HostFiles, source: Source, found: _Found) -> None:
    starts = list(_script(source, found.left_out, host.budget or Budget()))
    own = source.path.rpartition("/")[2]
    for start in starts:
        name = own if len(starts) == 1 else f"{own}:{source.position(start.span.start)[0]}"
        found.routers.append(_router(host, source, start, name))


def _of_vip_files(unit: Unit, vip_files: frozenset[str], left: Budget) -> bool:
    """Return whether a unit takes its variables from vip files that are read as such: its routers are theirs."""
    own = [a.text.removeprefix("-") for a in unit.all("Service", "EnvironmentFile") if vip_files]
    for path in (p for p in own if "%i" in p or "%I" in p):
        if unit.instance is not None and specified(path, unit.names)[0] in vip_files:
            return True
        pattern, _ = specified(path.replace("%i", "*").replace("%I", "*"), unit.names)
        if (
            unit.instance is None
            and left.spend(RECORD * len(vip_files))
            and pattern is not None
            and any(fnmatchcase(f, pattern) for f in vip_files)
        ):
            return True
    return False


_STARTS = ("ExecStart",)
_OTHERS = frozenset(f"Exec{what}" for what in "Condition StartPre StartPost Stop StopPost Reload SearchPath".split())


def _not_taken(unit: Unit, found: _Found) -> Iterator[Command]:
    """Say why systemd refuses a unit without a command that counts, and yield those that are meant: under a misspelt key."""
    own = [a for a in unit.assignments if a.section == "Service"]
    for lost, why in elsewhere(unit) if not any(a.key.written == "ExecStart" for a in own) else ():
        found.started.append(Started(unit, "ucarp", Command("", (), lost.key.span, why), None))
        yield from unit.lines(lost)
        return
    wrong = [a for a in own if a.key.written not in (*_STARTS, *_OTHERS) and nearest(a.key.written, _STARTS)]
    empty = [a for a in own if a.key.written == "ExecStart" and not a.text]
    if unit.all("Service", "ExecStop") or unit.all("Unit", "SuccessAction") or not (wrong or empty):
        return
    why = "an empty ExecStart= takes back what is above it, and there is no other one"
    if wrong:
        why = f"{wrong[-1].key.written}= is not a key of systemd (did you mean ExecStart=?)"
    found.started.append(Started(unit, "ucarp", Command("", (), (wrong or empty)[-1].key.span, why), None))
    for assignment in wrong[-1:]:
        yield from unit.lines(assignment)


def _ucarps(unit: Unit, command: Command) -> list[Start]:
    """Return the ucarps that a command line starts, one without any option, too."""
    if command.ignored:
        return []
    found = [s for s in started(command.words, unit.variables.values) if s.daemon == "ucarp"]
    alone = not found and name_of(command.words[0]) == "ucarp"
    return [Start("ucarp", command.words, command.place)] if alone else found


def _in_unit(host: HostFiles, unit: Unit, found: _Found) -> None:
    """Read what a unit starts. Of several commands, which systemd refuses but for Type=oneshot, those of the last file are
    meant."""
    starts: list[tuple[Command, Start]] = []
    found.sources.update(dict.fromkeys((*unit.files, *unit.files_of_variables), NAME))
    for command in unit.commands or _not_taken(unit, found):
        if command.ignored and "ucarp" in command.place.text:
            found.started.append(Started(unit, "ucarp", command, None))
        for start in _ucarps(unit, command):
            plain = not start.why and start.where in ("", HOST_CONTAINER, NAMESPACE)
            wrong = fault(unit, command, start) if plain else None
            if wrong is not None:
                found.findings.append(wrong)
                found.started.append(Started(unit, "ucarp", command, None))
            elif _is_certain(start):
                starts.append((command, start))
            else:
                found.left_out.append(start._replace(span=command.place, why=_OPTIONS if plain else start.why))
                found.started.extend([Started(unit, "ucarp", command, None)] if plain else ())
    for own in beside(unit):
        how = f"{own.key.written}= starts this ucarp beside the service of {unit.name}"
        found.not_checked.append(f"{_line(own.key.span)}: {how}, so it is not checked")
    if known(unit.last("Service", "Type"), "") != "oneshot":
        starts = [s for s in starts if s[0].place.source is starts[-1][0].place.source]
    for command, start in starts:
        words = start.words
        name = unit.name if len(starts) == 1 else f"{unit.name}:{_line(command.place).rpartition(':')[2]}"
        made = _router(host, command.place.source, start._replace(span=command.place), name)
        options = parse(tuple(_known_option(words[1:])))
        forks = options.flag("daemonize", words[0].span).value
        found.started.append(Started(unit, "ucarp", command, forks, made))
        if not _of_vip_files(unit, found.vip_files, host.budget or Budget()):
            found.routers.append(made)


def _in_units(host: HostFiles, source: Source, found: _Found, seen: set[Source]) -> None:
    """Read the units that a unit file is. One that another file hides is not read."""
    for unit in units(host, source):
        found.not_checked.extend(unit.unread)
        if unit.masked:
            found.not_checked.append(f"{source.path}, since {unit.name} is masked: systemd does not start it")
        elif unit.files[:1] != (source,) and unit.files:
            found.not_checked.append(f"{source.path}, since {unit.files[0].path} hides it")
            if unit.files[0] not in seen:
                seen.add(unit.files[0])
                _in_unit(host, unit, found)
        else:
            _in_unit(host, unit, found)


def read(host: HostFiles) -> Part:
    """Read one virtual router per command line."""
    vip_files = frozenset(file(d.source) for d in host.documents if d.format == "ucarp")
    found = _Found([], [], [], [], vip_files, {}, [])
    seen = {d.source for d in host.documents}
    for source in (d.source for d in host.documents if d.format == NAME):
        if is_unit(source):
            _in_units(host, source, found, seen)
        else:
            _in_script(host, source, found)
    by_router = {known(s.router.name, ""): s for s in reversed(found.started) if s.router is not None}
    return Part(
        virtual_routers=tuple(found.routers),
        facts=(Units(tuple(found.started), by_router),) if found.started else (),
        findings=tuple(found.findings),
        sources=tuple(found.sources.items()),
        statements=len(found.routers) + len(found.left_out),
        understood=len(found.routers),
        puzzling=tuple(start.span for start in found.left_out),
        not_checked=tuple(dict.fromkeys((*found.not_checked, *map(_said, found.left_out)))),
    )


def uncertain(host: Host | HostFiles) -> Sequence[Span]:
    """Return the commands of scripts that may start a ucarp, or start one elsewhere: under a condition, when a function is
    called, in another network namespace."""
    found: list[Start] = []
    for document in (d for d in host.documents if d.format == NAME):
        if not is_unit(document.source):
            list(_script(document.source, found, host.budget or Budget()))
    return [start.span for start in found]
