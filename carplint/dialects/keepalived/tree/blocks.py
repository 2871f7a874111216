"""From the tokens of keepalived.conf to the statements that the daemon executes.

The daemon reads line by line and knows at each line which keywords its block has. So an unknown keyword
is passed over, but a block that it opens is not: its lines are read as if they stood outside, and its
closing brace closes the block around it. This module walks the tokens in the same way, so that what
follows from a mistake is what the daemon makes of it. What a single unknown keyword was meant to be is told
in carplint/dialects/keepalived/tree/unknown.py; the rest is one machine over the open braces. Source: lib/parser.c,
process_stream and read_value_block; tried on 2.2.7 and 2.4.3.
"""

import re
from collections.abc import Callable
from functools import cached_property

from carplint.dialects.keepalived.keywords import Keyword, known
from carplint.dialects.keepalived.tree.statement import Statement, Text, words
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.parse import tokens
from carplint.text.source import Span
from carplint.text.typing import NamedTuple
from carplint.text.version import Version


def _with_brace(statement: Statement) -> Fix | None:
    """The brace that is missing behind the words of a block's head."""
    end = statement.offsets(len(statement.words))[1]
    span = statement.text.span(end - 1, end)
    rest = statement.text.text[end : statement.end].lstrip()
    if rest[:1] not in ("", "#", "!") or rest.endswith("\\"):
        return None
    return Fix("write {", (Edit(span._replace(start=span.end), " {"),), safe=False)


class Blocks(NamedTuple):
    """The statements at the top of a file, with all that stands in them, and what was wrong with the
    layout. `lines` counts the lines that hold words; `guarded` are the heads of blocks that may hold a secret."""

    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...]
    lines: int
    unknown: int
    """The number of lines that were not understood; `puzzling` has the places of the first of them."""
    guarded: tuple[Statement, ...] = ()
    puzzling: tuple[Span, ...] = ()


NAMED = 100
"""The most lines that were not understood of which the places are kept."""

GUARDED = ("authentication", "auth_hmac")
"""The blocks that hold secrets."""


LAST_THAT_CRASHES: Version = (2, 2, 7)
"""The release that was seen to crash where a block that it refused has no brace; newer ones were not tried."""

_BRACED = r'"[^"\n]*"?|\$\{([A-Za-z_][^{}\n"#!]*)\}|[#!][^\n]*'


class _Frame:
    """A block that is open: its statement (None at the top), the block of the table that its lines are
    looked up in, which for a list is the language of its lines, the keywords that it knows, and where its
    lines go."""

    __slots__ = ("brace", "keywords", "list", "path", "statement", "within")

    def __init__(self, statement: Statement | None, path: str, is_list: bool, version: Version) -> None:
        self.statement = statement
        self.path = path
        self.list = is_list
        self.keywords = known(path, version)
        self.within: list[Statement] = []
        if statement is not None:
            statement.children = self.within
        self.brace = statement is None  # whether the opening brace was seen


class _Cause(NamedTuple):
    """What made the lines that follow go wrong: its place, a note for those lines, and the rule it broke."""

    span: Span
    note: str
    name: str


class _Walk:
    """The state of the walk; see the module's docstring.

    While `cause` is set, what goes wrong follows from it, and is reported as the same rule's finding that
    points back to it. `stray` counts the braces that opened nothing, less those that closed nothing: at 0
    the consequences are over.
    """

    def __init__(self, text: Text, version: Version) -> None:
        self.text = text
        self.version = version
        self.frames = [_Frame(None, "", False, version)]
        self.findings: list[Finding] = []
        self.skipped = 0
        self.skip_next = False
        self.cause: _Cause | None = None
        self.stray = 0
        self.closed: tuple[Statement, int] | None = None  # the block at the top that ended last, and where
        self.braceless: list[int] = []  # the numbers of the findings about missing braces in this block
        self.lines = 0
        self.unknown = 0
        self.puzzling: list[Span] = []
        self.guarded: list[Statement] = []

    @cached_property
    def last_stray(self) -> int:
        """Where the last brace stands that closes nothing, by the braces alone."""
        depth, last = 0, -1
        for kind, start, _ in tokens(self.text.text, "keepalived"):
            if kind == "OPEN":
                depth += 1
            elif kind == "CLOSE" and depth:
                depth -= 1
            elif kind == "CLOSE":
                last = start
        return last

    def report(self, name: str, message: str, span: Span, label: str = "", fix: Fix | None = None) -> None:
        related: tuple[Related, ...] = ()
        if self.cause is not None:
            related = (Related(self.cause.span, self.cause.note),)
            name = self.cause.name
        self.findings.append(Finding(message, span, related, fix, label, name))

    def blame(self, span: Span, note: str, name: str) -> None:
        if self.cause is None:
            self.cause = _Cause(span, note, name)

    def open_brace(self, start: int, end: int, *, known: bool) -> None:
        """A brace; unless `known` it follows an unknown keyword, which was reported already, as is the brace where
        it stands in the same line."""
        frame = self.frames[-1]
        if self.skip_next or self.skipped:
            self.skip_next = False
            self.skipped += 1
        elif not frame.brace:
            frame.brace = True
        else:
            self.stray += 1
            at = self.text.text.index("{", start, end)
            if known or frame.list or "\n" in self.text.text[start:at]:
                span = self.text.span(at, at + 1)
                before = "no keyword stands before this brace" if known else "this brace opens nothing"
                message = f"{before}: keepalived passes it over, not the }} that belongs to it"
                self.report("unexpected-brace", message, span)
                self.blame(span, "this brace opens nothing, so its } closes the block around it", "unexpected-brace")

    def close_brace(self, at: int) -> None:
        self.skip_next = False
        if self.skipped:
            self.skipped -= 1
            return
        frame = self.frames[-1]
        if not frame.brace:
            self.missing_brace(frame)
        if frame.statement is not None:
            self.frames.pop()
            frame.statement.closed_at = at
            if len(self.frames) == 1:
                self.closed = frame.statement, at
                if self.braceless:
                    self.extend(at)
            return
        self.report("extra-closing-brace", "this brace closes nothing", self.text.span(at, at + 1))
        self.stray -= 1
        if self.stray <= 0:
            self.stray = 0
            self.cause = None

    def missing_brace(self, frame: _Frame) -> None:
        frame.brace = True
        assert frame.statement is not None
        key = frame.statement.key
        what = "takes what follows as its entries" if frame.list else "reads what follows as this block"
        message = f"the {{ is missing after {key}: keepalived {what}"
        self.report("missing-opening-brace", message, frame.statement.span(), fix=_with_brace(frame.statement))
        self.braceless.append(len(self.findings) - 1)
        if frame.list:
            note = f"{key} has no {{, so the next }} closes it instead of the block around it"
            self.blame(frame.statement.span(), note, "missing-opening-brace")

    def extend(self, at: int) -> None:
        """Let the findings about missing braces reach to the end of the block at the top. keepalived's other
        processes pass over that block by counting braces, so they report all lines from where they miscount."""
        end = self.text.span(at, at + 1)
        for number in self.braceless:
            found = self.findings[number]
            if end.source is found.span.source and end.end > found.span.start:
                note = "without the opening brace this one is one too many"
                span = found.span._replace(end=end.end)
                self.findings[number] = found._replace(span=span, related=(*found.related, Related(end, note)))
        self.braceless.clear()

    def line(self, found: tuple[str, ...], start: int, end: int, *, head: bool) -> bool:
        """A line of words; `head` where a brace follows it. Whether its keyword is known."""
        if self.skipped:
            return True
        if self.skip_next:
            self.refused_without_brace()
        self.lines += 1
        frame = self.frames[-1]
        if not frame.brace:
            self.missing_brace(frame)
        statement = Statement(self.text, start, end, found, frame.path)
        if frame.list:
            frame.within.append(statement)
            return True
        keyword = frame.keywords.get(found[0])
        if keyword is None:
            self.not_understood(start, end)
            self.unknown_keyword(statement, frame, head)
            return False
        if keyword.type == "block":
            if keyword.name in GUARDED:
                self.guarded.append(statement)
            if not self.head_fits(statement, keyword):
                self.skip_next = True
                return True
            is_list = keyword.shape == "list"
            self.frames.append(_Frame(statement, keyword.line if is_list else keyword.path, is_list, self.version))
        frame.within.append(statement)
        return True

    def broken_line(self, start: int, end: int) -> None:
        """A line with a quote that is never closed: the words before it are executed, but for those of a script,
        which is read again from the line and refused."""
        content = self.text.text
        quote = content.find('"', start, end)
        at = quote if quote >= 0 else start
        message = "this quote is never closed: keepalived drops the rest of the line, and may crash"
        self.report("unterminated-quote", message, self.text.span(at, at + 1))
        found = words(content[start:at])
        keyword = self.frames[-1].keywords.get(found[0]) if found else None
        if not found or (keyword is not None and keyword.type == "script"):
            self.lines += 1
            self.not_understood(start, end)
        elif self.line(found, start, at, head=False) and not self.skipped:
            self.not_understood(start, end)

    def not_understood(self, start: int, end: int) -> None:
        self.unknown += 1
        if len(self.puzzling) < NAMED:
            self.puzzling.append(self.text.span(start, end))

    def head_fits(self, statement: Statement, keyword: Keyword) -> bool:
        """Whether the daemon takes the words before a brace; else it passes over the whole block."""
        count = len(statement.words) - 1
        least, most = keyword.least, keyword.most
        short = count < least
        if not short and (most is None or count <= most or keyword.extra == "ignored"):
            return True
        needs = "no word" if most == 0 else "one name" if least == most else f"{least} to {most} words"
        self.report("block-name", f"{statement.key} takes {needs} before its brace", statement.span())
        return keyword.opens == "list" or (short and keyword.missing == "exit")

    def refused_without_brace(self) -> None:
        """A line follows a head that the daemon refused, and no brace: there is no block to pass over."""
        self.skip_next = False
        last = self.findings[-1]
        if last.name == "block-name" and self.version <= LAST_THAT_CRASHES:
            message = (
                f"{last.message}; its {{ is also missing: keepalived ends a block that it never began, and may crash"
            )
            self.findings[-1] = last._replace(message=message)

    def unknown_keyword(self, statement: Statement, frame: _Frame, head: bool) -> None:
        from carplint.dialects.keepalived.tree.unknown import misplaced, nearly, unknown

        if head and nearly(statement.key, GUARDED):
            self.guarded.append(statement)
        places = misplaced(statement, self.version) if self.cause is None else ()
        if "" in places and head and frame.statement is not None:
            self.not_closed(frame.statement, statement)
        elif self.closed is not None and self.closed[0].path in places and statement.start < self.last_stray:
            self.closed_early(statement, *self.closed)
        else:
            found = unknown(statement, self.version, places, hint=self.cause is None)
            self.report(found.name, found.message, found.span, found.label, found.fix)
        if head:
            note = f"{statement.key} is unknown here, so its brace opens nothing, and keepalived misreads what follows"
            self.blame(statement.span(), note, self.findings[-1].name)

    def not_closed(self, block: Statement, inside: Statement) -> None:
        """A block of the top stands in another one: the other one's brace is missing."""
        note = f"{inside.key} cannot be inside {block.key}: the }} is missing above it"
        message = f"this {block.key} is never closed: keepalived reads everything that follows as part of it"
        related = (Related(inside.span(), note),)
        name = "missing-closing-brace"
        self.findings.append(Finding(message, block.whole(), related, label="no } for this block", name=name))
        self.blame(block.whole(), f"this {block.key} is not closed above", name)
        self.report(name, f"{inside.key} is inside {block.key}: keepalived ignores it", inside.span())

    def closed_early(self, statement: Statement, block: Statement, at: int) -> None:
        """A line at the top belongs to the block that has just ended: its brace came too early."""
        brace = self.text.span(at, at + 1)
        message = f"this brace closes {block.key} too early: {statement.key} below it belongs to it"
        related = (Related(statement.span(), f"{statement.key} belongs to {block.key}"),)
        self.findings.append(Finding(message, brace, related, name="extra-closing-brace"))
        self.blame(brace, f"this brace closes {block.key} too early", "extra-closing-brace")
        self.report(
            "extra-closing-brace",
            f"{statement.key} is outside {block.key}: keepalived ignores it",
            statement.span(),
        )

    def undefined(self, start: int, end: int, unknown: Callable[[int, int], str] | None) -> int:
        """Execute the braces of each `${NAME}` of a line that nothing defines, and give the place behind them.
        The daemon reads `$`, then a block that opens nothing and closes the one around it."""
        content = self.text.text
        for match in re.compile(_BRACED).finditer(content, start, end):
            if match[0][0] in "#!":
                break
            if match[1] is None or (unknown is not None and unknown(*match.span())):
                continue
            low, high = match.span()
            self.line((*words(content[start:low]), "$"), start, low + 1, head=False)
            note = f"nothing defines ${match[0][1:]}, so its braces are those of a block"
            self.blame(self.text.span(low, high), note, "undefined-variable")
            self.stray += 1
            self.line(words(content[low + 2 : high - 1]), low + 2, high - 1, head=False)
            self.close_brace(high - 1)
            start = high
        return start

    def end(self) -> None:
        for frame in self.frames[1:]:
            assert frame.statement is not None
            if not frame.brace:
                self.missing_brace(frame)
                continue
            message = (
                f"this {frame.statement.key} is never closed: keepalived reads everything that follows as part of it"
            )
            self.report("missing-closing-brace", message, frame.statement.whole(), "no } for this block")


def walk(
    text: Text,
    version: Version,
    unknown: Callable[[int, int], str] | None = None,
    *,
    whole: bool = True,
    within: str = "",
) -> Blocks:
    """Execute the layout of a file as a release of keepalived does. `unknown` says why a range of the text is
    not known, "" where it is: a `${NAME}` that is known is one that nothing defines. Of a text that is not `whole` the end
    misses nothing, and a block that it leaves open is none: what it says is not known. `within` is the path of the block that the text
    is a part of, or of its lines if it is a list."""
    state = _Walk(text, version)
    if within:
        state.frames = [_Frame(None, within, within.endswith(">"), version)]
    content = text.text
    braced = "${" in content
    cut: dict[str, tuple[str, ...]] = {}  # most lines of a large file stand in it many times
    for kind, start, end in tokens(content, "keepalived"):
        if kind == "STATEMENT" or kind == "OPEN":
            line, rest = content[start:end], start
            if braced and "${" in line:
                rest = state.undefined(start, end, unknown)
                line = content[rest:end]
            found = cut.get(line)
            if found is None:
                found = cut[line] = words(line)
            fits = state.line(found, rest, end, head=kind == "OPEN") if found else True
            if kind == "OPEN":
                state.open_brace(start, end, known=fits)
        elif kind == "TRIVIA":
            at = content.find("\\\n", start, end)
            while at >= 0:  # a comment that ends in a backslash leaves it behind
                state.line(("\\",), at, at + 1, head=False)
                at = content.find("\\\n", at + 1, end)
        elif kind == "CLOSE":
            state.close_brace(content.index("}", start, end))
        elif kind == "JUNK":
            stripped = content[start:end].strip()
            at = content.index(stripped, start) if stripped else start
            if stripped == "{":
                state.open_brace(start, end, known=True)
            elif stripped:
                state.broken_line(at, end)
    statements = state.frames[0].within
    if whole:
        state.end()
    elif len(state.frames) > 1:
        statements = statements[:-1]
    return Blocks(
        tuple(statements),
        tuple(state.findings),
        state.lines,
        state.unknown,
        tuple(state.guarded),
        tuple(state.puzzling),
    )
