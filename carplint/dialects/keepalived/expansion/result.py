"""What comes of a file by expansion: the text, and the map that leads each of its characters to a place."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from carplint.dialects.keepalived.expansion.bits import Bit, Line, text_of
from carplint.text import reading
from carplint.text.finding import Finding
from carplint.text.reading import Budget
from carplint.text.source import DerivedSpan, Source, Span
from carplint.text.typing import NamedTuple

MAX_FILES = 10_000


class Piece(NamedTuple):
    """Characters `start` up to `end` of an expansion and their place. Verbatim ones are written there as
    they stand, up to a line end that was added; others were put in at that place, and `via` leads on to where they come from: definitions,
    then the includes of the file. `why` says why the text is not known, where it is not."""

    start: int
    end: int
    span: Span
    verbatim: bool
    via: tuple[Span, ...] = ()
    why: str = ""


class Expansion:
    """The text that came of a file, and its map: bits, and where each of them starts in the text. `conditional`
    are the lines that were taken out because it is not known on which host they count, `unread` the includes
    whose files are not known; `cut` is the last line that was read, if a limit ended the reading there."""

    __slots__ = ("_bits", "_repeated", "_starts", "conditional", "cut", "findings", "sources", "text", "unread")

    def __init__(
        self,
        text: str,
        bits: Sequence[Bit],
        sources: Sequence[Source],
        findings: Sequence[Finding] = (),
        conditional: Sequence[Span] = (),
        unread: Sequence[Span] = (),
        starts: Sequence[int] = (0,),
        cut: Span | None = None,
    ) -> None:
        self.text = text
        self._starts = starts
        self._bits = bits
        self._repeated: frozenset[Source] | None = None
        self.sources = tuple(sources)
        self.findings = tuple(findings)
        self.conditional = tuple(conditional)
        self.unread = tuple(unread)
        self.cut = cut

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The whole map."""
        return tuple(self._piece(index) for index in range(len(self._starts)))

    @property
    def repeated(self) -> frozenset[Source]:
        """The files of which some text stands in the expansion more than once, as it is written there."""
        if self._repeated is None:
            ends: dict[Source, int] = {}
            found = set()
            for _, source, start, end, exact, *_ in self._bits:
                if exact and start < ends.get(source, 0):
                    found.add(source)
                if exact:
                    ends[source] = max(end, ends.get(source, 0))
            self._repeated = frozenset(found)
        return self._repeated

    def piece(self, offset: int) -> Piece:
        """The piece that holds an offset; the last one for the end of the text."""
        return self._piece(max(bisect_right(self._starts, offset) - 1, 0))

    def _piece(self, index: int) -> Piece:
        _, source, start, end, exact, via, why = self._bits[index]
        stop = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
        return Piece(self._starts[index], stop, Span(source, start, end), exact, via, why)

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The place of a range. Where it reaches into another file it ends with the part in its first one."""
        first = self.piece(start)
        last = first if end is None or end <= first.end else self.piece(end - 1)
        source, low, high = first.span
        kind = Span if first.verbatim and last.start == first.start else DerivedSpan
        if first.verbatim:
            low = min(low + start - first.start, high)
        if end is None or end <= start:
            return kind(source, low, low)
        stop = last.span.end
        if last.verbatim:
            stop = min(last.span.start + end - last.start, stop)
        if last.span.source is source and stop >= low:
            high = stop
        return kind(source, low, high)

    def via(self, start: int) -> tuple[Span, ...]:
        """Where the text at an offset comes from, beyond its own place: the definition that holds it, those
        that lead to it, and the includes that lead to the file."""
        return self.piece(start).via[::-1]

    def why(self, start: int, end: int) -> str:
        """Why a range is not known, "" where it is."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_left(self._starts, end)
        return next((bit.why for bit in self._bits[first:last] if bit.why), "") if end > start else ""


class Outcome(NamedTuple):
    """Lines that came of a definition and of nothing else: their text with its line ends, the bits and where in
    the text each of them starts; and what putting them in cost."""

    text: str
    bits: Line
    starts: Sequence[int]
    cost: int

    @classmethod
    def of(cls, line: Line, cost: int) -> "Outcome":
        """The outcome of a single line."""
        bits = [bit for bit in line if bit.text]
        lengths = [len(bit.text) for bit in bits]
        return cls(text_of(bits) + "\n" if bits else "", bits, [0, *accumulate(lengths)][: len(bits)], cost)

    @classmethod
    def joined(cls, parts: "Sequence[Outcome]") -> "Outcome":
        """Several outcomes as one."""
        shifts = accumulate([len(part.text) for part in parts], initial=0)
        starts = [shift + start for part, shift in zip(parts, shifts, strict=False) for start in part.starts]
        bits = [bit for part in parts for bit in part.bits]
        return cls("".join([part.text for part in parts]), bits, starts, sum(part.cost for part in parts))


class LimitError(Exception):
    """A limit is reached; the argument says which."""


def _too_much() -> LimitError:
    return LimitError(f"more than {reading.LINES:,} lines and definitions are put in")


class Builder:
    """Gathers an expansion, within the budget of its run."""

    def __init__(self, source: Source, left: Budget) -> None:
        self.source = source
        self.left = left
        self.cut: Span | None = None
        self.conditional: list[Span] = []
        self.unread: list[Span] = []
        self._sources: dict[Source, None] = {}
        self._length = 0
        self.work = 0
        """How many lines and definitions were put in."""
        self._text: list[str] = []
        self._starts: list[int] = []
        self._bits: list[Bit] = []
        self._open: Bit | None = None
        """The last bit, if what follows it in its file would continue it."""
        self._findings: dict[tuple[Span, str], Finding] = {}

    def report(self, finding: Finding) -> None:
        """Keep a finding, each once."""
        self._findings.setdefault((finding.span, finding.message), finding)

    def add(self, source: Source) -> None:
        """Count a file that is read."""
        self._sources[source] = None
        self.left.grant(source)
        if len(self._sources) > MAX_FILES:
            raise LimitError(f"more than {MAX_FILES:,} files are included")

    def look(self, patterns: int) -> None:
        """Count the patterns that an include stands for."""
        self.left.patterns -= patterns
        if self.left.patterns < 0:
            raise LimitError(f"includes stand for more than {reading.PATTERNS:,} patterns")

    def spend(self, count: int = 1) -> None:
        """Count lines or definitions that are put in."""
        self.work += count
        if self.work > self.left.lines:
            raise _too_much()

    def allow(self, count: int) -> None:
        """Refuse a loop of so many rounds before it begins, where there is no room for them."""
        if self.work + count > self.left.lines:
            raise _too_much()

    def emit(self, line: Line) -> None:
        """Append to the text. What goes on verbatim where the last piece ended makes it longer."""
        for bit in line:
            text, source, start, end, exact, via, why = bit
            if not text:
                continue
            if (
                exact
                and (last := self._open) is not None
                and last[3] == start
                and last[1] is source
                and last[5] == via
                and last[6] == why
            ):
                self._open = self._bits[-1] = Bit("", source, last[2], end, True, via, why)
            else:
                self._starts.append(self._length)
                self._bits.append(bit)
                self._open = bit if exact else None
            self._text.append(text)
            self._length += len(text)
            if self._length > self.left.characters:
                raise LimitError(f"more than {reading.CHARACTERS:,} characters are added")

    def repeat(self, lines: Outcome) -> bool:
        """Append lines that were put in before, at the same cost; nothing where that would pass a limit."""
        if self.work + lines.cost > self.left.lines or self._length + len(lines.text) >= self.left.characters:
            return False
        self.end_line()
        self.work += lines.cost
        length = self._length
        self._starts += [length + start for start in lines.starts]
        self._bits += lines.bits
        self._text.append(lines.text)
        self._length += len(lines.text)
        self._open = None
        return True

    def end_line(self) -> None:
        """Start a new line, unless the text is at the start of one. The line end belongs to the last piece."""
        if self._text and self._text[-1][-1] != "\n":
            self._text.append("\n")
            self._length += 1
            self._open = None

    def finish(self) -> Expansion:
        """The expansion. What it took is no longer in the budget."""
        self.left.lines -= self.work
        self.left.spent += self.work
        self.left.characters -= self._length
        if not self._starts:
            end = len(self.source.text)
            self._starts, self._bits = [0], [Bit("", self.source, end, end)]
        found = tuple(self._findings.values())
        text = "".join(self._text)
        return Expansion(
            text, self._bits, tuple(self._sources), found, self.conditional, self.unread, self._starts, self.cut
        )
