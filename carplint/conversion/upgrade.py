"""keepalived.conf for another release: old names become new ones, what the release does not know becomes a comment.

All else is kept byte for byte. What a release knows is carplint's own check of the file for that release, so the two
cannot differ.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from carplint.checking.fix import Change
from carplint.checking.lint import check
from carplint.conversion.routers import lost
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.model import Host, Net
from carplint.model.target import OutputFile
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import DerivedSpan, Source, Span
from carplint.text.typing import NamedTuple
from carplint.text.version import Version, spell

TARGET = "keepalived"

DROPPED = "migrate-dropped-keyword"
TOLD = ("deprecated-keyword", "keyword-needs-newer-version")
"""The rules whose findings for a release are said in words of their own."""

_ETC = re.compile(r"(?:^|/)((?:usr/local/)?etc/)")

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


def _dropped(host: Host, version: Version) -> Iterator[Finding]:
    """What a release does not know becomes a comment."""
    for statement in _unknown(host, version):
        span, keyword = statement.span(), lookup(statement.block, statement.key, version)
        assert keyword is not None
        since = f"needs {spell(keyword.since)}" if keyword.since > version else "is gone by then"
        message = f"{statement.key} {since}, and keepalived {spell(version)} does not know it: "
        if isinstance(span, DerivedSpan):  # it stands in no file as it is read
            message += "it comes from a definition, so take it out by hand"
            yield Finding(message, span, name=DROPPED)
            continue
        edits = tuple(_commented(span.source, *_lines(span, statement.closing()), version))
        yield Finding(f"{message}it became a comment", span, fix=Fix("make it a comment", edits), name=DROPPED)


def _renamed(net: Net, version: Version) -> Iterator[Finding]:
    """What carplint's own check for the release says of what is left: old names, and words that are too new."""
    for finding in check(net).findings:
        if finding.name == "deprecated-keyword" and finding.fix is not None:
            message = f"{finding.span.text} is written {finding.fix.edits[0].text} by now"
            yield Finding(message, finding.span, fix=finding.fix, name="migrate-renamed-keyword")
        elif finding.name in TOLD:
            yield Finding(f"{finding.message}: it is left as it is, change it by hand", finding.span, name=DROPPED)


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
                yield Finding(message, source.span(*found.span()), name=DROPPED)


def _new_errors(before: Net, after: Net, version: Version) -> Iterator[Finding]:
    """What carplint's own check calls an error for the release and did not for the one before: a value that means something
    else there, or what is missing now that a line is a comment."""
    old = {(f.name, f.span.source.path, f.message) for f in check(before).findings}
    for finding in check(after).findings:
        own = finding.name, finding.span.source.path, finding.message
        if finding.severity == "error" and finding.name not in TOLD and own not in old:
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


def _read(net: Net, change: Change, version: Version) -> Net:
    """A net for a release, after a change of its files."""
    return net_of(Found(tuple(change.host(h)._replace(target=version) for h in net.hosts), (), ()))


def _path(host: Host, source: Source) -> str:
    """Where a file belongs in the result: where it lies on its host, as far as its path or that of the file that was found
    first says that, else in the usual folder; what came by standard input is the main file."""
    first = next(d.source.path for d in host.documents if d.format == TARGET)
    path, root = posixpath.normpath(source.path), _ETC.search(posixpath.normpath(first))
    places = list(_ETC.finditer(path))
    if places:
        return f"{host.name}/{path[places[-1].start(1) :]}"
    if source.real is None:
        return f"{host.name}/etc/keepalived/keepalived.conf"
    if root is not None and path.startswith(first[: root.start(1)]) and not path.startswith(".."):
        return f"{host.name}/{path[root.start(1) :]}"
    below = posixpath.relpath(path, posixpath.dirname(first) or ".")
    return f"{host.name}/etc/keepalived/{posixpath.basename(below) if below.startswith('..') else below}"


class Upgrade(NamedTuple):
    """The files of each host for a release, those that do not change, too, what became of them, and what they say."""

    files: tuple[OutputFile, ...]
    findings: tuple[Finding, ...]
    after: Net


def upgrade(net: Net, version: Version) -> Upgrade:
    """All files of keepalived for another release."""
    dropped = [f for host in net.hosts for f in _dropped(host, version)]
    first = Change(dropped)
    middle = _read(net, first, version)
    renamed = list(_renamed(middle, version))
    second = Change(renamed)
    after = _read(middle, second, version)
    sources = [(host, source, second.source(first.source(source))) for host in net.hosts for source in _sources(host)]
    files = (OutputFile(_path(h, s), now.text, now.mode or 0o644, now.encoding) for h, s, now in sources)
    findings = [f._replace(fix=None) for f in (*dropped, *renamed)]
    findings += _lines_too_new([s for _, s, _ in sources], version)
    findings += _new_errors(net, after, version)
    return Upgrade(tuple(files), tuple(findings), after)
