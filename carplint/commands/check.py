"""`carplint check`: the findings of files, nodes and clusters."""

from __future__ import annotations

from carplint.commands import Arguments
from carplint.commands.inputs import load, selected
from carplint.commands.outputs import exit_code, write
from carplint.lint import check


def run(arguments: Arguments) -> int:
    """Report all findings."""
    rules = selected(arguments)
    report = check(load(arguments), rules)
    write(report, arguments)
    return exit_code(report, arguments)
