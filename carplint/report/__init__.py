"""The report formats, a module each: `render(report, options)` yields the text to write."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

from carplint.lint import Report

FORMATS = ("text", "concise", "json", "github")


class Options(NamedTuple):
    """What a format may ask for: whether colours are wanted, and whether secrets may be shown."""

    colour: bool = False
    show_secrets: bool = False
    verb: str = "checked"


def choose(name: str, terminal: bool) -> str:
    """The format that `auto` stands for: github in Actions, text on a terminal, concise in a pipe."""
    if name != "auto":
        return name
    if os.environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    return "text" if terminal else "concise"


def render(name: str, report: Report, options: Options) -> Iterator[str]:
    """The pieces of a report in one of FORMATS; joined they are what is to be written."""
    module = importlib.import_module(f"carplint.report.{name}")
    run: Callable[[Report, Options], Iterator[str]] = module.render
    return run(report, options)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def summary(report: Report) -> str:
    """The closing line: what was read, what was understood, what was not checked, and what was found."""
    net = report.net
    parts = [
        ", ".join(
            (
                _counted(len(net.hosts), "host"),
                _counted(net.files, "file"),
                _counted(len(net.virtual_routers), "virtual router"),
            )
        ),
        f"{net.understood} of {_counted(net.statements, 'statement')} understood",
    ]
    if net.not_checked:
        shown = [*net.not_checked[:3]]
        if len(net.not_checked) > 3:
            shown.append(f"and {len(net.not_checked) - 3} more")
        parts.append("not checked: " + ", ".join(shown))
    fixable = sum(f.fix is not None for f in report.findings)
    found = [
        _counted(report.count("error"), "error"),
        _counted(report.count("warning"), "warning"),
        _counted(report.count("info"), "info"),
    ]
    parts.append(", ".join(found) + (f" ({fixable} fixable)" if fixable else ""))
    return "; ".join(parts)
