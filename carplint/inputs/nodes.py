"""The hosts of files that start containers, once they are read: what nobody has told of them by its place.

Such a file lies in a repository as often as on a host. One that comes to no node makes no host beside others: it goes with one of
them. Several in a folder that start one VIP each are nodes of their own: no host has a VIP twice.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence

from carplint.dialects.registry import CONTAINERS
from carplint.model import Document, Host, VirtualRouter
from carplint.text.source import Source


def _split(host: Host) -> Iterator[Host]:
    """Yield a host, and those that files of its own turn out to be."""
    own: dict[Source, list[VirtualRouter]] = {}
    for router in host.virtual_routers:
        if router.format in CONTAINERS:
            own.setdefault(router.span.source, []).append(router)
    vips = [{a.address.value.ip for r in routers for a in r.addresses if a.address.value} for routers in own.values()]
    count = Counter(vip for found in vips for vip in found)
    apart = {s: list[Document]() for s, found in zip(own, vips, strict=True) if any(count[vip] > 1 for vip in found)}
    if not apart:
        yield host
        return
    for document in host.documents:
        apart.get(document.source, []).append(document)
    rest = tuple(d for d in host.documents if d.source not in apart)
    if rest:
        routers = tuple(r for r in host.virtual_routers if r.span.source not in apart)
        yield host._replace(documents=rest, virtual_routers=routers)
    for source, documents in apart.items():
        name = f"{host.name}/{os.path.basename(source.path)}"
        source.host = name
        routers = tuple(r._replace(host=name) for r in own[source])
        yield host._replace(
            name=name, documents=tuple(documents), virtual_routers=routers, interfaces=(), scripts=(), facts=()
        )


def _is_idle(host: Host) -> bool:
    """Return whether a host is only made of files that start containers, and has no node."""
    empty = not (host.virtual_routers or host.interfaces or host.scripts)
    return empty and all(d.format in CONTAINERS for d in host.documents)


def settled(hosts: Sequence[Host]) -> list[Host]:
    """Return the hosts that there are."""
    found = [own for host in hosts for own in _split(host)]
    idle = [h for h in found if _is_idle(h)]
    others = [h for h in found if not _is_idle(h)]
    if not idle or len(found) == 1:
        return found
    first, *rest = others or idle
    added = idle if others else idle[1:]
    documents = tuple(d for host in added for d in host.documents)
    for document in documents:
        document.source.host = first.name
    complete = first.complete.union(*(host.complete for host in added))
    return [
        first._replace(documents=(*first.documents, *documents), complete=complete),
        *(rest if others else ()),
    ]
