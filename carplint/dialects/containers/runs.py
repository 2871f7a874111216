"""`docker run`, `podman run` and `nerdctl run` in scripts and units.

The words are those of a shell or of systemd, their values known or not; nothing is run. Source: docker's reference, "docker
container run"; podman-run(1); nerdctl, docs/command-reference.md.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile

from carplint.dialects.containers.container import Container, Copy, on_host
from carplint.dialects.containers.outcome import part
from carplint.dialects.containers.variables import NOT_HERE, of_files
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.shell.expansion import Environment
from carplint.dialects.shell.script import cuts
from carplint.dialects.shell.wrappers import FLAGS_OF_RUN, SETS, name_of
from carplint.dialects.systemd.units import is_unit, units
from carplint.model import HostFiles, Value
from carplint.text import parse as grammar
from carplint.text.reading import Budget
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

NAME = "container_runs"
RUNTIMES = ("docker", "podman", "nerdctl")
_FLAGS = frozenset(FLAGS_OF_RUN.split())
_SHORT = {"e": "env", "v": "volume"}
FARTHEST = 6
"""How many words may stand before the runtime's name (sudo, exec, nice …), and between it and `run`."""


class Run(NamedTuple):
    """A container that is started by a command: its options by their long names, in their order, its image, its command, and why
    that is not certain, "" if it is."""

    options: Sequence[tuple[str, Value[str]]]
    image: Value[str]
    command: Sequence[Value[str]]
    why: str = ""

    def all(self, *names: str) -> Iterator[Value[str]]:
        """Yield the values of an option that has these names."""
        return (value for name, value in self.options if name in names)


def _verb(words: Sequence[Value[str]]) -> int:
    """Return where the words behind `docker run` begin, 0 if they are none of it."""
    at = next((i for i, w in enumerate(words[:FARTHEST]) if name_of(w) in RUNTIMES), None)
    if at is None:
        return 0
    verb = next((i for i in range(at + 1, min(len(words), at + FARTHEST)) if words[i].value == "run"), None)
    between = words[at + 1 : verb] if verb is not None else ()
    return (
        verb + 1
        if verb is not None and all(w.value not in ("exec", "compose", "image", "stack") for w in between)
        else 0
    )


def parse(words: Sequence[Value[str]]) -> Run | None:
    """Return what a command runs in a container; None if it runs none."""
    at, why = _verb(words), ""
    options: list[tuple[str, Value[str]]] = []
    while 0 < at < len(words):
        word = words[at]
        text = word.value if word.value is not None else word.written.strip("\"'")
        if text == "--":
            at += 1
            break
        if text[:1] != "-" or len(text) < 2:
            if word.value is not None or "/" in text:
                break
            why = why or "its options are not known"
            at += 1
            continue
        name, equals, given = text.lstrip("-").partition("=")
        at += 1
        if not text.startswith("--"):
            letters = text[1:]
            end = next((i for i, letter in enumerate(letters) if letter not in _FLAGS), len(letters))
            name, given, equals = letters[end : end + 1], letters[end + 1 :].lstrip("="), letters[end + 1 :]
        if not name or name in _FLAGS:
            continue
        name = _SHORT.get(name, name)
        if equals:
            known = word.value is not None
            options.append((name, Value(given if known else None, given, word.span, word.why)))
        elif at < len(words):
            options.append((name, words[at]))
            at += 1
    if not 0 < at < len(words):
        return None
    return Run(options, words[at], words[at + 1 :], why)


def _assigned(value: Value[str]) -> tuple[str, Value[str]]:
    """Return the name and the value of a variable that stands in a word, with the place of that value."""
    text = value.value if value.value is not None else value.written.strip("\"'")
    name, equals, rest = text.partition("=")
    if not equals:
        return name, value.but(None, NOT_HERE)
    span, raw = value.span, value.span.text
    at = raw.find(f"{name}=")
    if at >= 0:
        start, end = span.start + at + len(name) + 1, span.end - (raw[:1] in ("'", '"') and raw[-1:] == raw[:1])
        quoted = (
            end - start > 1
            and raw[start - span.start] in "'\""
            and span.source.text[end - 1] == raw[start - span.start]
        )
        span = Span(span.source, start + quoted, end - quoted)
    return name, Value(rest if value.value is not None else None, span.text, span, value.why)


def _variables(
    host: HostFiles, source: Source, run: Run, left: Budget
) -> tuple[Mapping[str, Value[str]], str, list[Source]]:
    """Return the variables that a container is given, why it may have others, "" if it has none, and the files that were read."""
    paths = [(v.value or "", v.written or v.value or "", source) for v in run.all("env-file")]
    found, why, read = of_files(host, paths, left)
    for value in run.all("env"):
        name, own = _assigned(value)
        found[name] = own
    return found, why, read


_HERE = re.compile(r"(?:\.|\$PWD|\$\{PWD\}|\$\(pwd\)|`pwd`)/")
"""How a path begins that lies where the script is started: taken for the script's own folder."""


def _copies(host: HostFiles, run: Run, left: Budget) -> Iterator[Copy]:
    """Yield what volumes put into a container; of the files of its host those that are at hand."""
    own = run.image.span.source.real
    for value in run.all("volume", "mount"):
        text = value.value if value.value is not None else re.sub("[\"']", "", value.written)
        pairs = dict(p.partition("=")[::2] for p in text.split(",")) if "target=" in text or "dst=" in text else {}
        origin, _, target = text.partition(":")
        target = pairs.get("target", pairs.get("dst", target.partition(":")[0]))
        origin = pairs.get("source", pairs.get("src", origin))
        at_hand = on_host(host, origin, left)
        if own is not None and (here := _HERE.match(origin)) is not None:
            found = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(own)), origin[here.end() :]))
            at_hand = found if os.path.exists(found) else ""
        if target:
            yield Copy(posixpath.normpath(target), at_hand)


def _container(host: HostFiles, run: Run, name: str, why: str, read: dict[Source, None], left: Budget) -> Container:
    source = run.image.span.source
    variables, unset, files = _variables(host, source, run, left)
    read.update(dict.fromkeys(files))
    entrypoint = list(run.all("entrypoint"))[-1:]
    return Container(
        NAME,
        Value(name, name, run.image.span),
        "the container that is run here",
        run.image.value if run.image.value is not None else run.image.written,
        [*entrypoint, *run.command],
        variables,
        any(v.value == "host" for v in run.all("network", "net")),
        tuple(_copies(host, run, left)),
        why=why or run.why,
        unset=unset,
        whole=bool(entrypoint),
    )


def _in_script(source: Source, left: Budget) -> Iterator[tuple[Run, str]]:
    """Yield what a script runs, each with the reason that it is not certain. Behind a here-document nothing is."""
    certain = True
    for leaf, variables, within in shell.steps(source, grammar.parse(source.text, "sysconfig"), {}, [], left):
        text = source.text[leaf.start : leaf.end] if leaf is not None else ""
        if leaf is None or leaf.kind == "TRIVIA":
            continue
        certain = certain and leaf.kind != "JUNK" and "<<" not in text
        if not any(runtime in text for runtime in RUNTIMES):
            continue
        for run, sure in _in_line(source, leaf.start, leaf.end, variables):
            yield run, "" if certain and sure and not within else "it may or may not be started"


def _in_line(source: Source, start: int, end: int, variables: Environment) -> Iterator[tuple[Run, bool]]:
    sure = True
    for cut in cuts(source.text[start:end]):
        own = list(dropwhile(lambda w: SETS.match(w.text) is not None, cut.words))
        words = [v for w in own for v in shell.word(source, start + w.start, start + w.end, variables)]
        run = parse(words)
        if run is not None:
            yield run, sure
        sure = sure and cut.sign in (";", "&", "\n", "")


def _in_unit(host: HostFiles, source: Source, not_checked: list[str]) -> Iterator[tuple[Run, str]]:
    """Yield what a unit runs, unless systemd does not start it."""
    for unit in units(host, source):
        if unit.masked:
            not_checked.append(f"{source.path}, since {unit.name} is masked: systemd does not start it")
        elif unit.files and unit.files[0] is not source:
            not_checked.append(f"{source.path}, since {unit.files[0].path} hides it")
        else:
            runs = (parse(c.words) for c in unit.commands if not c.ignored)
            yield from ((run, "") for run in runs if run is not None)


def read(host: HostFiles) -> Part:
    """Read one virtual router for each container of a ucarp, or of a known image, that a script or unit runs on its host's network."""
    containers, not_checked, files = list[Container](), list[str](), dict[Source, None]()
    left = host.budget or Budget()
    for source in (d.source for d in host.documents if d.format == NAME):
        runs = _in_unit(host, source, not_checked) if is_unit(source) else _in_script(source, left)
        own = source.path.rpartition("/")[2]
        for run, why in runs:
            named = next((v.value for v in run.all("name") if v.value), own)
            containers.append(_container(host, run, named, why, files, left))
    return part(host, containers, not_checked, tuple(files))
