"""What is compared: the daemon's messages, carplint's findings, and the table of the daemon's diagnostics."""

from __future__ import annotations

import csv
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agreement.facts import HOST_CODES, LEFT, SITE_NOISE
from carplint.checking.lint import check, identify
from carplint.dialects.keepalived.expansion.files import finder
from carplint.dialects.registry import dialect_of
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.model import Document, HostFiles
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.source import Source
from carplint.text.version import parse_version

ROOT = Path(__file__).resolve().parents[2]

SHARED = ROOT.parent / "shared"

REFERENCE = ROOT / "reference" / "keepalived"

CORPUS = SHARED / "corpus"

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


def _document(source: Source, target: str) -> HostFiles:
    """One file as the whole configuration of one host. `target` is the daemon's release."""
    document = Document(source, FORMAT, dialect_of(FORMAT).tree(source.text))
    release = parse_version(target.rpartition("-")[2])
    return HostFiles(source.host, (document,), target=release, config_id=CONFIG_ID, includes=finder(None, [source]))


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


@cache
def folder() -> tempfile.TemporaryDirectory[str]:
    """Where copies of files lie until the end."""
    return tempfile.TemporaryDirectory()
