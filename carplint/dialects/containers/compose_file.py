"""A compose file: its content, its services with what they extend, and the variables that it may hold.

Source: the Compose specification, "extends", "merge", "interpolation", "build".
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice

from carplint.dialects.containers.container import MOST, within_folder
from carplint.dialects.containers.variables import interpolated, of_compose
from carplint.dialects.shell.expansion import Variables
from carplint.model import HostFiles, Value
from carplint.text.plain_yaml import Placed, Plain, YamlError, parse, place
from carplint.text.reading import RECORD, Budget
from carplint.text.source import Source, Span

OVERRIDE = "override"
"""The part of the name of a file that compose reads along with one of the usual name."""
DEEPEST = 10
"""How many services extend each other in a row at most."""
_APPENDED = ("volumes", "env_file")
_MERGED = ("environment",)


class Content:
    """What a compose file says: its content and its services, what is said if there are more of them, and those that are
    built by each Dockerfile, once that was asked."""

    def __init__(self, text: str) -> None:
        self.error: YamlError | None = None
        data: Plain = None
        try:
            data = parse(text, placed=True)
        except YamlError as error:
            self.error = error
        self.data: Mapping[str, Plain] = data if isinstance(data, dict) else {}
        self.services: Mapping[str, Plain] = self.data.get("services", self.data)  # as in files of version 1
        self.services = self.services if isinstance(self.services, dict) else {}
        self.more = f"more than {MOST:,} services" if len(self.services) > MOST else ""
        self.services = dict(islice(self.services.items(), MOST))
        self.names = frozenset(self.services)
        self.built: dict[str, list[str]] | None = None
        self._whole: dict[str, tuple[Mapping[str, Plain], str]] = {}

    def whole(self, name: str, depth: int = DEEPEST) -> tuple[Mapping[str, Plain], str]:
        """Return a service with what it has from the one that it extends, and the reason that this is not known, "" if it is."""
        if name not in self._whole:
            service = self.services[name]
            self._whole[name] = self._extended(service if isinstance(service, dict) else {}, depth)
        return self._whole[name]

    def _extended(self, service: Mapping[str, Plain], depth: int) -> tuple[Mapping[str, Plain], str]:
        own = {**service, **{key: _pairs(service.get(key)) for key in _MERGED if service.get(key) is not None}}
        extends = service.get("extends")
        if extends is None:
            return own, ""
        name = extends.get("service") if isinstance(extends, dict) else extends
        elsewhere = isinstance(extends, dict) and extends.get("file") is not None
        if elsewhere or not isinstance(name, str) or not isinstance(self.services.get(name), dict):
            return own, "it extends another service, which is not in this file"
        if depth == 0:
            return own, "it extends others without end"
        base, why = self.whole(name, depth - 1)
        merged = {**base, **own}
        for key in _APPENDED:
            both = [x for s in (base, own) for x in _listed(s.get(key))]
            merged.update({key: both} if both else {})
        for key in _MERGED:
            merged.update(
                {key: {**(base.get(key) or {}), **(own.get(key) or {})}} if base.get(key) or own.get(key) else {}
            )
        return merged, why


class File:
    """A compose file, its folder, and the variables that it may hold."""

    def __init__(self, host: HostFiles, source: Source, left: Budget) -> None:
        self.host, self.source, self.left = host, source, left
        self.folder = os.path.dirname(os.path.abspath(source.real)) if source.real is not None else ""
        self.read: list[Source] = []
        self._files: dict[str, Source | None] = {}
        self._variables: dict[Source, Mapping[str, Value[str]]] = {}
        own = self.file(".env")
        self.full = own is not None
        if own is not None and not left.spend(RECORD * len(left.once((of_compose, own), partial(self._of, own)))):
            own = None
        self.known = Variables({} if own is None else left.once((of_compose, own), partial(self._of, own)), left)

    def _of(self, source: Source, known: Mapping[str, Value[str]] | None = None) -> Mapping[str, Value[str]]:
        return dict(of_compose(source, self.left, known))

    @property
    def content(self) -> Content:
        """The content of the file, which is parsed once in a run. Raise `YamlError`."""
        known = self._content(self.source)
        if known.error is not None:
            raise known.error
        return known

    def _content(self, source: Source) -> Content:
        return self.left.once((Content, source.text), partial(Content, source.text))

    def overridden(self) -> frozenset[str]:
        """Return the names of the services that an override file beside this one changes, which compose reads along with it."""
        stem = os.path.basename(self.source.path).rpartition(".")[0]
        if stem not in ("compose", "docker-compose"):
            return frozenset()
        found = next((f for end in ("yml", "yaml") if (f := self.file(f"{stem}.{OVERRIDE}.{end}")) is not None), None)
        return self._content(found).names if found is not None else frozenset()

    def built_by(self, dockerfile: str) -> Sequence[str]:
        """Return the names of the services that are built by the Dockerfile at a path."""
        content = self.content
        if content.built is None:
            content.built = {}
            for name, service in content.services.items():
                build = _build_of(content.services, service)
                if build is not None:
                    real = os.path.realpath(os.path.join(self.folder, *path_of(self, build)))
                    content.built.setdefault(real, []).append(name)
        return content.built.get(dockerfile, ())

    def file(self, path: str) -> Source | None:
        """Return the text of a file that this one names, if it lies in its folder."""
        if path not in self._files:
            real = os.path.normpath(os.path.join(self.folder, path))
            found = within_folder(self.host, self.source, real, self.folder) if self.folder else None
            self.read += [found] if found is not None else []
            self._files[path] = found
        return self._files[path]

    def variables(self, source: Source) -> Mapping[str, Value[str]]:
        """Return the variables of a file of env_file:."""
        if source not in self._variables:
            room = self.left.spend(RECORD * len(self.known))
            self._variables[source] = self._of(source, self.known) if room else {}
        return self._variables[source]

    def value(self, text: str) -> Value[str]:
        """Return a scalar with its variables put in."""
        return interpolated(text, self.place(text), self.known, full=self.full)

    def place(self, text: object) -> Span:
        """Return the place of a scalar, without its quotes."""
        return place(self.source, text)

    def plain(self, text: object) -> str:
        """Return a scalar's value, "" if it has none or it is not known."""
        return (self.value(text).value or "") if isinstance(text, str) else ""


def _listed(value: Plain) -> Sequence[Plain]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _pairs(value: Plain) -> dict[str, Plain]:
    """Return `environment:` as a mapping; the values of a list keep the place of their item."""
    if isinstance(value, list):
        pairs = {}
        for item in (x for x in value if isinstance(x, str)):
            name, equals, text = item.partition("=")
            pairs[name] = Placed(text, item.end - len(text), item.end) if equals and isinstance(item, Placed) else None
        return pairs
    return value if isinstance(value, dict) else {}


def _build_of(services: Mapping[str, Plain], service: Plain) -> Plain:
    """Return how a service is built, or the one that it extends."""
    for _ in range(DEEPEST):
        if not isinstance(service, dict) or service.get("build") is not None:
            break
        extends = service.get("extends")
        name = extends.get("service") if isinstance(extends, dict) else extends
        service = services.get(name) if isinstance(name, str) else None
    return service.get("build") if isinstance(service, dict) else None


def size_of(value: Plain) -> int:
    """Return how much there is in a text, which may be split, a list or a mapping, without what is in lists and mappings in these."""
    if isinstance(value, str):
        return len(value) + RECORD * value.count(" ")
    parts = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return RECORD * len(value or ()) + sum(len(p) for p in parts if isinstance(p, str))


def path_of(file: File, build: Plain) -> tuple[str, str]:
    """Return the folder that a service is built in, and the name of its Dockerfile."""
    own = build if isinstance(build, dict) else {"context": build}
    return file.plain(own.get("context")) or ".", file.plain(own.get("dockerfile")) or "Dockerfile"
