"""What a conversion yields, and where it says what: the places of its facts are those that carplint's own readers find."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import NamedTuple

from carplint.dialects.registry import DIALECTS
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.model import Document, HostFiles, VirtualRouter
from carplint.model.target import Converted, OutputFile
from carplint.text.finding import Related
from carplint.text.source import Source


class Result(NamedTuple):
    """The files of a conversion as sources, and the virtual routers that they say."""

    sources: tuple[Source, ...]
    routers: tuple[VirtualRouter, ...]

    def router(self, made: Converted) -> VirtualRouter | None:
        """What became of a virtual router; None where its writer left it out."""
        for router in self.routers:
            number = router.id.value if router.id is not None else None
            device = router.interface.value if router.interface is not None else None
            if (router.host, number, (device or "").partition(":")[0]) == (made.after.host, made.id, made.device):
                return router
        return None

    def said(self, made: Converted, fact: str, note: str) -> tuple[Related, ...]:
        """Where the result says a fact of a router, which is an attribute of VirtualRouter; nothing for a default."""
        value = getattr(self.router(made), fact, None)
        return (Related(value.span, note),) if value is not None and value.written else ()

    def keyword(self, made: Converted, word: str, note: str) -> tuple[Related, ...]:
        """Where the result has a keyword of keepalived that is no attribute of VirtualRouter."""
        router = self.router(made)
        return tuple(Related(v.span, note) for v in (router.unmodelled if router else ()) if v.value == word)

    def place(self, made: Converted, pattern: str, note: str, path: str = "") -> tuple[Related, ...]:
        """Where a pattern first stands in the file of a router, or in another one of its host whose path ends in `path`.
        Where no daemon would be started for it that may be any file of the host."""
        router = self.router(made)
        for source in self.sources:
            mine = source is router.span.source if router is not None and not path else source.path.endswith(path)
            found = re.search(pattern, source.text) if mine and source.host == made.after.host else None
            if found is not None:
                return (Related(source.span(*found.span()), note),)
        return ()


def read_back(files: Sequence[OutputFile], hosts: Sequence[str], folder: str) -> Result:
    """What the files of a conversion say; `folder` is where they will be written, "" for no place."""
    documents: dict[str, list[Document]] = {}
    sources: list[Source] = []
    for file in files:
        host = max((h for h in hosts if file.path.startswith(f"{h}/")), key=len, default="")
        source = Source(posixpath.join(folder, file.path), file.text, host=host, encoding=file.encoding)
        sources.append(source)
        *folders, name = file.path.split("/")
        dialect = next((d for d in DIALECTS if d.matches(tuple(folders), name)), None)
        if dialect is not None:
            documents.setdefault(host, []).append(Document(source, dialect.name, dialect.tree(source.text)))
    complete = frozenset(d.name for d in DIALECTS)
    read = tuple(HostFiles(name, tuple(own), complete) for name, own in documents.items())
    net = net_of(Found(read, (), ()))
    return Result(tuple(sources), net.virtual_routers)
