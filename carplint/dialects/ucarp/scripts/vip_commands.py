"""Which commands of a script move the VIP: found in its text, which is never run.

Source: ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`); ip-address(8); ifconfig(8); POSIX.1-2017, Shell
Command Language, 2.9 and 2.10; the vip-up and vip-down of each package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from carplint.dialects.ucarp.launcher import TOKEN
from carplint.dialects.ucarp.up_script import ASSIGNMENT, IP_WORDS, OPAQUE, resolved

_FOLDERS = ("/etc/sysconfig/carp", "/usr/libexec/ucarp", "/usr/share/ucarp", "/etc/ucarp", "/usr/lib/ucarp")
_NAMES = ("vip-up", "vip-down", "vip-up-default.sh", "vip-down-default.sh")
DEFAULTS = frozenset(f"{folder}/{name}" for folder in _FOLDERS for name in _NAMES)
"""The scripts of the packages, the last two Gentoo's: all that they do is to add or remove the VIP."""

_OPENERS = {"if": "fi", "case": "esac", "for": "done", "select": "done", "while": "done", "until": "done", "{": "}"}
_BETWEEN = frozenset(("then", "elif", "else", "do", "!", "time"))
"""Words that stand before a command, or alone, and are no part of it."""
_LISTS = frozenset(("for", "case", "select"))
"""Words behind which no command stands on that line."""
_RUNNERS = frozenset("exec command sudo env nohup nice ionice setsid timeout xargs".split())
"""Programs that run what follows them."""
_DECLARATIONS = frozenset("export readonly local declare typeset".split())
_CHANGERS = frozenset("ip ifconfig ifup ifdown".split())
_WITHIN = re.compile(r"(?:\$\(|`).*(?:\bip\b.*\b(?:add|del\w*|replace|change|flush)\b|ifconfig|ifup|ifdown)", re.DOTALL)
"""A command that changes addresses inside of a substitution."""
_IP_OPTIONS = frozenset("-f -family -n -netns -b -batch -l -loops -rc -rcvbuf".split())
"""Options of `ip` that take a word."""


_SHELL = re.compile(r"#![ \t]*(?:/usr/bin/env[ \t]+)?(?:/\S*/)?(?:sh|bash|dash|ksh|ash)\b")
_NEUTRAL = frozenset(
    "exec [ test exit return echo printf sleep set true false : cd arping arp arpsend send_arp".split()
)
"""Commands that leave nothing behind, or only tell the segment where the VIP is, which keepalived does itself."""
_NOWHERE = re.compile(r">&[0-9-]+$|>[>|]?[ \t]*[\"']?/dev/null[\"']?$")
"""An output that nobody finds later."""
_IFCFG = re.compile(r"""[\"']?/\S*/ifcfg-\S+""")
"""A file that sets variables and does nothing else."""


class UnsureError(Exception):
    """Raised where nobody can tell what a script does."""


class Call(NamedTuple):
    """How ucarp calls a script: with an interface, "" where it is not known, and the first of these VIPs."""

    interface: str
    vips: tuple[str, ...]


class _Simple(NamedTuple):
    """A simple command as it is written, and whether it is a line of its own outside of any block."""

    words: tuple[str, ...]
    start: int
    end: int
    whole: bool


class Command(NamedTuple):
    """A command of a script: where it is, whether it moves a VIP, and what its words come to, None where that is not known."""

    words: tuple[str | None, ...]
    start: int
    end: int
    moves: bool
    whole: bool
    """It is a line of its own outside of any block."""


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

    def operator(self, sign: str) -> Iterator[_Simple]:
        """An operator, which ends a command."""
        pattern = sign == ")" and self.blocks[-1:] == ["esac"]
        if self.words and not self.list and not pattern and sign != "(":
            yield _Simple(tuple(self.words), self.start, self.end, self.alone and sign == "\n")
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

    def commands(self) -> Iterator[_Simple]:
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


def _assigned(word: str) -> re.Match[str] | None:
    return re.fullmatch(ASSIGNMENT, word, re.DOTALL)


def _is_alias(name: str | None, interface: str) -> bool:
    """Whether a name is that of the VIP's alias: what ucarp is told as its interface, or Debian's NAME:ucarp."""
    return name is not None and interface != "" and name == (interface if ":" in interface else f"{interface}:ucarp")


def _moves(words: Sequence[str | None], call: Call) -> bool:
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
        return _ip(words[1:], call.vips)
    if name == "ifconfig" and len(words) > 2:
        if _is_alias(words[1], call.interface) or any((w or "").partition("/")[0] in call.vips for w in words[1:]):
            return True
        raise UnsureError
    if name in ("ifup", "ifdown"):
        if not _is_alias(words[-1], call.interface):
            raise UnsureError
        return True
    return program in DEFAULTS


def commands(text: str, call: Call) -> Iterator[Command]:
    """The commands of a script, with those of functions and of every branch; raises `UnsureError` where it is not sure what
    one does to the VIPs."""
    variables: dict[str, str | None] = {"1": call.interface or None, "2": call.vips[0]}
    cutter = _Cutter(text)
    for command in cutter.commands():
        words = list(command.words)
        variables |= dict.fromkeys(cutter.loops)
        if words[0] in (".", "source") and len(words) == 2 and _IFCFG.fullmatch(words[1]):
            variables |= dict.fromkeys(variables.keys() - {"1", "2"})
            continue
        declares = words[0] in _DECLARATIONS
        set_here = [w for w in words if _assigned(w)] if declares else list(takewhile(_assigned, words))
        for match in filter(None, map(_assigned, set_here)):
            certain = command.whole and match[1] not in variables
            variables[match[1]] = resolved(match[2], variables) if certain else None
        words = [] if declares else words[len(set_here) :]
        known = tuple(resolved(w, variables) for w in words)
        if known:
            yield Command(known, command.start, command.end, _moves(known, call), command.whole)


def is_shell(text: str) -> bool:
    """Whether a script is one of a shell, or of nobody says what."""
    return not text.startswith("#!") or _SHELL.match(text) is not None


def does_only_that(text: str, call: Call) -> bool:
    """Whether a script for sure does nothing that lasts but to move the VIPs."""
    if not is_shell(text) or any(
        (t.lastgroup == "redirect" and ">" in t.group() and _NOWHERE.search(t.group()) is None)
        or (t.lastgroup == "word" and re.search(r"\$\(|`", t.group()))
        for t in TOKEN.finditer(text)
    ):
        return False
    try:
        return all(c.moves or (c.words[0] or "").rpartition("/")[2] in _NEUTRAL for c in commands(text, call))
    except UnsureError:
        return False
