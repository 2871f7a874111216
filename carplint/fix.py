"""Repairs: the edits of fixes applied to texts, and only where they make nothing worse."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from carplint.discover import Found
from carplint.finding import Edit, Finding
from carplint.formats import grammar_of
from carplint.lint import Report, check
from carplint.loading import net_of
from carplint.model import Document, Host
from carplint.policy import Policy
from carplint.secrets import HIDDEN, hide
from carplint.source import Source
from carplint.syntax.parse import parse


class Outcome(NamedTuple):
    """What applying fixes gives: the old and new source of each changed file, the findings whose fix was
    applied and those whose fix was withdrawn, and the report after it."""

    changes: tuple[tuple[Source, Source], ...]
    applied: tuple[Finding, ...]
    withdrawn: tuple[Finding, ...]
    report: Report


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits that do not overlap."""
    for edit in sorted(edits, key=lambda e: e.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _compatible(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings whose edits do not touch those of an earlier one; the same edit counts once."""
    taken: list[Edit] = []
    for finding in findings:
        if finding.fix is None:
            continue
        own = [e for e in finding.fix.edits if e not in taken]
        clash = any(
            a.span.source is b.span.source and a.span.start <= b.span.end and b.span.start <= a.span.end
            for a in own
            for b in taken
        )
        if not clash:
            taken += own
            yield finding


def _changed(document: Document, edits: Sequence[Edit]) -> Document:
    mine = {e for e in edits if e.span.source is document.source}
    if not mine:
        return document
    old = document.source
    text = edited(old.text, mine)
    try:
        text.encode(old.encoding)
        encoding = old.encoding
    except UnicodeEncodeError:
        encoding = "utf-8"
    new = Source(old.path, text, host=old.host, encoding=encoding, real=old.real)
    return document._replace(source=new, tree=parse(text, grammar_of(document.format)))


def _after(report: Report, findings: Sequence[Finding], policy: Policy | None) -> tuple[tuple[Host, ...], Report]:
    edits = [e for f in findings if f.fix is not None for e in f.fix.edits]
    hosts = tuple(h.bare(tuple(_changed(d, edits) for d in h.documents)) for h in report.net.hosts)
    read = {id(d.source) for h in report.net.hosts for d in h.documents}
    unread = tuple(f for f in report.net.findings if id(f.span.source) not in read)
    return hosts, check(net_of(Found(hosts, unread, ())), policy)


def _counts(report: Report) -> Counter[tuple[str, str, str]]:
    return Counter((f.name, f.span.source.path, f.message) for f in report.findings)


def apply(report: Report, policy: Policy | None = None, *, unsafe: bool = False) -> Outcome:
    """Apply the fixes of a report's findings, safe ones only unless `unsafe`. The result is parsed and
    checked again with the same policy; a fix that would bring up a finding that was not there is withdrawn.
    Nothing is written."""
    offered = [f for f in report.findings if f.fix is not None and (f.fix.safe or unsafe)]
    wanted = list(_compatible(offered))
    before = _counts(report)
    hosts, after = _after(report, wanted, policy)
    if _counts(after) - before:
        kept: list[Finding] = []
        for finding in wanted:
            if not _counts(_after(report, [*kept, finding], policy)[1]) - before:
                kept.append(finding)
        hosts, after = _after(report, kept, policy)
    else:
        kept = wanted
    changes = tuple(
        (old.source, new.source)
        for before_host, after_host in zip(report.net.hosts, hosts, strict=True)
        for old, new in zip(before_host.documents, after_host.documents, strict=True)
        if old.source is not new.source
    )
    withdrawn = tuple(f for f in offered if f not in kept)
    return Outcome(changes, tuple(kept), withdrawn, after)


_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_TAGS = 0xF0000
"""Private characters that tell hidden secrets apart while texts are compared; they are never shown."""


def _hidden(text: str, known: dict[str, int]) -> str:
    """A text with its secrets hidden, each with a character that stands for it."""
    return hide(text, lambda secret: HIDDEN + chr(_TAGS + known.setdefault(secret, len(known) % 0xFFFE)))


def diff(changes: Iterable[tuple[Source, Source]], *, show_secrets: bool = False) -> Iterator[tuple[str, str]]:
    """A unified diff of the changes, for people and for `git apply`: its lines, each with the encoding of
    the file that it belongs to. Secrets in it are hidden unless asked for; where one is, the diff cannot
    be applied."""
    from difflib import unified_diff

    for old, new in changes:
        name = os.path.normpath(old.path).lstrip("/")
        known: dict[str, int] = {}
        before, after = (_LINES.findall(s.text if show_secrets else _hidden(s.text, known)) for s in (old, new))
        for line in unified_diff(before, after, f"a/{name}", f"b/{name}"):
            shown = line if show_secrets else re.sub("[\U000f0000-\U000ffffd]", "", line)
            yield shown if shown.endswith("\n") else f"{shown}\n\\ No newline at end of file\n", new.encoding
