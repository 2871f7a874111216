"""`carplint check`: the findings of files, nodes and clusters."""

from __future__ import annotations

from carplint.checking.lint import check
from carplint.checking.report import Report
from carplint.cli.arguments import OK, UNREADABLE, USAGE, Arguments, StopError
from carplint.cli.inputs import load, policy_of, settings
from carplint.cli.outputs import exit_code, tell, write
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.checking.baseline import Baseline
    from carplint.checking.policy import Policy


def run(arguments: Arguments) -> int:
    """Report all findings, or what is not in the baseline."""
    found = settings(arguments)
    policy = policy_of(found)
    known, update = None, arguments.update_baseline
    if found.choice.baseline and not arguments.write_baseline:
        known = _known(found.choice.baseline)
    elif update:
        raise StopError("--update-baseline needs a baseline: name it with --baseline", USAGE)
    report = check(load(arguments, found), policy)
    if arguments.write_baseline:
        return _write_baseline(report, arguments.write_baseline)
    if known is not None:
        report = _without_known(report, policy, known, update)
    write(report, arguments)
    return exit_code(report, found.choice.fail_on)


def _write_baseline(report: Report, file: str) -> int:
    from carplint.checking import baseline

    try:
        known = baseline.of(report, file)
        baseline.write(known)
    except baseline.BaselineError as error:
        raise StopError(str(error), UNREADABLE) from error
    count = known.findings.total()
    tell(f"wrote {count} finding{'' if count == 1 else 's'} to {file}")
    return UNREADABLE if any(f.code.startswith("CL0") for f in report.findings) else OK


def _known(file: str) -> Baseline:
    from carplint.checking import baseline

    try:
        return baseline.read(file)
    except baseline.BaselineError as error:
        raise StopError(str(error), USAGE) from error


def _without_known(report: Report, policy: Policy | None, known: Baseline, update: bool) -> Report:
    """Return the report without what the baseline has; say what was fixed, and `update` drops that from the file."""
    from carplint.checking import baseline
    from carplint.checking.able import able

    try:
        report, left = baseline.apply(report, known)
        shrunk = baseline.shrunk(known, left, report, able(report.net, policy))
        gone = known.findings.total() - shrunk.findings.total()
        if gone:
            if update:
                baseline.write(shrunk)
            count = f"{gone} finding{'s are' if gone > 1 else ' is'}"
            what = (
                f"gone from {known.file}"
                if update
                else f"in {known.file} and not here any more: --update-baseline drops what is gone"
            )
            tell(f"{count} {what}")
    except baseline.BaselineError as error:
        raise StopError(str(error), USAGE) from error
    return report
