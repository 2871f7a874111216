"""Hosts whose daemon finds nothing to run: what lies there instead of the file that it reads."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from carplint.dialects.dialect import Dialect
from carplint.dialects.registry import DIALECTS
from carplint.inputs import recognition
from carplint.inputs.hosts import File
from carplint.inputs.near import LOST, Near
from carplint.model import ListedFile
from carplint.text import reading
from carplint.text.finding import Finding, Related
from carplint.text.source import Source
from carplint.text.spelling import is_certain
from carplint.text.typing import NamedTuple

RULE = "host-without-active-file"
SAMPLE = "package-sample"
COMMON = "vip-common.conf"
"""The file that all daemons of the ucarp service share."""

_WANTED = {
    "keepalived": "keepalived has no etc/keepalived/keepalived.conf",
    "carp": "the carp service has no etc/sysconfig/carp/vip-NNN.conf",
    "ucarp": "the ucarp service has no etc/ucarp/vip-NNN.conf",
}
"""By dialect, what its daemon then lacks."""

_SERVICES = frozenset(("keepalived", "carp", "ucarp", "ucarp_opts", "ucarp_lines", "interfaces", "openbsd", "freebsd"))
"""The dialects that may define virtual routers."""


class _Host(NamedTuple):
    """The dialects of what was found at one root, and the host's name."""

    name: str
    formats: set[str]


def _in_place(path: str, dialect: Dialect) -> bool:
    """Return whether a file lies where its dialect's files lie on a host, whatever its name."""
    folder = tuple(os.path.abspath(os.path.dirname(path)).split("/")[1:])
    return any(folder[-len(home) :] == home for home in dialect.homes)


def _place(path: str, host: str) -> Source:
    source = Source(path, "")
    source.host = host
    return source


def _root(n: Near, given: Mapping[str, str]) -> str:
    """Return the root of a file's host: the folder that was given for it, else what its path says."""
    path = os.path.abspath(n.path)
    return (
        n.root or next((root for root in given if _is_within(path, root)), "") or recognition.root_of(n.path, n.dialect)
    )


def _shown(n: Near) -> str:
    return os.path.relpath(n.path, n.root) if n.root else os.path.basename(n.path)


def _leaf(root: str) -> str:
    return os.path.basename(root) or "localhost"


def instead(near: Iterable[Near], hosts: Mapping[str, _Host], given: Mapping[str, str]) -> Iterator[Finding]:
    """Yield a finding for each host that has only files which are nearly those of a daemon. A host is a folder in which such a file
    lies in its daemon's place, or one beside hosts that have one."""
    beside = {os.path.dirname(root): f for root, h in hosts.items() for f in h.formats if f in _WANTED}
    found: dict[tuple[str, str], list[Near]] = {}
    for n in near:
        root = _root(n, given)
        taken = hosts[root].formats if root in hosts else set()
        like_others = (
            beside.get(os.path.dirname(root)) == n.dialect.name and os.path.dirname(os.path.abspath(n.path)) == root
        )
        at_home = _in_place(n.path, n.dialect)
        lacking = n.dialect.name in _WANTED and n.kind != "template" and taken.isdisjoint(_WANTED)
        if lacking and (n.kind == LOST or at_home or (like_others and n.kind != "sample")):
            found.setdefault((root, n.dialect.name), []).append(n)
    for (root, format), files in sorted(found.items()):
        name = hosts[root].name if root in hosts else given.get(root) or _leaf(root)
        served = any(format in h.formats for other, h in hosts.items() if other != root)
        real = [n for n in files if n.kind != "sample" or served]
        first, *others = real or files
        there = ", ".join(f"{_shown(n)} ({n.why})" for n in (first, *others[:3]))
        related = tuple(Related(_place(n.path, name).span(), n.why) for n in others[:3])
        if real:
            yield Finding(
                f"{_WANTED[format]} on {name}: it has {there}", _place(first.path, name).span(), related, name=RULE
            )
        elif not os.path.exists(os.path.join(os.path.dirname(first.path), COMMON)):  # ucarp-example-left speaks of that
            message = f"{_WANTED[format]} on {name}, only its package's sample: nothing is configured there"
            yield Finding(message, _place(first.path, name).span(), name=SAMPLE)


def misplaced(groups: Mapping[tuple[str, str], Sequence[File]], names: Sequence[str]) -> Iterator[Finding]:
    """Yield a finding for each host whose file is read by carplint but not by its daemon: it is called nearly as the main one, or it
    lies nearly in its place."""
    served = {
        os.path.dirname(f.path)
        for files in groups.values()
        for f in files
        if f.dialect.main and recognition.is_at_home(f.path, f.dialect)
    }
    for files, name in zip(groups.values(), names, strict=True):
        for format in _WANTED:
            own = [f for f in files if f.dialect.name == format and f.source is None]
            if (
                not own
                or os.path.dirname(own[0].path) in served
                or any(recognition.is_at_home(f.path, f.dialect) for f in own)
            ):
                continue
            first = own[0]
            base, main = os.path.basename(first.path), first.dialect.main
            why = ""
            if main and _in_place(first.path, first.dialect) and base != main and is_certain(base, main):
                why = f"{base} is not read"
            elif _is_lost(first, main):
                why = f"{os.path.basename(os.path.dirname(os.path.abspath(first.path)))}/{base} is not read"
            if why:
                yield Finding(f"{_WANTED[format]} on {name}: {why}", _place(first.path, name).span(), name=RULE)


def _is_lost(file: File, main: str) -> bool:
    """Return whether a file has the name that its daemon reads, somewhere in etc/ where it does not look."""
    folders = os.path.abspath(file.path).split("/")[-4:-1]
    return "etc" in folders[-2:] and os.path.basename(file.path) == (main or os.path.basename(file.path))


def empty(
    given: Sequence[tuple[str, str]],
    groups: Mapping[tuple[str, str], Sequence[File]],
    said: Iterable[str],
    blank: Collection[str],
    passed: Sequence[ListedFile],
) -> Iterator[Finding]:
    """Yield a finding for each folder of a host that was given beside others and has no file of a virtual router. `said` are paths
    that findings are about already, `blank` those of files that say nothing, `others` what was not read."""
    told = [os.path.abspath(path) for path in said]
    roots: dict[str, set[str]] = {}
    for (name, root), files in groups.items():
        roots.setdefault(name or root, set()).update(_formats(files, blank))
    hosts = {name or os.path.abspath(path): path for name, path in given if path != "-" and os.path.isdir(path)}
    full = [key for key in hosts if not _SERVICES.isdisjoint(roots.get(key, ()))]
    for key, path in hosts.items():
        inside = os.path.abspath(path)
        others = [k for k in full if k != key and not _is_within(os.path.abspath(hosts[k]), inside)]
        inner = any(_is_within(root, inside) for root in roots if root != key)
        if key in full or inner or not others or any(_is_within(t, inside) for t in told):
            continue
        host = _leaf(key)
        launcher = "a launcher, but " if "launcher" in roots.get(key, ()) else ""
        silent = next((b for b in blank if _is_within(os.path.abspath(b), inside)), "")
        why = f": {os.path.relpath(silent, path)} says nothing" if silent else _folders(path) or _instead(path, passed)
        message = f"{host} has {launcher}no file of a virtual router, unlike {_leaf(others[0])}{why}"
        yield Finding(message, _place(path, host).span(), name=RULE)


def _folders(path: str) -> str:
    """Return words about the main files of a host that are folders; docker makes them for files that it does not find."""
    ends = ["/".join((*home, d.main)) for d in DIALECTS if d.main for home in d.homes]
    found = next((end for end in ends if os.path.isdir(os.path.join(path, end))), "")
    return f": {found} is a folder there" if found else ""


def _instead(path: str, others: Sequence[ListedFile]) -> str:
    """Return words about a file of a service that lies on a host and was passed over."""
    inside = os.path.abspath(path)
    own = (f for f in others if f.format in _SERVICES and _is_within(os.path.abspath(f.path), inside))
    return next((f": {os.path.relpath(f.path, path)} {f.why}" for f in own), "")


def _is_within(path: str, folder: str) -> bool:
    return f"{path}/".startswith(folder.rstrip("/") + "/")


def _formats(files: Iterable[File], blank: Collection[str]) -> set[str]:
    """Return the dialects of files that say something: of the ucarp service's, that is not the one that all daemons share."""
    return {f.dialect.name for f in files if f.path not in blank and os.path.basename(f.path) != COMMON}


def findings(
    near: Sequence[Near],
    lost: Sequence[tuple[str, Dialect]],
    given: Sequence[tuple[str, str]],
    groups: Mapping[tuple[str, str], Sequence[File]],
    names: Sequence[str],
    others: Sequence[ListedFile],
) -> Iterator[Finding]:
    """Yield what is to say about hosts whose daemon finds nothing to run; `lost` are files that hold nothing, and links to nothing,
    `others` what was not read."""
    blank = {path for path, _ in lost}
    stated = {os.path.abspath(path): name for name, path in given if name}
    hosts = {
        root: _Host(name, _formats(files, blank))
        for ((_, root), files), name in zip(groups.items(), names, strict=True)
    }
    for root, name in stated.items():
        hosts[root] = _Host(name, _formats(groups.get((name, ""), ()), blank))
    links = [
        Near(path, dialect, "link", reading.lost_link(path))
        if os.path.islink(path)
        else Near(path, dialect, "empty", "a file that says nothing")
        for path, dialect in lost
    ]
    found = [*instead((*near, *links), hosts, stated), *misplaced(groups, names)]
    yield from found
    yield from empty(given, groups, [f.span.source.path for f in found], blank, others)
