"""The values of a shell-style file's assignments, computed without running anything.

The values are those that `sh` would have after sourcing the file. Whatever cannot be known from the file (a command
substitution, a variable set elsewhere, an assignment under a condition), or is not the same in dash and bash, is an
unknown value with its reason, never a guess. If a format says that bash sources its files, what only bash knows (`+=`,
`$'...'`) is known, too. Source: POSIX.1-2017, Shell Command Language; checked against both shells by the tests.
"""

import re
from collections.abc import Iterator

from carplint.dialects.shell.expansion import (
    LONGEST,
    REFERENCE,
    Environment,
    UnknownError,
    Variables,
    bring,
    expand,
    word_end,
    word_value,
)
from carplint.dialects.shell.words import NAME, NEXT, ODD_SUBSTITUTION, PIECES
from carplint.model import Setting, Value
from carplint.text.parse import Node, parse
from carplint.text.reading import RECORD, ROOM_ENDED, Budget, alone
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

_ASSIGNMENT = re.compile(rf"(export(?:[ \t]|\\\n)++)?+({NAME})(\+?)=")
_SETTING = rf"\$\{{({NAME})(:?)=[^{{}}`'\"\\]*+\}}"
_SIDE_EFFECT = r"\$\{\w+:?[=?]|\$\(\(|\$(?:\[|'[^']*\\')"
_OWN = frozenset(
    "BASHOPTS BASHPID BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_CMDS BASH_COMMAND BASH_LINENO BASH_SOURCE BASH_SUBSHELL "
    "BASH_VERSINFO BASH_VERSION COMP_WORDBREAKS DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS HISTCMD "
    "LINENO OPTIND PIPESTATUS PPID RANDOM SECONDS SHELLOPTS SRANDOM UID _".split()
)
"""Variables that a shell sets itself or refuses to change. Source: bash(1), Shell Variables; dash(1)."""


def _simple_commands(text: str, leaf: Node) -> Iterator[list[tuple[re.Match[str], int]]]:
    """Yield the assignments of an ASSIGNMENT token, each with the end of its word, by simple command."""
    command: list[tuple[re.Match[str], int]] = []
    at = leaf.start
    while (match := _ASSIGNMENT.search(text, at, leaf.end)) is not None:
        between = text[at : match.start()]
        if "#" in between:
            break  # the rest of the line is a comment
        if ";" in between:
            yield command
            command = []
        at = min(word_end(text, match.end()), leaf.end)
        command.append((match, at))
    yield command


def _assignments(source: Source, leaf: Node, environment: Environment, condition: str, bash: bool) -> Iterator[Setting]:
    """Yield the assignments of one ASSIGNMENT token, from left to right. The consumer keeps `environment` up to date,
    since a word sees what precedes it; but what follows `export` sees what came before that."""
    for command in _simple_commands(source.text, leaf):
        exported = bool(command and command[0][0][1])
        settings = (_setting(source, match, end, environment, condition, exported, bash) for match, end in command)
        yield from list(settings) if exported else settings


def _setting(
    source: Source,
    match: re.Match[str],
    end: int,
    environment: Environment,
    condition: str,
    exported: bool,
    bash: bool,
) -> Setting:
    name = match[2]
    written = source.text[match.end() : end]
    span = Span(source, match.end(), end)
    try:
        if condition:
            raise UnknownError(condition)
        if name in _OWN:
            raise UnknownError(f"{name} is the shell's own")
        before = expand(f"${name}", "", environment, LONGEST) if match[3] else ""
        value = Value(before + word_value(written, environment, exported, bash), written, span)
        if len(value.value or "") > LONGEST:
            raise UnknownError("the value is too long")
    except UnknownError as unknown:
        value = Value(None, written, span, str(unknown))
    return Setting(Value(name, name, Span(source, match.start(2), match.end(2))), value)


def _has_side_effect(text: str) -> bool:
    """Return whether an expansion may set variables itself, or ends elsewhere in another shell."""
    pieces = re.finditer(PIECES, text)
    outside = "".join(p.group() for p in pieces if p.lastgroup != "single" or text[p.start() - 1] == "$")
    return re.search(_SIDE_EFFECT, outside) is not None or re.match(ODD_SUBSTITUTION, outside) is not None


class Sourced(NamedTuple):
    """The result of sourcing a file: its assignments in their order, and the variables afterwards; and whether what
    follows is `within` a condition, a loop or a function."""

    settings: tuple[Setting, ...]
    environment: Environment
    within: bool = False


def _settled(text: str, variables: Environment) -> str:
    """Return a line without each ${NAME:=word} that sets nothing, since NAME has a value that the line does not change."""

    def shown(match: re.Match[str]) -> str:
        own = variables.get(match[1])
        known = own is not None and own.value is not None and not (match[2] and own.value == "")
        return "" if known and re.search(rf"(?<![\w{{]){match[1]}\+?=", text) is None else match[0]

    return re.sub(_SETTING, shown, text)


def run(
    source: Source,
    tree: Node,
    environment: Environment | None = None,
    left: Budget | None = None,
    *,
    bash: bool = False,
) -> Sourced:
    """Return a shell's variables after it sourced the file, given what they were before. `left` is the budget of the run, if the
    file may be sourced again and again; `bash` says that the shell is bash, and no other."""
    settings: list[Setting] = []
    before = dict(environment or {})
    if left is not None and not left.spend(len(source.text) + RECORD * len(before)):
        return Sourced((), {"": Value(None, "", source.span(), ROOM_ENDED)})
    *_, (_, variables, within) = steps(source, tree, before, settings, left or alone(source), bash=bash)
    return Sourced(tuple(settings), variables, within)


def steps(
    source: Source,
    tree: Node,
    variables: dict[str, Value[str]],
    settings: list[Setting],
    left: Budget,
    *,
    bash: bool = False,
) -> Iterator[tuple[Node | None, dict[str, Value[str]], bool]]:
    """Yield each line of a file that is sourced, with the variables that a shell has before it, which change as it goes on, and
    whether the line is within a condition, a loop or a function; at the end None with what they are then. The assignments are
    appended to `settings`."""
    blocks: list[str] = []
    reach = ""
    variables = Variables(variables, left)
    for leaf in tree.leaves():
        if leaf.kind == "TRIVIA":
            continue
        yield leaf, variables, bool(blocks) or bool(reach)
        text = source.text[leaf.start : leaf.end]
        subtle = leaf.kind != "ASSIGNMENT" or (
            ("$" in text or "`" in text) and _has_side_effect(_settled(text, variables) if "=" in text else text)
        )
        if leaf.kind == "ASSIGNMENT":
            condition = reach
            if blocks:
                condition = condition or "it is set under a condition or in a function"
            elif subtle:
                condition = condition or "its line sets variables in more than one way"
            elif (
                not bash
                and "+=" in text
                and any(match[3] for c in _simple_commands(source.text, leaf) for match, _ in c)
            ):
                condition = condition or "not every shell knows +="
            elif left.room < 0 and "$" in text:
                condition = ROOM_ENDED
            for setting in _assignments(source, leaf, variables, condition, bash):
                settings.append(setting)
                left.spend(max(len(setting.value.value or "") - len(setting.value.written), 0))
                variables[setting.key.written] = setting.value
        if subtle:
            from carplint.dialects.shell import effects  # rarely needed, so not at start-up

            effect = effects.effect(text, blocks) if leaf.kind != "JUNK" else effects.UNCERTAIN
            span = Span(source, leaf.start, leaf.end)
            for name in effect.names:
                variables[name] = Value(None, "", span, f"{name} may be set by a command")
            if effect.anything:
                why = "a line above it can change any variable"
                variables = Variables({"": Value(None, "", span, why)}, left)
                reach = why if effect.onwards else reach
        elif blocks[-1:] == [NEXT]:
            blocks.pop()
    yield None, variables, bool(blocks) or bool(reach)


def word(source: Source, start: int, end: int, environment: Environment) -> Iterator[Value[str]]:
    """Yield what a word of a command becomes. A variable without quotes is split if it is a word of its own; in part of one
    it must be plain."""
    written, span = source.text[start:end], Span(source, start, end)
    reference = re.fullmatch(REFERENCE, written) if "$" in written else None
    plain = reference is not None and (reference["plain"] or not (reference["choice"] or reference["length"]))
    if "$" in written and isinstance(environment, Variables) and environment.left.room < 0:
        yield Value(None, written, span, ROOM_ENDED)
        return
    own = environment.get(reference["plain"] or reference["name"]) if plain and reference is not None else None
    if own is not None and own.value is not None and "IFS" not in environment:
        yield from split(bring(environment, own, size(own) - len(written)))
        return
    try:
        if re.search(r"(?<!\\)[*?\[]", re.sub(r"'[^']*'|\"[^\"]*\"", "", written)):
            raise UnknownError("a pattern stands for names of files")
        value = word_value(written, environment, True, False)
        yield bring(environment, Value(value, written, span), len(value) - len(written))
    except UnknownError as unknown:
        yield Value(None, written, span, str(unknown))


def size(value: Value[str]) -> int:
    """Return how much a value brings in where it is split."""
    return len(value.value) + RECORD * value.value.count(" ") if value.value is not None else 0


def elsewhere(value: Value[str] | None, source: Source, left: Budget) -> Value[str] | None:
    """Return a variable of a launcher, if there is room for one that another file than its own sets."""
    known = value is None or value.span.source is source or left.spend(size(value))
    return value if known or value is None else value.but(None, ROOM_ENDED)


def split(value: Value[str]) -> tuple[Value[str], ...]:
    """Return the words that an unquoted use of a variable gives, each with its own span if it is plain.

    Source: POSIX.1-2017, Shell Command Language, 2.6.5 Field Splitting, with the default IFS."""
    if value.value is None:
        return (value,)
    written, span = value.written, value.span
    plain = written[1:-1] if written[:1] in ("'", '"') and written[-1:] == written[:1] else written
    shift = span.start + (1 if plain != written else 0)
    words = []
    for match in re.finditer(r"[^ \t\n]+", value.value):
        place = Span(span.source, shift + match.start(), shift + match.end()) if plain == value.value else span
        words.append(Value(match.group(), match.group(), place))
    return tuple(words)


_ENDS = ("", "then", "else", "fi", "do", "done", "esac", "{", "}")
"""Lines that go with the ones above."""


def commands(source: Source) -> Iterator[Value[str]]:
    """Yield what a file that a shell reads has besides assignments, by the first words."""
    for leaf in parse(source.text, "sysconfig").leaves():
        text = source.text[leaf.start : leaf.end].strip()
        if leaf.kind not in ("ASSIGNMENT", "TRIVIA") and text not in _ENDS:
            yield Value(text.split()[0], text, source.span(leaf.start, leaf.end))


_ODD = ("`", "$(", '"#', "'#")


def is_plain(source: Source, tree: Node) -> bool:
    """Return whether a file holds, besides comments, assignments alone: in ASCII, without commands for values, and nothing glued
    to a quote."""
    return all(
        leaf.kind == "TRIVIA"
        or (leaf.kind == "ASSIGNMENT" and text.isascii() and not any(sign in text for sign in _ODD))
        for leaf in tree.leaves()
        for text in (source.text[leaf.start : leaf.end],)
    )


def assigned(text: str) -> Iterator[str]:
    """Yield the names that the lines of a file may set: a quick look."""
    for line in text.split("\n"):
        name = line.partition("=")[0].strip(" \t").removeprefix("export ")
        if name.isidentifier() and "=" in line:
            yield name
