"""What starts keepalived besides its configuration: the variables of its launchers, and its unit with the drop-ins.

Where no file of the unit is among the inputs, it is that of the distributions, with the variables of the files that are there.
Source: keepalived(8); keepalived.service of Debian 12 and RHEL 9; keepalived's init script of Gentoo.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence

from carplint.dialects.comments import file as path_of
from carplint.dialects.keepalived.command_options import unknown
from carplint.dialects.keepalived.facts.apart import Apart
from carplint.dialects.shell import starts
from carplint.dialects.shell import values as shell
from carplint.dialects.systemd import environment
from carplint.dialects.systemd.started import Started, Units
from carplint.dialects.systemd.unit import Command, Unit
from carplint.dialects.systemd.units import FOLDERS, named
from carplint.dialects.ucarp.statements import Statement
from carplint.model import Host, HostFiles, Value, not_known
from carplint.text.finding import Finding
from carplint.text.parse import parse
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

NAME = "keepalived"
CONFIGURATION = "/etc/keepalived/keepalived.conf"
"""The file that it reads unless an option names another one."""
UNIT = "keepalived.service"
_FILES = {"/etc/default/keepalived": "DAEMON_ARGS", "/etc/sysconfig/keepalived": "KEEPALIVED_OPTIONS"}
"""The files of variables, and the variable that the unit of the distribution takes from each."""
_OF_INIT = "/etc/conf.d/keepalived"
PLACES = (*_FILES, _OF_INIT, *(f"{f}/{UNIT}{end}" for f in FOLDERS for end in ("", ".d")))
"""Where something may say how keepalived is started; other folders of drop-ins are rare, and looked at if one of these is there."""
_VARIABLES = (*_FILES.values(), "KEEPALIVED_OPTS")
_COMMENT = r"^[ \t]*[#;].*"
_OF_SHELL = re.compile(
    rf"""(?m){_COMMENT}|(?:^|(?<=[\s;&|({{]))([A-Z][A-Za-z_]*)[ \t]*[:+]?=[ \t]*"""
    r"""((?:"(?:[^"\\]|\\[\s\S])*+"|'[^']*+')[^\n;#]*|(?:[^\n;\\]|\\[\s\S])*+)"""
)
"""A variable, however a shell may set it. What has no quotes goes on to the end of the line."""
_ROUGHLY = re.compile(rf"(?m)(?<=\n){_COMMENT}|([^\s\"']+)")
_WITH_VALUE = "fSuprcbAsi"
_ATTACHED = "Mt"
"""The letters of options whose value, if they have one, is in the same word. Source: keepalived, core/main.c."""
_LONG = {"use-file": "f", "use-conf": "f", "config-id": "i", "namespace": "s", "snmp": "x", "check": "C", "vrrp": "P"} | {
    "dont-release-vrrp": "V", "release-vips": "X", "log-facility": "S", "umask": "u", "pid": "p", "vrrp_pid": "r",
    "checkers_pid": "c", "bfd_pid": "b", "snmp-agent-socket": "A", "core-dump-pattern": "M", "dont-fork": "n",
}  # fmt: skip
"""The letters of long options that take a value or mean something to others than the processes themselves."""
_TRIES = {"config-test": "t"}
"""The long option with which it only reads its configuration."""
_NO = ("no", "false", "off", "0", "n", "f")
OTHER = "all"
"""What stands for any other long option."""


class Loaded(NamedTuple):
    """What the files say of how a host's keepalived runs: the path of its configuration, its id, and whether it runs VRRP at all;
    None where they do not say."""

    file: Value[str] | None = None
    config_id: Value[str] | None = None
    checks_only: Value[str] | None = None
    units: Units | None = None
    sources: tuple[Source, ...] = ()
    """The files that say it."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the command line."""
    apart: tuple[Apart, ...] = ()
    """The place that puts it into another network namespace."""


class _Start(NamedTuple):
    """A way in which keepalived is started: the unit, and its command line without the program."""

    unit: Unit
    packaged: Source
    command: Command | None
    words: tuple[Value[str], ...]

    @property
    def real(self) -> bool:
        """Whether the unit's own file is among the inputs."""
        return self.packaged not in self.unit.files


def _letters(text: str) -> tuple[str, str, bool]:
    """Return the letters of a word of options, the value behind =, and whether there is a =."""
    if not text.startswith("--"):
        return text[1:], "", False
    long, equals, value = text[2:].partition("=")
    names = _LONG | _TRIES
    meant = {letter for name, letter in names.items() if name.startswith(long)}  # getopt takes beginnings
    return names.get(long) or (meant.pop() if len(meant) == 1 else OTHER), value, bool(equals)


def _options(words: Sequence[Value[str]]) -> Iterator[tuple[str, str, Span]]:
    """Yield the options of a command line, each with its value, "" if there is none; a word that is not one as itself."""
    rest = iter(words)
    for word in rest:
        text, span = word.written if word.value is None else word.value, word.span
        if word.value is None and text.strip("${}") in _VARIABLES:
            continue
        if not text.startswith("-") or "$" in text:
            yield text, "", span
            continue
        letters, value, equals = _letters(text)
        if letters == OTHER:
            yield OTHER, "", span
            continue
        for at, letter in enumerate(letters, 1):
            if letter in _WITH_VALUE:
                own, whole = value if equals else letters[at:], span
                if not own and (following := next(rest, None)) is not None:
                    own = following.written if following.value is None else following.value
                    same = following.span.source is span.source
                    whole = Span(span.source, span.start, following.span.end) if same else following.span
                yield letter, own, whole
                break
            yield letter, "", span
            if letter in _ATTACHED:
                break


def _start(host: Host | HostFiles, here: Source) -> _Start | None:
    """Return how systemd starts keepalived; None if the unit is masked or cannot be read. Variables that nothing sets are left
    out."""
    files = [p for p in _FILES if (host.links or not_known)(p, here)]
    text = "".join(f"EnvironmentFile=-{p}\n" for p in files)
    references = " ".join(f"${name}" for name in _VARIABLES)
    place = posixpath.join(posixpath.dirname(here.path), UNIT)
    packaged = Source(
        place, f"[Service]\n{text}ExecStart=/usr/sbin/keepalived --dont-fork {references}\n", real=here.real
    )
    unit = next(iter(named(host, UNIT, here, packaged)), None)
    if unit is None or not unit.files:
        return None
    unit = unit.without()
    found = [(c, s) for c in unit.commands for s in starts.started(c.words) if s.daemon == NAME and not s.why]
    command, words = (found[-1][0], found[-1][1].words[1:]) if found else (None, ())
    kept = tuple(w for w in words if w.value is not None or w.span.source is not packaged)
    return _Start(unit, packaged, command, kept)


def _plain(source: Source) -> bool:
    """Return whether systemd and a shell read the same from a file of variables, Windows line ends aside."""
    own = {n: v.value for n, v in environment.assignments(source) if n in _VARIABLES}
    theirs = shell.run(source, parse(source.text, "sysconfig")).environment
    others = {n: v.value and v.value.rstrip("\r") for n, v in theirs.items() if n in _VARIABLES}
    return own == others and "" not in theirs


def _of_init(host: HostFiles, here: Source) -> tuple[list[Value[str]], Value[str] | None, list[Source]]:
    """Return the options that an init script of OpenRC takes from its file, and the configuration that it names: Gentoo's
    KEEPALIVED_OPTS, Alpine's command_args and cfgfile."""
    found = [f for f in (host.files or not_known)(_OF_INIT, here) or () if isinstance(f, Source)]
    own = shell.run(found[0], parse(found[0].text, "sysconfig")).environment if found else {}
    words = [w for name in ("KEEPALIVED_OPTS", "command_args") if name in own for w in shell.split(own[name])]
    return words, own.get("cfgfile"), found


def _wrong(start: _Start | None, words: Sequence[Value[str]]) -> tuple[Finding, ...]:
    """Return what keepalived does not take of the words of its command line."""
    found = tuple(unknown(words))
    if found and start is not None and start.command is not None and start.real:
        from carplint.dialects.systemd.one_word import one_word  # few units have one

        return tuple(one_word(start.unit, start.command, words, NAME)) or found
    return found


def _apart(start: _Start | None, words: Sequence[Value[str]]) -> tuple[Apart, ...]:
    """Return what puts keepalived into another network namespace: its option, its unit, or the program that starts it."""
    places = [span for letter, _, span in _options(words) if letter == "s"]
    if start is not None and start.command is not None:
        own = start.unit.all("Service", "NetworkNamespacePath")
        own += tuple(a for a in start.unit.all("Service", "PrivateNetwork") if a.text.lower() not in _NO)
        places += [a.span for a in own]
        places += [w.span for w in start.command.words if w.value in ("netns", "nsenter", "/usr/bin/nsenter")]
    return tuple(map(Apart, places[:1]))


def loaded(host: HostFiles, here: Source) -> Loaded:
    """Return how a host's keepalived is started, as far as that is certain. Of variables that no file sets it is taken that they
    are empty."""
    if not any((host.links or not_known)(p, here) for p in PLACES):
        return Loaded()
    words, file, sources = _of_init(host, here)
    unit = next(iter(named(host, UNIT, here)), None)
    if unit is not None and unit.masked:
        masked = Started(unit, NAME, Command("", (), here.span()), None)
        return Loaded(units=Units((masked,)))
    start = _start(host, here)
    units = None
    if start is not None and start.command is not None and not sources:
        words = [w for w in start.words if w.value is not None or w.written.strip("${}") not in _VARIABLES]
        sources = [f for f in (*start.unit.files, *start.unit.files_of_variables) if f is not start.packaged]
        letters = {letter for letter, _, _ in _options(words)}
        forks = None if any(w.value is None for w in words) else "n" not in letters
        units = Units((Started(start.unit, NAME, start.command, forks),)) if start.real else None
        if not start.real and not all(_plain(f) for f in sources if path_of(f) in _FILES):
            return Loaded(units=units, sources=tuple(sources))
    findings = _wrong(start, words)
    apart = _apart(start, words)
    if any(w.value is None for w in words):
        return Loaded(units=units, sources=tuple(sources), findings=findings, apart=apart)
    said = {letter: Value(value, span.text, span) for letter, value, span in _options(words)}
    checks = said.get("C") if not {"P", OTHER} & said.keys() else None
    return Loaded(said.get("f", file), said.get("i"), checks, units, tuple(sources), findings, apart)


def _named(host: Host, files: Collection[str], words: Sequence[Value[str]]) -> Iterator[Statement]:
    asked = any(re.search(r"(?m)^[ \t]*@", d.source.text) for d in host.documents if d.format == NAME)
    read = host.config_id is None and NAME in host.complete  # its reader took this id
    for letter, value, span in _options(words):
        known = letter == "f" and normal(value) in files
        known = known or (letter == "i" and (not asked or read or value == host.config_id))
        yield Statement("options of keepalived", Value(span.text, span.text, span), "known" if known else letter)


def normal(path: str) -> str:
    """Return a path without what the system passes over in it."""
    return "/" + posixpath.normpath(path).lstrip("/") if path.startswith("/") else path


def _of_files(host: Host, files: Collection[str], start: _Start | None, here: Source) -> Iterator[Statement]:
    """Yield what the files of variables say; of the variables that systemd takes from them only those that a shell would read
    otherwise."""
    taken = {normal(p) for _, p, _ in start.unit.paths() if p} if start is not None else set()
    for path in (*_FILES, _OF_INIT):
        for source in (f for f in (host.files or not_known)(path, here) or () if isinstance(f, Source)):
            if path in _FILES and path not in taken:
                continue  # the unit does not name it
            alike = path in taken and (_plain(source) or (start is not None and start.real))
            settings = [m for m in _OF_SHELL.finditer(source.text) if m[1] is not None]
            for setting in settings:
                word = Value(setting[1], setting[1], source.span(*setting.span(1)))
                if setting[1] not in _VARIABLES:
                    yield Statement("keepalived variables", word, setting[1])
                elif not alike:
                    yield from _named(host, files, _roughly(source, *setting.span(2)))


def _roughly(source: Source, start: int, end: int) -> list[Value[str]]:
    """Return the words of a place in a file of variables, without quotes, however it is read."""
    found = (m for m in _ROUGHLY.finditer(source.text[start:end]) if m[1] not in (None, "\\"))
    return [Value(m[1], m[1], source.span(start + m.start(1), start + m.end(1))) for m in found]


def _of_unit(start: _Start) -> Iterator[Statement]:
    """Yield what the unit assigns besides the command line."""
    begins = None if start.command is None else (start.command.place.source, start.command.place.start)
    used = {w.span.source for w in start.words}
    for own in start.unit.assignments:
        key, name, text = own.key, own.key.written, own.text
        if key.span.source is start.packaged or not text:
            continue
        if own not in start.unit.all(own.section, name):
            continue  # taken back by an empty one
        if name == "ExecStart" and (own.span.source, own.span.start) == begins:
            continue
        if name == "Environment" and own.span.source in used and any(f"{v}=" in text for v in _VARIABLES):
            continue
        carried = name in ("EnvironmentFile", "ExecReload") and ("/keepalived" in text or "kill" in text)
        carried = carried or (name == "PrivateNetwork" and text.lower() in _NO)
        yield Statement("unit", key, "ExecStart" if carried else "another-command" if name == "ExecStart" else name)


def launched(host: Host, new: str = "") -> Iterator[Statement]:
    """Yield what starts a host's keepalived: the options of its command line, and the settings of its unit. `new` is the path
    of a configuration that it shall have instead of its own."""
    here = next((d.source for d in host.documents if new or d.format == NAME), None)
    if here is None or not any((host.links or not_known)(p, here) for p in PLACES):
        return
    files = [new] if new else [normal(path_of(d.source)) for d in host.documents if d.format == NAME]
    start = _start(host, here)
    yield from _of_files(host, files, start, here)
    if start is None:
        return
    yield from _of_unit(start)
    apart = (w for w in start.words if start.real or path_of(w.span.source) not in _FILES or _plain(w.span.source))
    yield from _named(host, files, [w for w in apart if w.span.source is not start.packaged])
