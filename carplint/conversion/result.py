"""What a conversion yields, and where it says what: the places of its facts are those that carplint's own readers find."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Mapping, Sequence

from carplint.dialects.registry import DIALECTS
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.model import Document, HostFiles, VirtualRouter, known
from carplint.model.target import Converted, OutputFile, host_of
from carplint.text.finding import Related
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

Place = tuple[str, int | None, str]
"""What a virtual router is found by: its host, its id and the interface, without an alias."""


class Result(NamedTuple):
    """The files of a conversion as sources, by host, and the virtual routers that they say, by place."""

    sources: Mapping[str, Sequence[Source]]
    routers: Mapping[Place, VirtualRouter]

    def router(self, made: Converted) -> VirtualRouter | None:
        """What became of a virtual router; None where its writer left it out."""
        return self.routers.get((made.after.host, made.id, made.device))

    def said(self, made: Converted, fact: str, note: str) -> tuple[Related, ...]:
        """Where the result says a fact of a router, which is an attribute of VirtualRouter; nothing for a default."""
        value = getattr(self.router(made), fact, None)
        return (Related(value.span, note),) if value is not None and value.written else ()

    def keyword(self, made: Converted, word: str, note: str) -> tuple[Related, ...]:
        """Where the result has a keyword of keepalived that is not an attribute of VirtualRouter."""
        router = self.router(made)
        return tuple(Related(v.span, note) for v in (router.unmodelled if router else ()) if v.value == word)

    def place(self, made: Converted, pattern: str, note: str, path: str = "") -> tuple[Related, ...]:
        """Where a pattern first stands in the file of a router, or in another one of its host whose path ends in `path`.
        Where no daemon would be started for it that may be any file of the host."""
        router = self.router(made)
        for source in self.sources.get(made.after.host, ()):
            mine = source is router.span.source if router is not None and not path else source.path.endswith(path)
            found = re.search(pattern, source.text) if mine else None
            if found is not None:
                return (Related(source.span(*found.span()), note),)
        return ()


def _place(router: VirtualRouter) -> Place:
    return (
        router.host,
        router.id.value if router.id is not None else None,
        known(router.interface, "").partition(":")[0],
    )


def read_back(files: Sequence[OutputFile], hosts: Container[str], folder: str) -> Result:
    """What the files of a conversion say; `folder` is where they will be written, "" for no place."""
    documents: dict[str, list[Document]] = {}
    sources: dict[str, list[Source]] = {}
    for file in files:
        host = host_of(file.path, hosts)
        source = Source(posixpath.join(folder, file.path), file.text, host=host, encoding=file.encoding)
        sources.setdefault(host, []).append(source)
        *folders, name = file.path.split("/")
        dialect = next((d for d in DIALECTS if d.matches(tuple(folders), name)), None)
        if dialect is not None:
            documents.setdefault(host, []).append(Document(source, dialect.name, dialect.tree(source.text)))
    complete = frozenset(d.name for d in DIALECTS)
    read = tuple(HostFiles(name, tuple(own), complete) for name, own in documents.items())
    net = net_of(Found(read, (), ()))
    return Result(sources, {_place(r): r for r in reversed(net.virtual_routers)})
