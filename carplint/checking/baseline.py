"""Baselines: the findings that were there when carplint was introduced, so that only new ones are reported.

A finding is recognised by its rule, its file and its statement without regard to blanks, not by its line. Findings of
one kind are counted: one more is new. Secrets are hidden before a statement is turned into the hash that is written.
Source of the idea: ESLint RFC 119 (suppressions counted by file and rule).
"""

from __future__ import annotations

import json
import os
from collections import Counter
from hashlib import sha256

from carplint.checking.able import Able
from carplint.checking.report import Report
from carplint.text import writing
from carplint.text.finding import Finding
from carplint.text.reading import read_utf8
from carplint.text.secrets import mask
from carplint.text.typing import NamedTuple

VERSION = 1


class BaselineError(Exception):
    """A baseline cannot be read or written; the message says which and why."""


class Entry(NamedTuple):
    """A kind of finding: its rule's code, its file relative to the baseline's folder, and its statement's hash."""

    rule: str
    path: str
    statement: str


def _path(path: str, file: str) -> str:
    return os.path.relpath(os.path.abspath(path), os.path.dirname(os.path.abspath(file))).replace(os.sep, "/")


def _entry(finding: Finding, file: str) -> Entry:
    source, start, end = finding.span
    line = "" if start == end == 0 else source.line(source.position(start)[0])
    digest = sha256(" ".join(mask(line, source.secret).split()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Entry(finding.code, _path(source.path, file), digest)


def read(file: str) -> Counter[Entry]:
    """Return how many findings of each kind a baseline has. Raises `BaselineError`."""
    try:
        text = read_utf8(file, "the baseline")
    except ValueError as error:
        raise BaselineError(str(error)) from error
    try:
        content = json.loads(text)
        if content["version"] != VERSION:
            raise BaselineError(f"{file}: a baseline of version {content['version']}, not {VERSION}")
        return Counter(
            {Entry(str(f["rule"]), str(f["path"]), str(f["statement"])): int(f["count"]) for f in content["findings"]}
        )
    except (ValueError, OverflowError, KeyError, TypeError, RecursionError) as error:
        raise BaselineError(f"{file}: not a baseline that carplint wrote") from error


def write(entries: Counter[Entry], file: str) -> None:
    """Write a baseline, replacing the one that is there. Raises `BaselineError`."""
    findings = [{**entry._asdict(), "count": count} for entry, count in sorted(entries.items()) if count > 0]
    text = json.dumps({"version": VERSION, "findings": findings}, indent=1, ensure_ascii=False) + "\n"
    folder = os.path.dirname(os.path.realpath(file))
    if not os.path.isdir(folder):
        raise BaselineError(f"{file}: cannot be written: there is no folder {folder}")
    try:
        writing.write([writing.NewFile(file, text.encode("utf-8", "surrogateescape"))], force=True)
    except OSError as error:
        raise BaselineError(f"{file}: cannot be written: {error.strerror}") from error


def of(report: Report, file: str) -> Counter[Entry]:
    """Return the baseline for a report's findings. A file that could not be read is never part of it."""
    return Counter(_entry(f, file) for f in report.findings if not f.code.startswith("CL0"))


def apply(report: Report, known: Counter[Entry], file: str) -> Report:
    """Return the report without the findings that a baseline has; they are in `known` of the result."""
    left = known.copy()
    new, old = [], []
    for finding in report.findings:
        entry = _entry(finding, file)
        if not finding.code.startswith("CL0") and left[entry] > 0:
            left[entry] -= 1
            old.append(finding)
        else:
            new.append(finding)
    return report._replace(findings=tuple(new), known=tuple(old))


def shrunk(known: Counter[Entry], report: Report, file: str, able: Able) -> Counter[Entry]:
    """Return the baseline without what was fixed; it never grows. A finding is gone only if its rule was `able` to find
    it in this run and its file was read, or if its file is gone."""
    present = Counter(_entry(f, file) for f in report.known)
    hosts: dict[str, list[str]] = {}
    for source in (d.source for h in report.net.hosts for d in h.documents):
        hosts.setdefault(_path(source.path, file), []).append(source.host)
    folder = os.path.dirname(os.path.abspath(file))

    def over(entry: Entry) -> bool:
        if entry.path in hosts:
            return all(able.on(entry.rule, host) for host in hosts[entry.path])
        return not os.path.lexists(os.path.join(folder, entry.path))

    return Counter({e: min(n, present[e]) if over(e) else n for e, n in known.items()})
