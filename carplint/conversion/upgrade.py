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
from carplint.keywords.keepalived import Version, spell
from carplint.lint import check
from carplint.loading import net_of
from carplint.model import Host, Net
from carplint.source import DerivedSpan, Source, Span

TARGET = "keepalived"


def _statements(host: Host) -> Iterator[tuple[Span, Span | None]]:
    """The place of each statement's words, and of the brace that closes its block."""
    for top in host.configuration.statements if host.configuration is not None else ():
        for statement in top.below():
            yield statement.whole(), statement.closing()


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


def _changed(net: Net, version: Version) -> Iterator[tuple[Finding, tuple[Edit, ...]]]:
    hosts = tuple(h.bare(h.documents)._replace(target=version) for h in net.hosts)
    for host in (report := check(net_of(Found(hosts, (), ())))).net.hosts:
        places = {(s.source, s.start): (s, c) for s, c in _statements(host) if not isinstance(s, DerivedSpan)}
        done: dict[Source, set[int]] = {}
        for finding in report.findings:
            source = finding.span.source
            if source.host != host.name and len(report.net.hosts) > 1:
                continue
            if finding.name == "deprecated-keyword" and finding.fix is not None:
                new = finding.fix.edits[0].text
                message = f"{finding.span.text} is written {new} by now"
                yield Finding(message, finding.span, name="migrate-renamed-keyword"), finding.fix.edits
            elif finding.name == "keyword-needs-newer-version":
                found = places.get((source, finding.span.start))
                if found is None:
                    message = f"{finding.message}: carplint cannot take it out here, do it by hand"
                    yield Finding(message, finding.span, name="migrate-dropped-keyword"), ()
                    continue
                first, last = _lines(*found)
                if not done.setdefault(source, set()) & set(range(first, last + 1)):
                    done[source] |= set(range(first, last + 1))
                    message = f"{finding.message}: it became a comment, and what it did is lost"
                    edits = tuple(_commented(source, first, last, version))
                    yield Finding(message, finding.span, name="migrate-dropped-keyword"), edits


def _path(host: Host, source: Source) -> str:
    path = source.path
    below = path[path.rindex("etc/keepalived/") :] if "etc/keepalived/" in path else None
    return f"{host.name}/{below or 'etc/keepalived/' + path.rpartition('/')[2]}"


def write(net: Net, version: Version) -> tuple[tuple[OutputFile, ...], list[Finding]]:
    """The files of each host for a release, those that do not change, too, and what became of them."""
    findings = []
    edits: dict[str, list[Edit]] = {}
    for finding, own in _changed(net, version):
        findings.append(finding)
        for edit in own:
            edits.setdefault(edit.span.source.real or edit.span.source.path, []).append(edit)
    files = []
    for host in net.hosts:
        for document in host.documents:
            source = document.source
            if document.format == TARGET:
                text = edited(source.text, edits.get(source.real or source.path, []))
                mode = 0o644 if source.mode is None else source.mode
                files.append(OutputFile(_path(host, source), text, mode, source.encoding))
    return tuple(files), findings
