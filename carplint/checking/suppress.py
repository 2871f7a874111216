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


class Suppression(NamedTuple):
    """One comment: its place, the characters that it covers, the words that name rules with their places, and
    what they stand for; `until` is its last day, if it has one."""

    span: Span
    start: int
    end: int
    named: tuple[tuple[Span, tuple[Rule, ...]], ...]
    reason: str
    until: date | None = None

    def covers(self, finding: Finding, words: Sequence[Rule]) -> bool:
        """Whether it speaks of this finding, by rules that one of its words names."""
        places = (finding.span, *(r.span for r in finding.related))
        here = any(p.source is self.span.source and self.start <= p.start < self.end for p in places)
        known = any(finding.code == rule.code for rule in words)
        return here and known and not finding.code.startswith("CL0")


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    last = text.find("\n", max(start, end - 1))
    return text.rfind("\n", 0, start) + 1, len(text) + 1 if last < 0 else last + 1


def _statement(tree: Node, at: int) -> tuple[Node, Node | None]:
    """The leaf that holds an offset, and the statement or block that follows it beside it."""
    node = tree
    while True:
        children = node.children or []
        index = next(i for i, child in enumerate(children) if at < child.end or child is children[-1])
        if children[index].children is None:
            after = (c for c in children[index + 1 :] if c.kind not in ("TRIVIA", "CLOSE"))
            return children[index], next(after, None)
        node = children[index]


def _extent(source: Source, format: str, start: int, end: int) -> tuple[int, int]:
    """What a comment covers: its own statement, or where it stands alone what comes next."""
    text = source.text
    grammar = dialect_of(format).grammar
    line = text.rfind("\n", 0, start) + 1
    alone = not text[line:start].strip()
    if grammar:
        leaf, following = _statement(parse(text, grammar), start)
        if alone:
            if following is None:
                return end, end
            section = _SECTIONS.get(grammar)
            below = None if section is None else section.search(text, following.start)
            if below is not None and section is not None and below.start() == following.start:
                last = section.search(text, below.end())
                return below.start(), len(text) + 1 if last is None else last.start()
            return _whole_lines(text, following.start, following.end)
        return _whole_lines(text, leaf.start, leaf.end)
    if alone:
        signs = dialect_of(format).comments.signs
        below = re.compile(rf"^(?![ \t]*(?:[{signs}]|\r?$))[^\n]*", re.MULTILINE).search(text, end)
        return (end, end) if below is None else _whole_lines(text, *below.span())
    return _whole_lines(text, start, end)


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
                yield _unknown(place)
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
        start, end = (0, len(source.text) + 1) if whole else _extent(source, format, *match.span())
        yield Suppression(span, start, end, tuple(named), reason, until)


def _unknown(place: Span) -> Finding:
    from carplint.text.spelling import closest

    near = closest(place.text, [n for r in RULES for n in (r.code, r.name)])
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
    kept = list(findings)
    suppressed: list[Finding] = []
    hygiene: list[Finding] = []
    for source, format in _documents(net, findings):
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
                covered = [f for f in findings if item.covers(f, rules)]
                suppressed += covered
                if rules and not covered and all(able.on(rule.code, source.host) for rule in rules):
                    idle.append(place)
            if idle:
                hygiene += _unused(item, idle)
    gone = {id(f) for f in suppressed}
    return Sorted([f for f in kept if id(f) not in gone], [f for f in findings if id(f) in gone], hygiene)
