"""What starts keepalived besides its configuration: the variables of its launchers, and a unit or drop-ins of one's own.

Source: keepalived(8); keepalived.service of Debian 12 and RHEL 9; keepalived's init script of Gentoo.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from carplint.dialects.comments import file as path_of
from carplint.dialects.ucarp.statements import Statement
from carplint.model import Host, Value
from carplint.text.source import Source, Span

NAME = "keepalived"
CONFIGURATION = "/etc/keepalived/keepalived.conf"
"""The file that it reads unless an option names another one."""
FILES = (
    *(f"/etc/{folder}/keepalived" for folder in ("default", "sysconfig", "conf.d")),
    "/etc/systemd/system/keepalived.service",
    "/etc/systemd/system/keepalived.service.d/*.conf",
)
_VARIABLES = ("DAEMON_ARGS", "KEEPALIVED_OPTIONS", "KEEPALIVED_OPTS")
_COMMENT = r"^[ \t]*[#;].*"
_OF_SHELL = re.compile(
    rf"""(?m){_COMMENT}|(?:^|(?<=[\s;&|({{]))([A-Z][A-Za-z_]*)[ \t]*[:+]?=[ \t]*"""
    r"""((?:"(?:[^"\\]|\\[\s\S])*+"|'[^']*+')[^\n;#]*|(?:[^\n;\\]|\\[\s\S])*+)"""
)
"""A variable. What has no quotes goes on to the end of the line, as systemd has it (systemd.exec(5), EnvironmentFile=)."""
_OF_UNIT = re.compile(
    rf"(?m){_COMMENT}|^[ \t]*([A-Z][A-Za-z_]*)[ \t]*=[ \t]*((?:[^\n\\]|\\\n(?:[ \t]*[#;].*\n)*+|\\[^\n])*+)"
)
"""A setting of a unit, whose lines go on over comments (systemd.syntax(7))."""
_ENVIRONMENT = re.compile(rf"""(?:^|[\s"'])(?:{"|".join(_VARIABLES)})=""")
_PROGRAM = re.compile(r"[-:+!]*(?:@[-:+!]*(?:/\S*/)?keepalived[ \t]+\S+|(?:/\S*/)?keepalived)(?=\s|$)")
_COMMANDS = {"ExecStart": _PROGRAM.match, "Environment": _ENVIRONMENT.search}
"""By the name of a unit's setting, what precedes options of keepalived in it."""
_WITH_VALUE = "fSuprcbAsi"
_ATTACHED = "Mt"
"""The letters of options whose value, if they have one, is in the same word. Source: keepalived, core/main.c."""
_LONG = {"use-file": "f", "use-conf": "f", "config-id": "i", "namespace": "s", "snmp": "x", "check": "C", "vrrp": "P"} | {
    "dont-release-vrrp": "V", "release-vips": "X", "log-facility": "S", "umask": "u", "pid": "p", "vrrp_pid": "r",
    "checkers_pid": "c", "bfd_pid": "b", "snmp-agent-socket": "A", "core-dump-pattern": "M",
}  # fmt: skip
"""The letters of long options that take a value or mean something to others than the processes themselves."""


def _options(source: Source, start: int, end: int) -> Iterator[tuple[str, str, Span]]:
    """Yield the options of a command line, each with its value, "" if there is none; a word that is not one as itself."""
    found = re.finditer(rf"(?m)(?<=\n){_COMMENT}|([^\s\"']+)", source.text[start:end])
    words = [w for w in found if w[1] not in (None, "\\")]
    spans = (Span(source, start + w.start(), start + w.end()) for w in words)
    for span in spans:
        text = span.text
        long, equals, value = text[2:].partition("=")
        if text.strip("${}") in _VARIABLES:
            continue
        if not text.startswith("-") or "$" in text:
            yield text, "", span
            continue
        meant = {letter for name, letter in _LONG.items() if name.startswith(long)}  # getopt takes beginnings
        letters = (_LONG.get(long) or (meant.pop() if len(meant) == 1 else "n")) if text.startswith("--") else text[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in _WITH_VALUE:
                own, whole = value if equals else letters, span
                if not own and (following := next(spans, None)) is not None:
                    own, whole = following.text, Span(source, span.start, following.end)
                yield letter, own, whole
                break
            yield letter, "", span
            if letter in _ATTACHED:
                break


def _named(host: Host, files: Collection[str], source: Source, start: int, end: int) -> Iterator[Statement]:
    own = [d.source for d in host.documents if d.format == NAME]
    ids = {host.config_id} if any(re.search(r"(?m)^[ \t]*@", s.text) for s in own) else None
    for letter, value, span in _options(source, start, end):
        known = value in files if letter == "f" else letter == "i" and (ids is None or value in ids)
        yield Statement("options of keepalived", Value(span.text, span.text, span), "known" if known else letter)


def launched(host: Host, new: str = "") -> Iterator[Statement]:
    """Yield what starts a host's keepalived: the options of its command line, and the settings of its unit. `new` is the path
    of a configuration that it shall have instead of its own."""
    named = [path_of(d.source) for d in host.documents if d.format == NAME]
    here = next((d.source for d in host.documents if new or d.format == NAME), None)
    found = [f for path in FILES for f in (host.files(path, here) if host.files and here else None) or ()]
    for source in (f for f in found if isinstance(f, Source)):
        unit = "/systemd/" in source.path
        for setting in (_OF_UNIT if unit else _OF_SHELL).finditer(source.text):
            name = setting[1]
            if name is None:
                continue  # a comment
            word = Value(name, name, source.span(*setting.span(1)))
            command = _COMMANDS[name](setting[2]) if unit and name in _COMMANDS else None
            if name in _VARIABLES or command:
                yield from _named(
                    host,
                    [new] if new else named,
                    source,
                    setting.start(2) + (command.end() if command else 0),
                    setting.end(2),
                )
            elif name != "ExecStart" or setting[2]:
                own = name in ("EnvironmentFile", "ExecReload") and (
                    "/keepalived" in setting[2] or "kill" in setting[2]
                )
                place = "unit" if unit else "keepalived variables"
                yield Statement(place, word, "ExecStart" if own else "another-command" if name == "ExecStart" else name)
