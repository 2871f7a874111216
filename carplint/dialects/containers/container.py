"""A container as it is started, and what it has of files from outside.

Each launcher's reader makes `Container` records: compose files, Dockerfiles, `docker run`, manifests of Kubernetes. What comes of
one is decided in outcome.py, alike for all.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence
from functools import partial

from carplint.dialects.registry import dialect_of
from carplint.model import HostFiles, Value
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

KEEPALIVED = "keepalived"

CONF = "/etc/keepalived/keepalived.conf"
"""Where keepalived looks for its file."""
MOST = 1000
"""The most containers of a file that are looked at: aliases of YAML can give each of them as much as the file holds."""


def is_read(name: str, text: object) -> bool:
    """Return whether a text that stands in another file, under a name, is read as a file of keepalived."""
    return isinstance(text, str) and name.endswith(".conf") and "\n" in text and dialect_of(KEEPALIVED).fits(text)


_BARE = frozenset(
    "alpine debian ubuntu fedora centos rockylinux almalinux busybox archlinux amazonlinux oraclelinux scratch".split()
)


def is_bare(image: str) -> bool:
    """Return whether an image is one of a distribution's own, which have no entrypoint."""
    path = image.partition("@")[0].removeprefix("docker.io/").removeprefix("library/")
    return path.partition(":")[0] in _BARE


class Copy(NamedTuple):
    """A file or folder that a container has from outside: its path there, and the path of what it has it from, "" if that is not
    at hand; and whether it is read as a file by itself, since it stands in another one."""

    target: str
    origin: str
    read: bool = False


class Container(NamedTuple):
    """A container as it is started.

    `what` is the container in words; `words` are those of its first process, none if its image alone decides; `on_host`
    says whether it is on the network of its host, None if whoever starts it says that; `copies` are in their order, of which a later one hides
    an earlier one; `folder` is the folder that they must lie in; `why` is the reason that nothing can be known of it; `hint` has names given to an image that is built; `unset` is the reason that it may have other variables."""

    format: str
    name: Value[str]
    what: str
    image: str = ""
    words: Sequence[Value[str]] = ()
    environment: Mapping[str, Value[str]] = {}
    on_host: bool | None = None
    copies: Sequence[Copy] = ()
    folder: str = ""
    why: str = ""
    hint: str = ""
    unset: str = ""
    whole: bool = False
    """True if `words` are all of the first process: no image is known to put an entrypoint before them."""


def copied(container: Container, path: str) -> Copy | None:
    """Return what lies at a path in a container from outside; None if nothing does."""
    for copy in reversed(container.copies):
        if path == copy.target:
            return copy
        if path.startswith(copy.target.rstrip("/") + "/"):
            rest = path[len(copy.target.rstrip("/")) + 1 :]
            return Copy(path, posixpath.normpath(f"{copy.origin}/{rest}") if copy.origin else "")
    return None


def on_host(host: HostFiles, path: str, left: Budget) -> str:
    """Return the file or folder of a host that lies at a path on it, on disk; "" if no keepalived.conf of it is at hand there."""
    if not path.startswith("/") or not left.spend(len(host.documents)):
        return ""
    origin = posixpath.normpath(path)
    reals = (os.path.abspath(d.source.real) for d in host.documents if d.format == KEEPALIVED and d.source.real)
    for real in reals if origin != "/" else ():
        if real.endswith(origin):
            return real
        at = real.rfind(f"{origin}/")
        if at >= 0:
            return real[: at + len(origin)]
    return ""


def within_folder(host: HostFiles, beside: Source, path: str, folder: str) -> Source | None:
    """Return the file at a path on disk, if it lies in a folder, shown as the one beside it is. It is read once in a run, however
    its path is spelled."""
    if host.budget is None or beside.real is None or not os.path.isfile(path):
        return None
    real, top = os.path.realpath(path), os.path.realpath(folder)
    if os.path.commonpath((real, top)) != top:
        return None
    shown = os.path.relpath(path, os.path.dirname(os.path.abspath(beside.real)))
    shown = os.path.normpath(os.path.join(os.path.dirname(beside.path), shown))
    read = partial(reading.read, shown, path, host.budget, top)
    found = host.budget.once((within_folder, real), read)
    return host.budget.once((within_folder, real, host.name), partial(_of_host, host.name, found, host.budget))


def _of_host(name: str, found: Source | Finding, left: Budget) -> Source | None:
    """Return a file that several hosts may have as one of a host, if it is text."""
    if not isinstance(found, Source) or "\0" in found.text or not left.spend(len(found.text)):
        return None
    own = found.but(found.text)
    own.host = name
    return own
