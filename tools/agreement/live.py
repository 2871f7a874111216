"""The live part of agreement.py: corpus files with one change each, given to the installed daemon.

The process enters a network namespace of its own, which ends with it; the interfaces that a file names
are made there as veth pairs. The daemon only checks (`-t`) and runs nothing. A file takes part if the
daemon then has no message for it, so every message about the changed file comes from the change.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from agreement.base import CORPUS, Message, Miss, Part, Said, Score, brief, code_of, met, noise, say, table
from agreement.changes import CHANGES, INCLUDED, STYLES, changed
from agreement.corpus import corpus_cases
from agreement.daemon import FILES, Answer, Interfaces, ask, daemon_version, enter_namespace, settled, write
from agreement.facts import LEFT_EARLY, LIVE_LEFT, NO_LINE_END

ALIKE = 2
FILES_WANTED = 120
SKIPPED_WORDS = re.compile(r"^\s*(?:include|config_save_dir|net_namespace|@|\$|~)|\$\{", re.MULTILINE)
"""Files that need others, or that would leave traces: they do not take part."""


class Tally:
    """The counts of one kind of change."""

    def __init__(self) -> None:
        self.files = 0
        self.recall = Score()
        self.unplaced = Score()
        self.precision = Score()
        self.vague = 0
        self.explained = 0


def summed(tallies: Iterable[Tally]) -> Tally:
    """The counts of several kinds of change together."""
    total = Tally()
    for one in tallies:
        total.files += one.files
        total.vague += one.vague
        total.explained += one.explained
        for mine, its in ((total.recall, one.recall), (total.unplaced, one.unplaced), (total.precision, one.precision)):
            mine.agreed += its.agreed
            mine.total += its.total
    return total


class Case(NamedTuple):
    """A changed file: its number, the name of what it was made of, the change, its text, and what each says."""

    number: str
    name: str
    kind: str
    text: str
    answer: Answer
    said: Said


def meant(message: Message, text: str) -> int | None:
    """The line that a message may be about: the last one, where it has no line end and holds the word that the
    message quotes for the line above; see NO_LINE_END."""
    *before, end = text.split("\n")
    quoted = re.search(r"'([^']+)'", message.text)
    if message.line != len(before) or not end.strip() or quoted is None or quoted[1] not in end:
        return message.line
    return len(before) + 1


def left_out(message: Message, case: Case) -> str:
    """Why a message is not counted; empty where it is."""
    reason = noise(message.text)
    if reason or met(message, case.said):
        return reason
    line = meant(message, case.text)
    return NO_LINE_END if line != message.line and met(Message(line, ""), case.said) else ""


class Measure:
    """What one seed comes to."""

    def __init__(self) -> None:
        self.tallies = {kind: Tally() for kind in (*CHANGES, *STYLES)}
        self.misses: list[Miss] = []
        self.left: Counter[str] = Counter()
        self.crashed: Counter[str] = Counter()
        self.warned = Score()  # of the files that it crashes over, those with an error of carplint
        self.texts = 0

    def add(self, case: Case) -> None:
        """Count one changed file."""
        answer = case.answer
        if answer.exit < 0 or answer.exit == 124:
            self.crashed["did not end" if answer.exit == 124 else f"died of signal {-answer.exit}"] += 1
            self.warned.add(any(f.severity == "error" for f in case.said.findings))
            return
        tally = self.tallies[case.kind]
        tally.files += 1
        kept: dict[int | None, Message] = {}
        for message in answer.messages:
            reason = left_out(message, case)
            self.left.update([reason] if reason else [])
            if not reason:
                kept.setdefault(message.line, message)
        for line, message in kept.items():
            agreed = met(message, case.said)
            if not agreed:
                self.miss("unseen", case, line, code_of(message.text), message.text, brief(case.said))
            if agreed or not self.misses[-1].why:
                (tally.unplaced if line is None else tally.recall).add(agreed)
            else:
                tally.explained += 1
        self.confirm(case, None in kept, tally)

    def confirm(self, case: Case, unplaced: bool, tally: Tally) -> None:
        """Count carplint's errors: are they at a line at which the daemon says something, or is there a message
        without one?"""
        lines = {line for m in case.answer.messages for line in (m.line, meant(m, case.text))}
        told = {line for line in lines if line is not None}
        # After a missing parameter the daemon leaves at once: what stands below is unknown to it.
        stop = max(told, default=0) if case.answer.exit == 2 else None
        for finding in case.said.findings:
            line = finding.span.source.position(finding.span.start)[0]
            if finding.severity != "error":
                continue
            if stop is not None and line > stop:
                self.left[LEFT_EARLY] += 1
                continue
            placed = not told.isdisjoint(Said((finding,), 0, 0).lines())
            agreed = unplaced or placed
            tally.vague += agreed and not placed
            if not agreed:
                self.miss("unconfirmed", case, line, finding.code, "", f"{finding.name}: {finding.message}")
            if agreed or not self.misses[-1].why:
                tally.precision.add(agreed)
            else:
                tally.explained += 1

    def miss(self, part: str, case: Case, line: int | None, code: str, daemon: str, carplint: str) -> None:
        """Keep a disagreement, with the reason why it stays if there is one."""
        file = f"{case.number} {case.name} ({case.kind})"
        said = f"{code} {daemon or carplint}"
        why = next(
            (
                s.reason
                for s in LIVE_LEFT
                if s.part == part and re.match(s.pattern, said) and s.exit in (None, case.answer.exit)
            ),
            "",
        )
        self.misses.append(Miss(f"live: {part}", daemon_version(), file, line, code, daemon, carplint, why))


def usable(paths: Sequence[Path], folder: Path, interfaces: Interfaces, wanted: int) -> list[tuple[str, str]]:
    """Some files, each with its text, about which the daemon has nothing to say here. Of files whose names
    differ in numbers only, which are much alike, a few."""
    found: list[tuple[str, str]] = []
    alike: Counter[str] = Counter()
    for path in paths:
        data = path.read_bytes()
        text = data.decode("utf-8", "surrogateescape")
        name = str(path.relative_to(CORPUS))
        family = re.sub(r"[0-9]+", "", name.partition("@")[0])
        if not 200 < len(data) < 50_000 or SKIPPED_WORDS.search(text) or alike[family] == ALIKE:
            continue
        answer = settled(text, folder, interfaces)
        if answer.exit == 0 and not answer.messages:
            alike[family] += 1
            found.append((name, text))
        if len(found) == wanted:
            break
    return found


def findings_of(folder: Path, seen: Container[tuple[str, str]] = ()) -> Said:
    """What carplint says of the file in the folder, without what was `seen` of the unchanged one."""
    said = say(folder / FILES[0], target=daemon_version())
    return said._replace(findings=tuple(f for f in said.findings if (f.code, f.message) not in seen))


def measured(paths: Sequence[Path], seed: int, number: int, kept: Path | None) -> Measure:
    """Measure `number` changed files. Those with a disagreement go into the folder `kept`."""
    order = list(paths)
    random.Random(seed).shuffle(order)
    measure = Measure()
    with tempfile.TemporaryDirectory(prefix="carplint-agreement-") as temporary:
        folder = Path(temporary)
        texts = usable(order, folder, Interfaces(), FILES_WANTED)
        measure.texts = len(texts)
        original = dict(texts)
        before: dict[str, set[tuple[str, str]]] = {}
        seen: set[str] = set()
        for name, kind, new in changed(texts, seed):
            if len(seen) >= number:
                break
            if new in seen:
                continue
            seen.add(new)
            if name not in before:
                write(original[name], folder, included=False)
                before[name] = {(f.code, f.message) for f in findings_of(folder).findings}
            answer = ask(new, folder, included=kind == INCLUDED)
            known = len(measure.misses)
            case = Case(f"{seed}-{len(seen)}", name, kind, new, answer, findings_of(folder, before[name]))
            measure.add(case)
            if kept is not None and len(measure.misses) > known:
                (kept / f"{case.number}.conf").write_bytes(new.encode("utf-8", "surrogateescape"))
    return measure


def classes(misses: Sequence[Miss]) -> str:
    """The disagreements by class, each with the reason why it stays."""
    counts = Counter(
        (m.part.partition(": ")[2], m.code if m.daemon else m.carplint.partition(":")[0], m.why) for m in misses
    )
    rows = [(*key[:2], number, key[2] or "**not explained**") for key, number in counts.most_common()]
    return table(("which", "class", "number", "why it stays"), rows)


def run(paths: Sequence[Path], *, seeds: Sequence[int], number: int, kept: Path | None) -> Part:
    """Measure `number` changed files for each seed."""
    refused = enter_namespace()
    if refused:
        return Part(f"not measured: {refused}", ())
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
    results = {seed: measured(paths, seed, number, kept) for seed in seeds}
    misses = [m for r in results.values() for m in r.misses]
    left = sum((r.left for r in results.values()), Counter[str]())
    by_seed = {f"seed {seed}": summed(r.tallies.values()) for seed, r in results.items()}
    by_kind = {kind: summed(r.tallies[kind] for r in results.values()) for kind in (*CHANGES, *STYLES)}
    total = summed(by_kind.values())
    unexplained = sum(not m.why for m in misses)
    crashed = [(what, n) for what, n in sum((r.crashed for r in results.values()), Counter[str]()).most_common()]
    warned = [r.warned for r in results.values()]
    text = [
        f"keepalived {daemon_version()}; for each seed {FILES_WANTED} files that are clean here, and {number} changes. "
        "*Seen*: of the lines with a message, those with a finding. *Seen, no line*: of the files with messages "
        "without a line, those with any finding. *Confirmed*: of carplint's new errors, those of which a line has a "
        "message, too, or whose file has a message without a line. *Explained*: the disagreements that the table below "
        "gives a reason for; they are in none of the other columns.",
        "",
        tallied("change", by_kind | {"**all**": total}),
        "",
        tallied("seed", by_seed),
        "",
        f"{total.vague} of the confirmed errors are so by a message without a line only. {len(misses)} disagreements; "
        f"{unexplained} are not explained.",
        "",
        classes(misses) if misses else "",
        "",
        "Not counted, messages of the daemon and errors of carplint:",
        "",
        table(("reason", "number"), left.most_common()),
        "",
        f"The daemon itself failed over {sum(n for _, n in crashed)} files "
        f"({', '.join(f'{n} {what}' for what, n in crashed) or 'none'}); carplint has an error in "
        f"{sum(w.agreed for w in warned)} of them.",
    ]
    return Part("\n".join(text), tuple(misses))


def tallied(what: str, tallies: Mapping[str, Tally]) -> str:
    """A table of counts."""
    rows = [(name, t.files, t.recall, t.unplaced, t.precision, t.explained) for name, t in tallies.items()]
    return table((what, "files", "seen", "seen, no line", "confirmed", "explained"), rows)


def live(options: argparse.Namespace) -> Part:
    """Changed corpus files against the installed daemon."""
    clean_files = [c.path for c in corpus_cases() if not c.messages and c.exit == 0]
    paths = [CORPUS / p for p in clean_files]
    return run(paths, seeds=options.seed, number=options.mutations, kept=options.keep)
