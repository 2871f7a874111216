"""Runs of findings of one rule on successive lines, collapsed into one, so that one mistake repeated through a file
gives a short report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from carplint.text.finding import Finding
from carplint.text.source import Source


def _together(run: Sequence[Finding]) -> Finding:
    """Return a run of findings as one finding, with a fix that does what theirs would."""
    first, last = run[0], run[-1]
    fixes = [f.fix for f in run if f.fix is not None]
    edits = dict.fromkeys(edit for fix in fixes for edit in fix.edits)
    line = last.span.source.position(last.span.start)[0]
    return first._replace(
        message=f"{first.message}; {len(run) - 1:,} more like this follow, up to line {line}",
        span=first.span._replace(end=max(f.span.end for f in run)),
        fix=fixes[0]._replace(edits=tuple(edits), safe=all(fix.safe for fix in fixes)) if fixes else None,
    )


def gathered(findings: Sequence[Finding], most: int) -> Iterator[Finding]:
    """Yield the findings of a report, with each run of more than `most` of one rule, in one line or on successive lines,
    collapsed into one: a file that is not a configuration has one mistake, not one per line."""
    files = Counter((f.span.source, f.code) for f in findings)
    if not any(count > most for count in files.values()):
        yield from findings
        return
    runs: dict[tuple[Source, str], list[Finding]] = {}
    lines: dict[tuple[Source, str], int] = {}
    result: list[list[Finding]] = []
    for finding in findings:
        key = finding.span.source, finding.code
        if files[key] <= most:
            result.append([finding])
            continue
        line = finding.span.source.position(finding.span.start)[0]
        if key in runs and line <= lines[key] + 1:
            runs[key].append(finding)
        else:
            runs[key] = [finding]
            result.append(runs[key])
        lines[key] = line
    for run in result:
        if len(run) > most:
            yield _together(run)
        else:
            yield from run
