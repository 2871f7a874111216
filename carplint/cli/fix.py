"""`carplint fix`: apply the safe fixes, or show them as a diff."""

from __future__ import annotations

import sys

from carplint.checking import fix
from carplint.checking.lint import check
from carplint.checking.report import Report
from carplint.cli.arguments import USAGE, Arguments, StopError
from carplint.cli.files import written
from carplint.cli.inputs import load, policy_of, settings
from carplint.cli.outputs import exit_code, write, write_patch, write_unread
from carplint.inputs.secrets import mark
from carplint.report import place, visible
from carplint.text import leftovers, writing
from carplint.text.secrets import Values, without


def run(arguments: Arguments) -> int:
    """Fix the files in place and report what is left, or print the diff and report nothing."""
    if not arguments.paths and not arguments.host:
        raise StopError("fix changes files, so it asks which: name a file or a folder", USAGE)
    found = settings(arguments)
    policy = policy_of(found)
    if "-" in arguments.paths:
        raise StopError("standard input cannot be fixed in place: name a file", USAGE)
    report = _new(check(load(arguments, found), policy), found.choice.baseline)
    if not arguments.show_secrets:
        mark(report.net)  # before the edits: what a fix takes away stays hidden elsewhere
    outcome = fix.fix(report, policy, unsafe=arguments.unsafe)
    if arguments.diff:
        if not arguments.show_secrets:
            mark(outcome.report.net)
        for line, encoding in fix.diff(outcome.changes, show_secrets=arguments.show_secrets):
            write_patch(line, encoding)
        write_unread(report.findings)
        return exit_code(report, found.choice.fail_on)
    leftovers.tidy(d.source.real for h in report.net.hosts for d in h.documents if d.source.real)
    written(writing.NewFile(new.real or new.path, new.data, before=old) for old, new in outcome.changes)
    left = _new(outcome.report, found.choice.baseline)
    write(left, arguments)
    if arguments.format != "json":
        hidden = Values() if arguments.show_secrets else mark(left.net)
        for finding in outcome.applied:
            what = f"{finding.code} {finding.name}: {finding.fix.title if finding.fix is not None else ''}"
            several = len(left.net.hosts) > 1
            print(visible(f"{place(finding.span, several)}: fixed {without(what, hidden)}"), file=sys.stderr)
    done = f"fixed {len(outcome.applied)} in {len(outcome.changes)} files"
    if outcome.withdrawn:
        done += f"; {len(outcome.withdrawn)} not applied: they clash, or bring up a new finding"
    if not arguments.unsafe and (more := sum(f.fix is not None and not f.fix.safe for f in left.findings)):
        done += f"; --unsafe would try {more} more; look at what they change"
    print(done, file=sys.stderr)
    return exit_code(left, found.choice.fail_on)


def _new(report: Report, file: str) -> Report:
    """Return the report without what a baseline has: those places are not fixed, and the baseline is not changed."""
    if not file:
        return report
    from carplint.checking import baseline

    try:
        return baseline.apply(report, baseline.read(file))[0]
    except baseline.BaselineError as error:
        raise StopError(str(error), USAGE) from error
