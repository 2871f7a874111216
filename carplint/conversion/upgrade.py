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
from carplint.conversion.words import finding
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.write import LANGUAGE
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.inputs.secrets import mark
from carplint.model import Host, Net
from carplint.model.target import OutputFile
from carplint.text.edits import edited
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.phrase import Phrase, Said
from carplint.text.secrets import HIDDEN, Values, hide, of
from carplint.text.source import DerivedSpan, Source, Span
from carplint.text.typing import NamedTuple
from carplint.text.version import Version, spell

TARGET = "keepalived"

TOLD = ("deprecated-keyword", "keyword-needs-newer-version")
"""The rules whose findings for a release are said in words of their own."""

_ETC = re.compile(r"(?:^|/)((?:usr/local/)?etc/)")

LINES: tuple[tuple[Version, str, re.Pattern[str]], ...] = (
    ((1, 4, 0), "definitions", re.compile(r"(?m)^[ \t]*\$\w+[ \t]*=.*$")),
    ((1, 3, 0), "conditional lines", re.compile(r"(?m)^[ \t]*@\^?\w.*$")),
)
"""What lines need a release, whatever they say. Source: keepalived's ChangeLog (replaceable parameters in 1.4.0; conditional
configuration after 1.2.24)."""


def _commented(first: Span, last: Span | None, version: Version) -> Fix:
    """Return the edits that make comments of all lines from one place to another one of the same file."""
    source = first.source
    begin, end = source.text.rfind("\n", 0, first.start) + 1, first.end
    if last is not None and last.source is source:
        end = last.end
    notes = {begin: f"keepalived {spell(version)} does not know it: "}
    lines = re.compile(r"(?m)^[^\S\n]*").finditer(source.text, begin, end)
    edits = (Edit(source.span(line.end()), f"# {notes.get(line.start(), '')}") for line in lines)
    return Fix("make it a comment", tuple(edits))


def _dropped(host: Host, version: Version) -> Iterator[tuple[Finding, Span]]:
    """Yield what a release does not know, though another one does, and its place; of a block the block alone. It becomes a
    comment unless it stands in no file as it is read."""
    configuration = configuration_of(host)
    stack = [*reversed(configuration.statements)] if configuration is not None else []
    while stack:
        statement = stack.pop()
        keyword = lookup(statement.block, statement.key, version)
        if keyword is None or keyword.known_in(version):
            stack += reversed(statement.children or ())
            continue
        span, by_hand = statement.span(), isinstance(statement.span(), DerivedSpan)
        since = f"needs {spell(keyword.since)}" if keyword.since > version else "is gone by then"
        name = "dropped-by-hand" if by_hand else "dropped"
        found = finding(name, span, keyword=statement.key, since=since, version=spell(version))
        fix = None if by_hand else _commented(span, statement.closing(), version)
        whole, closing = statement.whole(), statement.closing()
        yield found._replace(fix=fix), whole if closing is None else whole._replace(end=closing.end)


def _renamed(net: Net) -> Iterator[Finding]:
    """Yield what carplint's own check for the release says of what is left: old names, and words that are too new."""
    for found in check(net).findings:
        if found.name == "deprecated-keyword" and found.fix is not None:
            new = finding("renamed", found.span, old=found.span.text, new=found.fix.edits[0].text)
            yield new._replace(fix=found.fix)
        elif found.name in TOLD:
            yield finding("left-as-it-is", found.span, said=found.message)


def _lines_too_new(sources: Iterable[Source], version: Version) -> Iterator[Finding]:
    """Yield the lines that a release takes for keywords which it does not know."""
    for source in sources:
        for release, what, pattern in LINES:
            if version < release and (found := pattern.search(source.text)):
                facts = {"what": what, "release": spell(release), "version": spell(version)}
                yield finding("line-too-new", source.span(*found.span()), **facts)


def _new_errors(before: Net, after: Net, version: Version) -> Iterator[Finding]:
    """Yield what carplint's own check calls an error for the release and did not for the one before: a value that means
    something else there, or what is missing now that a line is a comment."""
    old = {(f.name, f.span.source.path, f.message) for f in check(before).findings}
    for f in check(after).findings:
        if f.severity == "error" and f.name not in TOLD and (f.name, f.span.source.path, f.message) not in old:
            yield finding("error-in-release", f.span, version=spell(version), error=f)


def _sources(host: Host) -> list[Source]:
    """Return the files of a host's keepalived.conf: those that were found, and those that these include."""
    configuration = configuration_of(host)
    tops = configuration.statements if configuration is not None else ()
    included = [statement.span().source for top in tops for statement in top.below()]
    found = [d.source for d in host.documents if d.format == TARGET]
    return sorted(dict.fromkeys([*found, *included]), key=lambda s: s.path)


def _read(net: Net, change: Change, version: Version) -> Net:
    return net_of(Found(tuple(change.host(h)._replace(target=version) for h in net.hosts), (), ()))


def _path(host: Host, source: Source) -> str:
    """Where a file belongs in the result: where it lies on its host, as far as its path or that of the file that was found
    first says that, else in the usual folder; what came by standard input is the main file."""
    first = next(d.source.path for d in host.documents if d.format == TARGET)
    path, main = posixpath.normpath(source.path), posixpath.normpath(first)
    root = _ETC.search(main)
    places = list(_ETC.finditer(path))
    if places:
        return f"{host.name}/{path[places[-1].start(1) :]}"
    if source.real is None:
        return f"{host.name}/etc/keepalived/keepalived.conf"
    if root is not None and not (below := posixpath.relpath(path, main[: root.start(1)] or ".")).startswith(".."):
        return f"{host.name}/{below}"
    below = posixpath.relpath(path, posixpath.dirname(first) or ".")
    return f"{host.name}/etc/keepalived/{posixpath.basename(below) if below.startswith('..') else below}"


def _moved(host: Host, source: Source) -> bool:
    """Return whether an include line would not find a file where it goes. No line includes the first one."""
    first = next(d.source for d in host.documents if d.format == TARGET)
    both = (source.path, first.path), (_path(host, source), _path(host, first))
    return source is not first and len({posixpath.relpath(p, posixpath.dirname(start) or ".") for p, start in both}) > 1


def _put(source: Source, edits: Iterable[Edit], text: str) -> Phrase:
    """Return a file with new words in the places of others, as what it is to say; `text` is what it says."""
    template, values, at = "", list[str](), 0
    for edit in sorted(edits, key=lambda e: e.span.start):
        template += Phrase.kept(source.text[at : edit.span.start]).template + "{}"
        values.append(edit.text)
        at = edit.span.end
    return Phrase(text, template + Phrase.kept(source.text[at:]).template, tuple(values))


class Upgrade(NamedTuple):
    """The files of each host for a release, those that do not change, too, the same as they may be shown, what became of them,
    and what they say."""

    files: tuple[OutputFile, ...]
    shown: tuple[OutputFile, ...]
    findings: tuple[Finding, ...]
    after: Net


def upgrade(net: Net, version: Version) -> Upgrade:
    """Return all files of keepalived for another release."""
    known = mark(net)
    gone = [own for host in net.hosts for own in _dropped(host, version)]
    dropped = [f for f, _ in gone]
    first = Change(dropped)
    middle = _read(net, first, version)
    renamed = list(_renamed(middle))
    second = Change(renamed)
    after = _read(middle, second, version)
    sources = [(host, source, second.source(first.source(source))) for host in net.hosts for source in _sources(host)]
    known = Values(known | mark(after))
    for _, _, now in sources:
        now.values = known
    cut: dict[Source, list[Edit]] = {}
    for f, span in gone:
        cut.setdefault(f.span.source, []).extend([Edit(span, "")] if f.fix is not None else [])
    new: dict[Source, dict[Edit, None]] = {}
    for edit in (e for f in renamed if f.fix is not None for e in f.fix.edits):
        new.setdefault(edit.span.source, {})[edit] = None
    files = tuple(
        OutputFile(
            _path(h, s),
            now.text,
            0o600 if of(now) else now.mode or 0o644,
            now.encoding,
            (
                Said(LANGUAGE, (Phrase.kept(edited(s.text, cut.get(s, ())))._replace(text=first.source(s).text),)),
                Said(LANGUAGE, (_put(first.source(s), new.get(first.source(s), ()), now.text),)),
            ),
        )
        for h, s, now in sources
    )
    shown = (
        f._replace(text=hide(f.text, lambda _: HIDDEN, of(now))) for f, (_, _, now) in zip(files, sources, strict=True)
    )
    findings = [f._replace(fix=None) for f in (*dropped, *renamed)]
    findings += [
        finding("moved", s.span(0, 0), path=f.path) for f, (h, s, _) in zip(files, sources, strict=True) if _moved(h, s)
    ]
    findings += _lines_too_new([s for _, s, _ in sources], version)
    findings += _new_errors(net, after, version)
    return Upgrade(files, tuple(shown), tuple(findings), after)
