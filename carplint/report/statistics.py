"""How often each rule found something: one line per rule, the most frequent first, instead of the findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from carplint.checking.report import Report
from carplint.report import discreet, summary


def _rows(report: Report) -> list[dict[str, str | int]]:
    counts = Counter((f.code, f.name, f.severity) for f in report.findings)
    fixable = Counter(f.code for f in report.findings if f.fix is not None)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"code": code, "name": name, "severity": severity, "count": count, "fixable": fixable[code]}
        for (code, name, severity), count in ordered
    ]


def render(report: Report, format: str) -> Iterator[str]:
    """Yield a table for people, or JSON: a list of objects."""
    rows = _rows(report)
    if format == "json":
        yield json.dumps(rows, indent=2) + "\n"
        return
    width = max((len(str(row["count"])) for row in rows), default=1)
    for row in rows:
        fixable = f"  [{row['fixable']} fixable]" if row["fixable"] else ""
        yield f"{row['count']:>{width}}  {row['code']}  {row['severity']:7}  {row['name']}{fixable}\n"
    yield summary(report._replace(net=discreet(report.net))) + "\n"
