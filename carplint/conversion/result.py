"""What a conversion yields, and where it says what: the places of its facts are those that carplint's own readers find."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache

from carplint.dialects.comments import file as path_of
from carplint.dialects.registry import DIALECTS, dialect_of
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.model import Authentication, Document, Host, HostFiles, VirtualAddress, VirtualRouter, known
from carplint.model.target import Converted, ConvertedNet, OutputFile, host_of
from carplint.text.finding import Finding, Related
from carplint.text.reading import Find
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
        there = self.sources.get(made.after.host, ())
        return tuple(Related(v.span, note) for v in values if v is not None and v.written and v.span.source in there)

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


def _staying(host: Host, format: str, root: str, written: Container[str]) -> Iterator[Document]:
    """Yield the files that count after the change, too, as if they lay among those that are written: those of the target's
    format, and those of interfaces."""
    for document in host.documents:
        own = document.source
        path = f"{host.name}{path_of(own)}"
        if path not in written and (document.format == format or dialect_of(document.format).service is None):
            place = posixpath.join(root, path_of(own).lstrip("/"))
            source = Source(place, own.text, host=own.host, encoding=own.encoding, real=own.real)
            source.mode = own.mode
            yield document._replace(source=source)


def _finder(host: Host, sources: Sequence[Source], root: str) -> Find:
    """Return a lookup for the files that a host has after the change: those that were there, and in their places or beside them
    those that are written."""
    made = {source.path.removeprefix(root): source for source in sources}
    folders: dict[str, dict[str, Source]] = {}
    for path, source in made.items():
        folder, name = posixpath.split(path)
        folders.setdefault(folder, {})[name] = source
    here = next((d.source for d in host.documents if d.source.real is not None), None)

    def find(pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        own = source.path.removeprefix(root)
        path = posixpath.join(posixpath.dirname(own if own in made else path_of(source)), pattern)
        folder, name = posixpath.split(posixpath.normpath(path))
        beside = folders.get(folder, {})
        names = [name] if name in beside else fnmatch.filter(beside, name)
        new = {posixpath.join(folder, own): beside[own] for own in names}
        there = host.files(path, here) if host.files is not None and here is not None else None
        if there is None:
            return tuple(new.values()) or None
        paths = [path_of(s) if isinstance(s, Source) else "" for s in there]
        old = [made.get(path, s) for path, s in zip(paths, there, strict=True)]
        return (*old, *(s for path, s in new.items() if path not in paths))

    return find


def read_back(files: Sequence[OutputFile], net: ConvertedNet, folder: str) -> Result:
    """Return what the files of a conversion say, with those that stay beside them; `folder` is where they will be written, ""
    for no place."""
    documents: dict[str, list[Document]] = {}
    sources: dict[str, list[Source]] = {}
    for file in files:
        on = host_of(file.path, net.hosts)
        source = Source(posixpath.join(folder, file.path), file.text, host=on, encoding=file.encoding)
        sources.setdefault(on, []).append(source)
        *folders, name = file.path.split("/")
        dialect = next((d for d in DIALECTS if d.matches(tuple(folders), name)), None)
        if dialect is not None:
            documents.setdefault(on, []).append(Document(source, dialect.name, dialect.tree(source.text)))
    complete = frozenset(d.name for d in DIALECTS)
    written = {file.path for file in files}
    read = []
    for name, own in documents.items():
        host = net.hosts[name]
        root = posixpath.join(folder, name)
        there = _staying(host, net.format, root, written)
        read.append(HostFiles(name, (*own, *there), complete, host.includes, _finder(host, sources[name], root)))
    routers = reversed(net_of(Found(tuple(read), (), ())).virtual_routers)
    return Result(sources, {(r.host, known(r.id, 0), r.device): r for r in routers})
