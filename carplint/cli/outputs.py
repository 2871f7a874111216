"""A command's outputs: its report on standard output, and its exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from carplint.checking.report import Report
from carplint.cli.arguments import FOUND, OK, UNREADABLE, Arguments
from carplint.report import Options, choose, render, visible
from carplint.text.finding import Finding


def write(report: Report, arguments: Arguments, *, to_error: bool = False) -> None:
    """Write a report in the format that was asked for, or the one that suits its reader."""
    stream = sys.stderr if to_error else sys.stdout
    terminal = stream.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if arguments.statistics:
        from carplint.report.statistics import render as counted

        stream.writelines(counted(report, arguments.format))
        return
    options = Options(colour=colour, show_secrets=arguments.show_secrets)
    for piece in render(choose(arguments.format or "auto", terminal), report, options):
        stream.write(piece)


def tell(message: str) -> None:
    """Tell people something on standard error, in one line whatever names it holds."""
    print(visible(f"carplint: {message}"), file=sys.stderr)


def _shown(line: str) -> str:
    """Return a line as it may be shown on a terminal, with its tabs."""
    return "\t".join(map(visible, line.split("\t")))


def write_text(text: str) -> None:
    """Write the lines of a text: as they may be shown on a terminal, or as they are for a pipe."""
    sys.stdout.write("\n".join(map(_shown, text.split("\n"))) if sys.stdout.isatty() else text)


def write_patch(line: str, encoding: str) -> None:
    """Write a line of a diff: as it may be shown on a terminal, or in the encoding of the changed file for a pipe."""
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        sys.stdout.write(_shown(line.removesuffix("\n")) + "\n")
        return
    try:
        data = line.encode(encoding)
    except UnicodeEncodeError:  # the sign that stands for a password
        data = line.encode("utf-8", "backslashreplace")
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def write_unread(findings: Iterable[Finding]) -> None:
    """Name on standard error the files that could not be read, for a command whose output is not a report."""
    for finding in findings:
        if finding.name.startswith("file-"):
            tell(f"{finding.span.source.path}: {finding.message}")


def exit_code(report: Report, fail_on: str) -> int:
    """Return the exit code for a report, one of those in `carplint.cli.arguments`."""
    if any(f.code.startswith("CL0") for f in report.findings):
        return UNREADABLE
    limit = fail_on or "error"
    return FOUND if limit != "never" and report.at_least(limit) else OK
