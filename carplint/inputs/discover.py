"""Discovery: which files belong to which host, from the paths given to carplint to hosts with documents."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import chain

from carplint.inputs import recognition
from carplint.inputs.hosts import File, Places, grouped, names, root_of
from carplint.inputs.search import Search
from carplint.model import Document, HostFiles, ListedFile
from carplint.text import module, reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.text.lookup import Lookup
    from carplint.text.reading import Find, Links


class Found(NamedTuple):
    """The result of a search: the files of each host, what went wrong, what was left out, and the files that are none of a
    host's."""

    hosts: tuple[HostFiles, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...]
    others: tuple[ListedFile, ...] = ()
    asked: Mapping[str, frozenset[str]] = {}
    """The hosts of which only some files were asked about, and these files."""
    noted: tuple[tuple[str, str], ...] = ()
    """What is not checked in a file that no dialect takes, unless another file turns out to name it: its path, and the words."""


def _document(file: File, host: str, left: Budget) -> Document | Finding:
    found = file.source or reading.read(file.path, left=left, inside=file.inside)
    if isinstance(found, Finding):
        lost = os.path.islink(file.path) and not os.path.exists(file.path)
        return found._replace(message=reading.lost_link(file.path)) if lost else found
    if "\0" in found.text and not file.dialect.nul:
        return reading.not_text(found)
    left.allow(found)
    found.host = host
    found.secret = file.dialect.secrets
    return Document(found, file.dialect.name, file.dialect.tree(found.text))


_DECISIVE = ("keepalived", "ucarp_opts")
"""The dialects of files without which their daemon has nothing to run, and which are there for nothing else."""


def _is_nothing(search: Search, file: File, document: Document, several: bool) -> bool:
    """Return whether a document says nothing beside those of `several` hosts, or is the untouched sample of its daemon's package,
    and say so then."""
    source = document.source
    if document.format not in _DECISIVE:
        return False
    if several and file.source is None and recognition.says_nothing(source.text):
        search.lost.append((file.path, file.dialect))
        why = "a file of comments only" if source.text.strip() else "an empty file"
        search.pass_over(file.path, why, document.format)
        return True
    if "acassen@firewall.loc" not in source.text:
        return False
    from carplint.inputs.sample import is_sample, untouched  # few texts have a word of it

    if not is_sample(source.text):
        return False
    search.errors.append(untouched(source))
    search.others.append(
        ListedFile(source.path, source.host, document.format, "passed over", "the sample of its package")
    )
    return True


def _includes(files: Sequence[File], documents: Sequence[Document], left: Budget) -> Find | None:
    """Return a lookup for the files that a host's files include, if they are of a dialect that includes others."""
    read = {d.format for d in documents}
    including = [f for f in files if f.dialect.includes and f.dialect.name in read]
    if not including:
        return None
    finder = module(f"carplint.dialects.{including[0].dialect.includes}").finder
    found: Find = finder(root_of(including), [d.source for d in documents], left)
    return found


def _files_of(files: Sequence[File], documents: Sequence[Document], left: Budget) -> tuple[Find, Links]:
    """Return lookups for the files that a host's other files refer to, and for names, below the host's root. Files that were
    found are not looked for again, nor are those that are not there."""
    root = root_of(files)
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
    paths: Sequence[tuple[str, str]],
    stdin: str = "<stdin>",
    *,
    follow: bool = False,
    places: Places | None = None,
    format: str = "",
    exclude: tuple[Sequence[str], str] = ((), "."),
    lenient: bool = False,
) -> Found:
    """Find the files of the hosts among some paths, each given as (name of its host or "", path). `-` is standard
    input, shown as `stdin`. `follow` follows symbolic links that lead out of a tree; `places` are the places of
    hosts' files, if stated; `format` is the name of the dialect of all files that are named; `exclude` are patterns of what is passed over,
    and the folder that they are relative to; `lenient` passes over a named file that is of no dialect. Nothing is raised for what cannot
    be read: it becomes a finding."""
    places = places or Places()
    search = Search(follow, places, stdin, format, exclude, lenient)
    groups = search.nodes(grouped(search.files(paths)), paths)
    called = names(list(groups), places)
    hosts: list[HostFiles] = []
    left = Budget()
    for name, files in zip(called, groups.values(), strict=True):
        documents = []
        for file in files:
            document = _document(file, name, left)
            if isinstance(document, Document) and _is_nothing(search, file, document, len(groups) > 1):
                continue
            if isinstance(document, Document):
                documents.append(document)
                continue
            search.others.append(ListedFile(file.path, name, file.dialect.name, "refused", document.message))
            if document.message != reading.TOO_MUCH or left.first("bytes"):
                search.errors.append(document)
            else:
                search.left_out.append(f"{file.path}: {document.message}")
        if documents:
            complete = frozenset(f.dialect.name for f in files if f.source is None)
            includes, (named, links) = _includes(files, documents, left), _files_of(files, documents, left)
            segment = next((search.sets[f.root] for f in files if f.root in search.sets), "")
            host = HostFiles(
                name, tuple(documents), complete, includes, named, segment=segment, budget=left, links=links
            )
            if any(f.dialect.holds for f in files):
                from carplint.inputs import inner  # few files hold others

                hosts += inner.hosts(host)
            else:
                hosts.append(host)
    away = any(
        f.source is None and f.dialect.write and not recognition.is_at_home(f.path, f.dialect)
        for f in chain(*groups.values())
    )
    if search.near or search.lost or away or sum(os.path.isdir(path) for _, path in paths) > 1:
        from carplint.inputs import absent  # few hosts lack their files

        search.errors += absent.findings(search.near, search.lost, paths, groups, called, search.others)
    hosts.sort(key=lambda h: h.name)
    asked = _asked(search.context, paths, hosts) if search.context else {}
    return Found(
        tuple(hosts), tuple(search.errors), tuple(search.left_out), tuple(search.others), asked, tuple(search.noted)
    )


def _asked(
    context: set[str], paths: Sequence[tuple[str, str]], hosts: Sequence[HostFiles]
) -> dict[str, frozenset[str]]:
    """Return the hosts of which only parts were named, not the files that include them, and these parts."""
    given = {os.path.abspath(recognition.stated(path, "")[1]) for _, path in paths}
    result = {}
    for host in hosts:
        files = {os.path.abspath(d.source.path): d.source.path for d in host.documents}
        if not (context & files.keys()).issubset(given):
            result[host.name] = frozenset(recognition.stated(path, "")[1] for _, path in paths) | {
                shown for path, shown in files.items() if path in given
            }
    return result
