"""Values whose text matters more than their words: commands of scripts, passwords, names.

A line with a script is read again like a shell's: double and single quotes and backslashes, the first word
is the command, the second its user, the third its group. Source: keepalived, lib/parser.c
(alloc_strvec_quoted_escaped) and core/notify.c (notify_script_init, find_path); tried on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.text.finding import Edit, Finding, Fix

_PIECE = r'"(?:[^"\\]|\\.)*"|' r"'[^']*'" r"|\\.|[^\s\"'\\#!{}]"
_WORD = re.compile(rf"(?:{_PIECE})+")
_QUOTES = re.compile(r'"((?:[^"\\]|\\.)*)"|' r"'([^']*)'" r"|\\(.)")
_TOKEN = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']+""")
_CLOSED = re.compile(r"""(?:[^'"]|'[^']*'|"[^"]*")*+""")
"""A command of which no quote stays open."""
_USER = re.compile(r"[a-z_][a-z0-9_.-]{0,31}\$?|[0-9]{1,10}")
_STATES = ("master", "fault", "stop")
_SHELLS = re.compile(r"(?:\S*/)?(?:ba|da|a|k|z|)sh|(?:\S*/)?(?:busybox|env|eval|su|ssh|sudo)")
_META = re.compile(r"[|&;]+|[0-9]*(?:>>?|<)(?:&[0-9-]|[^\s|&;]*)|.*(?:`|\$\().*|.*[^\\];|.*[^>]&")
"""Words that only a shell understands: pipes, lists, redirections, substitutions."""


class Command:
    """A script's line: the command's text, the words behind it with their places, and where a backslash at the
    end of the line is, if there is one."""

    __slots__ = ("cut", "place", "rest", "statement", "text")

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        text = statement.text.text
        words = [(m.start(), m.end(), _plain(m.group())) for m in _WORD.finditer(text, statement.start, statement.end)]
        self.place = words[1][:2] if len(words) > 1 else (statement.start, statement.end)
        high = self.place[1]
        self.text = words[1][2] if len(words) > 1 else ""
        comment = re.search(r"[#!]", text[high : statement.end])
        limit = statement.end if comment is None else high + comment.start()
        self.rest = [word for word in words[2:] if word[0] < limit]
        last = self.rest[-1][1] if self.rest else high
        self.cut = last if text[last : last + 1] == "\\" else None

    def finding(self, rule: str, message: str, place: tuple[int, int] | None = None) -> Finding:
        """Something is wrong with the command or with the words behind it."""
        low, high = self.place if place is None else place
        return Finding(message, self.statement.text.span(low, high), name=rule)


def _plain(word: str) -> str:
    return _QUOTES.sub(lambda m: m[1] if m[1] is not None else m[2] if m[2] is not None else m[3], word)


def script_findings(statement: Statement) -> Iterator[Finding]:
    """What is wrong with the line of a script."""
    if len(statement.words) < 2 or "$" in statement.words[1]:
        return
    command = Command(statement)
    text = command.text.strip()
    if text in ("", "\\"):
        message = "this script has no name: keepalived silently drops it"
        yield command.finding("script-unusable", message)
        return
    if command.cut is not None:
        message = "a backslash at the end of the line escapes nothing: keepalived silently drops the script"
        yield command.finding("script-unusable", message, (command.cut, command.cut + 1))
    part = statement.text.text[statement.start : statement.end]
    line = re.split("[#!]", part, maxsplit=1)[0]
    read = (text,) if '"' in line else (text, line)  # as the daemon does, the line and then the command
    if "\\" not in part and not all(map(_CLOSED.fullmatch, read)):
        yield command.finding("script-unusable", "a quote of this script is never closed: keepalived drops the script")
        return
    yield from _behind(statement, command)
    yield from _shell(command, text)
    first = _TOKEN.match(text)
    if first is not None and "/" not in first[0] and not first[0].startswith("<") and "$" not in text:
        name = first[0].strip("\"'")[:40]
        message = f"{name} has no path: keepalived looks for it in its PATH, which is not your shell's"
        yield command.finding("script-without-path", message)


def _behind(statement: Statement, command: Command) -> Iterator[Finding]:
    """USER and GROUP behind the script: what cannot be one was meant as an argument."""
    if statement.words[0] in ("script", "misc_path"):
        return
    for low, high, word in command.rest[:2]:
        if "$" not in word and (not _USER.fullmatch(word) or word in _STATES):
            message = (
                "the words after a script are its user and group, and this can be neither: keepalived drops the script. "
                "Write the arguments inside the quotes"
            )
            yield command.finding("script-arguments-outside-quotes", message, (low, high))
            return


def _shell(command: Command, text: str) -> Iterator[Finding]:
    tokens = _TOKEN.findall(text)
    if tokens and _SHELLS.fullmatch(tokens[0]):
        return
    found = next((t for t in tokens[not text.startswith("</dev/") :] if t[0] not in "\"'" and _META.fullmatch(t)), None)
    if found is not None:
        message = (
            f"no shell runs this script, so {found[:20]} and the words after it are ordinary arguments: "
            "write sh -c '...' or a script of its own"
        )
        yield command.finding("script-shell-metachars", message)


def _double(statement: Statement) -> Fix | None:
    """Double quotes instead of single ones, around a value in which neither stands."""
    text = statement.text.text[statement.offsets(1)[0] : statement.end]
    match = re.match("'([^'\"#!{}\\\\\n]*)'(?=[ \t\r\n#!]|$)", text)
    if match is None:
        return None
    at = statement.offsets(1)[0]
    span = statement.text.span(at, at + match.end())
    return Fix("write double quotes", (Edit(span, f'"{match[1]}"'),), safe=False)


def _quoted(statement: Statement, end: int) -> Fix | None:
    """Double quotes around the last word of a line and all that is glued to it; not where more than a word follows,
    which may be a comment."""
    text = statement.text.text
    low = statement.offsets(len(statement.words) - 1)[0]
    match = re.match(r"[#!][^\s\"\\]+(?=[ \t\r]*(?:\n|$))", text[end : statement.end])
    if match is None or '"' in text[low:end] or len(statement.words) != 2:
        return None
    span = statement.text.span(low, end + match.end())
    fix = Fix("write double quotes around it", (Edit(span, f'"{span.text}"'),), safe=False)
    return fix if repair.is_own(statement, span) else None


def comment_findings(statement: Statement, *, script: bool = False) -> Iterator[Finding]:
    """A value that # or ! ends in the middle, and one in single quotes, which count in the line of a script."""
    text, words = statement.text.text, statement.words
    part = text[statement.start : statement.end]
    if "'" in part and words[1:2] and words[1][:1] == "'" and not script:
        message = "single quotes have no meaning here and become part of the value: write double quotes"
        yield Finding(message, statement.span(1), fix=_double(statement), name="single-quotes-kept")
    if ("#" in part or "!" in part) and len(words) > 1:
        _, end = statement.offsets(len(words) - 1)
        if text[end : end + 1] in ("#", "!") and text[end - 1] != '"':
            message = (
                f"the {text[end]} begins a comment: the value ends before it. Write double quotes around the value"
            )
            span, fix = statement.text.span(end, end + 1), _quoted(statement, end)
            yield Finding(message, span, fix=fix, name="comment-char-in-value")
