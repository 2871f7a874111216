"""The corpus of real files: false alarms where the daemon is content, and what is seen where it is not.

The corpus is not part of the project: where it is missing nothing is measured, which is said.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agreement.base import (
    CORPUS,
    VERSIONS,
    Message,
    Miss,
    Part,
    Said,
    Score,
    brief,
    by_class,
    code_of,
    folder,
    messages,
    met,
    noise,
    say,
    staying,
    table,
)
from agreement.facts import CRASHED, TEMPLATES, TRUE_ERRORS


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
            place = Path(folder().name) / row["repo"] / row["path_in_repo"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes((CORPUS / row["path"]).read_bytes())
            if row["path"] in including:
                places[row["path"]] = place
    return places


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
