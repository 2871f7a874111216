"""Files that stand in other files: of the same host if it has no other of their kind, else each of a host of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from carplint.dialects.registry import dialect_of
from carplint.model import Document, HostFiles
from carplint.text import module
from carplint.text.reading import Budget
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.dialects.containers.embedded import Embedded


def _inner(document: Document, left: Budget) -> Sequence[Embedded]:
    dialect = dialect_of(document.format)
    find = module(f"carplint.dialects.{dialect.holds}").files
    found: Sequence[Embedded] = tuple(find(document.source, dialect.name, left))
    return found


def hosts(host: HostFiles) -> Iterator[HostFiles]:
    """Yield a host, and those of files that stand in its own."""
    left = host.budget or Budget()
    found = [e for d in host.documents if dialect_of(d.format).holds for e in _inner(d, left)]
    made = [(e.name, Document(e.source, e.format, dialect_of(e.format).tree(e.source.text))) for e in found]
    for _, document in made:
        document.source.secret = dialect_of(document.format).secrets
    if len(made) == 1 and all(d.format != made[0][1].format for d in host.documents):
        yield host._replace(documents=(*host.documents, made[0][1]))
        return
    yield host
    taken = Counter(name for name, _ in made)
    for name, document in made:
        line = document.source.position(len(document.source.text) - len(document.source.text.lstrip()))[0]
        own = f"{host.name}/{name}" if taken[name] == 1 else f"{host.name}/{name}:{line}"
        document.source.host = own
        yield HostFiles(own, (document,), budget=host.budget, segment=host.segment, cluster=host.cluster)
