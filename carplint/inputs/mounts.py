"""Files of a host that a container has at another path: where its daemon looks for those that they include, and that they are the
files that it reads."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Sequence

from carplint.inputs.absent import RULE
from carplint.model import HostFiles
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source

Mounts = Sequence[tuple[str, str]]
"""Files and folders on disk, each with its path in a container; a later one hides an earlier one."""
_CONF = "/etc/keepalived/keepalived.conf"


def _moved(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return where a path lies when the first of some folders that holds it is another one; "" if none holds it."""
    for folder, other in pairs:
        if path == folder:
            return other
        if path.startswith(folder.rstrip("/") + "/"):
            return posixpath.join(other, path[len(folder.rstrip("/")) + 1 :])
    return ""


def mounted(host: HostFiles, mounts: Mounts) -> HostFiles:
    """Return a host whose includes are looked for where the container has the files."""
    left = host.budget or Budget()
    if host.includes is None or not left.spend(len(mounts)):
        return host
    find, inside, outside = host.includes, mounts[::-1], [(target, origin) for origin, target in mounts[::-1]]

    def found(pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        if not left.spend(2 * len(mounts)):
            return find(pattern, source)
        real = os.path.realpath(source.real) if source.real is not None else ""
        own = _moved(real, inside) if real else ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(own), pattern)) if own else ""
        origin = _moved(path, outside) if path else ""
        if not origin:
            return find(pattern, source)
        here = os.path.relpath(origin, os.path.dirname(real))
        files = find(here, source)
        return files and [
            f._replace(message=f.message.replace(here, pattern)) if isinstance(f, Finding) else f for f in files
        ]

    return host._replace(includes=found)


def elsewhere(findings: Sequence[Finding], mounts: Mounts) -> tuple[Finding, ...]:
    """Return findings without those about a host without a keepalived.conf, if a container has one of what lies there instead."""

    def is_read(path: str) -> bool:
        return any(_moved(os.path.realpath(path), [mount]) == _CONF for mount in mounts)

    return tuple(
        f
        for f in findings
        if f.name != RULE or not any(is_read(p.source.path) for p in (f.span, *(r.span for r in f.related)))
    )
