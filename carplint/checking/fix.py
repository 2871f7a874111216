"""Apply the edits of fixes, and only those that make nothing worse."""

from __future__ import annotations

import os
import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile

from carplint.checking.lint import check
from carplint.checking.policy import Policy
from carplint.checking.report import Report
from carplint.dialects.registry import dialect_of
from carplint.inputs.discover import Found
from carplint.inputs.load import net_of
from carplint.model import Document, Host, HostFiles
from carplint.text.edits import edited, moved
from carplint.text.finding import Edit, Finding
from carplint.text.reading import Budget, Find, decode
from carplint.text.secrets import HIDDEN, hide, of
from carplint.text.source import Source
from carplint.text.typing import NamedTuple


class Outcome(NamedTuple):
    """The result of applying fixes: old and new source of each changed file, the findings whose fix was applied, those
    whose fix was withdrawn, and the report after it."""

    changes: tuple[tuple[Source, Source], ...]
    applied: tuple[Finding, ...]
    withdrawn: tuple[Finding, ...]
    report: Report


def _file(source: Source) -> object:
    """Return what tells files apart: one that several nodes share is the same file."""
    return id(source) if source.real is None else os.path.realpath(source.real)


def _key(edit: Edit) -> tuple[object, int, int, str]:
    return _file(edit.span.source), edit.span.start, edit.span.end, edit.text


_Key = tuple[object, int, int, str]


def _clash(a: _Key, b: _Key) -> bool:
    """Return True if two edits of one file overlap, or if one inserts where the other begins or ends."""
    inserts = a[1] == a[2] or b[1] == b[2]
    return a[1] <= b[2] and b[1] <= a[2] if inserts else a[1] < b[2] and b[1] < a[2]


def _touches(edit: _Key, taken: Sequence[_Key]) -> bool:
    """Return True if an edit clashes with one of its file's, which are sorted and do not overlap: only those next to it
    can."""
    at = bisect_left(taken, edit)
    before = takewhile(lambda other: other[2] >= edit[1], (taken[i] for i in range(at - 1, -1, -1)))
    after = takewhile(lambda other: other[1] <= edit[2], (taken[i] for i in range(at, len(taken))))
    return any(_clash(edit, other) for others in (before, after) for other in others)


def _compatible(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings whose edits do not touch those of an earlier one; the same edit counts once."""
    known: set[_Key] = set()
    taken: dict[object, list[_Key]] = {}
    for finding in findings:
        edits = [] if finding.fix is None else [_key(e) for e in finding.fix.edits]
        own = [e for e in dict.fromkeys(edits) if e not in known]
        if finding.fix is not None and not any(_touches(e, taken.get(e[0], ())) for e in own):
            for edit in own:
                insort(taken.setdefault(edit[0], []), edit)
            known.update(own)
            yield finding


def _as_read(source: Source) -> Source:
    """Return a source as it will be read: what was Latin-1 for a byte that an edit took out is UTF-8 now."""
    text, encoding = decode(source.data)
    if encoding == source.encoding:
        return source
    read = source.but(text)
    read.encoding = encoding
    return read


class Change:
    """The sources of a model after edits: the same new source for the same old one, wherever it is used."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._edits: dict[object, set[Edit]] = {}
        for edit in (e for f in findings if f.fix is not None for e in f.fix.edits):
            self._edits.setdefault(_file(edit.span.source), set()).add(edit)
        self.done: dict[Source, Source] = {}

    def source(self, old: Source) -> Source:
        """Return a source after its edits."""
        if old not in self.done:
            edits = {_key(e): e for e in self._edits.get(_file(old), ())}.values()
            self.done[old] = self._after(old, edits) if edits else old
        return self.done[old]

    @staticmethod
    def _after(old: Source, edits: Collection[Edit]) -> Source:
        text = edited(old.text, edits)
        new = _as_read(old.but(text))
        new.places = moved(old.places, edits) if old.places and new.text == text else ()
        return new

    def document(self, document: Document) -> Document:
        """Return a document after its edits, parsed again."""
        new = self.source(document.source)
        if new is document.source:
            return document
        return document._replace(source=new, tree=dialect_of(document.format).tree(new.text))

    def find(self, find: Find | None) -> Find | None:
        """Return a lookup for files that others include or name, after their edits."""
        if find is None:
            return None

        def found(pattern: str, source: Source) -> Sequence[Source | Finding] | None:
            result = find(pattern, source)
            return None if result is None else [self.source(s) if isinstance(s, Source) else s for s in result]

        return found

    def host(self, host: Host) -> HostFiles:
        """Return a host before its changed files are read."""
        documents = tuple(self.document(d) for d in host.documents)
        return host.unread(documents)._replace(includes=self.find(host.includes), files=self.find(host.files))


def _after(
    report: Report, findings: Sequence[Finding], policy: Policy | None
) -> tuple[tuple[tuple[Source, Source], ...], Report]:
    """Return the changed sources and the report after the fixes of some findings."""
    change, left = Change(findings), Budget()
    hosts = tuple(change.host(h)._replace(budget=left) for h in report.net.hosts)
    for document in (d for h in hosts for d in h.documents):
        left.allow(document.source)
    read = {id(d.source) for h in report.net.hosts for d in h.documents}
    unread = tuple(f for f in report.net.findings if id(f.span.source) not in read and f.name.startswith("file-"))
    result = check(net_of(Found(hosts, unread, ())), policy)
    return tuple((old, new) for old, new in change.done.items() if old is not new), result


_Counts = Counter[tuple[str, str, str]]


def _counts(report: Report) -> _Counts:
    return Counter((f.name, f.span.source.path, f.message) for f in (*report.findings, *report.known))


def _all_rules(policy: Policy | None) -> Policy | None:
    """Return a policy that leaves nothing out that one does; None if it leaves nothing out itself."""
    selects = policy is not None and (policy.rules is not None or policy.paths)
    return Policy(own=policy.own) if policy is not None and selects else None


ROUNDS = 20
"""How many rounds of fixes are tried; each applies those that stood in the way of others before."""
TRIALS = 4, 100
"""How many times a run reads and checks everything again, all rounds together, to see what fixes do: at least and at
most."""
STATEMENTS = 3_000_000
"""How many statements, and lines that expansions put in, it reads in that many times."""


class _Trials:
    """Tries fixes out, as often as a run may. Whatever rules are selected, what a fix brings up is looked for by all."""

    def __init__(self, report: Report, policy: Policy | None) -> None:
        self.policy = policy
        self.all_rules = _all_rules(policy)
        self._known: tuple[Report, _Counts] | None = None
        fewest, most = TRIALS
        budgets = {id(h.budget): h.budget.spent for h in report.net.hosts if h.budget is not None}
        size = report.net.statements + sum(budgets.values())
        self.left = min(most, max(fewest, STATEMENTS // max(size, 1)))
        self._last: tuple[Report, list[Finding], tuple[tuple[tuple[Source, Source], ...], Report]] | None = None

    def after(self, report: Report, findings: list[Finding]) -> tuple[tuple[tuple[Source, Source], ...], Report]:
        """Return the changed sources and the report after the fixes of some findings."""
        last = self._last
        if last is None or last[0] is not report or list(map(id, last[1])) != list(map(id, findings)):
            self.left -= 1
            last = self._last = report, findings, _after(report, findings, self.policy)
        return last[2]

    def counts(self, report: Report) -> _Counts:
        """Return how often each finding is there."""
        return _counts(report if self.all_rules is None else check(report.net, self.all_rules))

    def before(self, report: Report) -> _Counts:
        """Return how often each finding is there before fixes."""
        if self._known is None or self._known[0] is not report:
            self._known = report, self.counts(report)
        return self._known[1]

    def kept(self, report: Report, kept: list[Finding], wanted: list[Finding]) -> list[Finding]:
        """Return the wanted fixes that bring up no new finding together with those kept so far; none of those that there
        is no trial left for."""
        if not wanted or self.left <= 0:
            return []
        if not self.counts(self.after(report, [*kept, *wanted])[1]) - self.before(report):
            return wanted
        if len(wanted) == 1:
            return []
        half = len(wanted) // 2
        first = self.kept(report, kept, wanted[:half])
        return [*first, *self.kept(report, [*kept, *first], wanted[half:])]


def _once(report: Report, trials: _Trials, unsafe: bool) -> Outcome:
    """Apply one round of fixes: those that do not touch each other."""
    offered = [f for f in report.findings if f.fix is not None and (f.fix.safe or unsafe)]
    if not offered:
        return Outcome((), (), (), report)
    kept = trials.kept(report, [], list(_compatible(offered)))
    changes, after = trials.after(report, kept)
    applied = {id(f) for f in kept}
    withdrawn = tuple(f for f in offered if id(f) not in applied)
    return Outcome(changes, tuple(kept), withdrawn, after)


def _joined(first: Outcome, second: Outcome) -> Outcome:
    """Return two rounds as one outcome."""
    later = {id(old): new for old, new in second.changes}
    changes = [(old, later.pop(id(new), new)) for old, new in first.changes]
    changes += [(old, new) for old, new in second.changes if id(old) in later]
    return Outcome(tuple(changes), (*first.applied, *second.applied), second.withdrawn, second.report)


def fix(report: Report, policy: Policy | None = None, *, unsafe: bool = False) -> Outcome:
    """Apply the fixes of a report's findings, safe ones only unless `unsafe`. The result is parsed and checked again
    with the same policy; a fix that would bring up a new finding is withdrawn. Fixes of one place are applied one
    after another. What a baseline knows is left alone. The report has what was fixed. Nothing is written."""
    known = report.known
    trials = _Trials(report, policy)
    outcome = _once(report, trials, unsafe)
    for _ in range(ROUNDS if outcome.applied else 0):
        following = _once(_without(outcome.report, known), trials, unsafe)
        if not following.applied:
            outcome = outcome._replace(withdrawn=following.withdrawn)
            break
        outcome = _joined(outcome, following)
    files = {_file(old): (old, new) for old, new in reversed(outcome.changes)}
    return outcome._replace(
        changes=tuple(c for c in outcome.changes if files[_file(c[0])] == c),
        report=outcome.report._replace(fixed=outcome.applied),
    )


def _without(report: Report, known: Sequence[Finding]) -> Report:
    """Return a report after a round, without what was known before."""
    left = Counter((f.name, f.span.source.path, f.message) for f in known)
    new: list[Finding] = []
    old: list[Finding] = []
    for finding in report.findings:
        key = (finding.name, finding.span.source.path, finding.message)
        (old if left[key] > 0 else new).append(finding)
        left[key] -= 1
    return report._replace(findings=tuple(new), known=tuple(old))


_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_TAGS = 0xF0000
"""Private characters that tell hidden secrets apart while texts are compared; they are never shown."""


def _hidden(source: Source, known: dict[str, int]) -> str:
    """Return the text of a file with its secrets hidden, each with a character that stands for it."""

    def shown(secret: str) -> str:
        return HIDDEN + chr(_TAGS + known.setdefault(secret, len(known) % 0xFFFE))

    return hide(source.text, shown, of(source))


def diff(changes: Iterable[tuple[Source, Source]], *, show_secrets: bool = False) -> Iterator[tuple[str, str]]:
    """Yield a unified diff of the changes, for people and for `git apply`: its lines, each with the encoding of its
    file. Secrets are hidden unless asked for; a diff with a hidden secret cannot be applied."""
    from carplint.checking.unified import unified  # only for --diff

    for old, new in changes:
        name = os.path.normpath(old.path).lstrip("/")
        known: dict[str, int] = {}
        before, after = (_LINES.findall(s.text if show_secrets else _hidden(s, known)) for s in (old, new))
        for line in unified(before, after, name):
            shown = line if show_secrets else re.sub("[\U000f0000-\U000ffffd]", "", line)
            yield shown if shown.endswith("\n") else f"{shown}\n\\ No newline at end of file\n", new.encoding
