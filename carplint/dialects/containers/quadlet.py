"""Podman's quadlets: files NAME.container, of which podman makes a unit that runs a container.

What is assigned later counts, and an empty assignment takes back what is above it, as in units. Drop-ins are not read. Source:
podman-systemd.unit(5), "Container units"; podman-run(1).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from carplint.dialects.containers.container import Container, Copy, on_host
from carplint.dialects.containers.outcome import part
from carplint.dialects.containers.variables import NOT_HERE, of_files
from carplint.dialects.dialect import Part
from carplint.dialects.systemd import syntax
from carplint.dialects.systemd.syntax import Assignment
from carplint.dialects.systemd.words import Word, specified, split
from carplint.model import HostFiles, Value
from carplint.text.reading import Budget
from carplint.text.source import Source

NAME = "quadlet"


def _assigned(source: Source) -> Mapping[str, list[Assignment]]:
    """Return what counts of the section [Container], by its keys."""
    found: dict[str, list[Assignment]] = {}
    for own in syntax.read(source).assignments:
        if own.section == "Container":
            if own.text:
                found.setdefault(own.key.written, []).append(own)
            else:
                found[own.key.written] = []
    return found


def _value(word: Word) -> Value[str]:
    """Return what a word comes to; no specifier is known but %%."""
    text, why = (None, word.why) if word.text is None else specified(word.text, {"%": "%"})
    return word.value(text, why)


def _words(assignments: list[Assignment]) -> list[Value[str]]:
    return [_value(w) for a in assignments for w in split(a.span.source, a.span.start, a.masked)]


def _variables(
    host: HostFiles, found: Mapping[str, list[Assignment]], left: Budget
) -> tuple[dict[str, Value[str]], str, list[Source]]:
    """Return the variables, why there may be others, "" if there are none, and the files that were read."""
    paths = [(own.text, own.text, own.span.source) for own in found.get("EnvironmentFile", ())]
    values, why, read = of_files(host, paths, left)
    for value in _words(found.get("Environment", [])):
        written = value.value if value.value is not None else value.written.strip("\"'")
        name, equals, text = written.partition("=")
        raw, span = value.span.text, value.span
        at = raw.find("=") + 1
        place = span._replace(start=span.start + at, end=span.end - (raw[:1] in ("'", '"'))) if at else span
        known = text if value.value is not None and equals else None
        values[name] = Value(known, place.text, place, value.why or ("" if equals else NOT_HERE))
    return values, why, read


def _copies(host: HostFiles, found: Mapping[str, list[Assignment]], left: Budget) -> Iterator[Copy]:
    for own in found.get("Volume", ()):
        origin, _, target = own.text.partition(":")
        if target:
            yield Copy(posixpath.normpath(target.partition(":")[0]), on_host(host, origin, left))


def _container(host: HostFiles, source: Source, left: Budget) -> tuple[Container | None, list[Source]]:
    found = _assigned(source)
    image = found.get("Image")
    if not image:
        return None, []
    variables, unset, read = _variables(host, found, left)
    arguments = [w.value or "" for w in _words(found.get("PodmanArgs", []))]
    networks = {a.text for a in found.get("Network", ())}
    on_host = "host" in networks or bool({"--network=host", "--net=host"} & set(arguments))
    name = source.path.rpartition("/")[2]
    container = Container(
        NAME,
        Value(name, name, image[-1].span),
        "the container",
        image[-1].text,
        [*_words(found.get("Entrypoint", [])[-1:]), *_words(found.get("Exec", [])[-1:])],
        variables,
        on_host,
        tuple(_copies(host, found, left)),
        unset=unset,
        whole="Entrypoint" in found,
    )
    return container, read


def read(host: HostFiles) -> Part:
    """Read one virtual router for each quadlet that starts a ucarp, or a known image, on its host's network."""
    left = host.budget or Budget()
    made = [_container(host, d.source, left) for d in host.documents if d.format == NAME]
    return part(host, [c for c, _ in made if c is not None], (), [s for _, read in made for s in read])
