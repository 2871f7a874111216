"""How far carplint and the daemon agree on keepalived.conf; run by `make agreement`.

    python tools/agreement [--only PART]... [--write FILE] [--examples] [--misses FILE] [--seed N...]
        [--mutations N] [--keep DIR]

The parts:
  snippets   the reference's minimal files, each with one problem, against both releases' messages
  clean      the corpus files for which the daemon has no message: what carplint says nevertheless
  corpus     the corpus files for which it has some: whether carplint says something at the same lines
  samples    the project's own sample files: whether every statement is understood
  live       corpus files with one change each, against the installed `keepalived -t`

The table goes to standard output as Markdown, and with --write into a file. --examples prints one
disagreement of each kind below it, --misses writes each single one as a line of tab-separated columns, --keep
keeps the changed files that have one, under the number that the line names. The corpus is not part of the project
(../shared/corpus, beside a clone); a part whose files are missing is skipped and says so. Exit status 0 unless carplint
raised an exception.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

TOOLS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TOOLS.parent), str(TOOLS)]

from agreement import corpus, live, samples, snippets  # noqa: E402
from agreement.base import CORPUS, CRASHES, REFERENCE, Miss, Part, examples, table  # noqa: E402


class Section(NamedTuple):
    """A part as it is chosen and shown."""

    title: str
    run: Callable[[argparse.Namespace], Part]
    needs: tuple[Path, ...]


SECTIONS = {
    "snippets": Section(
        "Snippets", snippets.snippets, (REFERENCE / "snippets" / "expected.jsonl", REFERENCE / "errors.tsv")
    ),
    "clean": Section("False alarms", corpus.clean, (CORPUS / "oracle.jsonl",)),
    "corpus": Section("Corpus recall", corpus.corpus, (CORPUS / "oracle.jsonl", REFERENCE / "errors.tsv")),
    "samples": Section("Official samples", samples.samples, (samples.SAMPLES,)),
    "live": Section("Changed files, live", live.live, (CORPUS / "oracle.jsonl", REFERENCE / "errors.tsv")),
}


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", action="append", choices=list(SECTIONS), metavar="PART", help=", ".join(SECTIONS))
    parser.add_argument("--write", type=Path, metavar="FILE", help="the table also goes here")
    parser.add_argument("--examples", action="store_true", help="also print one disagreement of each kind")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="every disagreement goes here")
    parser.add_argument("--seed", type=int, nargs="+", default=[1, 2, 3], metavar="N", help="live (default 1 2 3)")
    parser.add_argument("--mutations", type=int, default=1000, metavar="N", help="changed files a seed (default 1000)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="changed files with a disagreement go here")
    return parser.parse_args(argv)


def render(name: str, options: argparse.Namespace, misses: list[Miss]) -> str:
    """One section of the report."""
    section = SECTIONS[name]
    missing = [p for p in section.needs if not p.exists()]
    if missing:
        return f"## {section.title}\n\nnot measured: {missing[0].name} is not here\n"
    started = time.perf_counter()
    part = section.run(options)
    misses += part.misses
    print(f"{name}: {time.perf_counter() - started:.1f} s", file=sys.stderr)
    return f"## {section.title}\n\n{part.markdown}\n"


def main(argv: Sequence[str]) -> int:
    """Measure and report."""
    options = arguments(argv)
    misses: list[Miss] = []
    texts = ["# Agreement with the daemon\n\nWritten by `make agreement`; see tools/agreement.\n"]
    for name in options.only or SECTIONS:
        texts.append(render(name, options, misses))
    if CRASHES:
        shown = [(error, len(files), files[0]) for error, files in CRASHES.items()]
        texts.append(f"## Exceptions\n\n{table(('carplint raised', 'times', 'first on'), shown)}\n")
    report = "\n".join(texts)
    print(report)
    if options.examples:
        print(f"## Examples\n\n{examples(misses)}")
    if options.write:
        options.write.write_text(report, encoding="utf-8")
    if options.misses:
        with options.misses.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", lineterminator="\n")
            writer.writerow(Miss._fields)
            writer.writerows(misses)
    return 1 if CRASHES else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
