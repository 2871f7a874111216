"""A line of a shell-style file does not set what it was meant to set.

Why: the launcher or the network scripts source the file. A blank beside the `=`, a value of two words
without quotes, a quote that is never closed or a Windows line end lose the value or add to it, and the
service starts with something else. So do `KEY: value`, `set KEY=value`, `+KEY=value` and other notations, HTML that was
pasted, backticks for quotes, and a comment without a blank before it. A block or an expansion that is never closed stops the
whole file.

Daemon: `IPADDR = x` runs a command named IPADDR; a carriage return becomes part of the value. Source:
initscripts 9.49.38, network-functions (source_config); the carp service sources its vip files alike. At an `if`
without `fi` dash ends the launcher and bash goes on without the rest of the file (tried with both).

Fix: write NAME=value without blanks, in quotes where the value has some, and save the file with Unix line
ends. carplint does so itself but for what is never closed.

Exceptions: other commands are legal in such a file, so they are not reported here: see sourced-file-command and
pasted-command; nor is anything after a here-document begins. `NAME= value` and `NAME=two words` are legal too
and reported only for a name that these files are known to have.
"""

import re
from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg_keywords import is_known
from carplint.dialects.ucarp import VARIABLES
from carplint.model import Document
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.parse import Node
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

CODE = "CL101"
NAME = "shell-syntax"
SEVERITY = "error"
ON = "document"
NEEDS = "other-lines"

_ALMOST = re.compile(r"[ \t]*+(?:export[ \t]++)?+(?P<name>[A-Za-z_]\w*+)(?P<before>[ \t]*+)=(?P<after>[ \t]*+)")
_COMMANDS = ("test", "expr", "let")
_WORD = re.compile(r"""(?:[^\s'"\\$`;&|<>()]|'[^'\n]*'|"[^"\\\n]*")+""")
_PLAIN = re.compile(r"""[^\r\n'"\\$`;&|<>()#*?\[\]{}]+""")


def _known(document: Document, name: str) -> bool:
    return is_known(name) if document.format == "ifcfg" else name in VARIABLES[document.format]


class _Line(NamedTuple):
    """A command that looks like an assignment: `NAME`, blanks, `=`, blanks, the value."""

    name: Span
    value: Span
    before: bool
    after: bool


def _line(source: Source, leaf: Node) -> _Line | None:
    match = _ALMOST.match(source.text, leaf.start, leaf.end)
    if match is None or match["name"] in _COMMANDS:
        return None
    rest = source.text[match.end() : leaf.end]
    comment = re.search("[ \t]#", rest)
    value = (rest[: comment.start()] if comment is not None else rest).rstrip()
    if "\n" in value:
        return None
    name = Span(source, match.start("name"), match.end("name"))
    place = Span(source, match.end(), match.end() + len(value))
    return _Line(name, place, bool(match["before"]), bool(match["after"]))


def _blanks(document: Document, line: _Line) -> Iterator[Finding]:
    """`NAME = value`, `NAME =value`, `NAME= value`."""
    name, value = line.name.text, line.value.text
    if not line.before and not (value and _known(document, name)):
        return
    span = Span(document.source, line.name.start, line.value.end)
    fix = None
    if not value or _WORD.fullmatch(value) is not None:
        blanks = Span(document.source, line.name.end, line.value.start)
        fix = Fix("remove the blanks next to the =", (Edit(blanks, "="),))
    ran = f"runs a command named {name}" if line.before else f"sets {name} to nothing and runs the value"
    message = f"a shell allows no blank next to the =: this line {ran}, and {name} does not get the value"
    yield Finding(message, span, fix=fix, label="no blank next to the =")


def _unquoted(document: Document, line: _Line) -> Iterator[Finding]:
    """`NAME=two words` of a known name."""
    name, value = line.name.text, line.value.text
    if not _known(document, name) or _PLAIN.fullmatch(value) is None or len(value.split()) < 2:
        return
    fix = Fix("put the value in quotes", (Edit(line.value, f'"{value}"'),))
    message = f"{name} does not get this value: without quotes the shell runs what follows the blank as a command"
    yield Finding(message, line.value, fix=fix, label="needs quotes")


def _unclosed(document: Document, leaf: Node) -> Iterator[Finding]:
    source = document.source
    line = source.text[leaf.start : leaf.end]
    found = re.search("['\"`]", line)
    if found is not None:
        end = leaf.start + len(line.rstrip())
        message = "the quote that opens here is never closed: the shell cannot read the file from here on"
        yield Finding(message, Span(source, leaf.start + found.start(), end), label="no closing quote")


_PAIRS = (
    (r"if\b", r"(?<![\w-])fi(?![\w-])", "if", "fi"),
    (r"case\b", r"(?<![\w-])esac(?![\w-])", "case", "esac"),
    (r"(?:for|while|until|select)\b", r"(?<![\w-])done(?![\w-])", "a loop", "done"),
    (r"(?:[\w.-]+[ \t]*\(\)[ \t]*)?\{(?=[ \t]*$)", r"\}", "{", "}"),
    (r"[^'\"#\\]*?\$\{(?!.*\})", r"\}", "${", "}"),
    (r"[^'\"#\\]*?\$\((?!.*\))", r"\)", "$(", ")"),
)
"""What opens something at the beginning of a line, or in its part without quotes, and what must follow somewhere."""


def _unfinished(document: Document, leaf: Node) -> Finding | None:
    """A line that opens what nothing in the rest of the file can close."""
    text = document.source.text
    line = text[leaf.start : leaf.end].rstrip("\n")
    start = leaf.start + len(line) - len(line.lstrip(" \t"))
    for opener, closer, name, end in _PAIRS:
        match = re.compile(opener).match(text, start, leaf.start + len(line))
        if match is not None and re.compile(closer).search(text, match.end()) is None:
            message = f"{name} is never followed by {end}: the shell cannot read the file from here on"
            return Finding(message, Span(document.source, start, leaf.start + len(line)), label=f"no {end}")
    return None


def _carriage_returns(document: Document, leaves: list[Node]) -> Iterator[Finding]:
    """One finding a file, at the first line that the carriage return spoils."""
    source = document.source
    for leaf in leaves:
        line = source.text[leaf.start : leaf.end]
        at = line.find("\r\n")
        if at < 0 and line.endswith("\r"):
            at = len(line) - 1
        if leaf.kind == "TRIVIA" or at < 0 or not line.strip():
            continue
        edits = tuple(
            Edit(Span(source, m.start(), m.end()), "") for m in re.finditer(r"(?<!\r)\r++(?=\n|\Z)", source.text)
        )
        message = (
            "the file has Windows line ends: for the shell the carriage return is part of each value, so names, "
            "addresses and passwords are all one character too long"
        )
        span = Span(source, leaf.start, leaf.start + at)
        yield Finding(message, span, fix=Fix("write Unix line ends", edits), label="ends in a carriage return")
        return


def check(document: Document) -> Iterator[Finding]:
    """The lines that are certainly mistakes, file by file."""
    if document.format != "ifcfg" and document.format not in VARIABLES:
        return
    leaves = list(document.tree.leaves())
    yield from _carriage_returns(document, leaves)
    unclosed = False
    for leaf in leaves:
        if leaf.kind in ("COMMAND", "JUNK") and "<<" in document.source.text[leaf.start : leaf.end]:
            break
        if leaf.kind == "COMMAND" and (unfinished := _unfinished(document, leaf)) is not None:
            yield unfinished
            break
        if leaf.kind == "COMMAND":
            line = _line(document.source, leaf)
            if line is not None:
                yield from (_blanks if line.before or line.after else _unquoted)(document, line)
        elif leaf.kind == "JUNK" and not unclosed:
            unclosed = True
            yield from _unclosed(document, leaf)
