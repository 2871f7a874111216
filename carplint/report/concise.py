"""One line a finding, as compilers and editors know it: `path:line:column: severity CODE name: message`."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.lint import Report
from carplint.report import Options, summary, visible


def render(report: Report, options: Options) -> Iterator[str]:
    """A line a finding, with the other places it speaks of at its end, and the closing line."""
    for finding in report.findings:
        line, column = finding.span.source.position(finding.span.start)
        also = []
        for related in finding.related:
            at = related.span.source.position(related.span.start)
            also.append(f"{related.span.source.path}:{at[0]}:{at[1]}")
        places = f" (see {', '.join(also)})" if also else ""
        text = f"{finding.severity} {finding.code} {finding.name}: {finding.message}{places}"
        yield visible(f"{finding.span.source.path}:{line}:{column}: {text}") + "\n"
    yield summary(report) + "\n"
