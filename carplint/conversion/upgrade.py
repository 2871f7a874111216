"""keepalived.conf for another release: old names become new ones, what the release does not know becomes a comment.

All else is kept byte for byte. What a release knows is carplint's own check of the file for that release, so the two
cannot differ.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from carplint.checking.lint import check
from carplint.conversion.routers import lost
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.registry import dialect_of
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.model import Document, Host, HostFiles, Net
from carplint.model.target import OutputFile
from carplint.text.edits import edited
from carplint.text.finding import Edit, Finding
from carplint.text.source import DerivedSpan, Source, Span
from carplint.text.version import Version, spell

TARGET = "keepalived"

LINES: tuple[tuple[Version, str, re.Pattern[str]], ...] = (
    ((1, 4, 0), "definitions", re.compile(r"(?m)^[ \t]*\$\w+[ \t]*=.*$")),
    ((1, 3, 0), "conditional lines", re.compile(r"(?m)^[ \t]*@\^?\w.*$")),
)
"""What lines need a release, whatever they say. Source: keepalived's ChangeLog (replaceable parameters in 1.4.0; conditional
configuration after 1.2.24)."""


def _unknown(host: Host, version: Version) -> Iterator[Statement]:
    """The statements that a release does not know, though another one does; of a block the block alone."""
    configuration = configuration_of(host)
    stack = list(reversed(configuration.statements if configuration is not None else ()))
    while stack:
        statement = stack.pop()
        keyword = lookup(statement.block, statement.key, version)
        if keyword is not None and not keyword.known_in(version):
            yield statement
        else:
            stack += reversed(statement.children or ())


def _lines(span: Span, closing: Span | None) -> tuple[int, int]:
    """The numbers of the lines that a statement takes."""
    source = span.source
    first, last = source.position(span.start)[0], source.position(max(span.start, span.end - 1))[0]
    if closing is not None and closing.source is source:
        last = source.position(closing.start)[0]
    return first, last


def _commented(source: Source, first: int, last: int, version: Version) -> Iterator[Edit]:
    """Edits that make lines comments."""
    at = 0
    for number, line in enumerate(source.text.split("\n"), 1):
        if first <= number <= last:
            note = f"keepalived {spell(version)} does not know it: " if number == first else ""
            place = at + len(line) - len(line.lstrip())
            yield Edit(source.span(place), f"# {note}")
        at += len(line) + 1


def _dropped(hosts: tuple[Host, ...], version: Version) -> Iterator[tuple[Finding, tuple[Edit, ...]]]:
    """What a release does not know becomes a comment."""
    for statement in (s for h in hosts for s in _unknown(h, version)):
        span, keyword = statement.span(), lookup(statement.block, statement.key, version)
        assert keyword is not None
        since = f"needs {spell(keyword.since)}" if keyword.since > version else "is gone by then"
        message = f"{statement.key} {since}, and keepalived {spell(version)} does not know it: "
        by_hand = isinstance(span, DerivedSpan)  # it stands in no file as it is read
        edits = () if by_hand else tuple(_commented(span.source, *_lines(span, statement.closing()), version))
        message += "it comes from a definition, so take it out by hand" if by_hand else "it became a comment"
        yield Finding(message, span, name="migrate-dropped-keyword"), edits


def _renamed(hosts: tuple[HostFiles, ...], version: Version) -> Iterator[tuple[Finding, tuple[Edit, ...]]]:
    """What carplint's own check for the release says of what is left: old names, and words that are too new."""
    read = net_of(Found(tuple(h._replace(target=version) for h in hosts), (), ()))
    for finding in check(read).findings:
        if finding.name == "deprecated-keyword" and finding.fix is not None:
            message = f"{finding.span.text} is written {finding.fix.edits[0].text} by now"
            yield Finding(message, finding.span, name="migrate-renamed-keyword"), finding.fix.edits
        elif finding.name in ("deprecated-keyword", "keyword-needs-newer-version"):
            message = f"{finding.message}: it is left as it is, change it by hand"
            yield Finding(message, finding.span, name="migrate-dropped-keyword"), ()


def _lines_too_new(sources: Iterable[Source], version: Version) -> Iterator[Finding]:
    """What is said of lines that a release takes for keywords which it does not know."""
    for source in sources:
        for release, what, pattern in LINES:
            found = pattern.search(source.text) if version < release else None
            if found is not None:
                message = (
                    f"{what} need {spell(release)}: keepalived {spell(version)} does not know this line. It is left as it "
                    "is: write out by hand what it stands for"
                )
                yield Finding(message, source.span(*found.span()), name="migrate-dropped-keyword")


def _new_errors(before: Net, after: Net, version: Version) -> Iterator[Finding]:
    """What carplint's own check calls an error for the release and did not for the one before: a value that means something
    else there, or what is missing now that a line is a comment."""
    old = {(f.name, f.span.source.path, f.message) for f in check(before).findings}
    for finding in check(after).findings:
        told = ("deprecated-keyword", "keyword-needs-newer-version")
        if (
            finding.severity == "error"
            and finding.name not in told
            and (finding.name, finding.span.source.path, finding.message) not in old
        ):
            yield lost(f"in keepalived {spell(version)}: {finding.message} ({finding.name})", finding.span)


def _sources(host: Host) -> list[Source]:
    """The files of a host's keepalived.conf: those that were found, and those that these include."""
    found = [d.source for d in host.documents if d.format == TARGET]
    configuration = configuration_of(host)
    stack = list(configuration.statements if configuration is not None else ())
    while stack:
        statement = stack.pop()
        found.append(statement.span().source)
        stack += statement.children or ()
    return sorted(dict.fromkeys(found), key=lambda s: s.path)


def _with(host: Host, now: Mapping[Source, Source]) -> HostFiles:
    """The files of a host as they are `now`, before they are read."""

    def renewed(document: Document) -> Document:
        source = now.get(document.source, document.source)
        tree = document.tree if source is document.source else dialect_of(document.format).tree(source.text)
        return document._replace(source=source, tree=tree)

    def find(pattern: str, source: Source) -> Sequence[Source | Finding] | None:
        found = host.includes(pattern, source) if host.includes is not None else None
        return None if found is None else [now.get(f, f) if isinstance(f, Source) else f for f in found]

    includes = find if host.includes is not None else None
    return host.unread(tuple(map(renewed, host.documents)))._replace(includes=includes)


def _path(host: Host, source: Source) -> str:
    """Where a file belongs in the result: where it lies on its host, as far as its path says that, else in the usual
    folder, beside or below the file that was found first; what came by standard input is the main file."""
    places = list(re.finditer(r"(?:^|/)((?:usr/local/)?etc/)", source.path))
    if places:
        return f"{host.name}/{source.path[places[-1].start(1) :]}"
    if source.real is None:
        return f"{host.name}/etc/keepalived/keepalived.conf"
    first = next(d.source.path for d in host.documents if d.format == TARGET)
    below = posixpath.relpath(source.path, posixpath.dirname(first) or ".")
    return f"{host.name}/etc/keepalived/{posixpath.basename(below) if below.startswith('..') else below}"


def _after(now: Mapping[Source, Source], changes: Iterable[tuple[Finding, tuple[Edit, ...]]]) -> dict[Source, Source]:
    """The sources as they are `now`, after some changes."""
    edits = {edit for _, own in changes for edit in own}
    result = {}
    for old, source in now.items():
        mine = [e for e in edits if e.span.source is source]
        result[old] = source.but(edited(source.text, mine)) if mine else source
    return result


class Upgrade(NamedTuple):
    """The files of each host for a release, those that do not change, too, what became of them, and what they say."""

    files: tuple[OutputFile, ...]
    findings: tuple[Finding, ...]
    after: Net


def upgrade(net: Net, version: Version) -> Upgrade:
    """All files of keepalived for another release."""
    now = {source: source for host in net.hosts for source in _sources(host)}
    dropped = list(_dropped(net.hosts, version))
    now = _after(now, dropped)
    renamed = list(_renamed(tuple(_with(h, now) for h in net.hosts), version))
    now = _after(now, renamed)
    findings = [finding for finding, _ in (*dropped, *renamed)]
    hosts = tuple(_with(h, now) for h in net.hosts)
    files = [
        OutputFile(_path(host, now[s]), now[s].text, now[s].mode or 0o644, now[s].encoding)
        for host in net.hosts
        for s in _sources(host)
    ]
    after = net_of(Found(tuple(h._replace(target=version) for h in hosts), (), ()))
    findings += _lines_too_new(now, version)
    findings += _new_errors(net, after, version)
    return Upgrade(tuple(files), tuple(findings), after)
