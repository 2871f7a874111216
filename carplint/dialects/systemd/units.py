"""The units of a host: the files that make one up, in the order in which systemd reads them, and its instances.

A unit is its file, the first of its name in the folders below, and its drop-ins: all *.conf in the folders NAME.d, of which one
hides another of the same name in a later folder, in the order of their names. Source: systemd.unit(5), "Unit File Load Path";
the order of the folders of drop-ins was tried with systemd-analyze verify of 252.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from carplint.dialects.systemd import syntax
from carplint.dialects.systemd.unit import Unit, read
from carplint.model import Host, HostFiles
from carplint.text.finding import Finding
from carplint.text.reading import RECORD, Budget
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.text.reading import Links

FOLDERS = tuple(
    f"/{folder}"
    for folder in (
        "etc/systemd/system.control",
        "run/systemd/system.control",
        "etc/systemd/system",
        "run/systemd/system",
        "usr/local/lib/systemd/system",
        "usr/lib/systemd/system",
        "lib/systemd/system",
    )
)
"""The folders of the system's units, the first one first; those of generators are left out."""
WANTED = ("wants", "requires", "upholds")
"""The folders NAME.wants and so on hold links to the units that start with NAME."""
MASK = "/dev/null"
_TEMPLATE = re.compile(r"([^@]+)@\.(.+)", re.DOTALL)


def is_unit(source: Source) -> bool:
    """Return whether a file is a unit of a service."""
    return source.path.endswith(".service") or any(a.section == "Service" for a in syntax.read(source).assignments)


def _dropped(name: str, instance: str | None) -> Iterator[str]:
    """Yield the folders that drop-ins of a unit lie in, but for service.d: its own name's, its template's, and those of each
    beginning of its name up to a dash."""
    stem, _, kind = name.rpartition(".")
    prefix, at, _ = stem.partition("@")
    ends = [f"@{instance}", "@"] if at and instance else ["@"] if at else [""]
    yield from (f"{prefix}{end}.{kind}.d" for end in ends)
    while "-" in prefix.rstrip("-"):
        prefix = prefix.rstrip("-").rpartition("-")[0] + "-"
        yield from (f"{prefix}{end}.{kind}.d" for end in dict.fromkeys((*ends, "")))


@lru_cache(maxsize=8)
def _wanted(links: Links, here: Source, folders: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return the names of the units that links in *.wants/ and the like start, by themselves and by the names of their templates.
    `here` is the first file of the host, so that they are looked for once for all of its units."""
    found: dict[str, set[str]] = {}
    for pattern in (f"{folder}/*.{kind}/*" for folder in folders for kind in WANTED):
        for name in (path.rpartition("/")[2] for path, _ in links(pattern, here) or ()):
            found.setdefault(name, set()).add(name)
            found.setdefault(_template_of(name), set()).add(name)
    return {name: frozenset(names) for name, names in found.items()}


class _Reading:
    """One look at the units of a host from one of its files."""

    def __init__(self, host: Host | HostFiles, here: Source) -> None:
        self.host, self.here = host, here
        self.left = host.budget or Budget()
        links, files = host.links, host.files
        self.known = links is not None and files is not None and links("/", here) is not None
        self.folders = tuple(f for f in FOLDERS if self.known and links is not None and links(f, here))

    def links(self, pattern: str) -> dict[str, str]:
        """Return the names that fit a pattern, by their paths on the host, each with what it leads to, "" if it is not a link."""
        own = self.host.links
        return dict(own(pattern, self.here) or ()) if own is not None else {}

    def read(self, path: str) -> Source | Finding | None:
        found = self.host.files(path, self.here) if self.host.files is not None else None
        return found[0] if found else None

    def fragment(self, names: Iterable[str]) -> tuple[str, Source | Finding | None]:
        """Return the path of the first file of some names, "" if there is none, and what it holds: None if it is masked. Absolute
        links are followed below the host's root."""
        for path in (f"{folder}/{name}" for name in names for folder in self.folders):
            there = self.links(path)
            if not there:
                continue
            target, name = there[path], path.rpartition("/")[2]
            for _ in range(8):
                if target == MASK:
                    return path, None
                if not target.startswith("/"):
                    break
                path, target = target, self.links(target).get(target, "")
            if path.rpartition("/")[2] != name and "@" in name:
                continue  # a link that makes an instance of a template
            found = self.read(path)
            if isinstance(found, Source) and not found.text:
                return path, None
            return path, found
        return "", None

    def drop_ins(self, name: str, instance: str | None, beside: bool) -> tuple[list[Source], list[str]]:
        """Return the drop-ins of a unit in their order, also those beside its file if that lies elsewhere, and what could not be
        read."""
        own = list(_dropped(name, instance))
        folders = [*(own if beside else ()), *(f"{f}/{d}" for f in self.folders for d in own)]
        folders += [f"{f}/service.d" for f in self.folders]
        chosen: dict[str, tuple[str, str]] = {}
        for folder in folders:
            for path, target in self.links(f"{folder}/*.conf").items():
                chosen.setdefault(path.rpartition("/")[2], (path, target))
        sources, unread = [], []
        for _, (path, target) in sorted(chosen.items()):
            if target == MASK:
                continue
            found = self.read(path)
            if isinstance(found, Source):
                sources.append(found)
            else:
                unread.append(f"{path.lstrip('/')}: {found.message if found is not None else 'it is not there'}")
        return sources, unread

    def size(self, source: Source) -> int:
        """Return how much a file brings into a unit."""
        return len(source.text) + RECORD * (1 + len(read(source, self.left).assignments))

    @property
    def wanted(self) -> Mapping[str, frozenset[str]]:
        """The names of the units that links start at boot."""
        first = self.host.documents[0].source if self.host.documents else self.here
        return _wanted(self.host.links, first, self.folders) if self.host.links is not None else {}


def _template_of(name: str) -> str:
    """Return the name of the template that a unit is an instance of, or its own."""
    stem, _, kind = name.rpartition(".")
    prefix, at, _ = stem.partition("@")
    return f"{prefix}@.{kind}" if at else name


def units(host: Host | HostFiles, source: Source) -> tuple[Unit, ...]:
    """Return the units that a unit file is, one per instance of a template; where no instance is known, one whose instance is
    not known either. The file of a unit may be another one that hides this."""
    return named(host, source.path.rpartition("/")[2], source, source)


def named(host: Host | HostFiles, name: str, here: Source, own: Source | None = None) -> tuple[Unit, ...]:
    """Return the units of a name; none if there is no such file. `own` is the file if it lies elsewhere."""
    reading = _Reading(host, here)
    template = _TEMPLATE.fullmatch(name)
    if template is None:
        return tuple(_unit(reading, name, None, own))
    prefix, kind = template[1], template[2]
    there = set(reading.wanted.get(name, ()))
    for folder in reading.folders:
        there |= {p.rpartition("/")[2] for p, target in reading.links(f"{folder}/{prefix}@*.{kind}").items() if target}
    found = sorted(there - {name})
    units: list[Unit] = []
    for number, instance in enumerate(found or [name]):
        units += _unit(reading, instance, name, own)
        if number + 1 < len(found) and reading.left.room < 0:
            units[-1].unread += (
                f"{here.path}: {name} has {len(found)} instances, and not more than {number + 1} are read",
            )
            break
    return tuple(units)


def _unit(reading: _Reading, name: str, template: str | None, own: Source | None) -> Iterator[Unit]:
    stem = name.rpartition(".")[0]
    _, at, instance = stem.partition("@")
    asked = [name, template] if template not in (None, name) else [name]
    if template is None and at and instance:
        asked.append(f"{stem.partition('@')[0]}@.{name.rpartition('.')[2]}")
    path, found = reading.fragment(n for n in asked if n is not None)
    wanted = name in reading.wanted.get(name, ()) if reading.known and reading.folders else None
    if not path:
        found = own
        if own is None:
            return
    known = instance if instance or not at else None
    if found is None:
        yield Unit(name, (), instance=known, masked=True, wanted=wanted, host=reading.host)
    elif isinstance(found, Finding):
        yield Unit(name, (), instance=known, unread=(f"{path.lstrip('/')}: {found.message}",), host=reading.host)
    else:
        drop_ins, unread = reading.drop_ins(name, known, not path)
        files = (found, *drop_ins)
        if not reading.left.spend(sum(reading.size(f) for f in files)):
            files = ()
        yield Unit(
            name, files, instance=known, unread=tuple(unread), wanted=wanted, host=reading.host, left=reading.left
        )


def own_starts(host: Host | HostFiles, name: str, here: Source) -> tuple[Source, ...]:
    """Return the files of an administrator, below /etc and /run, that say what a unit or an instance of it starts: they count
    before those of its package."""
    reading = _Reading(host, here)
    stem, _, kind = name.rpartition(".")
    ours = [f for f in reading.folders if f.startswith(("/etc/", "/run/"))]
    asked = [f"{f}/{n}" for f in ours for n in (name, f"{stem}*.{kind}.d/*.conf")]
    found = (reading.read(path) for pattern in asked for path in reading.links(pattern))
    return tuple(
        f
        for f in found
        if isinstance(f, Source) and any(a.key.written == "ExecStart" for a in syntax.read(f).assignments)
    )
