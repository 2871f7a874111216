"""How far carplint's findings on sets of real nodes are those of an administrator; run by `make agreement`.

    python tools/agreement/clusters.py [--misses] [--only SET]... [--write docs/clusters.md]

The judgement is `tests/corpus/cluster_truth.py`, written by reading the files. A finding is true if the judgement has a
problem of its name (or of an accepted other name) at its place or at a place that it refers to; a problem is found if
an error or a warning is true of it. A problem marked as found by carplint counts for precision only. The table goes to
standard output as Markdown; --misses adds each false alarm and each problem that was not found. The sets are no part
of the project: where they are missing nothing is measured, which is said.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from carplint.checking.lint import check  # noqa: E402
from carplint.inputs.load import load  # noqa: E402
from carplint.text.finding import Finding  # noqa: E402
from carplint.text.source import Span  # noqa: E402
from tests.corpus.cluster_truth import TRUTH, Judged, Problem  # noqa: E402

CLUSTERS = ROOT.parent / "shared" / "corpus" / "clusters"
GRAVE = ("error", "warning")
"""What counts: an info finding is neither right nor wrong here, and finds nothing."""


class Measured(NamedTuple):
    """What carplint said of a set, held against the judgement."""

    judged: Judged
    true: tuple[tuple[Finding, Problem], ...]
    """Each finding with the problem that it found."""
    false: tuple[Finding, ...]
    missed: tuple[Problem, ...]

    @property
    def found(self) -> tuple[Problem, ...]:
        """The problems that had to be found, and were."""
        return tuple(p for p in self.judged.problems if counts(p) and p not in self.missed)


def counts(problem: Problem) -> bool:
    """Whether a problem counts for recall."""
    return problem.required and not problem.found_by_carplint


def _lines(span: Span) -> set[int]:
    return set(range(span.source.position(span.start)[0], span.source.position(span.end)[0] + 1))


def _touches(finding: Finding, problem: Problem, top: Path) -> bool:
    """Whether a finding, or a place that it refers to, is at a place of a problem and has one of its names."""
    if finding.name not in (problem.rule, *problem.instead):
        return False
    places = {(top / file).resolve(): lines for file, lines in _merged(problem)}
    for span in (finding.span, *(r.span for r in finding.related)):
        lines = places.get(Path(span.source.path).resolve())
        if lines is not None and (not lines or lines & _lines(span)):
            return True
    return False


def _merged(problem: Problem) -> Iterable[tuple[str, frozenset[int]]]:
    """The places of a problem, each file once."""
    files: dict[str, frozenset[int]] = {}
    for file, lines in problem.places():
        whole = not lines or not files.get(file, lines)
        files[file] = frozenset() if whole else files.get(file, frozenset()) | lines
    return files.items()


def measure(judged: Judged, top: Path) -> Measured:
    """Check a set, one host for each of its folders, and compare."""
    nodes = sorted(p for p in top.iterdir() if p.is_dir())
    findings = check(load([], hosts=[(n.name, str(n)) for n in nodes])).findings
    true: list[tuple[Finding, Problem]] = []
    false: list[Finding] = []
    for finding in findings:
        if finding.severity in GRAVE:
            problems = [p for p in judged.problems if _touches(finding, p, top)]
            true.extend((finding, p) for p in problems)
            if not problems:
                false.append(finding)
    seen = {id(p) for _, p in true}
    missed = tuple(p for p in judged.problems if counts(p) and id(p) not in seen)
    return Measured(judged, tuple(true), tuple(false), missed)


def measure_all(only: Iterable[str] = ()) -> list[Measured]:
    """All judged sets that are there, or those of the given names."""
    names = set(only)
    chosen = (j for j in TRUTH if not names or j.name in names)
    return [measure(j, CLUSTERS / j.name) for j in chosen if (CLUSTERS / j.name).is_dir()]


class Score(NamedTuple):
    """A share: so many of so many."""

    part: int
    whole: int

    @property
    def share(self) -> float:
        """The share, 1 where there was nothing to get wrong."""
        return self.part / self.whole if self.whole else 1.0

    def __str__(self) -> str:
        return f"{self.part} of {self.whole} ({100 * self.share:.1f} %)"


def precision(results: Iterable[Measured], severity: str) -> Score:
    """How many of the findings of a severity are true."""
    true = false = 0
    for result in results:
        true += len({id(f) for f, _ in result.true if f.severity == severity})
        false += sum(f.severity == severity for f in result.false)
    return Score(true, true + false)


def recall(results: Iterable[Measured], severity: str = "") -> Score:
    """How many of the problems (of a severity) are found."""
    found = missed = 0
    for result in results:
        found += sum(severity in ("", p.severity) for p in result.found)
        missed += sum(severity in ("", p.severity) for p in result.missed)
    return Score(found, found + missed)


def _rows(results: Sequence[Measured]) -> Iterable[tuple[str, object]]:
    problems = [p for r in results for p in r.judged.problems]
    graded = [(f.severity, p.severity) for r in results for f, p in r.true if p.required]
    yield "sets", len(results)
    yield "problems that have to be found", sum(map(counts, problems))
    yield "of them errors", sum(counts(p) and p.severity == "error" for p in problems)
    yield "problems that only carplint saw", sum(p.found_by_carplint for p in problems)
    yield "errors that are true", precision(results, "error")
    yield "warnings that are true", precision(results, "warning")
    yield "problems found", recall(results)
    yield "errors found", recall(results, "error")
    yield "warnings found", recall(results, "warning")
    yield "findings graded higher than the problem", graded.count(("error", "warning"))
    yield "findings graded lower than the problem", graded.count(("warning", "error"))
    clean = [r for r in results if not r.judged.problems]
    yield "sets without a problem that pass", Score(sum(not r.false for r in clean), len(clean))


def report(results: Sequence[Measured]) -> str:
    """The numbers, as a Markdown table."""
    lines = ["| real clusters | |", "|---|---|", *(f"| {what} | {number} |" for what, number in _rows(results))]
    return "\n".join(lines)


def _by_name(title: str, names: Iterable[str]) -> Iterable[str]:
    yield f"\n{title}, by rule"
    for name, times in sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])):
        yield f"  {times:4} {name}"


def misses(results: Sequence[Measured]) -> str:
    """Each false alarm and each problem that was not found, first by rule, then by place."""
    lines = [*_by_name("not found", (p.rule for r in results for p in r.missed))]
    for result in results:
        lines += [f"  {result.judged.name}: {p.rule} ({p.severity}) at {p.at}: {p.reason}" for p in result.missed]
    lines += _by_name("false alarms", (f.name for r in results for f in r.false))
    for result in results:
        for f in result.false:
            line = f.span.source.position(f.span.start)[0]
            place = f"{f.span.source.host}/{Path(f.span.source.path).name}:{line}"
            lines.append(f"  {result.judged.name}: {f.severity} {f.name} at {place}: {f.message}")
    return "\n".join(lines)


def page(results: Sequence[Measured]) -> str:
    """The page of the documentation: the numbers, and what is not found."""
    lines = [
        "# Right on real clusters\n",
        "Written by `make agreement`; see tools/agreement/clusters.py.\n",
        "Somebody read the files of public clusters and wrote down what an administrator would fix (in",
        "tests/corpus/cluster_truth.py). For 111 of the sets that was done before carplint was run on any of them; the rules were",
        "improved afterwards by what it showed, so the numbers tell how carplint does on files like these, not on files that",
        "nobody has seen. A finding is true if the judgement has the problem at its place. Goals: 98 % of the errors and 95 %",
        "of the warnings true, 95 % of the problems found.\n",
        report(results),
        "\nNot found:\n",
        "| set | problem | why it is one |\n|---|---|---|",
        *(f"| {r.judged.name} | {p.rule} | {p.reason} |" for r in results for p in r.missed),
        "\nFalse:\n",
        "| set | finding | what it says |\n|---|---|---|",
        *(f"| {r.judged.name} | {f.name} | {f.message} |" for r in results for f in r.false),
    ]
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="compare carplint with the judgement of real clusters")
    parser.add_argument("--misses", action="store_true", help="list each false alarm and each miss")
    parser.add_argument("--only", action="append", default=[], metavar="SET", help="this set only")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the page of the documentation")
    options = parser.parse_args(argv)
    if not CLUSTERS.is_dir():
        print(f"NOT MEASURED: no sets of nodes at {CLUSTERS}")
        return 0
    results = measure_all(options.only)
    print(report(results))
    if options.write is not None:
        options.write.write_text(page(results), encoding="utf-8")
    if options.misses:
        print(misses(results))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
