"""The live part of agreement.py: corpus files with one change each, given to the installed daemon.

The process enters a network namespace of its own, which ends with it; the interfaces that a file names
are made there as veth pairs. The daemon only checks (`-t`) and runs nothing. A file takes part if the
daemon then has no message for it, so every message about the changed file comes from the change.
"""

from __future__ import annotations

import ctypes
import os
import random
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agreement import CORPUS, Message, Miss, Part, Score, brief, by_class, code_of, say, table
from agreement_facts import SITE_NOISE

CLONE_NEWNET = 0x40000000
SECONDS = 10
ALIKE = 2
SKIPPED_WORDS = re.compile(r"^\s*(?:include|config_save_dir|net_namespace|@|\$|~)|\$\{", re.MULTILINE)
"""Files that need others, or that would leave traces: they do not take part."""

_MISSING_INTERFACE = re.compile(
    r"(?:interface (?P<a>\S+) (?:for|specified)|tracked interface (?P<b>\S+) doesn't|unknown interface (?P<c>\S+) )"
)
_POSITION = re.compile(r"^\((?:.*: )?Line (\d+)\) (.*)$")
_NOT_A_MESSAGE = re.compile(r"^(?:Starting|Running|Command line|Configuration|Opening)\b.*$|^\s*$")


class Answer(NamedTuple):
    """What the daemon said about a text, and its exit status."""

    exit: int
    messages: tuple[Message, ...]


def enter_namespace() -> str:
    """Go into a new network namespace; why that is not possible, or empty."""
    for program in ("keepalived", "ip"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
        return f"no network namespace: {os.strerror(ctypes.get_errno())}"
    subprocess.run(["ip", "link", "set", "lo", "up"], check=False)
    return ""


@cache
def daemon_version() -> str:
    """The installed daemon's release."""
    shown = subprocess.run(["keepalived", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"v(\d+\.\d+\.\d+)", shown.stderr + shown.stdout)
    return match[1] if match else "unknown"


def ask(text: str, folder: Path) -> Answer:
    """The daemon's answer about a text."""
    path = folder / "keepalived.conf"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        done = subprocess.run(
            ["keepalived", "-t", "-f", str(path)], capture_output=True, timeout=SECONDS, cwd=folder, check=False
        )
    except subprocess.TimeoutExpired:
        return Answer(124, ())
    found = []
    for line in (done.stdout + done.stderr).decode("utf-8", "replace").splitlines():
        match = _POSITION.match(line)
        if match is not None:
            found.append(Message(int(match[1]), match[2]))
        elif not _NOT_A_MESSAGE.match(line):
            found.append(Message(None, line))
    return Answer(done.returncode, tuple(dict.fromkeys(found)))


class Interfaces:
    """The interfaces made so far in the namespace."""

    def __init__(self) -> None:
        self.made: set[str] = set()

    def make(self, name: str) -> bool:
        """Make one; False where that is not possible or was done already."""
        if name in self.made or not 0 < len(name) <= 15 or re.search(r"[/\s:]", name):
            return False
        self.made.add(name)
        pair = ["ip", "link", "add", name, "type", "veth", "peer", "name", f"carpl{len(self.made)}"]
        if subprocess.run(pair, capture_output=True, check=False).returncode != 0:
            return False
        return subprocess.run(["ip", "link", "set", name, "up"], capture_output=True, check=False).returncode == 0

    def make_for(self, answer: Answer) -> bool:
        """Make the interfaces that the daemon misses; whether there was a new one."""
        names = {
            name
            for message in answer.messages
            for match in _MISSING_INTERFACE.finditer(message.text)
            for name in match.groups()
            if name
        }
        return sum(self.make(name) for name in sorted(names)) > 0


def settled(text: str, folder: Path, interfaces: Interfaces) -> Answer:
    """The daemon's answer when the interfaces exist that it asks for."""
    answer = ask(text, folder)
    for _ in range(4):
        if not interfaces.make_for(answer):
            break
        answer = ask(text, folder)
    return answer


# The changes: each takes the lines of a file and a source of chance, and gives the changed lines.

Lines = list[str]
Change = Callable[[Lines, random.Random], Lines | None]
_STATEMENT = re.compile(r"^(\s*)([A-Za-z_]\w+)(.*)$")


def _where(lines: Lines, fits: Callable[[str], bool], chance: random.Random) -> int | None:
    places = [i for i, line in enumerate(lines) if fits(line) and not line.lstrip().startswith(("#", "!"))]
    return chance.choice(places) if places else None


def _replaced(lines: Lines, at: int, *new: str) -> Lines:
    return [*lines[:at], *new, *lines[at + 1 :]]


def misspell(lines: Lines, chance: random.Random) -> Lines | None:
    """Drop, double or swap a letter of a line's first word."""
    at = _where(lines, lambda line: _STATEMENT.match(line) is not None, chance)
    if at is None:
        return None
    match = _STATEMENT.match(lines[at])
    assert match is not None
    word = match[2]
    i = chance.randrange(len(word) - 1)
    kinds = (word[:i] + word[i + 1 :], word[:i] + word[i] + word[i:], word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    return _replaced(lines, at, match[1] + chance.choice(kinds) + match[3])


def _brace(brace: str) -> tuple[Change, Change]:
    def drop(lines: Lines, chance: random.Random) -> Lines | None:
        at = _where(lines, lambda line: brace in line, chance)
        return None if at is None else _replaced(lines, at, lines[at].replace(brace, "", 1))

    def add(lines: Lines, chance: random.Random) -> Lines | None:
        at = _where(lines, lambda line: bool(line.strip()), chance)
        return None if at is None else _replaced(lines, at, f"{lines[at]} {brace}")

    return drop, add


def break_number(lines: Lines, chance: random.Random) -> Lines | None:
    """Make a number at the end of a line huge, negative, fractional or no number."""
    at = _where(lines, lambda line: re.search(r"\s\d+\s*$", line) is not None, chance)
    if at is None:
        return None
    new = chance.choice(["99999", "-1", "1.5", "1x", "0", "O", "0x10"])
    return _replaced(lines, at, re.sub(r"\d+(\s*)$", rf"{new}\1", lines[at]))


def break_address(lines: Lines, chance: random.Random) -> Lines | None:
    """Spoil an IPv4 address."""
    pattern = re.compile(r"\b(\d+)\.(\d+)\.(\d+)\.(\d+)\b")
    at = _where(lines, lambda line: pattern.search(line) is not None, chance)
    if at is None:
        return None
    new = chance.choice([r"\1.\2.\3", r"\1.\2.\3.\4.1", r"\1.\2.300.\4", r"\1.\2.\3.\4/33", r"\1,\2.\3.\4"])
    return _replaced(lines, at, pattern.sub(new, lines[at], count=1))


def duplicate(lines: Lines, chance: random.Random) -> Lines | None:
    """Write a line twice."""
    at = _where(lines, lambda line: bool(line.strip()), chance)
    return None if at is None else _replaced(lines, at, lines[at], lines[at])


def delete_line(lines: Lines, chance: random.Random) -> Lines | None:
    """Leave a line out."""
    at = _where(lines, lambda line: bool(line.strip()), chance)
    return None if at is None else _replaced(lines, at)


def delete_word(lines: Lines, chance: random.Random) -> Lines | None:
    """Leave a line's last word out."""
    at = _where(lines, lambda line: len(line.split()) > 1 and not re.search(r"[{}#!\"']", line), chance)
    return None if at is None else _replaced(lines, at, lines[at].rstrip().rsplit(None, 1)[0])


def add_word(lines: Lines, chance: random.Random) -> Lines | None:
    """Add a word to a line."""
    at = _where(lines, lambda line: bool(line.split()) and not re.search(r"[{}#!\"']", line), chance)
    return None if at is None else _replaced(lines, at, lines[at].rstrip() + chance.choice([" foo", " 5", " on"]))


def change_case(lines: Lines, chance: random.Random) -> Lines | None:
    """Swap the case of a line's last word."""
    at = _where(lines, lambda line: re.search(r"\s[A-Za-z]{2,}$", line.rstrip()) is not None, chance)
    if at is None:
        return None
    return _replaced(lines, at, re.sub(r"[A-Za-z]+$", lambda m: m[0].swapcase(), lines[at].rstrip()))


def move_line(lines: Lines, chance: random.Random) -> Lines | None:
    """Take a statement to another place in the file."""
    at = _where(lines, lambda line: bool(line.strip()) and not re.search(r"[{}]", line), chance)
    if at is None:
        return None
    rest = _replaced(lines, at)
    to = chance.randrange(len(rest) + 1)
    return [*rest[:to], lines[at], *rest[to:]]


def swap_blocks(lines: Lines, chance: random.Random) -> Lines | None:
    """Exchange two blocks that stand at the beginning of a line."""
    starts = [i for i, line in enumerate(lines) if re.match(r"[A-Za-z]", line)]
    if len(starts) < 2:
        return None
    i = chance.randrange(len(starts) - 1)
    a, b = starts[i], starts[i + 1]
    end = starts[i + 2] if i + 2 < len(starts) else len(lines)
    return [*lines[:a], *lines[b:end], *lines[a:b], *lines[end:]]


def cut(lines: Lines, chance: random.Random) -> Lines | None:
    """End the file in the middle of a line."""
    if len(lines) < 3:
        return None
    at = chance.randrange(1, len(lines))
    return [*lines[:at], lines[at][: chance.randrange(len(lines[at]) + 1)]]


def quote(lines: Lines, chance: random.Random) -> Lines | None:
    """Put a double quote before a line's last word."""
    at = _where(lines, lambda line: len(line.split()) > 1 and not re.search(r"[{}#!\"']", line), chance)
    if at is None:
        return None
    head, _, tail = lines[at].rstrip().rpartition(" ")
    return _replaced(lines, at, f'{head} "{tail}')


CHANGES: dict[str, Change] = {
    "misspell a keyword": misspell,
    "drop {": _brace("{")[0],
    "add {": _brace("{")[1],
    "drop }": _brace("}")[0],
    "add }": _brace("}")[1],
    "break a number": break_number,
    "break an address": break_address,
    "duplicate a line": duplicate,
    "delete a line": delete_line,
    "delete a word": delete_word,
    "add a word": add_word,
    "change case": change_case,
    "move a line": move_line,
    "swap blocks": swap_blocks,
    "cut the file": cut,
    "open a quote": quote,
}


def noisy(message: Message) -> bool:
    """Whether a message is about this machine."""
    return any(re.match(pattern, message.text) for pattern, _ in SITE_NOISE)


def changed(texts: Sequence[tuple[str, str]], seed: int) -> Iterator[tuple[str, str, str]]:
    """Endlessly: the name of a file, the kind of a change, and the changed text."""
    chance = random.Random(seed)
    kinds = list(CHANGES)
    number = 0
    while True:
        name, text = chance.choice(texts)
        kind = kinds[number % len(kinds)]
        number += 1
        lines = CHANGES[kind](text.split("\n"), chance)
        if lines is not None and "\n".join(lines) != text:
            yield name, kind, "\n".join(lines)


class Tally:
    """The counts of one kind of change."""

    def __init__(self) -> None:
        self.files = 0
        self.recall = Score()
        self.unplaced = Score()
        self.precision = Score()


def summed(tallies: Iterable[Tally]) -> Tally:
    """The counts of several kinds of change together."""
    total = Tally()
    for one in tallies:
        total.files += one.files
        for mine, its in ((total.recall, one.recall), (total.unplaced, one.unplaced), (total.precision, one.precision)):
            mine.agreed += its.agreed
            mine.total += its.total
    return total


def compare(tally: Tally, kind: str, name: str, before: set[tuple[str, str]], new: str, answer: Answer) -> list[Miss]:
    """Count one changed file; `before` are carplint's findings about the unchanged one."""
    version = daemon_version()
    said = say(CORPUS / name, data=new.encode("utf-8", "surrogateescape"), target=version)
    said = said._replace(findings=tuple(f for f in said.findings if (f.code, f.message) not in before))
    kept = {m.line: m for m in reversed(answer.messages) if not noisy(m)}
    lines = said.lines()
    misses = []
    tally.files += 1
    for line, message in kept.items():
        score = tally.unplaced if line is None else tally.recall
        agreed = bool(said.findings) if line is None else line in lines
        score.add(agreed)
        if not agreed:
            code = code_of(message.text)
            misses.append(Miss("live: unseen", version, f"{name} ({kind})", line, code, message.text, brief(said)))
    # After a missing parameter the daemon leaves at once: what stands below is unknown to it.
    stop = max((m.line or 0 for m in answer.messages), default=0) if answer.exit == 2 else None
    unplaced = any(m.line is None for m in kept.values())
    for finding in said.findings:
        line = finding.span.source.position(finding.span.start)[0]
        if finding.severity != "error" or (stop is not None and line > stop):
            continue
        places = {line, *(r.span.source.position(r.span.start)[0] for r in finding.related)}
        agreed = unplaced or bool(places & set(kept))
        tally.precision.add(agreed)
        if not agreed:
            told = f"{finding.code} {finding.name}: {finding.message}"
            misses.append(Miss("live: unconfirmed", version, f"{name} ({kind})", line, finding.code, "", told))
    return misses


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


def run(paths: Sequence[Path], *, seed: int, number: int) -> Part:
    """Measure `number` changed files."""
    why = enter_namespace()
    if why:
        return Part(f"not measured: {why}", ())
    chance = random.Random(seed)
    order = list(paths)
    chance.shuffle(order)
    tallies = {kind: Tally() for kind in CHANGES}
    misses: list[Miss] = []
    crashed: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="carplint-agreement-") as temporary:
        folder = Path(temporary)
        interfaces = Interfaces()
        texts = usable(order, folder, interfaces, 80)
        before: dict[str, set[tuple[str, str]]] = {}
        seen: set[str] = set()
        for name, kind, new in changed(texts, seed):
            if len(seen) >= number:
                break
            if new in seen:
                continue
            seen.add(new)
            answer = ask(new, folder)
            if answer.exit < 0 or answer.exit == 124:
                crashed["did not end" if answer.exit == 124 else f"died of signal {-answer.exit}"] += 1
                continue
            if name not in before:
                before[name] = {(f.code, f.message) for f in say(CORPUS / name).findings}
            misses += compare(tallies[kind], kind, name, before[name], new, answer)
    total = summed(tallies.values())
    rows = [(k, t.files, t.recall, t.unplaced, t.precision) for k, t in [*tallies.items(), ("**all**", total)]]
    unseen = [m for m in misses if m.part == "live: unseen"]
    unconfirmed = [m for m in misses if m.part == "live: unconfirmed"]
    text_parts = [
        f"keepalived {daemon_version()}, seed {seed}, {len(texts)} files that are clean here. "
        + (f"Left out, because the daemon {', '.join(f'{k} ({v})' for k, v in crashed.items())}. " if crashed else "")
        + "*Seen*: of the lines with a message, those with a finding. *Seen, no line*: of the files with messages "
        "without a line, those with any finding. *Confirmed*: of carplint's new errors, those at whose line the daemon "
        "says something too, or which have a message without a line.",
        "",
        table(("change", "files", "seen", "seen, no line", "confirmed"), rows),
        "",
        "Unseen:",
        "",
        by_class(unseen, 15),
        "",
        "Unconfirmed:",
        "",
        table(("rule", "errors"), Counter(m.carplint.partition(":")[0] for m in unconfirmed).most_common(15)),
    ]
    return Part("\n".join(text_parts), tuple(misses))
