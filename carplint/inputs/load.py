"""From paths to the common model: discovery, then each dialect's reader, host by host."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from carplint.dialects.dialect import Part
from carplint.dialects.registry import CONTAINERS, DIALECTS
from carplint.inputs.discover import Found, discover
from carplint.model import Cluster, Host, HostFiles, ListedFile, Net, VirtualRouter
from carplint.model import clusters as cluster
from carplint.text import reading
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.inputs.config import Settings


def _where(router: VirtualRouter) -> str:
    return f"{router.name.value} on {router.host}"


_FACTS = ("the id", "the interface", "the election", "the advertisement interval")


def _gaps(router: VirtualRouter) -> Iterator[str]:
    """Yield what the files leave unknown about a virtual router, in words."""
    election = router.advskew if router.protocol == "carp" else router.priority
    facts = (router.id, router.interface, election, router.interval)
    for what, value in zip(_FACTS, facts, strict=True):
        if value is not None and value.value is None:
            yield f"{what} of {_where(router)} ({value.why})"
    if router.secret is not None and router.secret.value is None:
        from carplint.inputs.secrets import unnamed

        yield f"the password of {_where(router)} ({unnamed(router.secret.why, router.secret.written)})"
    if not router.addresses:
        yield f"the VIP of {_where(router)} (no file says it)"
    for address in router.addresses:
        if address.address.value is None:
            yield f"a VIP of {_where(router)} ({address.address.why})"


def _not_checked(clusters: Sequence[Cluster], idle: Sequence[str]) -> Iterator[str]:
    """Yield what is not known of virtual routers; `idle` are hosts that were given and have none."""
    why = f"{', '.join(idle[:3])} {'has' if len(idle) == 1 else 'have'} none" if idle else "not among the inputs"
    for c in clusters:
        for router in c.routers:
            yield from _gaps(router)
        if len({r.host for r in c.routers}) == 1:
            names = ", ".join([str(r.name.value) for r in c.routers])
            yield f"the peers of {names} on {c.routers[0].host} ({why})"


def _host(files: HostFiles, parts: Sequence[Part]) -> Host:
    """Return a host with what its dialects read."""
    return Host(
        **files._asdict(),
        interfaces=tuple(i for p in parts for i in p.interfaces),
        virtual_routers=tuple(r for p in parts for r in p.virtual_routers),
        scripts=tuple(s for p in parts for s in p.scripts),
        facts=tuple(f for p in parts for f in p.facts),
        named=tuple(source for p in parts for source, _ in p.sources),
    )


_HAVING = frozenset(("keepalived", "carp", "ucarp", "ucarp_opts", "launcher"))
"""The dialects of hosts that are meant to have virtual routers."""


def _idle(hosts: Sequence[Host], found: Found) -> Sequence[str]:
    """Return the hosts that have no virtual router, though their files are there, or something instead of them."""
    lacking = {f.span.source.host for f in found.findings if f.name in ("host-without-active-file", "package-sample")}
    lacking.update(f.host for f in found.others if f.state == "refused" and f.host and f.format in _HAVING)
    lacking.update(h.name for h in hosts if _HAVING & {d.format for d in h.documents})
    return sorted(lacking - {h.name for h in hosts if h.virtual_routers})


MOST = 10
"""How many lines that were not understood are listed for a file."""


def _lines(numbers: Sequence[int]) -> str:
    more = f" and {len(numbers) - MOST} more" if len(numbers) > MOST else ""
    return f"line{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers[:MOST]))}{more}"


def _listed(files: HostFiles, parts: Mapping[str, Part]) -> Iterator[ListedFile]:
    """Yield a host's files: those of dialects, with how much of them was not understood, and those that they name."""
    count = Counter(d.format for d in files.documents)
    puzzling: dict[str, set[int]] = {}
    for span in (s for part in parts.values() for s in part.puzzling):
        puzzling.setdefault(span.source.path, set()).add(span.source.position(span.start)[0])
    passed = {source.path: why for part in parts.values() for source, why in part.passed}
    for document in files.documents:
        part, path = parts[document.format], document.source.path
        if path in passed:
            yield ListedFile(path, files.name, document.format, "passed over", passed[path])
            continue
        lines, lacking = sorted(puzzling.get(path, ())), part.statements - part.understood
        why = f"{len(lines)} statement{'s' * (len(lines) > 1)} not understood: {_lines(lines)}" if lines else ""
        if lacking and count[document.format] == 1 and all(s.source.path == path for s in part.puzzling):
            where = f": {_lines(lines)}" if lines else ""
            why = f"{lacking} of {part.statements} statements not understood{where}"
        elif lacking and not part.puzzling:
            why = f"{lacking} of {part.statements} statements of the host's files of this format not understood"
        yield ListedFile(path, files.name, document.format, "read", why)
    for part in parts.values():
        for source, format in part.sources:
            lines = sorted(puzzling.get(source.path, ()))
            why = f"another file names it{f', not understood: {_lines(lines)}' if lines else ''}"
            yield ListedFile(source.path, files.name, format, "read", why)


def _parts(hosts: Sequence[HostFiles]) -> Iterator[tuple[HostFiles, Mapping[str, Part]]]:
    """Yield what each dialect reads of each host: first what containers have of the files, which says where these look for others."""
    formats = [{d.format for d in files.documents} for files in hosts]
    containers = [
        {d.name: d.read(files) for d in DIALECTS if d.name in own & CONTAINERS}
        for files, own in zip(hosts, formats, strict=True)
    ]
    mounts = [mount for parts in containers for part in parts.values() for mount in part.mounts]
    for files, own, parts in zip(hosts, formats, containers, strict=True):
        if mounts:
            from carplint.inputs.mounts import mounted  # few hosts have containers

            files = mounted(files, mounts)
        yield files, {d.name: parts.get(d.name) or d.read(files) for d in DIALECTS if d.name in own}


def _ended(hosts: Sequence[HostFiles]) -> Iterator[str]:
    """Yield what is said if readers could not bring in all that the files refer to."""
    if any(h.budget is not None and h.budget.room < 0 for h in hosts):
        most, times = reading.BROUGHT
        yield f"{reading.ROOM_ENDED}: more than {most:,} characters and {times} times the files, so some values are not known"


def net_of(found: Found) -> Net:
    """Return the model of the files that a search found."""
    hosts: list[Host] = []
    read: list[Part] = []
    listed: dict[str, ListedFile] = {}
    for files, by_format in _parts(found.hosts):
        parts = list(by_format.values())
        hosts.append(_host(files, parts))
        read += parts
        for file in _listed(files, by_format):
            listed.setdefault(file.path, file)
    if any(d.format in CONTAINERS for h in hosts for d in h.documents):
        from carplint.inputs.nodes import settled  # few files start containers

        hosts = settled(hosts)
    if found.findings and any(p.mounts for p in read):
        from carplint.inputs.mounts import elsewhere

        found = found._replace(findings=elsewhere(found.findings, [m for p in read for m in p.mounts]))
    clusters = cluster.group(hosts)
    named = {os.path.abspath(path) for path in listed} if found.noted else ()
    noted = (text for path, text in found.noted if os.path.abspath(path) not in named)
    return Net(
        hosts=tuple(hosts),
        clusters=clusters,
        files=sum(f.state == "read" for f in listed.values()),
        statements=sum(p.statements for p in read),
        understood=sum(p.understood for p in read),
        findings=(*found.findings, *(f for p in read for f in p.findings)),
        listed=tuple(sorted({**{f.path: f for f in found.others}, **listed}.values())),
        asked=found.asked,
        not_checked=(
            *found.not_checked,
            *noted,
            *_ended(found.hosts),
            *(n for p in read for n in p.not_checked),
            *_not_checked(clusters, _idle(hosts, found)),
        ),
    )


def _one_root(path: str) -> str:
    """Return a path that begins with one slash where it began with two: Linux makes no difference, os.path does."""
    return "/" + path.lstrip("/") if path.startswith("//") else path


def load(
    paths: Sequence[str],
    *,
    hosts: Sequence[tuple[str, str]] = (),
    stdin_filename: str = "<stdin>",
    settings: Settings | None = None,
    follow: bool = False,
    format: str = "",
    lenient: bool = False,
) -> Net:
    """Read files, folders and standard input (`-`) into the common model. `hosts` are further paths, each with the name
    of its host; `settings` is what a configuration says about the hosts; `follow` follows symbolic links that lead
    out of a tree; `format` is the name of the dialect of the files that are named;
    `lenient` passes over a named file that is of none. Nothing is raised for what cannot be read: it is in the result's `findings`."""
    places = settings.places if settings is not None else None
    named = [(name, _one_root(path)) for name, path in (*(("", p) for p in paths), *hosts)]
    exclude = (settings.choice.exclude, settings.folder) if settings is not None else ((), ".")
    found = discover(
        named, stdin_filename, follow=follow, places=places, format=format, exclude=exclude, lenient=lenient
    )
    if settings is not None:
        found = found._replace(
            hosts=tuple(_as_stated(h, settings) for h in found.hosts),
            not_checked=(*found.not_checked, *_missing(found.hosts, settings)),
        )
    return net_of(found)


def _as_stated(host: HostFiles, settings: Settings) -> HostFiles:
    """Return a host with what a configuration says about it."""
    stated = settings.of(host.name)
    return host._replace(**stated._asdict() | {"segment": stated.segment or host.segment})


def _missing(hosts: Sequence[HostFiles], settings: Settings) -> Iterator[str]:
    """Yield the hosts that are stated to be in the segment or the cluster of others, but were not read."""
    read = {h.name for h in hosts}
    stated = {name: {("segment", h.segment), ("cluster", h.cluster)} for name, h in settings.hosts.items()}
    here = {fact for name in read for fact in stated.get(name, ()) if fact[1]}
    for name in stated if here else ():
        if name not in read and stated[name] & here:
            yield f"{name} (stated to be with the others, but not among the inputs)"
