"""Compose files: the daemons that services start by `command:` and `entrypoint:`.

A service on the host's own network that starts a ucarp is a node of the folder that the file lies in; any other is not checked.
Compose splits a command without a shell, puts in its own variables, which are not known here ($$ is a dollar), and gives the
service those of `environment:`. Source: the Compose specification, "services", "interpolation"; docker(1), "run".

What stops a container sends SIGTERM to its first process. A shell that waits for another program never passes that on, and
the daemon is killed with its addresses in place: pid_namespaces(7); docker's reference, "docker container stop".
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

from carplint.dialects.dialect import Part
from carplint.dialects.shell.script import cuts, plain
from carplint.dialects.shell.starts import DAEMONS, GUESSED, Start, started
from carplint.dialects.ucarp import images
from carplint.dialects.ucarp.command import Launch, router
from carplint.dialects.ucarp.options import parse as options
from carplint.model import HostFiles, Value, VirtualRouter
from carplint.text.finding import Finding
from carplint.text.plain_yaml import Plain, YamlError, parse
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

NAME = "compose"
SIGNAL_LOST = "container-signal-lost"

_SHELL = re.compile(r"(?:/\S*/)?(?:sh|ash|bash|dash)")
_FILE = ("-f", "--use-file")
_DAEMON = re.compile(r"(?:\S*/)?(ucarp|keepalived)")
_WAITERS = frozenset(("sleep", "tail", "wait", "cat", "read", "while", "until", "tailf", "watch"))
_KEY = r"""(?m)^[ \t]+["']?([^\s:"'#]+)["']?[ \t]*:"""
FAR = 5000
"""How many characters behind the word before it a word is looked for."""
_INTERPOLATED = "a variable that compose puts in is not known"


class _Service(NamedTuple):
    """A service: its name and place, the words of its first process, the variables that it has, and its settings."""

    name: str
    span: Span
    words: Sequence[Value[str]]
    environment: Mapping[str, Value[str]]
    settings: Mapping[str, Plain]


def _value(text: str, span: Span) -> Value[str]:
    known = "$" not in text.replace("$$", "")
    return Value(text.replace("$$", "$") if known else None, text, span, "" if known else _INTERPOLATED)


class _Places:
    """Where words stand behind the name of a service: one after the other, else at its name."""

    def __init__(self, span: Span) -> None:
        self.span, self.at = span, span.end

    def of(self, word: str) -> Span:
        source = self.span.source
        start = source.text.find(word, self.at, self.at + FAR) if word else -1
        if start < 0:
            return self.span
        self.at = start + len(word)
        return Span(source, start, self.at)


def _words(value: Plain, places: _Places) -> Iterator[Value[str]]:
    """Yield the words of `command:` or `entrypoint:`, a list or a text that is split as by a shell."""
    parts = shlex.split(value) if isinstance(value, str) else value if isinstance(value, list) else ()
    for part in parts:
        if isinstance(part, str):
            yield _value(part, places.of(part))


def _environment(value: Plain, places: _Places) -> dict[str, Value[str]]:
    """Return the variables of `environment:`, a list or a mapping; one without a value comes from outside."""
    if isinstance(value, list):
        value = {k: v for k, equals, v in (str(x).partition("=") for x in value) if equals}
    pairs = value.items() if isinstance(value, dict) else ()
    return {k: _value(v, places.of(v)) for k, v in pairs if isinstance(v, str)}


def _services(source: Source) -> Iterator[_Service]:
    data = parse(source.text)
    services = data.get("services", data) if isinstance(data, dict) else None  # as in files of version 1
    keys: dict[str, Span] = {}
    for key in re.finditer(_KEY, source.text):
        keys.setdefault(key[1], Span(source, *key.span(1)))
    for name, own in services.items() if isinstance(services, dict) else ():
        if isinstance(own, dict):
            span = keys.get(name, source.span())
            environment = _environment(own.get("environment"), _Places(span))
            places = _Places(span)
            words = [*_words(own.get("entrypoint"), places), *_words(own.get("command"), places)]
            yield _Service(name, span, words, environment, own)


def _router(host: HostFiles, service: _Service, start: Start) -> VirtualRouter:
    launch = Launch(NAME, Value(service.name, service.name, service.span), service.span.source, start.words[1:])
    return router(host.name, launch)


def _image(service: _Service) -> str:
    image = service.settings.get("image")
    return images.name_of(image) if isinstance(image, str) else ""


def _of_image(host: HostFiles, service: _Service) -> tuple[VirtualRouter | None, str]:
    """Return what a service starts by the variables of its image, or why that is not checked; neither if it is none that starts
    one of the daemons."""
    image, build = _image(service), str(service.settings.get("build", ""))
    name = Value(service.name, service.name, service.span)
    if not any(d in text for d in DAEMONS for text in (image, build.rpartition("/")[2])):
        return None, ""
    if "extends" in service.settings:
        return None, "it extends another service"
    if service.settings.get("network_mode", service.settings.get("net")) != "host":
        return None, "it is not on the network of its host"
    if image in images.UCARP and not service.words:
        words = images.command(images.UCARP[image], service.environment, service.span)
        return router(host.name, Launch(NAME, name, service.span.source, words)), ""
    own = service.environment.get("KEEPALIVED_AUTOCONF")
    if image in images.KEEPALIVED and not service.words and (own is None or own.value == "true"):
        return images.router(host.name, NAME, name, images.KEEPALIVED[image], service.environment), ""
    return None, "what its image makes of its variables and files is not known"


def _reason(service: _Service, starts: Sequence[Start]) -> str:
    """Return why what a service starts is not checked, "" if it is a node of its host."""
    if "extends" in service.settings:
        return "it extends another service"
    if service.settings.get("network_mode") != "host":
        return "it is not on the network of its host"
    if len(starts) > 1 or starts[0].why == GUESSED or starts[0].where:
        return "it is not certain what it starts"
    if not {"addr", "vhid"} & options(starts[0].words[1:]).given.keys():
        return "its options are not known"
    return ""


def _lost(service: _Service) -> Finding | None:
    """Return the finding for a daemon that never gets SIGTERM, as the first process is a shell that waits for something else."""
    words = service.words
    if len(words) < 3 or words[0].value is None or _SHELL.fullmatch(words[0].value) is None or words[1].value != "-c":
        return None
    text = words[2].value or ""
    commands = [[plain(w.text) for w in c.words] for c in cuts(text) if c.words]
    named = [m[1] for c in commands for w in c for m in [_DAEMON.fullmatch(w)] if m is not None]
    ends = bool(commands) and commands[-1][0].rpartition("/")[2] in _WAITERS
    looped = any(c[0] in ("while", "until", "for") for c in commands[1:])
    if not named or not (ends or looped) or any(c[0] in ("trap", "exec") for c in commands):
        return None
    message = (
        f"the first process of this container is a shell that waits for something else, so {named[0]} gets no SIGTERM when the "
        "container stops: it is killed, and the VIP stays on the host"
    )
    return Finding(message, words[2].span if words[2].span.text else service.span, name=SIGNAL_LOST)


def read(host: HostFiles) -> Part:
    """Read one virtual router for each service that starts a ucarp on its host's network."""
    routers, findings, not_checked = list[VirtualRouter](), list[Finding](), list[str]()
    total = 0
    for source in (d.source for d in host.documents if d.format == NAME):
        try:
            services = list(_services(source))
        except (YamlError, ValueError) as error:
            not_checked.append(f"{source.path}: {error}" if isinstance(error, YamlError) else source.path)
            continue
        for service in services:
            starts = [s for s in started(service.words, service.environment) if s.daemon in DAEMONS]
            lost = _lost(service)
            findings += [lost] if lost is not None else []
            place = f"{source.path}:{source.position(service.span.start)[0]}: the service {service.name}"
            own: VirtualRouter | None = None
            if starts and starts[0].daemon == "ucarp":
                why = _reason(service, starts)
                own = None if why else _router(host, service, starts[0])
            elif starts:
                given = any((w.value or "").startswith(_FILE) for w in starts[0].words[1:])
                why = "keepalived has a file of its own" if given else ""
            else:
                own, why = _of_image(host, service)
            total += own is not None or bool(why)
            routers += [own] if own is not None else []
            not_checked += [f"{place} is not read: {why}"] if why else []
    return Part(
        virtual_routers=tuple(routers),
        findings=tuple(findings),
        statements=total,
        understood=len(routers),
        not_checked=tuple(not_checked),
    )
