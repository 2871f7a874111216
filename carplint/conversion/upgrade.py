"""keepalived.conf for another release: old names become new ones, what the release does not know becomes a comment.

All else is kept byte for byte. What a release knows is carplint's own check of the file for that release, so the two
cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.conversion.result import OutputFile
from carplint.discover import Found
from carplint.finding import Edit, Finding
from carplint.fix import edited
from carplint.formats import grammar_of
from carplint.keywords.keepalived import Version, lookup, spell
from carplint.lint import check
from carplint.loading import net_of
from carplint.model import Document, Host, Net
from carplint.source import DerivedSpan, Source, Span
from carplint.syntax.parse import parse
from carplint.syntax.statement import Statement

TARGET = "keepalived"


def _unknown(host: Host, version: Version) -> Iterator[Statement]:
    """The statements that a release does not know, though another one does; of a block the block alone."""
    stack = list(reversed(host.configuration.statements if host.configuration is not None else ()))
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


def _renamed(hosts: tuple[Host, ...], version: Version) -> Iterator[tuple[Finding, tuple[Edit, ...]]]:
    """What carplint's own check for the release says of what is left: old names, and words that are too new."""
    bare = tuple(h.bare(h.documents)._replace(target=version) for h in hosts)
    for finding in check(net_of(Found(bare, (), ()))).findings:
        if finding.name == "deprecated-keyword" and finding.fix is not None:
            message = f"{finding.span.text} is written {finding.fix.edits[0].text} by now"
            yield Finding(message, finding.span, name="migrate-renamed-keyword"), finding.fix.edits
        elif finding.name in ("deprecated-keyword", "keyword-needs-newer-version"):
            message = f"{finding.message}: it is left as it is, change it by hand"
            yield Finding(message, finding.span, name="migrate-dropped-keyword"), ()


def _edited(document: Document, edits: tuple[Edit, ...]) -> Document:
    """A document after those of some edits that are of its source."""
    old = document.source
    mine = {e for e in edits if e.span.source is old}
    if not mine:
        return document
    new = old.but(edited(old.text, mine))
    return document._replace(source=new, tree=parse(new.text, grammar_of(document.format)))


def _path(host: Host, source: Source) -> str:
    path = source.path
    below = path[path.rindex("etc/keepalived/") :] if "etc/keepalived/" in path else None
    return f"{host.name}/{below or 'etc/keepalived/' + path.rpartition('/')[2]}"


def write(net: Net, version: Version) -> tuple[tuple[OutputFile, ...], list[Finding]]:
    """The files of each host for a release, those that do not change, too, and what became of them."""
    findings: list[Finding] = []
    hosts = net.hosts
    for change in (_dropped, _renamed):
        found = list(change(hosts, version))
        findings += [finding for finding, _ in found]
        edits = tuple(edit for _, own in found for edit in own)
        hosts = tuple(
            h._replace(documents=tuple(_edited(d, edits) if d.format == TARGET else d for d in h.documents))
            for h in hosts
        )
    files = [
        OutputFile(_path(host, d.source), d.source.text, d.source.mode or 0o644, d.source.encoding)
        for host in hosts
        for d in host.documents
        if d.format == TARGET
    ]
    return tuple(files), findings
