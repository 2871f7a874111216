"""Manifests of Kubernetes: the containers of whatever has a pod in it, and the files that config maps of the same folder give them.

A container is a node if its pod is on the host's network and its words, or the variables of a known image, say all. Templates are
not rendered. Source: Kubernetes' documentation, "Define a Command and Arguments for a Container", "Define Dependent Environment
Variables", "Configure a Pod to Use a ConfigMap"; the API reference of PodSpec.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from carplint.dialects.containers.compose_file import size_of
from carplint.dialects.containers.container import MOST, Container, Copy, is_read, on_host
from carplint.dialects.containers.embedded import mappings
from carplint.dialects.containers.outcome import part
from carplint.dialects.dialect import Part
from carplint.dialects.shell.expansion import Variables
from carplint.model import HostFiles, Value
from carplint.text.plain_yaml import Plain, YamlError, documents, place
from carplint.text.reading import RECORD, ROOM_ENDED, Budget
from carplint.text.source import Source

NAME = "kubernetes"
_REFERENCE = re.compile(r"\$\$|\$\(([A-Za-z_.-][\w.-]*)\)")
FEW = 100
"""The most files of a config map, and of a container, that are looked at."""
_OF_THE_CLUSTER = "the cluster gives it its value"


def _mapping(value: Plain) -> Mapping[str, Plain]:
    return value if isinstance(value, dict) else {}


def _items(value: Plain) -> list[Mapping[str, Plain]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _plain(value: Plain) -> str:
    """Return a scalar, "" for anything else: a list may hold more than fits into a text."""
    return str(value) if isinstance(value, str) else ""


def name_of(content: Mapping[str, Plain]) -> str:
    """Return the name of an object, "" if it has none."""
    return _plain(_mapping(content.get("metadata")).get("name"))


class Folder:
    """The manifests of a host: their pods, each with the object that it belongs to, and their config maps by name."""

    def __init__(self, host: HostFiles) -> None:
        self.host = host
        self.pods: list[tuple[Source, Mapping[str, Plain], str]] = []
        self.maps: dict[str, Mapping[str, Plain]] = {}
        self.not_checked: list[str] = []
        self.left = host.budget or Budget()
        for source in (d.source for d in host.documents if d.format == NAME):
            try:
                contents = documents(source.text, placed=True)
            except YamlError as error:
                self.not_checked.append(f"{source.path}: {error}")
                continue
            self._add(source, contents)

    def _add(self, source: Source, contents: Plain) -> None:
        owner = ""
        for inner in mappings(contents):
            kind = inner.get("kind")
            owner = f"{_plain(kind).lower()} {name_of(inner)}".strip() if kind and "apiVersion" in inner else owner
            if kind == "ConfigMap" and isinstance(inner.get("data"), dict):
                self.maps[name_of(inner)] = inner["data"]
            elif isinstance(inner.get("containers"), list):
                self.pods.append((source, inner, owner or "pod"))


def _text(source: Source, text: object, variables: Variables) -> Value[str]:
    """Return a text with $(NAME) put in. One that is not a variable of the container stays as it is."""
    if not isinstance(text, str):
        return Value(None, "", source.span(), "it is not a text")
    why = ""

    def put(match: re.Match[str]) -> str:
        nonlocal why
        own = variables.get(match[1] or "")
        if own is None:
            return "$" if match[1] is None else match[0]
        why = why or (own.why if own.value is None else "")
        why = why or ("" if variables.left.spend(len(own.value or "")) else ROOM_ENDED)
        return "" if why else own.value or ""

    span = place(source, text)
    result = _REFERENCE.sub(put, text)
    return Value(None if why else result, span.text, span, why)


def _variables(folder: Folder, source: Source, container: Mapping[str, Plain]) -> tuple[Variables, str]:
    """Return the variables of a container, and why others are not known, "" if there are none."""
    found = Variables({}, folder.left)
    why = ""
    for entry in _items(container.get("envFrom")):
        data = folder.maps.get(_plain(_mapping(entry.get("configMapRef")).get("name")))
        if data is None:
            why = "its variables come from an object that is not in these files"
        prefix = _plain(entry.get("prefix"))
        if data is not None and not folder.left.spend((len(prefix) + RECORD) * len(data) + size_of(data)):
            return Variables({}, folder.left), ROOM_ENDED
        for name, text in (data or {}).items():
            if isinstance(text, str):
                found[f"{prefix}{name}"] = Value(plain := str(text), plain, source.span())
    for entry in _items(container.get("env")):
        name, text = _plain(entry.get("name")), entry.get("value")
        reference = _mapping(_mapping(entry.get("valueFrom")).get("configMapKeyRef"))
        other = folder.maps.get(_plain(reference.get("name")), {}).get(_plain(reference.get("key")))
        if isinstance(other, str):
            known = folder.left.spend(len(other))
            plain = str(other) if known else ""
            why_not = "" if known else ROOM_ENDED
            found[name] = Value(plain if known else None, plain, place(source, entry.get("name")), why_not)
        elif entry.get("valueFrom") is not None:
            found[name] = Value(None, "", place(source, entry.get("name")), _OF_THE_CLUSTER)
        else:
            found[name] = _text(source, "" if text is None else text, found)
    return found, why


def _copies(
    folder: Folder, volumes: Mapping[str, Mapping[str, Plain]], container: Mapping[str, Plain]
) -> Iterator[Copy]:
    """Yield what the volumes of a pod put into a container: keys of config maps, and files of the host."""
    for mount in _items(container.get("volumeMounts")):
        target, sub = posixpath.normpath(_plain(mount.get("mountPath")) or "/"), mount.get("subPath")
        volume = volumes.get(_plain(mount.get("name")), {})
        data = folder.maps.get(_plain(_mapping(volume.get("configMap")).get("name")))
        path = _mapping(volume.get("hostPath")).get("path")
        if data is not None:
            named = _items(_mapping(volume["configMap"]).get("items"))
            if not folder.left.spend(RECORD * (len(named) + len(data)) + len(target) * min(len(named or data), FEW)):
                return
            items = {_plain(i.get("key")): _plain(i.get("path")) for i in named}
            for key in islice(items or data, FEW):
                inside = items.get(key, key)
                if key in data and sub in (None, inside):
                    own = target if sub is not None else posixpath.join(target, inside)
                    yield Copy(own, "", read=is_read(key, data[key]))
        else:
            whole = f"{_plain(path)}/{_plain(sub)}" if sub else _plain(path)
            yield Copy(target, on_host(folder.host, whole, folder.left))


def _words(source: Source, value: Plain, variables: Variables) -> Sequence[Value[str]]:
    return [_text(source, w, variables) for w in value] if isinstance(value, list) else ()


def _containers(folder: Folder) -> Iterator[Container]:
    count = 0
    for source, pod, owner in folder.pods:
        volumes = {_plain(v.get("name")): v for v in _items(pod.get("volumes"))}
        is_on_host = _plain(pod.get("hostNetwork")).lower() == "true"
        for own in _items(pod["containers"]):
            count += 1
            if count > MOST:
                folder.not_checked.append(f"{source.path}: with it there are more than {MOST:,} containers")
                return
            lists = ("command", "args", "env", "envFrom", "volumeMounts")
            size = sum(_size(own.get(key)) for key in lists) + size_of(own) + len(owner)
            if not folder.left.spend(size):
                folder.not_checked.append(f"{source.path}: aliases bring too many words into its containers")
                return
            variables, unset = _variables(folder, source, own)
            name = _plain(own.get("name"))
            yield Container(
                NAME,
                Value(name, name, place(source, own.get("name"))),
                f"the container {name} of {owner}",
                _plain(own.get("image")),
                [*_words(source, own.get("command"), variables), *_words(source, own.get("args"), variables)],
                variables,
                is_on_host,
                tuple(islice(_copies(folder, volumes, own), FEW)),
                unset=unset,
                whole=isinstance(own.get("command"), list),
            )


def _size(value: Plain) -> int:
    """Return how much a list brings into a container."""
    parts = value if isinstance(value, list) else ()
    return sum(RECORD + (len(p) if isinstance(p, str) else size_of(p)) for p in parts)


def read(host: HostFiles) -> Part:
    """Read one virtual router for each container that starts a ucarp, or a known image, on its host's network."""
    folder = Folder(host)
    return part(host, list(_containers(folder)), folder.not_checked)
