"""Manifests of Kubernetes: the containers of whatever has a pod in it, and the files that config maps of the same folder give them.

A container is a node if its pod is on the host's network and its words, or the variables of a known image, say all. Templates are
not rendered. Source: Kubernetes' documentation, "Define a Command and Arguments for a Container", "Define Dependent Environment
Variables", "Configure a Pod to Use a ConfigMap"; the API reference of PodSpec.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from carplint.dialects.containers.container import KEEPALIVED, MOST, Container, Copy, is_read, part
from carplint.dialects.containers.embedded import mappings
from carplint.dialects.dialect import Part
from carplint.model import HostFiles, Value
from carplint.text.plain_yaml import Plain, YamlError, documents, place
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


def name_of(content: Mapping[str, Plain]) -> str:
    """Return the name of an object, "" if it has none."""
    return str(_mapping(content.get("metadata")).get("name") or "")


class Folder:
    """The manifests of a host: their pods, each with the object that it belongs to, and their config maps by name."""

    def __init__(self, host: HostFiles) -> None:
        self.host = host
        self.pods: list[tuple[Source, Mapping[str, Plain], str]] = []
        self.maps: dict[str, Mapping[str, Plain]] = {}
        self.not_checked: list[str] = []
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
            owner = f"{str(kind).lower()} {name_of(inner)}".rstrip() if kind and "apiVersion" in inner else owner
            if kind == "ConfigMap" and isinstance(inner.get("data"), dict):
                self.maps[name_of(inner)] = inner["data"]
            elif isinstance(inner.get("containers"), list):
                self.pods.append((source, inner, owner or "pod"))


def _text(source: Source, text: object, variables: Mapping[str, Value[str]]) -> Value[str]:
    """Return a text with $(NAME) put in. One that is not a variable of the container stays as it is."""
    if not isinstance(text, str):
        return Value(None, "", source.span(), "it is not a text")
    why = ""

    def put(match: re.Match[str]) -> str:
        nonlocal why
        if match[1] is None:
            return "$"
        own = variables.get(match[1])
        why = why or (own.why if own is not None and own.value is None else "")
        return match[0] if own is None else own.value or ""

    span = place(source, text)
    result = _REFERENCE.sub(put, text)
    return Value(None if why else result, span.text, span, why)


def _variables(folder: Folder, source: Source, container: Mapping[str, Plain]) -> tuple[dict[str, Value[str]], str]:
    """Return the variables of a container, and why others are not known, "" if there are none."""
    found: dict[str, Value[str]] = {}
    why = ""
    for entry in _items(container.get("envFrom")):
        data = folder.maps.get(str(_mapping(entry.get("configMapRef")).get("name")))
        if data is None:
            why = "its variables come from an object that is not in these files"
        for name, text in (data or {}).items():
            if isinstance(text, str):
                found[f"{entry.get('prefix') or ''}{name}"] = Value(str(text), str(text), source.span())
    for entry in _items(container.get("env")):
        name, text = str(entry.get("name")), entry.get("value")
        reference = _mapping(_mapping(entry.get("valueFrom")).get("configMapKeyRef"))
        other = folder.maps.get(str(reference.get("name")), {}).get(str(reference.get("key")))
        if isinstance(other, str):
            found[name] = Value(str(other), str(other), place(source, entry.get("name")))
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
        target, sub = posixpath.normpath(str(mount.get("mountPath") or "/")), mount.get("subPath")
        volume = volumes.get(str(mount.get("name")), {})
        data = folder.maps.get(str(_mapping(volume.get("configMap")).get("name")))
        path = _mapping(volume.get("hostPath")).get("path")
        if data is not None:
            items = {str(i.get("key")): str(i.get("path")) for i in _items(_mapping(volume["configMap"]).get("items"))}
            for key in islice(items or data, FEW):
                inside = items.get(key, key)
                if key in data and sub in (None, inside):
                    own = target if sub is not None else posixpath.join(target, inside)
                    yield Copy(own, "", read=is_read(key, data[key]))
        else:
            yield Copy(
                target, _on_host(folder.host, f"{path}/{sub}" if sub else str(path)) if isinstance(path, str) else ""
            )


def _on_host(host: HostFiles, path: str) -> str:
    """Return the file of a host that lies at a path on it, "" if it is not at hand."""
    reals = (d.source.real for d in host.documents if d.format == KEEPALIVED and d.source.real)
    return next((os.path.abspath(r) for r in reals if os.path.abspath(r).endswith(posixpath.normpath(path))), "")


def _words(source: Source, value: Plain, variables: Mapping[str, Value[str]]) -> Sequence[Value[str]]:
    return [_text(source, w, variables) for w in value] if isinstance(value, list) else ()


def _containers(folder: Folder) -> Iterator[Container]:
    count = 0
    for source, pod, owner in folder.pods:
        volumes = {str(v.get("name")): v for v in _items(pod.get("volumes"))}
        for own in _items(pod["containers"]):
            count += 1
            if count > MOST:
                folder.not_checked.append(f"{source.path}: with it there are more than {MOST:,} containers")
                return
            variables, unset = _variables(folder, source, own)
            name = own.get("name")
            yield Container(
                NAME,
                Value(str(name), str(name), place(source, name)),
                f"the container {name} of {owner}",
                str(own.get("image") or ""),
                [*_words(source, own.get("command"), variables), *_words(source, own.get("args"), variables)],
                variables,
                str(pod.get("hostNetwork")).lower() == "true",
                tuple(islice(_copies(folder, volumes, own), FEW)),
                unset=unset,
            )


def read(host: HostFiles) -> Part:
    """Read one virtual router for each container that starts a ucarp, or a known image, on its host's network."""
    folder = Folder(host)
    return part(host, list(_containers(folder)), folder.not_checked)
