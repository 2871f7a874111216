"""The programs that keepalived.conf names, with the scripts among them that lie in the host's tree: read as text,
never run.

A path is taken below the host's root. Where the folder of keepalived.conf was given without the root around it, it
stands for /etc/keepalived, and a script that lies beside keepalived.conf under its own name is taken for the one
that is meant. Source: keepalived, core/notify.c (notify_script_init), lib/notify.c (system_call_script).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, normpath

from carplint.dialects.keepalived.facts.configuration import Configuration, Program
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.scripts import Command
from carplint.model import Command as Words
from carplint.model import HostFiles, not_known
from carplint.text.source import Source
from carplint.text.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carplint.text.reading import Find

SCRIPTS = frozenset(
    "startup_script shutdown_script notify_fifo_script vrrp_notify_fifo_script lvs_notify_fifo_script notify_backup "
    "notify_master notify_fault notify_stop notify notify_deleted notify_master_rx_lower_pri script quorum_up "
    "quorum_down notify_up notify_down misc_path".split()
)
"""The keywords whose value is a script."""

CHECKS = frozenset(("script", "misc_path"))
"""The keywords of programs whose exit status decides about something."""

_HOLDERS = ("vrrp_script", "vrrp_sync_group", "virtual_server", "global_defs")
_HOMES = ("/etc/keepalived/", "/usr/local/etc/keepalived/")
_SYSTEM = ("/bin", "/sbin", "/usr/bin", "/usr/sbin")
_SHELL = re.compile(r"(?:/(?:usr/(?:local/)?)?bin/)?(?:ba|da|k|z|a|)sh")
_INTERPRETER = re.compile(rf"{_SHELL.pattern}|(?:\S*/)?(?:python[0-9.]*|perl|ruby|php)")
_SHEBANG = re.compile(r"#![ \t]*(?:\S*/env[ \t]+)?(?P<program>\S+)")
_UNCLEAR = re.compile(r"[*?\[\]{}$~<>\0]")
_QUOTES = re.compile(r"[\"'\\]")


def is_shell_script(source: Source) -> bool:
    """Whether a script begins with #! and a shell."""
    match = _SHEBANG.match(source.text)
    return match is not None and _SHELL.fullmatch(match["program"]) is not None


def _statements(configuration: Configuration) -> Iterator[Statement]:
    """The statements that name a program."""
    for block in configuration.all(*_HOLDERS):
        yield from (s for s in block.below() if s.words[0] in SCRIPTS)
    for instance in configuration.instances:
        for key in SCRIPTS.intersection(instance.statements):
            yield from instance.statements[key]


class _Tree:
    """The files of a host, as far as its scripts may be among them."""

    def __init__(self, find: Find, main: Source) -> None:
        self.find = find
        self.main = main
        self.sources: dict[str, Source | None] = {}
        name = basename(main.path)
        self.rooted = any(main in (find(home + name, main) or ()) for home in _HOMES)

    def whole(self, path: str) -> bool:
        """Whether the tree is a root that would hold a file of this path: below /etc where it has the accounts, and
        elsewhere where it has a shell."""
        mark = "/etc/passwd" if path.startswith("/etc/") else "/bin/sh"
        return self.rooted and bool(self.find(mark, self.main))

    def source(self, path: str) -> Source | None:
        """The text file that a path means."""
        if path not in self.sources:
            found = self.find(path, self.main)
            if not found and dirname(path) not in _SYSTEM and not self.whole(path):
                below = [path.removeprefix(home) for home in _HOMES if path.startswith(home)]
                found = next((f for c in (*below, basename(path)) if (f := self.find(c, self.main))), None)
            text = found[0] if found and isinstance(found[0], Source) else None
            self.sources[path] = None if text is None or text.text.startswith("\x7fELF") else text
        return self.sources[path]

    def absent(self, path: str) -> bool:
        """Whether a path is known not to be there."""
        return self.find(path, self.main) == [] and self.whole(path)


def _split(text: str) -> list[str]:
    """The words of a command; none where a quote is open."""
    if _QUOTES.search(text) is None:
        return text.split()
    import shlex

    try:
        return shlex.split(text)
    except ValueError:
        return []


def _text(statement: Statement) -> str:
    """The command of a statement."""
    raw = statement.text.text[statement.start : statement.end]
    return Command(statement).text if "'" in raw or "\\" in raw else statement.words[1]


def _script_of(words: list[str]) -> str:
    """The file that an interpreter is to run, "" where it is not known which word that is."""
    rest = [w for w in words[1:] if w not in _HARMLESS]
    return rest[0] if rest and not rest[0].startswith("-") else ""


_HARMLESS = frozenset(("-e", "-u", "-x", "-eu", "-l"))
"""Options of an interpreter that take no word."""


def _program(statement: Statement, tree: _Tree) -> Program | None:
    """The program of a statement, unless a part of it is not known."""
    words = _split(_text(statement))
    if not words or "$" in words[0] or words[0].startswith("<"):
        return None
    from carplint.dialects.shell.script import commands

    span = statement.text.span(statement.start, statement.end)
    program = Program(statement, statement.words[0] in CHECKS, words[0], commands=(Words(tuple(words), span),))
    shell = _SHELL.fullmatch(words[0]) is not None
    if shell and len(words) > 2 and words[1] in ("-c", "-ec"):
        return program._replace(commands=tuple(c._replace(span=span) for c in commands(Source("", words[2]))))
    if _INTERPRETER.fullmatch(words[0]) is not None:
        program = program._replace(path=_script_of(words), interpreted=True, commands=())
    path = program.path
    if not path.startswith("/") or _UNCLEAR.search(path) is not None or normpath(path) != path:
        return program._replace(path="")
    source = tree.source(path)
    if source is not None:
        own = tuple(commands(source)) if (shell if program.interpreted else is_shell_script(source)) else ()
        return program._replace(source=source, commands=own, modes_known=tree.whole(path))
    return program._replace(absent=tree.absent(path))


def programs(host: HostFiles, configuration: Configuration) -> tuple[Program, ...]:
    """The programs that a configuration names."""
    documents = [d.source for d in host.documents if d.format == "keepalived"]
    main = next((s for s in documents if basename(s.path) == "keepalived.conf"), documents[0])
    tree = _Tree(host.files or not_known, main)
    named = (_program(s, tree) for s in _statements(configuration) if len(s.words) > 1)
    return tuple(p for p in named if p is not None)
