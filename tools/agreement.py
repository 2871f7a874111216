"""How far carplint and the daemon agree on keepalived.conf; run by `make agreement`.

    python tools/agreement.py [--only PART]... [--write FILE] [--examples] [--misses FILE] [--seed N...]
        [--mutations N] [--keep DIR]

The parts:
  snippets   the reference's minimal files, each with one problem, against both releases' messages
  clean      the corpus files for which the daemon has no message: what carplint says nevertheless
  corpus     the corpus files for which it has some: whether carplint says something at the same lines
  samples    the project's own sample files: whether every statement is understood
  live       corpus files with one change each, against the installed `keepalived -t`

The table goes to standard output as Markdown, and with --write into a file. --examples prints one
disagreement of each kind below it, --misses writes each single one as a line of tab-separated columns, --keep
keeps the changed files that have one, under the number that the line names. The reference and the corpus are no
part of the project; a part whose files are missing is skipped and says so. Exit status 0 unless carplint raised an
exception.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from agreement_facts import CRASHED, HOST_CODES, LEFT, SITE_NOISE, TEMPLATES, TRUE_ERRORS  # noqa: E402

from carplint.checking.lint import check, identify  # noqa: E402
from carplint.dialects.formats import grammar_of  # noqa: E402
from carplint.dialects.keepalived.expansion.files import finder  # noqa: E402
from carplint.inputs.discover import Found  # noqa: E402
from carplint.inputs.load import net_of  # noqa: E402
from carplint.model import Document, Host  # noqa: E402
from carplint.text import reading  # noqa: E402
from carplint.text.finding import Finding  # noqa: E402
from carplint.text.parse import parse  # noqa: E402
from carplint.text.source import Source  # noqa: E402
from carplint.text.version import parse_version  # noqa: E402

SHARED = ROOT.parent / "shared"
REFERENCE = SHARED / "reference" / "keepalived"
CORPUS = SHARED / "corpus"
SAMPLES = Path("/usr/share/doc/keepalived/samples")
CONFIG_ID = "agreement"
"""The daemon that was asked ran on a host that no @ID line of these files names."""
VERSIONS = ("2.2.7", "2.4.3")
FORMAT = "keepalived"


class Message(NamedTuple):
    """What the daemon says, and at which line if it says one."""

    line: int | None
    text: str


class Said(NamedTuple):
    """What carplint says about a file: its findings, and how many of its statements it understood."""

    findings: tuple[Finding, ...]
    statements: int
    understood: int

    def lines(self, severity: str = "") -> set[int]:
        """The lines at which it says something: all that a finding marks, and the places that it refers to."""
        spans = [
            s for f in self.findings if severity in ("", f.severity) for s in (f.span, *(r.span for r in f.related))
        ]
        reach = (range(s.source.position(s.start)[0], s.source.position(s.end)[0] + 1) for s in spans)
        return {line for lines in reach for line in lines}


class Miss(NamedTuple):
    """A disagreement: part, release, file, line, the daemon's code if known, its message, carplint's findings,
    and why it stays if that is known."""

    part: str
    version: str
    file: str
    line: int | None
    code: str
    daemon: str
    carplint: str
    why: str = ""


class Part(NamedTuple):
    """The result of one part: Markdown and the single disagreements."""

    markdown: str
    misses: tuple[Miss, ...]


class Score:
    """Agreed of counted."""

    def __init__(self) -> None:
        self.agreed = 0
        self.total = 0

    def add(self, agreed: bool, number: int = 1) -> None:
        """Count one case, or several that agree or disagree together."""
        self.total += number
        self.agreed += number if agreed else 0

    def __str__(self) -> str:
        share = f" ({100 * self.agreed / self.total:.1f} %)" if self.total else ""
        return f"{self.agreed} of {self.total}{share}"


CRASHES: dict[str, list[str]] = {}
"""The exceptions that carplint raised, and the files on which it did."""


def _document(source: Source, target: str) -> Host:
    """One file as the whole configuration of one host. `target` is the daemon's release."""
    document = Document(source, FORMAT, parse(source.text, grammar_of(FORMAT)))
    release = parse_version(target.rpartition("-")[2])
    return Host(source.host, (document,), target=release, config_id=CONFIG_ID, includes=finder(None, [source]))


def say(path: Path, *, data: bytes | None = None, target: str = VERSIONS[-1]) -> Said:
    """What carplint says about a file, or about some bytes as if they were it."""
    shown = path.name
    source = reading.read(str(path)) if data is None else reading.from_bytes(data, str(path), str(path))
    if isinstance(source, Finding):
        return Said(tuple(identify([source])), 0, 0)
    source.host = shown
    try:
        report = check(net_of(Found((_document(source, target),), (), ())))
    except Exception as error:  # an exception is a defect of carplint: counted and shown, not hidden
        CRASHES.setdefault(f"{type(error).__name__}: {error}", []).append(shown)
        return Said((), 0, 0)
    return Said(report.findings, report.net.statements, report.net.understood)


# The daemon's diagnostics: which code a message has.


class Diagnostic(NamedTuple):
    """A row of errors.tsv that a snippet or message can be looked up in."""

    code: str
    pattern: re.Pattern[str]
    literal: int
    text: str
    printed: bool


_FORMAT = re.compile(r"%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j)?([a-zA-Z%])")


def _pattern(text: str) -> tuple[re.Pattern[str], int]:
    """The regular expression for a printf format, and how many characters of it are plain."""
    parts, at, literal = [], 0, 0
    for match in _FORMAT.finditer(text):
        plain = text[at : match.start()]
        literal += len(plain)
        parts.append(re.escape(plain))
        parts.append({"d": r"-?\d+", "u": r"\d+", "x": r"[0-9a-f]+", "c": ".", "%": "%"}.get(match[1], r".*?"))
        at = match.end()
    literal += len(text[at:])
    return re.compile("".join(parts) + re.escape(text[at:]), re.DOTALL), literal


@cache
def diagnostics() -> dict[str, Diagnostic]:
    """errors.tsv by code."""
    with (REFERENCE / "errors.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {
        r["id"]: Diagnostic(r["id"], *_pattern(r["message pattern"]), r["message pattern"], r["printed by -t"] == "yes")
        for r in rows
    }


@cache
def code_of(text: str) -> str:
    """The code of a message: of the patterns that fit, the one with most plain text."""
    fitting = [d for d in diagnostics().values() if d.literal > 4 and d.pattern.fullmatch(text.strip())]
    return max(fitting, key=lambda d: d.literal).code if fitting else "?"


def excluded_codes() -> dict[str, str]:
    """Code to reason, for the diagnostics that the file alone does not decide."""
    return {code: reason for reason, codes in HOST_CODES.items() for code in codes.split()}


def noise(text: str) -> str:
    """Why a message about a corpus file is the test machine's doing; empty where it is not."""
    return next((reason for pattern, reason in SITE_NOISE if re.match(pattern, text)), "")


def brief(said: Said) -> str:
    """carplint's findings in one line, for the list of misses."""
    shown = [f"{f.span.source.position(f.span.start)[0]}:{f.code} {f.name}" for f in said.findings]
    return "; ".join(shown[:12]) + ("; ..." if len(shown) > 12 else "")


def met(message: Message, said: Said) -> bool:
    """Whether carplint says something where the daemon does; anywhere, if the daemon gives no line."""
    return bool(said.findings) if message.line is None else message.line in said.lines()


def messages(entry: Iterable[tuple[int | None, str]]) -> list[Message]:
    """The messages of an oracle entry, each once."""
    return list(dict.fromkeys(Message(line, text) for line, text in entry))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(str(c).replace("|", "\\|") for c in row) + " |" for row in rows]
    return "\n".join(lines)


def by_class(misses: Sequence[Miss], limit: int = 25) -> str:
    """The misses counted by the daemon's code, with what the daemon means by it."""
    counts = Counter(m.code for m in misses)
    rows = [(code, number, meaning(code)) for code, number in counts.most_common(limit)]
    rest = len(counts) - len(rows)
    return table(("code", "misses", "the daemon's diagnostic"), rows) + (
        f"\n\nand {rest} more codes" if rest > 0 else ""
    )


def staying(misses: Iterable[Miss]) -> str:
    """The misses by file, with the reason why they stay."""
    rows = sorted({(m.file, m.code) for m in misses})
    return table(("file", "code", "why it stays"), [(*row, LEFT.get(row[0], "")) for row in rows])


def meaning(code: str) -> str:
    """The text of a diagnostic as errors.tsv has it."""
    found = diagnostics().get(code)
    return found.text[:90] if found is not None else "(in no table)"


def examples(misses: Sequence[Miss]) -> str:
    """One disagreement of each kind, for the terminal: it quotes the corpus, so it goes into no document."""
    first: dict[tuple[str, str], Miss] = {}
    for miss in misses:
        first.setdefault((miss.part, miss.code), miss)
    shown = [(m.part, m.code, f"{m.file}:{m.line or ''}", m.daemon[:80], m.carplint[:80]) for m in first.values()]
    return table(("part", "code", "at", "daemon", "carplint"), shown)


# (a) Snippets.


class Snippet(NamedTuple):
    """A reference file, its code, and the messages of each release."""

    code: str
    path: Path
    expected: dict[str, list[Message]]

    def own(self, version: str) -> list[Message]:
        """The messages that the snippet was written for; all of them where none can be told apart."""
        found = [m for m in self.expected[version] if diagnostics()[self.code].pattern.fullmatch(m.text.strip())]
        return found or self.expected[version]


def _snippets() -> Iterator[Snippet]:
    for line in (REFERENCE / "snippets" / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        expected = {v: messages(entry[f"keepalived-{v}"]["messages"]) for v in VERSIONS}
        yield Snippet(entry["id"], REFERENCE / "snippets" / f"{entry['id']}.conf", expected)


def snippets(_: argparse.Namespace) -> Part:
    """Does carplint speak at the daemon's line in every snippet?"""
    everything = list(_snippets())
    out = excluded_codes()
    counted = [s for s in everything if s.code not in out]
    rows: list[tuple[object, ...]] = []
    misses: list[Miss] = []
    for version in VERSIONS:
        own, whole, single, silent = Score(), Score(), Score(), Score()
        for snippet in counted:
            said = say(snippet.path, target=version)
            expected = snippet.expected[version]
            if not expected:
                if not diagnostics()[snippet.code].printed:
                    silent.add(bool(said.findings))
                    if not said.findings:
                        misses.append(Miss("silent", version, snippet.path.name, None, snippet.code, "(log only)", ""))
                continue
            own.add(all(met(m, said) for m in snippet.own(version)))
            whole.add(all(met(m, said) for m in expected))
            for message in expected:
                single.add(met(message, said))
                if not met(message, said):
                    code = snippet.code if message in snippet.own(version) else code_of(message.text)
                    missed = (snippet.path.name, message.line, code, message.text, brief(said))
                    misses.append(Miss("snippets", version, *missed))
        rows.append((version, own, whole, single, silent))
    reasons = Counter(out[s.code] for s in everything if s.code in out)
    text = [
        f"{len(everything)} snippets; {sum(reasons.values())} are left out because they depend on something else:",
        "",
        table(("depends on", "snippets"), reasons.most_common()),
        "",
        "*Own*: the message for which the snippet was written has a finding on its line (anywhere, if it names no "
        "line). *All*: so has every message. *Log only*: the daemon says it in its log alone, and carplint reports "
        "something.",
        "",
        table(("release", "own", "all", "single messages", "log only"), rows),
        "",
        by_class([m for m in misses if m.version == VERSIONS[-1]]),
        "",
        staying(misses),
    ]
    return Part("\n".join(text), tuple(misses))


# (b), (c) The corpus.


class Case(NamedTuple):
    """A corpus file and what the daemon said when all that it names existed."""

    path: str
    exit: int
    messages: list[Message]


@cache
def corpus_cases() -> tuple[Case, ...]:
    """The oracle's answers."""
    lines = (CORPUS / "oracle.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return tuple(Case(e["path"], e["everything"]["exit"], messages(e["everything"]["messages"])) for e in entries)


@cache
def _places() -> dict[str, Path]:
    """The corpus files that include others, and where they lie in a copy of their repository's folders."""
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if r["path"].startswith("keepalived/")]
    including = {r["path"] for r in rows if re.search(rb"(?m)^\s*include", (CORPUS / r["path"]).read_bytes())}
    repositories = {r["repo"] for r in rows if r["path"] in including}
    places = {}
    for row in rows:
        if row["repo"] in repositories:
            place = Path(_folder().name) / row["repo"] / row["path_in_repo"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes((CORPUS / row["path"]).read_bytes())
            if row["path"] in including:
                places[row["path"]] = place
    return places


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Where copies of files lie until the end."""
    return tempfile.TemporaryDirectory()


def say_of(path: str) -> Said:
    """What carplint says about a corpus file, with those that it includes, as if for the release that was asked."""
    return say(_places().get(path, CORPUS / path), target=VERSIONS[0])


def clean(_: argparse.Namespace) -> Part:
    """What does carplint say about files that the daemon likes?"""
    cases = [c for c in corpus_cases() if not c.messages and c.exit not in CRASHED]
    counts: Counter[tuple[str, str, str]] = Counter()
    files: Counter[tuple[str, str, str]] = Counter()
    errors: list[tuple[str, str]] = []
    misses: list[Miss] = []
    for case in cases:
        said = say_of(case.path)
        kinds = [(f.severity, f.code, f.name) for f in said.findings]
        counts.update(kinds)
        files.update(set(kinds))
        for f in said.findings:
            line = f.span.source.position(f.span.start)[0]
            if f.severity != "error":
                continue
            errors.append((case.path, f.name))
            if (case.path, f.name) not in TRUE_ERRORS:
                misses.append(Miss("clean", "2.2.7", case.path, line, f.code, "", f"{f.name}: {f.message}"))
    order = sorted(counts, key=lambda k: (("error", "warning", "info").index(k[0]), -counts[k]))
    true = Counter(e for e in errors if e in TRUE_ERRORS)
    text = [
        f"{len(cases)} corpus files have no message from the daemon; carplint has {len(errors)} errors in "
        f"{len({path for path, _ in errors})} of them. {true.total()} are true for the reasons below, {len(misses)} "
        "are not explained.",
        "",
        table(
            ("severity", "rule", "findings", "files"), [(k[0], f"{k[1]} {k[2]}", counts[k], files[k]) for k in order]
        ),
        "",
        table(("file", "rule", "errors", "why they are true"), [(*k, true[k], TRUE_ERRORS[k]) for k in sorted(true)]),
    ]
    return Part("\n".join(text), tuple(misses))


def corpus(_: argparse.Namespace) -> Part:
    """Does carplint speak at the lines at which the daemon does?"""
    recall, whole = Score(), Score()
    left_out: Counter[str] = Counter()
    misses: list[Miss] = []
    for case in corpus_cases():
        if case.path in TEMPLATES:
            left_out["the file is a template, which carplint says once"] += len(case.messages)
            continue
        kept: dict[int | None, Message] = {}
        for message in case.messages:
            reason = noise(message.text)
            left_out.update([reason] if reason else [])
            if not reason:
                kept.setdefault(message.line, message)
        if not kept:
            continue
        said = say_of(case.path)
        for line, message in kept.items():
            (recall if line is not None else whole).add(met(message, said))
            if not met(message, said):
                missed = (case.path, line, code_of(message.text), message.text, brief(said))
                misses.append(Miss("corpus", "2.2.7", *missed))
    text = [
        table(
            ("what", "agreed"),
            [("lines with a message (distinct file and line)", recall), ("files with a message without line", whole)],
        ),
        "",
        f"{sum(left_out.values())} messages are left out, most of them as facts of the test machine:",
        "",
        table(("reason", "messages"), left_out.most_common()),
        "",
        by_class(misses),
        "",
        staying(misses),
    ]
    return Part("\n".join(text), tuple(misses))


# (d) The samples.


def samples(_: argparse.Namespace) -> Part:
    """Is every statement of the project's own samples understood?"""
    paths = sorted(p for p in SAMPLES.iterdir() if p.name.startswith("keepalived.conf"))
    from agreement_live import ask

    files, agreed, statements = Score(), Score(), Score()
    misses: list[Miss] = []
    wrong: list[tuple[str, int, str]] = []
    for path in paths:
        said = say(path)
        missing = said.statements - said.understood
        answer = (
            ask(path.read_text(encoding="utf-8"), Path(_folder().name)).messages
            if missing and shutil.which("keepalived")
            else ()
        )
        refused = [m for m in answer if m.text.startswith("Unknown keyword")]
        files.add(not missing)
        statements.add(True, said.understood)
        statements.add(False, missing)
        true = len({m.line for m in refused}) == missing and all(met(m, said) for m in refused)
        agreed.add(true)
        if missing:
            wrong += [(path.name, m.line or 0, m.text) for m in refused if true]
        if not true:
            reading_of = f"{said.understood} of {said.statements} statements"
            misses.append(Miss("samples", "", path.name, None, "", "", reading_of))
    rows = [
        ("files understood as a whole", files),
        ("files in which just those statements are not understood that the daemon does not know", agreed),
        ("statements understood", statements),
    ]
    text = table(("what", "agreed"), rows)
    if wrong:
        text += "\n\nNot understood, with reason:\n\n" + table(("sample", "line", "the daemon"), wrong)
    return Part(text, tuple(misses))


# (e) Live.


def live(options: argparse.Namespace) -> Part:
    """Changed corpus files against the installed daemon."""
    from agreement_live import run

    clean_files = [c.path for c in corpus_cases() if not c.messages and c.exit == 0]
    paths = [CORPUS / p for p in clean_files]
    return run(paths, seeds=options.seed, number=options.mutations, kept=options.keep)


class Section(NamedTuple):
    """A part as it is chosen and shown."""

    title: str
    run: Callable[[argparse.Namespace], Part]
    needs: tuple[Path, ...]


SECTIONS = {
    "snippets": Section("Snippets", snippets, (REFERENCE / "snippets" / "expected.jsonl", REFERENCE / "errors.tsv")),
    "clean": Section("False alarms", clean, (CORPUS / "oracle.jsonl",)),
    "corpus": Section("Corpus recall", corpus, (CORPUS / "oracle.jsonl", REFERENCE / "errors.tsv")),
    "samples": Section("Official samples", samples, (SAMPLES,)),
    "live": Section("Changed files, live", live, (CORPUS / "oracle.jsonl", REFERENCE / "errors.tsv")),
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
    texts = ["# Agreement with the daemon\n\nWritten by `make agreement`; see tools/agreement.py.\n"]
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
    sys.modules["agreement"] = sys.modules["__main__"]  # agreement_live.py uses the same classes
    sys.exit(main(sys.argv[1:]))
