"""Strays: files of a daemon that lie below the root of a host where no daemon reads them. They are no further hosts, whatever folder
they are in; and if its daemons have nothing else, the host lacks its files.

The root of a host is known as soon as a file of a daemon lies below it in its own place, or it was given beside such a host, or lies
beside one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from glob import escape, glob

from carplint.dialects.registry import CONTAINERS
from carplint.inputs import recognition, versions
from carplint.inputs.hosts import File
from carplint.inputs.near import LARGEST, LOST, MISSPELT, Near, kind_of
from carplint.inputs.recognition import Look
from carplint.text import reading
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import NamedTuple

Key = tuple[str, str]
Groups = dict[Key, list[File]]

COMMON = "vip-common.conf"
"""The file that all daemons of the ucarp service share."""
_LACKING = ("keepalived", "carp", "ucarp")
"""The dialects of files that lie in one place of a host."""
_NODES = (*_LACKING, "ucarp_opts")
_ELSEWHERE = CONTAINERS | {"ucarp_lines"}
"""The dialects of files that lie anywhere on a host."""
_SYSTEM = frozenset(
    "bin boot dev etc export home lost+found media mnt opt proc root run sbin srv sys tmp usr var".split()
)
"""The folders of a host's root. In a repository, others lie beside etc/."""
_SOURCE = (
    r"(?m)^[ \t]*(?:(?:unicast|mcast)_src_ip[ \t]+|(?:export[ \t]+)?(?:SOURCE_ADDRESS|REALIP)=[\"']?)([0-9A-Fa-f.:]+)"
)
_STARTS = (
    "etc/systemd/system/*", "etc/systemd/system/*/*", "usr/lib/systemd/system/*keepalived*", "lib/systemd/system/*keepalived*",
    "etc/default/*keepalived*", "etc/sysconfig/*keepalived*", "etc/conf.d/*keepalived*", "etc/init.d/*", "etc/rc.d/*", "etc/local.d/*",
    "etc/cron.d/*", "etc/crontab", "var/spool/cron/*", "var/spool/cron/*/*", "etc/inittab", "etc/rc.*", "etc/init/*", "etc/monit*/*",
    "etc/supervisor*/*", "etc/supervisor*/*/*", "etc/sv/*/run", "etc/service/*/run", "usr/local/bin/*", "usr/local/sbin/*",
)  # fmt: skip
"""What may tell keepalived to read another file than its own."""
_MOST, _BYTES = 1000, 4 << 20
"""The most of these files, and the most bytes, that are read for a host."""


class Sorted(NamedTuple):
    """The groups of files that are hosts, the paths that are passed over with the reasons, and those of them that are all that a
    host has."""

    groups: Groups
    passed: dict[str, str]
    lost: list[Near]


def _base(key: Key, files: Sequence[File]) -> str:
    return files[0].root if key[0] else key[1]


def _is_within(path: str, folder: str) -> bool:
    return f"{path}/".startswith(folder.rstrip("/") + "/")


def _above(path: str) -> Iterator[str]:
    """Yield the folders above a path, the nearest first."""
    while path != "/":
        path = os.path.dirname(path)
        yield path


def _is_placed(file: File, base: str) -> bool:
    """Return whether a file lies where its daemon reads it on the host with the root `base`."""
    at_home = file.source is None and file.dialect.name in (*_NODES, "launcher") and not file.part
    return at_home and recognition.is_at_home(file.path, file.dialect) and _own(file) == base


def _own(file: File) -> str:
    return recognition.root_of(file.path, file.dialect)


def _is_active(file: File, base: str) -> bool:
    """Return whether a file makes a daemon of the host start with something to run."""
    return file.dialect.name in _NODES and os.path.basename(file.path) != COMMON and _is_placed(file, base)


def _below(path: str, base: str) -> list[str]:
    """Return the folders and the name of a file below a root."""
    return os.path.relpath(os.path.abspath(path), base).split("/")


def _is_in_home(file: File, base: str) -> bool:
    """Return whether a file lies in the folder that its daemon looks into, whatever its name."""
    return file.dialect.name in _LACKING and tuple(_below(file.path, base)[:-1]) in file.dialect.homes


def _is_in_system(parts: Sequence[str]) -> bool:
    """Return whether a path below a root lies in a folder of a system, or in a hidden one. Namespaces have an etc/ of their own."""
    return len(parts) > 1 and (parts[0] in _SYSTEM or parts[0][0] == ".") and parts[:2] != ["etc", "netns"]


def _kept_apart(parts: Sequence[str]) -> bool:
    """Return whether a path lies where former states are kept."""
    return parts[0][0] == "." or parts[:2] == ["var", "backups"]


class _Roots:
    """What is known of roots: those with files that a daemon runs, those with files in a daemon's place, those that were given as such."""

    def __init__(self, groups: Groups, given: Sequence[str], look: Look) -> None:
        self.look = look
        bases = {key: _base(key, files) for key, files in groups.items()}
        self.active = {bases[k]: [f for f in files if _is_active(f, bases[k])] for k, files in groups.items()}
        self.active = {base: files for base, files in self.active.items() if files}
        self.placed = {bases[k] for k, files in groups.items() if any(_is_placed(f, bases[k]) for f in files)}
        homes = {bases[k] for k, files in groups.items() if any(_is_in_home(f, bases[k]) for f in files)}
        several = len(given) > 1 and (any(g in self.active for g in given) or homes.issuperset(given))
        self.given = {bases[k] for k in groups if k[0]} | (set(given) if several else set())
        self.beside = {os.path.dirname(base) for base in self.active}
        self.holding = {above for base in self.placed for above in _above(base)}
        self._texts: dict[str, str] = {}
        self._sources: dict[str, set[str]] = {}

    def sources(self, files: Sequence[File]) -> set[str]:
        """Return the source addresses that files state."""
        found = (s.text for f in files if f.dialect.name in _NODES and (s := self.look(f.path)) is not None)
        return {address for text in found for address in re.findall(_SOURCE, text)}

    def names(self, root: str, file: File) -> bool:
        """Return whether something on a host may tell keepalived to read a file: it names it, or is a unit with instances."""
        if file.dialect.name != "keepalived":
            return False
        if root not in self._texts:
            places = sorted(p for start in _STARTS for p in glob(f"{escape(root.rstrip('/'))}/{start}"))
            left = Budget()
            left.bytes = _BYTES
            found = (reading.read(p, left=left, inside=root) for p in places[:_MOST] if os.path.isfile(p))
            texts = (s.text for s in found if isinstance(s, Source) and len(s.text) <= LARGEST)
            self._texts[root] = "\n".join(text for text in texts if "keepalived" in text)
        text, parts = self._texts[root], _below(file.path, root)
        if tuple(parts[:-1]) in file.dialect.homes and re.search(r"%[iIjJ]", text):
            return True
        return (f"/{'/'.join(parts)}" if parts[-1] == file.dialect.main else parts[-1]) in text

    def lacks(self, path: str, base: str) -> str:
        """Return the root of the host without an active file that a file with the root `base` lies on; "" if none is known."""
        for root in (base, *_above(base)):
            if root in self.active:
                return ""
            known = root in self.given or os.path.dirname(root) in self.beside
            if root in self.placed or (known and root not in self.holding):
                return root if _is_in_system(_below(path, root)) else ""
        return ""

    def holds(self, base: str, files: Sequence[File]) -> tuple[str, str]:
        """Return the root of a host that holds files which are no host, and the reason; "" if there is none."""
        main = next(f for f in files if f.dialect.name in _NODES)
        own: set[str] | None = None
        for root in (r for r in _above(base) if r in self.active):
            parts = _below(main.path, root)
            own = self.sources(files) if own is None else own
            if root not in self._sources:
                self._sources[root] = self.sources(self.active[root])
            its = self._sources[root]
            same, other = bool(own & its), bool(own and its and not own & its)
            if root in self.given:
                stray = not (base in self.active and other) or _kept_apart(parts)
            elif not _is_in_system(parts) or (other and not _kept_apart(parts)):
                stray = False
            elif any(os.path.dirname(f.path) == os.path.dirname(main.path) for f in self.active[root]):
                stray = same
            else:
                stray = same or not any(versions.PLACE.fullmatch(p.lower()) for p in parts[1:-1])
            if stray and not any(self.names(root, f) for f in files):
                return root, ", with the same source address" if same else ""
        return "", ""

    def host_of(self, base: str, files: Sequence[File]) -> str:
        """Return the root of the host on which files that start daemons from anywhere lie, for those that have a root of their own; ""
        if none is known."""
        if any(f.source is not None or f.dialect.name not in _ELSEWHERE for f in files):
            return ""
        known = (r for r in _above(base) if r in self.active or r in self.given)
        root = next(known, "")
        on = root in self.given or all(_is_in_system(_below(f.path, root)) for f in files) if root else False
        return root if on else ""


def _is_stray(file: File, base: str) -> bool:
    """Return whether no daemon reads a file of a host whose root is `base`."""
    found = file.source is None and file.dialect.name in _LACKING
    return found and not _is_placed(file, base) and _is_in_system(_below(file.path, base))


def sort_out(groups: Groups, given: Sequence[str], look: Look) -> Sorted:
    """Sort out the strays among the files of hosts; `given` are the absolute paths of the folders that were given."""
    roots = _Roots(groups, given, look)
    result = Sorted({}, {}, [])
    for key, files in groups.items():
        base = _base(key, files)
        where, why = "", ""
        formats = {f.dialect.name for f in files}
        found = all(f.source is None for f in files)
        nodes = found and not formats.isdisjoint(_NODES) and formats.isdisjoint(_ELSEWHERE)
        if nodes and base != "/":
            where, why = roots.holds(base, files)
        if where:
            reason = f"lies on {os.path.basename(where) or where} where no daemon reads it: not another host{why}"
            result.passed.update((f.path, reason) for f in files)
            continue
        if not key[0] and (host := roots.host_of(base, files)):
            result.groups.setdefault(("", host), []).extend(files)
            continue
        kept = list(files)
        if base in roots.active:
            for f in (f for f in files if not f.dialect.main and _is_stray(f, base)):
                result.passed[f.path] = "lies where no daemon reads it, beside files that one reads"
                kept.remove(f)
        elif not formats.isdisjoint(_LACKING):
            _lost(files, base, roots, kept, result)
        if kept:
            result.groups[key] = [*kept, *result.groups.get(key, ())]
    return result


def _lost(files: Sequence[File], base: str, roots: _Roots, kept: list[File], result: Sorted) -> None:
    """Take out of the kept files those that lie on a host without an active file."""
    places = {f.path: roots.lacks(f.path, base) for f in files if f.dialect.name in _LACKING and f.source is None}
    own = {f.dialect.name for f in files if _is_placed(f, base) and f.dialect.name in _LACKING}
    for file in files:
        root = places.get(file.path, "")
        if not root or not _is_stray(file, root) or roots.names(root, file):
            continue
        kind, words = kind_of(os.path.basename(file.path))
        why = words if kind != MISSPELT or _is_in_home(file, root) else "not where a daemon reads it"
        meant = next((f.dialect for f in files if own == {f.dialect.name}), file.dialect)
        result.passed[file.path] = f"lies on {os.path.basename(root) or root} where no daemon reads it"
        result.lost.append(Near(file.path, meant, LOST, why, root))
        kept.remove(file)
