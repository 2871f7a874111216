"""Discovery: which files belong to which host, from the paths given to carplint to hosts with documents.

The root of a file's host is its folder without the part in which every host keeps such files (etc/sysconfig/carp, ...).
Symbolic links that lead out of a given tree are followed only on request; otherwise they are reported.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from carplint.dialects.dialect import Dialect
from carplint.inputs import recognition
from carplint.inputs.places import Places
from carplint.model import Document, HostFiles
from carplint.text import module, reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.text.lookup import Lookup
    from carplint.text.reading import Find, Links


class Found(NamedTuple):
    """The result of a search: the files of each host, what went wrong, and what was left out."""

    hosts: tuple[HostFiles, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...]


class _File(NamedTuple):
    """A file to read: its path as shown, its dialect, its host's root, the host's name if one was given, and the folder of the
    tree that it must lie in."""

    path: str
    dialect: Dialect
    root: str
    host: str = ""
    source: Source | None = None
    inside: str = ""


def _named(path: str, name: str, source: Source, errors: list[Finding]) -> Iterator[_File]:
    """Yield the file that somebody named: recognised by its path, else by its content."""
    if not source.text.strip():
        errors.append(Finding("the file is empty: nothing to check", source.span(), name="file-empty"))
        return
    dialect = recognition.by_path(path) or recognition.by_content(source.text)
    if dialect is not None:
        yield _File(path, dialect, recognition.root_of(path, dialect), name, source)
        return
    message = "neither its name nor its content is that of a format carplint reads"
    errors.append(Finding(message, source.span(), name="file-not-recognised"))


def _placed(file: _File, places: Places) -> _File:
    """Return the file with the root that is stated for its host, and with its name, unless a name was given."""
    if file.host or (place := places.of(file.path)) is None:
        return file
    if place in places.paths:
        return file._replace(root=place if os.path.isdir(place) else file.root, host=places.host(place))
    return file._replace(root=place)


def _look(path: str, left: Budget, inside: str, left_out: list[str]) -> Source | None:
    """Return a file whose content may give its dialect away; what there is no room for any more is left out."""
    found = reading.read(path, left=left, inside=inside)
    if isinstance(found, Source):
        return found
    if found.message == reading.TOO_MUCH:
        left_out.append(f"{path}: {found.message}")
    return None


def _files(
    paths: Sequence[tuple[str, str]],
    stdin: str,
    errors: list[Finding],
    left_out: list[str],
    follow: bool,
    places: Places,
) -> Iterator[_File]:
    looked = Budget()  # what is looked into is read again where it is of a dialect
    for name, path in paths:
        if path != "-" and os.path.isdir(path):
            from carplint.inputs.walk import Walk  # not needed for a named file

            walk = Walk(path, recognition.by_path, errors, left_out, follow)
            walked = list(walk.files())
            left_out += [
                f"{f}: a symbolic link to {os.readlink(f)}, which does not exist"
                for f, _ in walked
                if recognition.leads_nowhere(f)
            ]
            inside = "" if follow else walk.inside
            look = partial(_look, left=looked, inside=inside, left_out=left_out)
            named = ((file, dialect or recognition.by_looking_inside(file, look)) for file, dialect in walked)
            known = [(file, dialect) for file, dialect in named if dialect is not None]
            for file, dialect in known or recognition.likely((file for file, _ in walked), look):
                root = os.path.abspath(path) if name else recognition.root_of(file, dialect)
                yield _placed(_File(file, dialect, root, name, inside=inside), places)
            continue
        found = reading.read_standard_input(stdin) if path == "-" else reading.read(path)
        if isinstance(found, Finding):
            errors.append(found)
        else:
            shown = stdin if path == "-" else path
            yield from (_placed(f, places) for f in _named(shown, name, found, errors))


def _grouped(files: Iterable[_File]) -> dict[tuple[str, str], list[_File]]:
    """Return the files by host: by given name, else by root. If a dialect has one main file per host, each further main
    file is a host of its own."""
    groups: dict[tuple[str, str], list[_File]] = {}
    seen: set[str] = set()
    for file in files:
        real = os.path.abspath(file.path)
        if real not in seen:
            seen.add(real)
            groups.setdefault((file.host, "" if file.host else file.root), []).append(file)
    result: dict[tuple[str, str], list[_File]] = {}
    for (name, root), members in groups.items():
        whole = [f for f in members if f.dialect.main and not recognition.is_included(f.path, f.dialect)]
        mains = [f for f in whole if f.dialect.matches((), os.path.basename(f.path))] or whole
        several = len(mains) > 1 and not name
        alone = [f for f in mains if several and os.path.basename(f.path) != f.dialect.main]
        apart = {f.path for f in alone}
        rest = [f for f in members if f.path not in apart]
        if rest:
            result[name, root] = rest
        stems = [os.path.splitext(os.path.abspath(f.path))[0] for f in alone]
        count = Counter(stems)
        for file, stem in zip(alone, stems, strict=True):
            taken = (name, stem) in groups or count[stem] > 1
            result[name, os.path.abspath(file.path) if taken else stem] = [file]
    return result


def _names(keys: Sequence[tuple[str, str]], places: Places) -> list[str]:
    """Return a name for each host: the given one, else the stated one if no other host has it, else as much of the end
    of its root as tells it apart."""
    stated = [name or places.host(root) for name, root in keys]
    roots = ["" if name else root for name, root in keys]
    endings: dict[str, int] = {}
    for root in roots:
        for at in (i for i, character in enumerate(root) if character == "/"):
            endings[root[at:]] = endings.get(root[at:], 0) + 1
    count = Counter(stated)
    result = []
    for (name, _), root, other in zip(keys, roots, stated, strict=True):
        parts = root.strip("/").split("/")
        length = 1
        while length < len(parts) and endings.get("/" + "/".join(parts[-length:]), 0) > 1:
            length += 1
        alone = other if count[other] == 1 else ""
        result.append(name or alone or "/".join(parts[-length:]) or "localhost")
    return result


def _document(file: _File, host: str, left: Budget) -> Document | Finding:
    found = file.source or reading.read(file.path, left=left, inside=file.inside)
    if isinstance(found, Finding):
        return found
    if "\0" in found.text and not file.dialect.nul:
        return reading.not_text(found)
    found.host = host
    found.secret = file.dialect.secrets
    return Document(found, file.dialect.name, file.dialect.tree(found.text))


def _root(files: Sequence[_File]) -> str | None:
    """Return the root of a host's files; None if they do not lie as on a host, so that the meaning of an absolute path
    is unknown."""
    return None if all(os.path.dirname(os.path.abspath(f.path)) == f.root for f in files) else files[0].root


def _includes(files: Sequence[_File], documents: Sequence[Document], left: Budget) -> Find | None:
    """Return a lookup for the files that a host's files include, if they are of a dialect that includes others."""
    read = {d.format for d in documents}
    including = [f for f in files if f.dialect.includes and f.dialect.name in read]
    if not including:
        return None
    finder = module(f"carplint.dialects.{including[0].dialect.includes}").finder
    found: Find = finder(_root(including), [d.source for d in documents], left)
    return found


def _files_of(files: Sequence[_File], documents: Sequence[Document], left: Budget) -> tuple[Find, Links]:
    """Return lookups for the files that a host's other files refer to, and for names, below the host's root. Files that were
    found are not looked for again, nor are those that are not there."""
    root = _root(files)
    finders: list[Lookup] = []
    known: dict[tuple[str, Source], Sequence[Source | Finding]] = {}

    def lookup() -> Lookup:
        if not finders:
            from carplint.text.lookup import Lookup  # rarely needed, so not at start-up

            finders.append(Lookup(root, [d.source for d in documents], left))
        return finders[0]

    def find(pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        if (pattern, source) in known:
            return known[pattern, source]
        found = lookup().find(pattern, source)
        if found is not None and all(isinstance(f, Source) for f in found):
            known[pattern, source] = found
        return found

    def links(pattern: str, source: Source) -> Sequence[tuple[str, str]] | None:
        return lookup().links(pattern, source)

    return find, links


def discover(
    paths: Sequence[tuple[str, str]], stdin: str = "<stdin>", *, follow: bool = False, places: Places | None = None
) -> Found:
    """Find the files of the hosts among some paths, each given as (name of its host or "", path). `-` is standard
    input, shown as `stdin`. `follow` follows symbolic links that lead out of a tree; `places` are the places of
    hosts' files, if stated. Nothing is raised for what cannot be read: it becomes a finding."""
    errors: list[Finding] = []
    left_out: list[str] = []
    places = places or Places()
    groups = _grouped(_files(paths, stdin, errors, left_out, follow, places))
    names = _names(list(groups), places)
    hosts = []
    left = Budget()
    for name, (_, files) in zip(names, groups.items(), strict=True):
        documents = []
        for file in files:
            document = _document(file, name, left)
            if isinstance(document, Finding):
                if document.message != reading.TOO_MUCH or left.first("bytes"):
                    errors.append(document)
                else:
                    left_out.append(f"{file.path}: {document.message}")
            else:
                documents.append(document)
        if documents:
            complete = frozenset(f.dialect.name for f in files if f.source is None)
            includes, (named, links) = _includes(files, documents, left), _files_of(files, documents, left)
            hosts.append(HostFiles(name, tuple(documents), complete, includes, named, budget=left, links=links))
    return Found(tuple(sorted(hosts, key=lambda h: h.name)), tuple(errors), tuple(left_out))
