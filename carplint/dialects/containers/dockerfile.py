"""Dockerfiles: what the containers of the image start that they build.

Whoever starts a container may set other variables, and give another command: where a compose file beside or above a Dockerfile builds it, its
services say what is started. Else the image is a node of its folder. Whether a container is on its host's network is decided by
the one who starts it.
"""

from __future__ import annotations

import os
import re
from functools import partial

from carplint.dialects.containers import compose
from carplint.dialects.containers import image as images
from carplint.dialects.containers.compose_file import File
from carplint.dialects.containers.container import Container, within_folder
from carplint.dialects.containers.outcome import part
from carplint.dialects.dialect import Part
from carplint.dialects.registry import dialect_of
from carplint.model import HostFiles, Value
from carplint.text.reading import Budget
from carplint.text.source import Source

NAME = "dockerfile"
_COMPOSE = tuple(f"{name}.{end}" for name in ("compose", "docker-compose") for end in ("yaml", "yml"))
_BUILD = re.compile(r"(?m)^[ \t]+(?:build|context):")
ABOVE = 2
"""In how many folders above that of a Dockerfile a compose file is looked for that builds it."""


def _builds(source: Source) -> bool:
    """Return whether a compose file builds something."""
    return _BUILD.search(source.text) is not None


def _is_read(source: Source) -> bool:
    """Return whether a compose file is read as such: it has a word of the daemons."""
    return dialect_of(compose.NAME).recognises(source.text)


def _services(host: HostFiles, source: Source, left: Budget) -> tuple[Source, list[Container]] | None:
    """Return the compose file beside or above a Dockerfile that builds it, and its services that are so built; None if there is
    none."""
    if source.real is None:
        return None
    own = os.path.realpath(source.real)
    folder = os.path.dirname(os.path.abspath(source.real))
    for _ in range(ABOVE + 1):
        for name in _COMPOSE:
            found = within_folder(host, source, os.path.join(folder, name), folder)
            if found is None or not left.once((_builds, found), partial(_builds, found)):
                continue
            try:
                built = [container for container, _ in compose.containers(File(host, found, left), own)]
            except ValueError:
                continue
            if built:
                return found, built
        folder = os.path.dirname(folder)
    return None


def _container(source: Source, left: Budget) -> Container | None:
    image = images.read(source, left)
    if image is None:
        return None
    name = source.path.rpartition("/")[2]
    folder = os.path.dirname(os.path.abspath(source.real)) if source.real is not None else ""
    span = (image.entrypoint or image.command or (Value("", "", image.span),))[0].span
    bare = Container(NAME, Value(name, name, span), "the image that it builds", folder=folder)
    return images.within(image, bare, entrypoint=False)


def read(host: HostFiles) -> Part:
    """Read one virtual router for each image that starts a ucarp, or is made of a known one, or for each service that is built as
    such, if its compose file has no word of that itself."""
    found, sources, left = list[Container](), list[Source](), host.budget or Budget()
    for source in (d.source for d in host.documents if d.format == NAME):
        services = _services(host, source, left)
        if services is None:
            own = _container(source, left)
            found += [own] if own is not None else []
        elif not left.once((_is_read, services[0]), partial(_is_read, services[0])):
            found += services[1]
            sources.append(services[0])
    return part(host, found, (), sources)
