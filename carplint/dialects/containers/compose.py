"""Compose files: the containers that services start.

Compose splits a command without a shell, puts in the variables of the file .env beside it ($$ is a dollar), and gives a service
those of `environment:` and `env_file:`. A service that is built starts what its Dockerfile says, unless it says something else.
Source: the Compose specification, "services", "interpolation", "build", "extends"; docker(1), "run".
"""

from __future__ import annotations

import os
import posixpath
import shlex
from collections.abc import Collection, Iterator, Mapping
from functools import partial

from carplint.dialects.containers import image as built
from carplint.dialects.containers.compose_file import OVERRIDE, File, path_of, size_of
from carplint.dialects.containers.container import Container, Copy, is_bare
from carplint.dialects.containers.outcome import part
from carplint.dialects.containers.variables import NOT_HERE, interpolated
from carplint.dialects.dialect import Part
from carplint.model import HostFiles, Value
from carplint.text.plain_yaml import Plain, YamlError
from carplint.text.reading import RECORD, ROOM_ENDED, Budget
from carplint.text.source import Source, Span

NAME = "compose"
FAR = 5000
"""How many characters behind the word before it a word is looked for."""


def _words(file: File, value: Plain) -> Iterator[Value[str]]:
    """Yield the words of `command:` or `entrypoint:`, a list or a text that is split as by a shell."""
    if isinstance(value, list):
        yield from (file.value(part) for part in value if isinstance(part, str))
    elif isinstance(value, str):
        whole = file.place(value)
        at = whole.start
        for word in shlex.split(value):
            start = file.source.text.find(word, at, min(whole.end, at + FAR)) if word else -1
            span = Span(file.source, start, start + len(word)) if start >= 0 else whole
            at = span.end if start >= 0 else at
            yield interpolated(word, span, file.known, full=file.full)


def _environment(file: File, value: Plain) -> Iterator[tuple[str, Value[str]]]:
    """Yield the variables of `environment:`, a list or a mapping; one without a value comes from outside."""
    if isinstance(value, list):
        for pair in (x for x in value if isinstance(x, str)):
            name, equals, text = pair.partition("=")
            span = file.place(pair)
            place = span._replace(start=min(span.end, span.start + len(name) + 1))
            yield (
                name,
                interpolated(text, place, file.known, full=file.full) if equals else Value(None, "", span, NOT_HERE),
            )
    elif isinstance(value, dict):
        for name, text in value.items():
            yield name, file.value(text) if isinstance(text, str) else Value(None, "", file.place(name), NOT_HERE)


def _files_of_variables(file: File, value: Plain) -> dict[str, Value[str]]:
    """Return the variables of `env_file:`. What is in a file that is not at hand is not known; one that is named again, however it
    is spelled, counts where it stands last."""
    paths = (e.get("path") if isinstance(e, dict) else e for e in (value if isinstance(value, list) else [value]))
    named = (file.file(plain) for path in paths if isinstance(path, str) and (plain := file.plain(path)))
    found: dict[str, Value[str]] = {}
    for source in reversed(dict.fromkeys(reversed([s for s in named if s is not None]))):
        own = file.variables(source)
        found.update(own if file.left.spend(RECORD * len(own)) else {})
    return found


def _copies(file: File, service: Mapping[str, Plain]) -> Iterator[Copy]:
    """Yield what `volumes:` puts into a service: SOURCE:TARGET, or a mapping. A volume with a name is not at hand."""
    volumes = service.get("volumes")
    for volume in volumes if isinstance(volumes, list) else ():
        if isinstance(volume, dict):
            source, target = file.plain(volume.get("source")), file.plain(volume.get("target"))
        else:
            source, _, target = file.plain(volume).partition(":")
            target = target.partition(":")[0]
        if target:
            local = source.startswith(".")
            yield Copy(posixpath.normpath(target), os.path.normpath(os.path.join(file.folder, source)) if local else "")


def _image_name(file: File, image: Plain) -> str:
    """Return the name of an image, as it is written if a variable in it is not known: mostly that is its tag."""
    return (file.value(image).value or str(image)) if isinstance(image, str) else ""


def _image(file: File, build: Plain) -> tuple[built.Image | None, str, Source | None]:
    """Return the image that a service is built as, the reason that it is not known, "" if it is, and its Dockerfile."""
    own = build if isinstance(build, dict) else {}
    context, name = path_of(file, build)
    inline = own.get("dockerfile_inline")
    if isinstance(inline, str):
        return None, "its Dockerfile stands in this file", None
    if "://" in context or context.startswith("git@"):
        return None, "it is built from elsewhere", None
    source = file.file(os.path.join(context, name))
    if source is None:
        return None, f"its {name} is not at hand", None
    arguments, target = dict(_environment(file, own.get("args"))), file.plain(own.get("target"))
    if arguments and not file.left.spend(RECORD * len(arguments) + len(source.text)):
        return None, ROOM_ENDED, source
    make = partial(built.read, source, file.left, target, arguments)
    found = make() if arguments else file.left.once((built.read, source, target), make)
    if found is not None and not file.left.spend(built.size(found)):
        return None, ROOM_ENDED, source
    return found, "" if found is not None else f"its {name} has no such stage", source


def _is_on_host(file: File, service: Mapping[str, Plain], networks: Plain) -> bool:
    """Return whether a service is on the network of its host, by its mode, or as a network of a swarm with that name."""
    named = service.get("networks")
    known = [networks.get(n) for n in named or ()] if isinstance(networks, dict) else []
    hosts = any(isinstance(n, dict) and file.plain(n.get("name")) == "host" for n in known)
    return hosts or file.plain(service.get("network_mode", service.get("net"))) == "host"


def _of_swarm(deploy: Plain) -> str:
    """Return why it is not known where a service runs: a swarm decides that."""
    several = isinstance(deploy, dict) and {"mode", "placement", "replicas"} & deploy.keys()
    return "a swarm decides on which hosts it runs" if several else ""


def containers(file: File, dockerfile: str = "") -> Iterator[tuple[Container, Source | None]]:
    """Yield the containers of a file's services, each with its Dockerfile if it is built and that is at hand; or only those that are
    built by the `dockerfile` at a path. Raise `YamlError`, or ValueError for a command whose quotes do not end."""
    top, services, overridden = file.content.data, file.content.services, file.overridden()
    for name in file.built_by(dockerfile) if dockerfile else services:
        service = services[name]
        if not isinstance(service, dict):
            continue
        own, why = file.content.whole(name)
        if not file.left.spend(size_of(own) + sum(map(size_of, own.values()))):
            file.content.more = file.content.more or "too many words are brought into its services"
            return
        words = [*_words(file, own.get("entrypoint")), *_words(file, own.get("command"))]
        variables = {
            **_files_of_variables(file, own.get("env_file")),
            **dict(_environment(file, own.get("environment"))),
        }
        container = Container(
            NAME,
            Value(str(name), str(name), file.place(name)),
            f"the service {name}",
            _image_name(file, own.get("image")),
            words,
            variables,
            _is_on_host(file, own, top.get("networks") if "services" in top else None),
            tuple(_copies(file, own)),
            file.folder,
            why or _of_swarm(own.get("deploy")) or ("an override file changes it" if name in overridden else ""),
            whole="entrypoint" in own or is_bare(_image_name(file, own.get("image"))),
        )
        own_file: Source | None = None
        if own.get("build") is not None:
            image, unknown, own_file = _image(file, own["build"])
            container = (
                built.within(image, container, entrypoint="entrypoint" in own) if image is not None else container
            )
            context = own["build"].get("context") if isinstance(own["build"], dict) else own["build"]
            hint = f"{name} {_image_name(file, own.get('image'))} {file.plain(context)}"
            container = container._replace(why=container.why or unknown, hint=hint)
        yield container, own_file


def _is_override(source: Source, stems: Collection[str]) -> bool:
    """Return whether a file is one that compose reads along with another one; `stems` are the names of all without their ends."""
    stem = os.path.splitext(source.path)[0]
    return stem.endswith(f".{OVERRIDE}") and stem.removesuffix(f".{OVERRIDE}") in stems


def read(host: HostFiles) -> Part:
    """Read one virtual router for each service that starts a ucarp, or a known image, on its host's network."""
    found, not_checked, sources = list[Container](), list[str](), list[Source]()
    left = host.budget or Budget()
    files = [d.source for d in host.documents if d.format == NAME]
    stems = {os.path.splitext(f.path)[0] for f in files}
    for source in files:
        if _is_override(source, stems):
            continue  # what it changes is said of the file that it goes with
        file = File(host, source, left)
        try:
            found += [container for container, _ in containers(file)]
            not_checked += [f"{source.path}: {file.content.more}"] if file.content.more else []
        except (YamlError, ValueError) as error:
            why = error if isinstance(error, YamlError) else "the quotes of a command do not end"
            not_checked.append(f"{source.path}: {why}")
        sources += file.read
    return part(host, found, not_checked, sources)
