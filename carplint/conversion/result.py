"""What a conversion yields, and where it says what: the places of its facts are those that carplint's own readers find."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache

from carplint.dialects.registry import DIALECTS
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.model import Authentication, Document, HostFiles, VirtualAddress, VirtualRouter, known
from carplint.model.target import Converted, OutputFile, host_of
from carplint.text.finding import Related
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple


class Result(NamedTuple):
    """The files of a conversion as sources, by host, and the virtual routers that they say, by host, id and interface
    without an alias."""

    sources: Mapping[str, Sequence[Source]]
    routers: Mapping[tuple[str, int, str], VirtualRouter]

    def router(self, made: Converted) -> VirtualRouter | None:
        """Return what became of a virtual router; None where its writer left it out."""
        return self.routers.get((made.after.host, made.id, made.device))

    def said(self, made: Converted, fact: str, note: str) -> tuple[Related, ...]:
        """Return where the result says a fact of a router, an attribute of VirtualRouter with one value or several;
        nothing for a default."""
        found = getattr(self.router(made), fact, None)
        own = found.secret if isinstance(found, Authentication) else found
        values = (
            v.address if isinstance(v, VirtualAddress) else v for v in (own if isinstance(own, tuple) else (own,))
        )
        return tuple(Related(v.span, note) for v in values if v is not None and v.written)

    def place(self, made: Converted, pattern: str, note: str, path: str = "") -> tuple[Related, ...]:
        """Return where a pattern first stands in the file of a router, or in another one of its host whose path ends in
        `path`. Where no daemon would be started for it that may be any file of the host."""
        router, there = self.router(made), self.sources.get(made.after.host, ())
        own = (router.span.source,) if router is not None and not path else (s for s in there if s.path.endswith(path))
        for source in own:
            found = _first(pattern, source)
            if found is not None:
                return (Related(found, note),)
        return ()


@lru_cache(maxsize=64)
def _first(pattern: str, source: Source) -> Span | None:
    """Return where a pattern first stands in a file: for many routers of a file it is the same place."""
    found = re.search(pattern, source.text)
    return source.span(*found.span()) if found is not None else None


def read_back(files: Sequence[OutputFile], hosts: Container[str], folder: str) -> Result:
    """Return what the files of a conversion say; `folder` is where they will be written, "" for no place."""
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
    routers = reversed(net_of(Found(read, (), ())).virtual_routers)
    return Result(sources, {(r.host, known(r.id, 0), r.device): r for r in routers})
