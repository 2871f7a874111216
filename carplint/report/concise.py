"""One line per finding, in the form that editors parse: `path:line:column: severity CODE name: message`."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.checking.report import Report
from carplint.report import Options, elsewhere, place, summary, visible


def render(report: Report, options: Options) -> Iterator[str]:
    """Yield one line per finding, its other places at the end, and the closing line."""
    several = len(report.net.hosts) > 1
    for finding in report.findings:
        text = f"{finding.severity} {finding.code} {finding.name}: {finding.message}{elsewhere(finding, several)}"
        yield visible(f"{place(finding.span, False)}: {text}") + "\n"
    yield summary(report) + "\n"
