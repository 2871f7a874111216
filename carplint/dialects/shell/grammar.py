"""The first place at which no shell goes on reading a script: what `sh -n` would say, told without running it.

Only what every shell refuses is a fault; where shells differ (arrays, `((`, nested quotes that are not cut here), what follows
is left open. Source: POSIX.1-2017, Shell Command Language, 2.3, 2.9 and 2.10; held against dash and bash by the tests.
"""

from __future__ import annotations

import re

from carplint.dialects.shell.script import TOKEN
from carplint.text.typing import NamedTuple

_HERE = re.compile(r"<<(?P<tabs>-?)[ \t]*(?P<end>(?:[^\s'\"\\;&|<>()]|'[^'\n]*'|\"[^\"\n]*\"|\\.)+)")
_CLOSES = {"fi": "if", "done": "do", "esac": "case", "}": "{", ")": "("}
"""Words and signs that end a block, with what it then is."""
_NEXT = {"then": ("if", "elif"), "elif": ("then",), "else": ("then",), "do": ("while", "until", "for")}
"""Words that go on with a block, with what it must be before."""
_OPENS = frozenset(("if", "while", "until", "{"))
_PREFIXES = frozenset(("!", "time"))
_ENDS = {"if": "fi", "elif": "fi", "then": "fi", "else": "fi", "case": "esac", "{": "}", "(": ")", "do": "done"}
_ENDS |= dict.fromkeys(("while", "until", "for"), "done")
"""By what a block is: the word or sign that it lacks at the end."""


class Fault(NamedTuple):
    """The place at which shells stop reading, and why."""

    start: int
    end: int
    message: str


class _Open(NamedTuple):
    """An open block, and where it begins."""

    kind: str
    start: int
    end: int


class _UnsureError(Exception):
    """Raised where shells differ, or where it is not certain how they cut the text."""


class _FaultError(Exception):
    """Raised at a fault."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(start, end, message)


class _Reader:
    """A walk over the tokens of a script, with the blocks that are open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.blocks: list[_Open] = []
        self.first = True  # a command may begin here
        self.empty = True  # no command has begun since the block or the operator before
        self.joined: _Open | None = None  # the && or | that waits for a command
        self.here: list[tuple[str, bool]] = []

    def read(self) -> None:
        while self.at < len(self.text):
            token = TOKEN.match(self.text, self.at)
            if token is None:  # what follows is a NUL or the like
                raise _UnsureError
            start, self.at = token.start(), token.end()
            kind = token.lastgroup
            if kind == "here":
                self.here_document(start)
            elif kind == "unclear":
                self.unclear(start)
            elif kind == "operator":
                self.operator(token[0], start)
            elif kind == "alone" or (kind == "word" and token["redirect"] is not None):
                self.command()
            elif kind == "word":
                self.word(token["word"], start)
        if self.joined is not None:
            raise _FaultError(self.joined.start, self.joined.end, f"nothing follows this {self.joined.kind}")
        if self.here:
            raise _UnsureError
        if self.blocks:
            kind, start, end = self.blocks[-1]
            raise _FaultError(start, end, f"this {kind} is never followed by {_ENDS[kind]}")

    def here_document(self, start: int) -> None:
        match = _HERE.match(self.text, start)
        if match is None:
            raise _UnsureError
        self.at = match.end()
        self.here.append((re.sub(r"['\"\\]", "", match["end"]), bool(match["tabs"])))
        self.command()

    def bodies(self) -> None:
        """Pass over the here-documents that begin below a line."""
        for end, tabs in self.here:
            found = re.compile(rf"(?m)^{chr(9) + '*' if tabs else ''}{re.escape(end)}$").search(self.text, self.at)
            if found is None:
                raise _UnsureError
            self.at = min(found.end() + 1, len(self.text))
        self.here = []

    def unclear(self, start: int) -> None:
        sign = self.text[start]
        if sign in "'\"`" and self.text.find(sign, start + 1) < 0:
            raise _FaultError(start, start + 1, f"the {sign} that opens here is never closed")
        for opener, closer in (("$(", ")"), ("${", "}")):
            if self.text.startswith(opener, start) and self.text.find(closer, start) < 0:
                raise _FaultError(start, start + 2, f"the {opener} that opens here is never closed")
        raise _UnsureError

    def command(self) -> None:
        """Note that a command has begun."""
        self.first = self.empty = False
        self.joined = None

    def closed(self) -> None:
        """Note that a block has ended: a redirection may follow, an operator, or the end of the block around it."""
        self.command()
        self.first = True
        self.after = True

    after = False  # a block has just ended

    def word(self, word: str, start: int) -> None:
        after, self.after = self.after, False
        if not self.first:
            return
        top = self.blocks[-1].kind if self.blocks else ""
        if word in _CLOSES or word in _NEXT:
            self.reserved(word, start, top)
        elif after:
            raise _UnsureError
        elif word in _OPENS:
            self.blocks.append(_Open(word, start, self.at))
            self.joined, self.empty = None, True
        elif word in ("for", "select", "case"):
            self.listed(word, start)
        elif word in _PREFIXES:
            return
        elif (
            word == "function"
            or word in ("[[", "coproc")
            or (word.endswith("=") and self.text.startswith("(", self.at))
        ):
            raise _UnsureError
        else:
            self.command()
            function = re.compile(r"(?:[ \t]|\\\n)*\((?:[ \t])*\)").match(self.text, self.at)
            if function is not None:
                self.at, self.first, self.empty = function.end(), True, True
                self.joined = _Open(f"{word}()", start, self.at)
            elif re.compile(r"[ \t]*\(").match(self.text, self.at) is not None:
                raise _UnsureError

    def reserved(self, word: str, start: int, top: str) -> None:
        wanted = _NEXT.get(word) or (("then", "else") if word == "fi" else (_CLOSES[word],))
        if top not in wanted:
            raise _FaultError(start, self.at, f"this {word} belongs to nothing that is open")
        if self.joined is not None or (self.empty and word not in ("esac",) and top != "for"):
            raise _FaultError(start, self.at, f"there is no command between this {word} and what is before it")
        opened = self.blocks.pop()
        if word in _NEXT:
            self.blocks.append(_Open(word, opened.start, opened.end) if word != "do" else _Open("do", start, self.at))
            self.first = self.empty = True
        else:
            self.closed()

    def listed(self, word: str, start: int) -> None:
        """Read the head of a loop over words or of a case."""
        blank, any_word = (
            r"(?:[ \t]|\\\n)+",
            r"(?:[^\s'\"`$\\;&|<>()]|'[^'\n]*'|\"[^\"\n`]*\"|\$[\w@*#?]|\$\{[^}\n]*\})+",
        )
        if word == "case":
            head = re.compile(rf"{blank}{any_word}\s+in(?=\s)").match(self.text, self.at)
            if head is None:
                raise _UnsureError
            self.at = head.end()
            self.blocks.append(_Open("case", start, self.at))
            self.joined = None
            self.pattern()
            return
        head = re.compile(rf"{blank}[A-Za-z_]\w*(?:\s+in\b(?P<words>[^;\n]*)|[ \t]*)").match(self.text, self.at)
        if head is None or re.search(r"[`\"'$(\\#]", re.sub(r"\$[\w@*]+|\"\$[\w@*]+\"", "", head["words"] or "")):
            raise _UnsureError
        self.at = head.end()
        self.blocks.append(_Open("for", start, start + len(word)))
        ahead = re.compile(r"[ \t]*[;\n]\s*").match(self.text, self.at)
        self.at = ahead.end() if ahead is not None else self.at
        self.first, self.empty, self.joined = True, False, None

    def pattern(self) -> None:
        """Pass over the pattern of a case, up to its parenthesis; or come to the end of it."""
        found = re.compile(
            r"(?:\s|#[^\n]*\n|\\\n)*(?:esac(?![\w-])|(?P<pattern>\(?[^\s()'\"`$\\;&<>#][^()'\"`$\\;&<>\n#]*|\(?\"[^\"`$\\\n]*\"(?:[ \t]*\|[ \t]*\"[^\"`$\\\n]*\")*[ \t]*|\(?'[^'\n]*'[ \t]*)\))"
        ).match(self.text, self.at)
        if found is None and "esac" not in self.text[self.at :]:
            kind, start, end = self.blocks[-1]
            raise _FaultError(start, end, f"this {kind} is never followed by {_ENDS[kind]}")
        if found is None:
            raise _UnsureError
        self.at = found.end()
        if found["pattern"] is None:
            self.blocks.pop()
            self.closed()
        else:
            self.first = self.empty = True

    def operator(self, sign: str, start: int) -> None:
        after, self.after = self.after, False
        top = self.blocks[-1].kind if self.blocks else ""
        if sign == "\n":
            self.first = True
            self.bodies()
        elif sign == "(":
            if not self.first or after or self.text.startswith("(", self.at):
                raise _UnsureError
            self.blocks.append(_Open("(", start, self.at))
            self.joined, self.first, self.empty = None, True, True
        elif sign == ")":
            self.reserved(sign, start, top)
        elif sign == ";;":
            if top != "case" or self.joined is not None:
                raise _FaultError(start, self.at, "this ;; belongs to no case that is open")
            if self.text.startswith("&", self.at):
                raise _UnsureError
            self.pattern()
        elif self.first and not after and (self.joined is not None or self._at_begin(start)):
            if sign in (";", "&") and self.text.startswith("&", self.at):
                raise _UnsureError
            raise _FaultError(start, self.at, f"there is no command before this {sign}")
        else:
            self.first = True
            self.joined = _Open(sign, start, self.at) if sign in ("&&", "||", "|", "|&") else None

    def _at_begin(self, start: int) -> bool:
        """Return whether nothing precedes on the line, or an operator or the beginning of a block."""
        before = self.text[:start].rstrip(" \t")
        return not before or before[-1] in "\n;&|({" or before.endswith(("then", "do", "else"))


def fault(text: str) -> Fault | None:
    """Return where no shell goes on reading a script, or None if that is not certain."""
    try:
        _Reader(text).read()
    except _FaultError as error:
        return error.fault
    except _UnsureError:
        pass
    return None
