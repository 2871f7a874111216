"""Copies of custom scripts without their commands for the VIP, which keepalived adds and removes itself.

A command is taken out only where that is sure to change nothing else: it is a plain line of its own, outside of any
condition, loop or function, its address is the VIP, and nothing looks at its exit status. Nothing is run for it.
Source: ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`); ip-address(8); ifconfig(8); POSIX.1-2017, Shell
Command Language, 2.9 and 2.10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from carplint.conversion.plan import Design, Part
from carplint.conversion.scripts import text_of
from carplint.formats.launcher import TOKEN, plain
from carplint.formats.up_script import IP_WORDS, OPAQUE
from carplint.model import Value

NOTE = "# keepalived does this: "
"""Stands before a command that was taken out."""

_SHELL = re.compile(r"#![ \t]*(?:/usr/bin/env[ \t]+)?(?:/\S*/)?(?:sh|bash|dash|ksh|ash)\b")
_OPENERS = {"if": "fi", "case": "esac", "for": "done", "select": "done", "while": "done", "until": "done", "{": "}"}
_BETWEEN = frozenset(("then", "elif", "else", "do", "!", "time"))
"""Words that stand before a command, or alone, and are no part of it."""
_LISTS = frozenset(("for", "case", "select"))
"""Words behind which no command stands on that line."""
_RUNNERS = frozenset("exec command sudo env nohup nice ionice setsid timeout xargs".split())
"""Programs that run what follows them."""
_DECLARATIONS = frozenset("export readonly local declare typeset".split())
_CHANGERS = frozenset("ip ifconfig ifup ifdown".split())
_STATUS = re.compile(r"\$\?|\$\{\?\}|\$\{?0|BASH_SOURCE|PIPESTATUS")
"""What looks at the exit status of the command before, or at the name of the script."""
_WITHIN = re.compile(r"(?:\$\(|`).*(?:\bip\b.*\b(?:add|del\w*|replace|change|flush)\b|ifconfig|ifup|ifdown)", re.DOTALL)
"""A command that changes addresses inside of a substitution."""
_REFERENCE = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_IP_OPTIONS = frozenset("-f -family -n -netns -b -batch -l -loops -rc -rcvbuf".split())
"""Options of `ip` that take a word."""


class UnsureError(Exception):
    """Raised where nobody can tell what a script does."""


class _Command(NamedTuple):
    """A simple command of a script as it is written, and whether it is a line of its own outside of any block."""

    words: tuple[str, ...]
    start: int
    end: int
    whole: bool


class Copy(NamedTuple):
    """A script for the result: its text, mode and encoding, and whether anything was taken out of it."""

    text: str
    mode: int
    encoding: str
    changed: bool


class _Cutter:
    """The state of a walk over the tokens of a script."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[str] = []
        self.words: list[str] = []
        self.start = self.end = 0
        self.fresh = True  # nothing but blanks stands before on this line, and the line before is over
        self.alone = False  # that was so before the command
        self.last = ""  # the operator that nothing but blank lines follows so far
        self.list = False  # the words are those of for, case or select
        self.loops: set[str] = set()  # the variables of loops

    def word(self, word: str, start: int, end: int) -> None:
        """A word: of a command, or one that opens or closes a block."""
        if not self.words and not self.list:
            if word in _OPENERS:
                self.blocks.append(_OPENERS[word])
                self.list, self.fresh = word in _LISTS, False
                return
            if self.blocks and word == self.blocks[-1]:
                self.blocks.pop()
                self.fresh = False
                return
            if word in _OPENERS.values() or word == "function":
                raise UnsureError
            if word in _BETWEEN:
                self.fresh = False
                return
            self.alone, self.start = self.fresh and not self.blocks, start
        if self.list and not self.words:
            self.loops.add(word)
        self.fresh, self.end = False, end
        self.words.append(word)

    def operator(self, sign: str) -> Iterator[_Command]:
        """An operator, which ends a command."""
        pattern = sign == ")" and self.blocks[-1:] == ["esac"]
        if self.words and not self.list and not pattern and sign != "(":
            yield _Command(tuple(self.words), self.start, self.end, self.alone and sign == "\n")
        if sign == "(":
            self.blocks.append(")")  # a subshell, or the brackets of a function
        elif sign == ")" and not pattern:
            if self.blocks[-1:] != [")"]:
                raise UnsureError
            self.blocks.pop()
        self.words = []
        self.list = False
        self.fresh = sign == "\n" and self.last not in ("&&", "||", "|")
        if sign != "\n":
            self.last = sign

    def commands(self) -> Iterator[_Command]:
        """All commands, with those of functions and of every branch."""
        for token in TOKEN.finditer(self.text):
            kind, found = token.lastgroup, token.group()
            if kind in ("here", "unclear") or (kind == "word" and _WITHIN.search(found)):
                raise UnsureError
            if kind == "word":
                self.word(found, token.start(), token.end())
                self.last = ""
            elif kind == "redirect":
                self.fresh, self.end, self.last = False, token.end(), ""
            elif kind == "operator":
                yield from self.operator(found)
        yield from self.operator("\n")
        if self.blocks:
            raise UnsureError


def _resolved(word: str, variables: Mapping[str, str | None]) -> str | None:
    """What a word comes to; None where that is not known."""
    if "`" in word or "$(" in word or ("'" in word and "$" in word):
        return None
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        found = variables.get(match[1] or match[2])
        unknown = unknown or found is None
        return found or ""

    text = _REFERENCE.sub(value, plain(word))
    return None if unknown or "$" in text else text


def _ip(words: Sequence[str | None], vips: Sequence[str]) -> bool:
    """Whether an `ip` command adds or removes a VIP; raises where that is not sure."""
    rest = [w for w in words if w is None or not w.startswith("-")]
    if rest[:1] == [None] or _IP_OPTIONS & set(words):
        raise UnsureError
    if not rest or not "address".startswith(rest[0] or "-"):
        return False
    verb = rest[1] if len(rest) > 1 else "show"
    if verb is None:
        raise UnsureError
    if "show".startswith(verb) or verb in ("list", "lst", "ls", "help"):
        return False
    if verb not in ("add", "del", "delete", "replace", "change"):
        raise UnsureError
    words = rest[2:]
    while words and words[0] in IP_WORDS:
        words = words[2:]
    address = words[1] if words[:1] == ["local"] and len(words) > 1 else words[0] if words else None
    if address is None or "peer" in words:
        raise UnsureError
    return address.partition("/")[0] in vips


def _moves(words: Sequence[str | None], vips: Sequence[str]) -> bool:
    """Whether a command adds or removes a VIP; raises where that is not sure."""
    program = words[0]
    if program is None:
        raise UnsureError
    name = program.rpartition("/")[2]
    if name in OPAQUE or (name == "printf" and "-v" in words):
        raise UnsureError
    if name == "set" and not all(w is not None and re.fullmatch(r"[-+][a-z]+", w) and "o" not in w for w in words[1:]):
        raise UnsureError
    if name in _RUNNERS and any((w or "ip").rpartition("/")[2] in _CHANGERS for w in words[1:]):
        raise UnsureError
    if name == "ip":
        return _ip(words[1:], vips)
    if name == "ifconfig" and len(words) > 2:
        if any(w is not None and w.partition("/")[0] in vips for w in words[1:]):
            return True
        raise UnsureError
    if name in ("ifup", "ifdown"):
        raise UnsureError
    return False


def _leading(words: Sequence[str]) -> list[str]:
    """The assignments that a command begins with."""
    return list(takewhile(_ASSIGNMENT.fullmatch, words))


def without(text: str, interface: str, *vips: str) -> str:
    """A script without its commands for the VIPs, of which it is called with the first; raises `UnsureError` where it is not sure which these are."""
    variables: dict[str, str | None] = {"1": interface, "2": vips[0]}
    places = []
    cutter = _Cutter(text)
    for command in cutter.commands():
        words = list(command.words)
        variables |= dict.fromkeys(cutter.loops)
        declares = words[0] in _DECLARATIONS
        set_here = [w for w in words if _ASSIGNMENT.fullmatch(w)] if declares else _leading(words)
        for match in filter(None, map(_ASSIGNMENT.fullmatch, set_here)):
            certain = command.whole and match[1] not in variables
            variables[match[1]] = _resolved(match[2], variables) if certain else None
        words = [] if declares else words[len(set_here) :]
        if not words or not _moves([_resolved(w, variables) for w in words], vips):
            continue
        if not command.whole or "\n" in text[command.start : command.end]:
            raise UnsureError
        places.append(command.start)
    if places and _STATUS.search(text):
        raise UnsureError
    for place in reversed(places):
        text = text[:place] + NOTE + text[place:]
    return text


def copy(design: Design, part: Part, script: Value[str]) -> Copy | None:
    """A custom script without its commands for the VIP, or as it is where it has none; None where it is not at hand, or
    where it is not sure which these are."""
    source = text_of(design.host(part.router.host), script.value or "", script.span.source)
    if source is None or _SHELL.match(source.text) is None:
        return None
    try:
        text = without(source.text, part.device, *(str(v.address.ip) for v in (*part.vips, *part.excluded)))
    except UnsureError:
        return None
    mode = source.mode if source.mode is not None else 0o755
    return Copy(text, mode, source.encoding, text != source.text)
