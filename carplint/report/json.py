"""JSON, version 1: a contract. Members may be added; none changes its meaning or goes away.

Lines and columns count from 1, columns in characters; `end_column` is the one after the last character.
`start` and `end` of an edit are offsets in characters of the text, which is UTF-8, or else Latin-1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from carplint.finding import Finding, Related
from carplint.lint import Report
from carplint.report import Options
from carplint.source import Span


def _related(related: Related) -> dict[str, Any]:
    source = related.span.source
    line, column = source.position(related.span.start)
    return {"file": source.path, "host": source.host, "line": line, "column": column, "message": related.note}


def _edit(span: Span, text: str) -> dict[str, Any]:
    return {"file": span.source.path, "start": span.start, "end": span.end, "text": text}


def _finding(finding: Finding) -> dict[str, Any]:
    source = finding.span.source
    line, column = source.position(finding.span.start)
    end_line, end_column = source.position(finding.span.end)
    fix = finding.fix
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


def document(report: Report) -> dict[str, Any]:
    """The report as the contract's object."""
    net = report.net
    return {
        "version": 1,
        "findings": [_finding(f) for f in report.findings],
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
        },
    }


def render(report: Report, options: Options) -> Iterator[str]:
    """The object, indented, with characters beyond ASCII as they are."""
    yield json.dumps(document(report), indent=2, ensure_ascii=False) + "\n"
