"""One line a finding, as compilers and editors know it: `path:line:column: severity CODE name: message`."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.checking.report import Report
from carplint.report import Options, elsewhere, place, summary, visible


def render(report: Report, options: Options) -> Iterator[str]:
    """A line a finding, with the other places it speaks of at its end, and the closing line."""
    several = len(report.net.hosts) > 1
    for finding in report.findings:
        text = f"{finding.severity} {finding.code} {finding.name}: {finding.message}{elsewhere(finding, several)}"
        yield visible(f"{place(finding.span, False)}: {text}") + "\n"
    yield summary(report) + "\n"
