"""The daemon's reader of keepalived.conf, line by line: what `expand` does with a file that is not plain.

Where lines come from, what a line means and how a definition goes on are one machine: what a line means
decides where the next one comes from. What it has begun is in carplint/dialects/keepalived/expansion/pending.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from carplint.dialects.keepalived.expansion.bits import Line, apart, cut, head_end, place, text_of, uncommented
from carplint.dialects.keepalived.expansion.definitions import Definition, Expander, defines
from carplint.dialects.keepalived.expansion.files import MAX_ALTERNATIVES, alternatives
from carplint.dialects.keepalived.expansion.inclusion import Checks, include_check, included
from carplint.dialects.keepalived.expansion.long_lines import too_long
from carplint.dialects.keepalived.expansion.nul import nul_bytes
from carplint.dialects.keepalived.expansion.pending import Defining, File, Known, Rounds
from carplint.dialects.keepalived.expansion.result import Builder, Expansion, LimitError, Outcome
from carplint.dialects.keepalived.expansion.sequences import InvalidLoopError, listing, sequence
from carplint.text.finding import Finding, Related
from carplint.text.reading import Budget, Find
from carplint.text.source import Source, Span
from carplint.text.version import Version

_NUMBERS = 64
"""The daemon's space for the numbers of a ~SEQ, in bytes."""
_KEPT = 50_000
"""What came of how many lines is kept."""

_INTERESTING = re.compile(r"[$@~]|include")
_SPECIAL = re.compile(r"(?:\A|[{}])[ \t]*(?:@|~(?:SEQ|LST)|include(?:[rmwba]?[ \t\v\f\r]|_check\b))")
_CONDITION = re.compile(r"@(\^?)([^ \t]*)[ \t]+")
_INCLUDE_CHECK = re.compile(r"include_check(?![^ \t\v\f\r])")
_INCLUDE = re.compile(r"include([rmwba]?)[ \t\v\f\r][ \t]*(?=.)")


class Reader:
    """The daemon's reader. What it takes its next line from, first to last: the innermost loop, the further
    lines of a definition in use, the file that was included last."""

    def __init__(self, source: Source, find: Find, config_id: str | None, version: Version, left: Budget) -> None:
        self.find = find
        self.version = version
        self.config_id = config_id
        self.output = Builder(source, left)
        self.expander = Expander(self.output.spend, self.output.report, version)
        if config_id is not None:
            self.expander.names["_INSTANCE"] = Definition(((config_id, None),))
        self.checks: Checks = frozenset()
        self.files: list[File] = []
        self.loops: list[Rounds] = []
        self.fresh: tuple[Line, ...] | None = None
        """The definition of which no further line is read yet."""
        self.queue: list[Line] = []
        """What remains of a definition, its next line last."""
        self.waiting: list[tuple[list[Line], int]] = []
        """Definitions in whose lines another one is used, and the number of loops around each."""
        self.depth = 0
        """How many loops wait until the definition is read."""
        self.defining: Defining | None = None
        self.here = source.span()
        self.known: dict[int, Known] = {}
        """By the identity of the lines, which each of them keeps alive."""
        self.put: Line | None = None
        """What came of the line that is read, as long as it only puts definitions in place."""

    def read(self) -> Expansion:
        """Read everything."""
        try:
            self.open((self.here.source,), ())
            while self.files or self.queue or self.loops:
                self.step()
        except LimitError as limit:
            message = f"the configuration is read no further: from here on {limit}"
            if self.output.left.first("expansions"):
                self.output.report(Finding(message, self.here, name="expansion-too-large"))
            self.output.cut = self.here
        return self.output.finish()

    # Where lines come from

    def open(self, sources: Sequence[Source], via: tuple[Span, ...]) -> None:
        """Read some files next, in their order."""
        for source in reversed(sources):
            self.output.add(source)
            file = File(source, via, self.version)
            self.files.append(file)
            for finding in nul_bytes(source, self.version):
                self.output.report(finding)
            for start, (end, length) in file.long.items():
                self.output.report(too_long(source, start, end, length))

    def step(self) -> None:
        """Read a line, or several that are plain."""
        if len(self.loops) > self.depth:
            self.output.spend()
            loop = self.loops[-1]
            self.expander.names.update(loop.take())
            if loop.over:
                self.loops.pop()
            self.virtual_line(loop.text)
        elif self.queue:
            lines, self.fresh = self.fresh, None
            if lines is not None and self.further_lines(lines):
                self.queue.clear()
                line = None
            else:
                line = self.queue.pop()
            if not self.queue:
                self.queue, self.depth = self.waiting.pop() if self.waiting else ([], 0)
            if line is not None:
                self.further_line(line)
        else:
            self.physical_line(self.files[-1])

    def further_line(self, line: Line) -> None:
        """Read a line of a definition. Loops use them by the ten thousand, so what came of it is kept."""
        if self.defining is not None:
            self.virtual_line(line)
            return
        known = self.current(line)
        if known is not None and self.output.repeat(known.outcome):
            return
        self.put = []
        used: dict[str, Definition | None] = {}
        self.expander.used = used
        before = self.output.work
        self.virtual_line(line)
        if self.put is not None:
            self.keep(Known(line, Outcome.of(self.put, self.output.work - before), tuple(used.items())))
        self.put = None

    def further_lines(self, lines: tuple[Line, ...]) -> bool:
        """Read all lines of a definition at once, if what came of each is known."""
        if self.defining is not None:
            return False
        known = self.current(lines)
        if known is None:
            parts = []
            for line in lines:
                part = self.current(line)
                if part is None:
                    return False
                parts.append(part)
            used = dict(pair for part in parts for pair in part.used)
            known = Known(lines, Outcome.joined([part.outcome for part in parts]), tuple(used.items()))
            self.keep(known)
        return self.output.repeat(known.outcome)

    def keep(self, known: Known) -> None:
        """Keep what came of lines, within limits."""
        if len(self.known) < _KEPT:
            self.known[id(known.of)] = known

    def current(self, lines: Line | tuple[Line, ...]) -> Known | None:
        """What came of some lines before, while the names in them mean what they did."""
        known = self.known.get(id(lines))
        if known is not None:
            for name, found in known.used:
                if self.expander.names.get(name) is not found:
                    return None
        return known

    def emit(self, line: Line) -> None:
        """Append to the text what came of a statement."""
        if self.put is not None:
            self.put += line
        self.output.emit(line)

    def virtual_line(self, line: Line) -> None:
        """Read a line that does not stand in a file by itself."""
        if self.defining is not None:
            self.go_on_defining(self.defining, line)
            return
        self.output.end_line()
        if not text_of(line):
            return
        while line:
            line = self.statement(line)
        self.output.end_line()

    def physical_line(self, file: File) -> None:
        """Read the next line of a file, and before it those that are plain."""
        text = file.text
        if self.defining is None:
            match = _INTERESTING.search(text, file.at)
            self.plain(file, len(text) if match is None else text.rfind("\n", file.at, match.start()) + 1)
        start = file.at
        if start >= len(text):
            self.files.pop()
            if self.files:
                self.output.end_line()
            return
        end = text.find("\n", start)
        file.at = len(text) if end < 0 else end + 1
        raw = text[start : file.at].rstrip("\r\n")
        # The first of the daemon's processes hands on what it read, so that the others read it again.
        line = uncommented([file.bit(start, start + len(raw))])
        line = uncommented(line) if raw.endswith((" ", "\t")) else line
        code = text_of(line)
        lead, tail = (line[0].start, line[-1].end) if line else (start, start)
        self.here = Span(file.source, lead, tail)
        if start in file.long or (self.defining is None and "$" not in code and _SPECIAL.search(code) is None):
            self.defining = None
            file.at, end = start, file.at
            self.plain(file, end)
        elif self.defining is None:
            self.output.emit([file.bit(start, lead)])
            first = True
            while line:
                line = self.statement(line, first)
                first = False
            self.output.emit([file.bit(tail, file.at)])
        elif line:
            self.go_on_defining(self.defining, line)
        else:
            if raw:
                self.cut_short(self.defining, Span(file.source, start, start + len(raw)))
            self.finish_defining(self.defining)

    def plain(self, file: File, end: int) -> None:
        """Take over a file's text as it is."""
        if end > file.at:
            if not file.at:
                self.output.end_line()
            self.output.emit([file.bit(file.at, end)])
            file.at = end

    # What a line means

    def statement(self, line: Line, first: bool = False) -> Line:
        """Deal with the first statement of a line; what remains of the line after it. `first` says that it
        starts a line of a file."""
        self.output.spend()
        text = text_of(line)
        while True:
            if text.startswith("@"):
                self.put = None
                first = False
                line = self.condition(line, text)
                text = text_of(line)
            if text.startswith(("$", "~")):
                self.put = None
                definition = defines(text)
                if definition is not None:
                    self.define(line, text, *definition)
                    return []
                if text.startswith(("~SEQ", "~LST")):
                    self.loop(line, text)
                    return []
                if text.startswith("~"):
                    break
            if "$" not in text:
                break
            expanded = self.expander.expand(line, text)
            line, text = expanded.line, expanded.text
            if not expanded.changed:
                break
            first = False
            for queue in expanded.queues:
                self.put = None
                self.enqueue(queue)
            line = uncommented(line)
            text = text_of(line)
            if not text.startswith("@") and "$" not in text:
                break
        if not text:
            return []
        include = _INCLUDE.match(text)
        end = len(text) if include is not None else head_end(text)
        if "$" in text:
            self.expander.check(line, text[:end])
        if include is not None:
            self.put = None
            self.include(cut(line, include.end()), include[1], first)
            return []
        if _INCLUDE_CHECK.match(text):
            self.checks = include_check(text[:end].split()[1:], self.checks)
        if end == len(text):
            self.emit(line)
            return []
        head, rest = apart(line, end)
        self.emit(head)
        return rest

    def condition(self, line: Line, text: str) -> Line:
        """What remains of a line with a condition; nothing if it does not count on this host."""
        match = _CONDITION.match(text)
        if match is None:
            return []
        if match[2] and self.config_id is None:
            self.output.conditional.append(place(line))
            self.undecided(cut(line, match.end()))
            return []
        return cut(line, match.end()) if (match[2] == self.config_id) != bool(match[1]) else []

    def undecided(self, line: Line) -> None:
        """A line perhaps counts: what it would define is not known any more."""
        text = text_of(line)
        definition = defines(text)
        if definition is not None:
            defining = Defining(definition[0], place(line), "it is defined under a condition on the host's name")
            self.expander.names[defining.name] = defining.definition()
            self.defining = defining if text.endswith("\\") else None
        elif "$" in text or "include" in text:
            self.expander.doubt = True

    def include(self, target: Line, kind: str, starts_line: bool) -> None:
        """Read the files of an include next."""
        file = self.files[-1]
        pattern = text_of(target)
        if "{" in pattern:
            self.output.look(sum(1 for _ in islice(alternatives(pattern), MAX_ALTERNATIVES)))
        result = included(target, kind, self.checks, starts_line, file.source, file.via, self.find)
        for finding in result.findings:
            self.output.report(finding)
        if not result.complete:
            self.output.unread.append(place(target))
            self.expander.doubt = True
        self.open(result.sources, (*file.via, place(target)))

    def loop(self, line: Line, text: str) -> None:
        """Start a ~SEQ or ~LST."""

        def numbers(written: str) -> str:
            at = text.find(written)
            return self.expander.expand(cut(line, at, at + len(written)), written, _NUMBERS).text

        kind = text[:4]
        try:
            loop = sequence(text, numbers) if kind == "~SEQ" else listing(text)
        except InvalidLoopError as error:
            message = f"keepalived ignores this line, because its {kind} is invalid: {error}"
            self.output.report(Finding(message, place(line), name="sequence-invalid"))
        else:
            self.output.allow(loop.rounds)
            self.loops.append(Rounds(loop, line))

    # Definitions

    def enqueue(self, lines: tuple[Line, ...]) -> None:
        """Read the further lines of a definition next."""
        if self.queue:
            self.waiting.append((self.queue, self.depth))
        self.queue, self.depth, self.fresh = list(lines[::-1]), len(self.loops), lines
        if not lines:
            self.queue, self.depth = self.waiting.pop() if self.waiting else ([], 0)
            self.fresh = None

    def define(self, line: Line, text: str, name: str, at: int) -> None:
        """Keep a definition; its value starts at `at`."""
        defining = Defining(name, place(line))
        if text.endswith("\\"):
            self.defining = defining
            self.go_on_defining(defining, cut(line, at))
        else:
            self.expander.names[name] = Definition(((text[at:], defining.span),), defining.span)

    def go_on_defining(self, defining: Defining, line: Line) -> None:
        """Read a line as part of a definition."""
        text = text_of(line)
        value = text.removesuffix("\\").rstrip(" \t")
        ends = value == text
        defining.several = bool(defining.lines or (value and not ends))
        if value:
            defining.lines.append((value, place(line)))
        if ends:
            self.finish_defining(defining)

    def finish_defining(self, defining: Defining) -> None:
        """Keep a definition of several lines."""
        self.expander.names[defining.name] = defining.definition()
        self.defining = None

    def cut_short(self, defining: Defining, span: Span) -> None:
        """A definition ends at a comment or at blanks."""
        message = (
            f"the definition of ${defining.name} ends at this line: keepalived reads the lines below as "
            "statements, not as parts of it"
        )
        related = (Related(defining.span, "the definition starts here"),)
        self.output.report(Finding(message, span, related, name="definition-cut"))
