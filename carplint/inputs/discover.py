"""Which files belong to which host: from the paths that carplint was given to hosts with documents.

A file is recognised by its path, or where it was named itself, also by its content; so are the files of a
given folder that have a likely name, where the path of none gives it away (lb1.conf and lb2.conf). The root of its
host is its folder without the part in which every host keeps such files (etc/sysconfig/carp, ...).
Symbolic links that lead out of a given tree are followed only where that is asked for, else that is said.
"""

# No `from __future__ import annotations`: with it NamedTuple compiles every annotation, at each start.

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from carplint.dialects.formats import FORMATS, Format
from carplint.inputs.places import Places
from carplint.model import Document, Host
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.parse import parse
from carplint.text.source import Source

if TYPE_CHECKING:
    from carplint.text.reading import Find

OWN_PLACES = (
    "/etc/keepalived",
    "/etc/sysconfig/carp",
    "/etc/sysconfig/network-scripts",
    "/etc/init.d/carp",
    "/etc/ucarp",
    "/etc/network/interfaces",
)
"""Where a machine's own files lie, for a run without a path."""


class Found(NamedTuple):
    """What a search came upon: the hosts' documents, what went wrong, and what was left out."""

    hosts: tuple[Host, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...]


class _File(NamedTuple):
    """A file to read: as shown, its format, its host's root, and the host's name if one was given."""

    path: str
    format: Format
    root: str
    host: str = ""
    source: Source | None = None


def _folder(path: str) -> tuple[str, ...]:
    return tuple(os.path.abspath(path).split("/")[1:-1])


def _root(path: str, format: Format) -> str:
    """The folder that stands for `/` on the host of a file: what remains of its own folder when the
    longest ending that is a piece of the format's usual place is taken off."""
    parts = os.path.abspath(path).split("/")[:-1]
    if _is_part(path, format):
        parts.pop()
    best = 0
    for home in format.homes:
        for length in range(len(home), best, -1):
            if tuple(parts[-length:]) == home[-length:]:
                best = length
                break
    return "/".join(parts[: len(parts) - best]) or "/"


def _is_part(path: str, format: Format) -> bool:
    """Whether a file lies in a folder of included files: conf.d, or another one in the format's usual place."""
    folder = _folder(path)
    below = any(folder[-len(home) - 1 : -1] == home for home in format.homes)
    included = folder[-1:] == ("conf.d",) and all(home[-1:] != ("conf.d",) for home in format.homes)
    return included or (below and not format.matches((), os.path.basename(path)))


def _claims(path: str) -> Format | None:
    folder, name = _folder(path), os.path.basename(path)
    return next((f for f in FORMATS if f.matches(folder, name)), None)


_LIKELY = re.compile(
    r"(?!.*(?:~|\.(?:bak|orig|old|swp|rej|dpkg-\w+|rpm\w+|ucf-\w+)))(?:.+\.conf|.*keepalived\.conf[._-].+)"
)
"""The name of a file that may be a main file of keepalived, where no other one is there: lb1.conf,
keepalived.conf.lb1, but no backup."""


def _likely(paths: Iterable[str]) -> Iterator[tuple[str, Format]]:
    """The main files of keepalived among those of which no path gives away a format."""
    keepalived = next(f for f in FORMATS if f.name == "keepalived")
    for path in paths:
        if _LIKELY.fullmatch(os.path.basename(path)) and not os.path.islink(path):
            found = reading.read(path)
            if isinstance(found, Source) and keepalived.recognises(found.text):
                yield path, keepalived


def _loose(path: str) -> list[Format]:
    """The formats that the name of a file makes one look into it for."""
    name = os.path.basename(path)
    return [f for f in FORMATS if f.loose and re.fullmatch(f.loose, name) is not None]


def _to_nothing(path: str) -> bool:
    """Whether a file to look into is a link to one that was not copied along: /etc/rc.local on Red Hat. Absolute links
    lead out of a copy wherever they lead to, as most of systemd's do."""
    return (
        os.path.islink(path)
        and not os.path.exists(path)
        and not os.path.isabs(os.readlink(path))
        and bool(_loose(path))
    )


def _inside(path: str) -> Format | None:
    """The format of a file that its name makes one look into; no link is followed for it."""
    loose = _loose(path)
    found = reading.read(path) if loose and not os.path.islink(path) else None
    return next((f for f in loose if f.recognises(found.text)), None) if isinstance(found, Source) else None


def _named(path: str, name: str, source: Source, errors: list[Finding]) -> Iterator[_File]:
    """The file that somebody named: recognised by its path, else by its content."""
    if not source.text.strip():
        errors.append(Finding("the file is empty: nothing to check", source.span(), name="file-empty"))
        return
    format = _claims(path) or next((f for f in FORMATS if f.recognises(source.text)), None)
    if format is not None:
        yield _File(path, format, _root(path, format), name, source)
        return
    message = "neither its name nor its content is of a format that carplint reads"
    errors.append(Finding(message, source.span(), name="file-not-recognised"))


def _placed(file: _File, places: Places) -> _File:
    """The file with the root that is stated for its host, and with its name, unless a name was given."""
    if file.host or (place := places.of(file.path)) is None:
        return file
    if place in places.paths:
        return file._replace(root=place if os.path.isdir(place) else file.root, host=places.host(place))
    return file._replace(root=place)


def _files(
    paths: Sequence[tuple[str, str]],
    stdin: str,
    errors: list[Finding],
    left_out: list[str],
    follow: bool,
    places: Places,
) -> Iterator[_File]:
    for name, path in paths:
        if path != "-" and os.path.isdir(path):
            from carplint.inputs.walk import Walk  # not for a file that was named

            files = list(Walk(path, _claims, errors, left_out, follow).files())
            left_out += [
                f"{f}: a symbolic link to {os.readlink(f)}, which is not there" for f in files if _to_nothing(f)
            ]
            known = [(file, format) for file in files if (format := _claims(file) or _inside(file)) is not None]
            for file, format in known or _likely(files):
                root = os.path.abspath(path) if name else _root(file, format)
                yield _placed(_File(file, format, root, name), places)
            continue
        found = reading.read_standard_input(stdin) if path == "-" else reading.read(path)
        if isinstance(found, Finding):
            errors.append(found)
        else:
            shown = stdin if path == "-" else path
            yield from (_placed(f, places) for f in _named(shown, name, found, errors))


def _grouped(files: Iterable[_File]) -> dict[tuple[str, str], list[_File]]:
    """The files by host: by given name, else by root; several main files of keepalived in one root are hosts
    of their own."""
    groups: dict[tuple[str, str], list[_File]] = {}
    seen: set[str] = set()
    for file in files:
        real = os.path.abspath(file.path)
        if real not in seen:
            seen.add(real)
            groups.setdefault((file.host, "" if file.host else file.root), []).append(file)
    result: dict[tuple[str, str], list[_File]] = {}
    for (name, root), members in groups.items():
        of_daemon = [f for f in members if f.format.name == "keepalived" and not _is_part(f.path, f.format)]
        mains = [f for f in of_daemon if f.format.matches((), os.path.basename(f.path))] or of_daemon
        plain = [f for f in mains if os.path.basename(f.path) == "keepalived.conf"]
        alone = [f for f in mains if f not in plain] if len(mains) > 1 and not name else []
        rest = [f for f in members if f not in alone]
        if rest:
            result[name, root] = rest
        stems = [os.path.splitext(os.path.abspath(f.path))[0] for f in alone]
        for file, stem in zip(alone, stems, strict=True):
            taken = (name, stem) in groups or stems.count(stem) > 1
            result[name, os.path.abspath(file.path) if taken else stem] = [file]
    return result


def _names(keys: Sequence[tuple[str, str]], places: Places) -> list[str]:
    """A name for each host: the given one, else the stated one if it has that alone, else as much of the end of its root
    as tells it apart."""
    stated = [name or places.host(root) for name, root in keys]
    roots = ["" if name else root for name, root in keys]
    endings: dict[str, int] = {}
    for root in roots:
        for at in (i for i, character in enumerate(root) if character == "/"):
            endings[root[at:]] = endings.get(root[at:], 0) + 1
    result = []
    for (name, _), root, other in zip(keys, roots, stated, strict=True):
        parts = root.strip("/").split("/")
        length = 1
        while length < len(parts) and endings.get("/" + "/".join(parts[-length:]), 0) > 1:
            length += 1
        alone = other if stated.count(other) == 1 else ""
        result.append(name or alone or "/".join(parts[-length:]) or "localhost")
    return result


def _document(file: _File, host: str) -> Document | Finding:
    found = file.source or reading.read(file.path)
    if isinstance(found, Finding):
        return found
    if "\0" in found.text and not file.format.nul:
        return reading.not_text(found)
    found.host = host
    return Document(found, file.format.name, parse(found.text, file.format.grammar))


def _includes(files: Sequence[_File], documents: Sequence[Document]) -> "Find | None":
    """What finds the files that a host's keepalived.conf includes, if it has one. Where the file does not lie
    as on a host, nobody can tell what an absolute path means."""
    if all(d.format != "keepalived" for d in documents):
        return None
    from carplint.dialects.keepalived.expansion.files import finder

    daemon = [f for f in files if f.format.name == "keepalived"]
    lies_apart = all(os.path.dirname(os.path.abspath(f.path)) == f.root for f in daemon)
    return finder(None if lies_apart else files[0].root, [d.source for d in documents])


def _files_of(files: Sequence[_File], documents: Sequence[Document]) -> "Find":
    """What finds the files that a host's other files name, below the host's root."""
    lies_apart = all(os.path.dirname(os.path.abspath(f.path)) == f.root for f in files)
    root = None if lies_apart else files[0].root
    finders: list[Find] = []

    def find(pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        if not finders:
            from carplint.dialects.keepalived.expansion.files import plain_finder  # seldom needed, so not at the start

            finders.append(plain_finder(root, [d.source for d in documents]))
        return finders[0](pattern, source)

    return find


def discover(
    paths: Sequence[tuple[str, str]], stdin: str = "<stdin>", *, follow: bool = False, places: Places | None = None
) -> Found:
    """The hosts among some paths, each given as (name of its host or "", path). `-` is standard input,
    shown as `stdin`. `follow` goes after symbolic links that lead out of a tree; `places` is where the files of
    hosts lie, as far as somebody stated it. Nothing is raised for what cannot be read: it is a finding."""
    errors: list[Finding] = []
    left_out: list[str] = []
    places = places or Places()
    groups = _grouped(_files(paths, stdin, errors, left_out, follow, places))
    names = _names(list(groups), places)
    hosts = []
    for name, (_, files) in zip(names, groups.items(), strict=True):
        documents = []
        for file in files:
            document = _document(file, name)
            if isinstance(document, Finding):
                errors.append(document)
            else:
                documents.append(document)
        if documents:
            complete = frozenset(f.format.name for f in files if f.source is None)
            host = Host(name, tuple(documents), complete=complete)
            hosts.append(host._replace(includes=_includes(files, documents), files=_files_of(files, documents)))
    return Found(tuple(sorted(hosts, key=lambda h: h.name)), tuple(errors), tuple(left_out))
