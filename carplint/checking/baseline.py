"""Baselines: the findings that were there when carplint was introduced, so that only new ones are reported.

A finding is recognised by its rule, its file and its statement without regard to blanks, not by its line. Findings of
one kind are counted: one more is new. Source of the idea: ESLint RFC 119 (suppressions counted by file and rule).

Nobody can guess a password from a baseline: of a line that holds one no hash is written, and its findings are only counted
by rule and file. A line is looked up both ways, by its hash and as one with a secret, so another carplint, which hides
more or less, still recognises it. Version 1 hashed the line with its secrets hidden (carplint/checking/baseline_1.py); a
baseline stays in the version in which it was written.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from hashlib import sha256

from carplint.checking.able import Able
from carplint.checking.report import Report
from carplint.text import writing
from carplint.text.finding import Finding
from carplint.text.reading import read_utf8
from carplint.text.secrets import between
from carplint.text.source import Span
from carplint.text.typing import NamedTuple

VERSION = 2
UNHASHED = "secret"
"""What stands for the hash of a line that holds a secret."""


class BaselineError(Exception):
    """A baseline cannot be read or written; the message says which and why."""


class Entry(NamedTuple):
    """A kind of finding: its rule's code, its file relative to the baseline's folder, and its statement's hash or UNHASHED."""

    rule: str
    path: str
    statement: str


class Baseline(NamedTuple):
    """A baseline: where it lies, how many findings of each kind it has, and the version of its file."""

    file: str
    findings: Counter[Entry]
    version: int = VERSION


def _path(path: str, file: str) -> str:
    return os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(file))).replace(os.sep, "/")


def _line(span: Span) -> str:
    """Return the line in which a place begins; "" for a whole file."""
    return "" if span.start == span.end == 0 else span.source.line(span.source.position(span.start)[0])


def _hash(line: str) -> str:
    return sha256(" ".join(line.split()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


WAS = {"CL363": "CL282"}
"""Rules that were cut out of others: a baseline goes on calling what they find by the code that it once had."""


def _entries(finding: Finding, baseline: Baseline) -> tuple[Entry, ...]:
    """Return the kinds that a baseline may have a finding as, the likelier one first."""
    path, line = _path(finding.span.source.path, baseline.file), _line(finding.span)
    code = WAS.get(finding.code, finding.code)
    if baseline.version > 1:
        return tuple(Entry(code, path, statement) for statement in (_hash(line), UNHASHED))
    from carplint.checking.baseline_1 import hidden, whole  # for a baseline of version 1 only

    line = whole(line) if finding.span.source.secret is True else hidden(line)
    return (Entry(code, path, _hash(line)),)


def read(file: str) -> Baseline:
    """Return a baseline of any version. Raises `BaselineError`."""
    try:
        text = read_utf8(file, "the baseline")
    except ValueError as error:
        raise BaselineError(str(error)) from error
    try:
        content = json.loads(text)
        version = content["version"]
        if version not in range(1, VERSION + 1):
            raise BaselineError(f"{file}: a baseline of version {version}, not {VERSION} or older")
        findings = (
            (Entry(str(f["rule"]), str(f["path"]), str(f["statement"])), f["count"]) for f in content["findings"]
        )
        return Baseline(file, Counter({entry: int(count) for entry, count in findings}), int(version))
    except (ValueError, OverflowError, KeyError, TypeError, RecursionError) as error:
        raise BaselineError(f"{file}: not a baseline that carplint wrote") from error


def write(baseline: Baseline) -> None:
    """Write a baseline, replacing the one that is there. Raises `BaselineError`."""
    findings = [{**entry._asdict(), "count": count} for entry, count in sorted(baseline.findings.items()) if count > 0]
    text = json.dumps({"version": baseline.version, "findings": findings}, indent=1) + "\n"  # ASCII, for any path
    file, folder = baseline.file, os.path.dirname(os.path.realpath(baseline.file))
    if not os.path.isdir(folder):
        raise BaselineError(f"{file}: cannot be written: there is no folder {folder}")
    try:
        writing.write([writing.NewFile(file, text.encode())], force=True)
    except OSError as error:
        raise BaselineError(f"{file}: cannot be written: {error.strerror}") from error


def _holds_secret(span: Span) -> bool:
    """Return whether a secret stands in the line in which a place begins."""
    start = span.start - span.source.position(span.start)[1] + 1
    return bool(between(span.source, start, start + len(_line(span))))


def of(report: Report, file: str) -> Baseline:
    """Return the baseline for a report's findings. A file that could not be read is never part of it."""
    from carplint.inputs.secrets import mark  # only if a baseline is written

    mark(report.net)
    findings: Counter[Entry] = Counter()
    for finding in report.findings:
        if not finding.code.startswith("CL0"):
            by_hash, secret = _entries(finding, Baseline(file, findings))
            findings[secret if _holds_secret(finding.span) else by_hash] += 1
    return Baseline(file, findings)


def apply(report: Report, baseline: Baseline) -> tuple[Report, Counter[Entry]]:
    """Return the report without the findings that a baseline has, which are in `known` of the result, and how many of each
    kind the baseline has besides."""
    left = baseline.findings.copy()
    kinds = [(n, _entries(f, baseline)) for n, f in enumerate(report.findings) if not f.code.startswith("CL0")]
    old: set[int] = set()

    def take(which: int, chosen: Callable[[Finding], bool]) -> None:
        for number, entries in kinds:
            if number not in old and left[entries[which]] > 0 and chosen(report.findings[number]):
                left[entries[which]] -= 1
                old.add(number)

    take(0, lambda _: True)
    if any(entry.statement == UNHASHED for entry in +left):
        from carplint.inputs.secrets import mark  # only for a baseline that has secrets

        mark(report.net)
        take(-1, lambda finding: _holds_secret(finding.span))
        take(-1, lambda _: True)  # for a carplint that hides more, or less
    new = tuple(f for n, f in enumerate(report.findings) if n not in old)
    return report._replace(findings=new, known=tuple(report.findings[n] for n in sorted(old))), +left


def shrunk(baseline: Baseline, left: Counter[Entry], report: Report, able: Able) -> Baseline:
    """Return the baseline without what was fixed, given how many findings of it are `left` over; it never grows. A finding is
    gone only if its rule was `able` to find it in this run and its file was read, or if its file is gone."""
    hosts: dict[str, list[str]] = {}
    for source in (d.source for h in report.net.hosts for d in h.documents):
        hosts.setdefault(_path(source.path, baseline.file), []).append(source.host)
    folder = os.path.dirname(os.path.abspath(baseline.file))

    def over(entry: Entry) -> bool:
        if entry.path in hosts:
            return all(able.on(entry.rule, host) for host in hosts[entry.path])
        return not os.path.lexists(os.path.join(folder, entry.path))

    return baseline._replace(findings=baseline.findings - Counter({e: n for e, n in left.items() if over(e)}))
