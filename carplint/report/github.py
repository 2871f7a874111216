"""Annotations for GitHub Actions: workflow commands on standard output, and the closing line.

Source: GitHub's documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from carplint.checking.report import Report
from carplint.report import Options, elsewhere, summary, visible

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def _data(text: str) -> str:
    return "%0A".join(visible(line).replace("%", "%25") for line in text.split("\n"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def render(report: Report, options: Options) -> Iterator[str]:
    """Yield one annotation per finding, its other places at the end."""
    several = len(report.net.hosts) > 1
    for finding in report.findings:
        source = finding.span.source
        line, column = source.position(finding.span.start)
        end_line, end_column = source.position(finding.span.end)
        yield (
            f"::{_LEVELS[finding.severity]} file={_property(os.path.normpath(source.path))},line={line},col={column},"
            f"endLine={end_line},endColumn={end_column},title={_property(f'{finding.code} {finding.name}')}"
            f"::{_data(finding.message + elsewhere(finding, several))}\n"
        )
    yield summary(report) + "\n"
