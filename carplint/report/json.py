"""JSON, version 1: a contract. Members may be added; none changes its meaning or is removed.

Lines and columns count from 1, columns in characters; `end_column` is the one after the last character. `start` and
`end` of an edit are offsets in characters of the text, which is UTF-8, or else Latin-1. A fix that would show a
password is left out unless secrets may be shown. After `carplint fix`, `fixed` lists the findings whose fix was applied, each
with its place before that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from carplint.checking.report import Report
from carplint.report import Options
from carplint.report.listing import records
from carplint.text.finding import Edit, Finding, Related
from carplint.text.secrets import between, spans
from carplint.text.source import Span
from carplint.text.typing import Any


def _related(related: Related) -> dict[str, Any]:
    source = related.span.source
    line, column = source.position(related.span.start)
    return {"file": source.path, "host": source.host, "line": line, "column": column, "message": related.note}


def _edit(span: Span, text: str) -> dict[str, Any]:
    return {"file": span.source.path, "start": span.start, "end": span.end, "text": text}


def _reveals(edit: Edit) -> bool:
    """Return True if the text of an edit shows a secret, or part of one."""
    text, start, end = edit.span.source.text, edit.span.start, edit.span.end
    if edit.span.source.secret is True:
        return True
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end) % (len(text) + 1)
    line = text[first:start] + edit.text + text[end:last]
    low, high = start - first, start - first + len(edit.text)
    return any(a < high and low < b for a, b in spans(line, values=edit.span.source.values)) or bool(
        between(edit.span.source, start, end)
    )


def _finding(finding: Finding, options: Options) -> dict[str, Any]:
    source = finding.span.source
    line, column = source.position(finding.span.start)
    end_line, end_column = source.position(finding.span.end)
    fix = finding.fix
    if fix is not None and not options.show_secrets and any(_reveals(e) for e in fix.edits):
        fix = None
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "file": source.path,
        "host": source.host,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "related": [_related(r) for r in finding.related],
        "fix": fix and {"title": fix.title, "safe": fix.safe, "edits": [_edit(e.span, e.text) for e in fix.edits]},
    }


def _fixed(finding: Finding) -> dict[str, Any]:
    source = finding.span.source
    line, column = source.position(finding.span.start)
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "file": source.path,
        "host": source.host,
        "line": line,
        "column": column,
        "title": finding.fix and finding.fix.title,
    }


def _shown(line: str) -> str:
    """Return a line with the characters escaped that a terminal would obey, or not show."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)


def document(report: Report, options: Options) -> dict[str, Any]:
    """Return the report as the contract's object."""
    net = report.net
    return {
        "version": 1,
        "findings": [_finding(f, options) for f in report.findings],
        **({} if report.fixed is None else {"fixed": [_fixed(f) for f in report.fixed]}),
        "files": records(net, show_secrets=options.show_secrets),
        "summary": {
            "hosts": len(net.hosts),
            "files": net.files,
            "virtual_routers": len(net.virtual_routers),
            "statements": net.statements,
            "understood": net.understood,
            "not_checked": list(net.not_checked),
            "errors": report.count("error"),
            "warnings": report.count("warning"),
            "infos": report.count("info"),
            "suppressed": len(report.suppressed),
            "in_baseline": len(report.known),
        },
    }


def render(report: Report, options: Options) -> Iterator[str]:
    """Yield the object, indented, with characters beyond ASCII as they are."""
    text = json.dumps(document(report, options), indent=2, ensure_ascii=False)
    yield from (_shown(line) + "\n" for line in text.split("\n"))
