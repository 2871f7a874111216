"""Suppressions: comments that say, with a reason, that a finding is known and stays.

    # carplint: ignore[CL409] the arbiter decides, see OPS-12
    # carplint: ignore[CL409, no-vip] until=2027-01-31 the VIP moves in January
    # carplint: ignore-file[CL601] a training cluster

Behind a statement it covers that statement; on a line of its own the statement below, and where that opens a
block, a stanza or a section the whole of it; `ignore-file` covers the file, wherever it stands. A finding is suppressed by a comment at any
of its places, so for two nodes that differ one comment on either is enough. `until` is the last day on which it
counts. What is wrong with a suppression is a finding of family 9, which nothing suppresses, and neither does anything
suppress that a file could not be read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from carplint.dialects.registry import dialect_of
from carplint.model import Net
from carplint.rules import RULES, Rule, find
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.parse import Node, parse
from carplint.text.source import Source, Span
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.checking.able import Able

MARK = "carplint:"
"""What every suppression holds, so that a file without it is passed over at once."""

_COMMENT = re.compile(
    r"(?P<sign>[#!;])[ \t]*carplint:[ \t]*(?P<kind>[\w-]*)(?P<list>\[(?P<rules>[^\]\n]*)\])?[ \t]*(?P<reason>[^\r\n]*)"
)
_SECTIONS = {
    "interfaces": re.compile(
        r"^[ \t]*(?:iface|mapping|auto|source|source-directory|template|rename|(?:allow|no)-\S+)(?=[ \t\n])",
        re.MULTILINE,
    ),
    "ini": re.compile(r"^[ \t]*\[", re.MULTILINE),
}
"""What begins a stanza or a section, by grammars that have no node for one (ifupdown 0.8.41, config.c)."""
_UNTIL = re.compile(r"(?:^|(?<=[ \t]))until=(?P<day>\S*)[ \t]*")
_WORD = re.compile(r"[^,\s]+")
GUESSES = 50
"""The most words of a file that carplint guesses a rule for."""


class Suppression(NamedTuple):
    """One comment: its place, the characters that it covers, the words that name rules with their places, and
    what they stand for; `until` is its last day, if it has one."""

    span: Span
    start: int
    end: int
    named: tuple[tuple[Span, tuple[Rule, ...]], ...]
    reason: str
    until: date | None = None


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    last = text.find("\n", max(start, end - 1))
    return text.rfind("\n", 0, start) + 1, len(text) + 1 if last < 0 else last + 1


class _File:
    """A file and its tree, which is asked for what its comments cover, in their order."""

    def __init__(self, source: Source, format: str) -> None:
        self.source = source
        self.dialect = dialect_of(format)
        self._tree: Node | None = None
        # Of the last comment on a line of its own: where the statement below begins, and what that covers, the same for
        # all comments between; of the last one that nothing follows: where its block ends, up to which nothing follows.
        self._next = (-1, (0, 0))
        self._last = -1

    @property
    def tree(self) -> Node:
        """The tree of the file."""
        if self._tree is None:
            self._tree = parse(self.source.text, self.dialect.grammar)
        return self._tree

    def _beside(self, at: int) -> tuple[list[Node], int]:
        """Return the leaves and blocks among which the leaf that holds an offset stands, and its number there."""
        node = self.tree
        while True:
            children = node.children or []
            index = min(bisect_right(children, at, key=lambda child: child.end), len(children) - 1)
            if children[index].children is None:
                return children, index
            node = children[index]

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """Return what a comment covers: its own statement, or where it stands alone what comes next."""
        text = self.source.text
        alone = not text[text.rfind("\n", 0, start) + 1 : start].strip()
        if not alone and not self.dialect.grammar:
            return _whole_lines(text, start, end)
        if not alone:
            children, index = self._beside(start)
            return _whole_lines(text, children[index].start, children[index].end)
        if start < self._last:
            return end, end
        if end > self._next[0]:
            found = self._following(start, end)
            if found is None:
                return end, end
            self._next = found
        return self._next[1]

    def _following(self, start: int, end: int) -> tuple[int, tuple[int, int]] | None:
        """Return where the statement below a comment begins, and what the comment covers, None if nothing follows."""
        text, grammar = self.source.text, self.dialect.grammar
        if not grammar:
            signs = self.dialect.comments.signs
            below = re.compile(rf"^(?![ \t]*(?:[{signs}]|\r?$))[^\n]*", re.MULTILINE).search(text, end)
            if below is None:
                self._last = len(text)
            return None if below is None else (below.start(), _whole_lines(text, *below.span()))
        children, index = self._beside(start)
        after = (children[i] for i in range(index + 1, len(children)))
        following = next((node for node in after if node.kind not in ("TRIVIA", "CLOSE")), None)
        if following is None:
            self._last = children[-1].end
            return None
        section = _SECTIONS.get(grammar)
        head = None if section is None else section.search(text, following.start)
        if head is not None and section is not None and head.start() == following.start:
            last = section.search(text, head.end())
            return following.start, (head.start(), len(text) + 1 if last is None else last.start())
        return following.start, _whole_lines(text, following.start, following.end)


def _is_comment(source: Source, format: str, match: re.Match[str]) -> bool:
    """Whether a match stands where the format has comments; behind an open quote it is text."""
    comments = dialect_of(format).comments
    before = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
    if match["sign"] not in comments.signs:
        return False
    if not before.strip():
        return True
    return comments.behind_statements and before[-1].isspace() and before.count('"') % 2 == before.count("'") % 2 == 0


def _of_source(source: Source, format: str, own: Sequence[Rule]) -> Iterator[Suppression | Finding]:
    """The suppressions of a file, and what is wrong with them as they are written."""
    file, guesses = _File(source, format), iter(range(GUESSES))
    for match in _COMMENT.finditer(source.text):
        if not _is_comment(source, format, match):
            continue
        span = source.span(*match.span())
        if match["kind"] not in ("ignore", "ignore-file") or not (match["rules"] or "").strip():
            message = "carplint takes ignore[RULE, ...] or ignore-file[RULE, ...] with a reason behind it, not this"
            yield Finding(message, span, name="suppression-malformed")
            continue
        named = []
        for word in _WORD.finditer(source.text, *match.span("rules")):
            place = source.span(*word.span())
            rules = find(word[0], own)
            if not rules:
                yield _unknown(place, guess=next(guesses, None) is not None)
            named.append((place, rules))
        reason, until = match["reason"].strip(), None
        limit = _UNTIL.search(reason)
        if limit is not None:
            reason = (reason[: limit.start()] + reason[limit.end() :]).strip()
            try:
                until = date.fromisoformat(limit["day"])
            except ValueError:
                message = f"until={limit['day']} is not a day; write it as until=2027-01-31"
                yield Finding(message, span, name="suppression-malformed")
        if not reason:
            yield Finding("this suppression gives no reason", span, name="suppression-without-reason")
        whole = match["kind"] == "ignore-file"
        start, end = (0, len(source.text) + 1) if whole else file.extent(*match.span())
        yield Suppression(span, start, end, tuple(named), reason, until)


def _unknown(place: Span, *, guess: bool) -> Finding:
    from carplint.text.spelling import closest

    near = closest(place.text, [n for r in RULES for n in (r.code, r.name)]) if guess else None
    fix = Fix(f"write {near}", (Edit(place, near),), safe=False) if near else None
    hint = f"; did you mean {near}?" if near else "; `carplint rules` lists them"
    return Finding(f"there is no rule {place.text}{hint}", place, name="suppression-unknown-rule", fix=fix)


def _deletion(span: Span) -> Edit:
    """Takes a comment away, with its line where it has one of its own."""
    text = span.source.text
    line = text.rfind("\n", 0, span.start) + 1
    if text[line : span.start].strip():
        start = line + len(text[line : span.start].rstrip())
        return Edit(span.source.span(start, span.end), "")
    return Edit(span.source.span(line, _whole_lines(text, span.start, span.end)[1]), "")


def _unused(suppression: Suppression, idle: Sequence[Span]) -> Iterator[Finding]:
    kept = [place.text for place, _ in suppression.named if place not in idle]
    first, last = suppression.named[0][0].start, suppression.named[-1][0].end
    listed = suppression.span.source.span(first, last)
    edit = Edit(listed, ", ".join(kept)) if kept else _deletion(suppression.span)
    words = ", ".join(p.text for p in idle)
    message = f"this suppression of {words} suppresses nothing: there is no such finding here"
    fix = Fix("take it out" if kept else "delete the comment", (edit,))
    yield Finding(message, idle[0] if kept else suppression.span, name="suppression-unused", fix=fix)


def _documents(net: Net, findings: Iterable[Finding]) -> list[tuple[Source, str]]:
    """Every file with a mark, and its format; a file that another one includes is of that one's format."""
    known = {id(d.source): (d.source, d.format) for h in net.hosts for d in h.documents}
    for finding in findings:
        source = finding.span.source
        known.setdefault(id(source), (source, "keepalived"))
    return [(source, format) for source, format in known.values() if MARK in source.text]


class _Places:
    """The places of findings, by file and code, each with the number of its finding; and those that are covered."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.rows: dict[tuple[int, str], list[tuple[int, int]]] = {}
        for number, finding in enumerate(findings):
            for span in (finding.span, *(r.span for r in finding.related)):
                if not finding.code.startswith("CL0"):
                    self.rows.setdefault((id(span.source), finding.code), []).append((span.start, number))
        for rows in self.rows.values():
            rows.sort()
        self.covered: dict[tuple[int, str], list[tuple[int, int]]] = {}

    def cover(self, item: Suppression, code: str) -> bool:
        """Cover the findings of a rule that a suppression speaks of, and return whether there are any."""
        key = (id(item.span.source), code)
        rows = self.rows.get(key, [])
        low, high = (bisect_left(rows, (at, -1)) for at in (item.start, item.end))
        if low < high:
            self.covered.setdefault(key, []).append((low, high))
        return low < high

    def numbers(self) -> set[int]:
        """Return the numbers of the findings that are covered."""
        found: set[int] = set()
        for key, ranges in self.covered.items():
            at = 0
            for low, high in sorted(ranges):
                found.update(number for _, number in self.rows[key][max(at, low) : high])
                at = max(at, high)
        return found


class Sorted(NamedTuple):
    """Findings by what suppressions make of them; `hygiene` is what is wrong with the suppressions."""

    kept: list[Finding]
    suppressed: list[Finding]
    hygiene: list[Finding]


def apply(
    findings: Sequence[Finding], net: Net, able: Able, own: Sequence[Rule] = (), today: date | None = None
) -> Sorted:
    """Take out the findings that a comment suppresses. `able` are the rules that could have found something in this run:
    only of these can a suppression be said to be unused. `own` are a team's rules, which a comment
    may name as well."""
    today = today or date.today()
    files = _documents(net, findings)
    places = _Places(findings if files else ())
    hygiene: list[Finding] = []
    for source, format in files:
        for item in _of_source(source, format, own):
            if isinstance(item, Finding):
                hygiene.append(item)
                continue
            if item.until is not None and item.until < today:
                message = f"this suppression ended on {item.until}, so it suppresses nothing any more"
                hygiene.append(Finding(message, item.span, name="suppression-expired"))
                continue
            idle = []
            for place, rules in item.named:
                covered = [places.cover(item, rule.code) for rule in rules]
                if rules and not any(covered) and all(able.on(rule.code, source.host) for rule in rules):
                    idle.append(place)
            if idle:
                hygiene += _unused(item, idle)
    gone = places.numbers()
    kept = [f for number, f in enumerate(findings) if number not in gone]
    return Sorted(kept, [f for number, f in enumerate(findings) if number in gone], hygiene)
