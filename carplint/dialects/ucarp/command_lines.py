"""Plain `ucarp ...` command lines: in shell scripts (rc.local, a start script) and in systemd's unit files.

Only what is certain is read: in a script a simple command whose program is ucarp, outside any condition, loop or
function, with variables that are set plainly above it; in a unit file the words of ExecStart= with the variables of
Environment= and of the files of EnvironmentFile=, in the unit and its drop-ins. Anything else is unknown, and a line that cannot be read at all is reported as not checked. Source:
POSIX.1-2017, Shell Command Language, 2.9.1; systemd.service(5), "Command lines"; systemd.syntax(7), "Quoting";
systemd.unit(5), "Specifiers"; systemd.exec(5), "Environment".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from carplint.dialects.addresses.statements import beside
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.ucarp.command import Launch, router
from carplint.dialects.ucarp.options import parse
from carplint.model import Document, Host, HostFiles, Value, VirtualRouter
from carplint.text import parse as grammar
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

NAME = "ucarp_lines"

_PROGRAM = re.compile(r"[-@:+!]*(?:/usr(?:/local)?/s?bin/|/s?bin/)?ucarp")
_BEFORE = ("nohup", "exec", "sudo", "setsid", "command")
_EXEC = re.compile(r"(?m)^[ \t]*ExecStart=((?:[^\\\n]|\\\n|\\.)*)")
_SERVICE = re.compile(r"(?m)^[ \t]*\[Service\]")
_RESTART = re.compile(r"(?m)^[ \t]*Restart=[ \t]*(?!no[ \t]*$)\S")
_SETS = re.compile(r"(?m)^[ \t]*Environment(File)?=[ \t]*((?:[^\\\n]|\\\n|\\.)*)")
_ASSIGNS = re.compile(r"""(?m)^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(["']?)([^"'\\\n]*?)\2[ \t]*$""")
_ODD = re.compile(r"""(?m)^[ \t]*[^#;\s].*["'\\].*""")
"""An assignment in a file of EnvironmentFile=; a line of one that may have quotes or escapes over its end."""
_UNIT_WORD = re.compile(
    r"""(?P<quote>["'])(?P<inner>(?:(?!(?P=quote))[^\\\n]|\\[^\n])*)(?P=quote)(?=\s|\\\n|\Z)|(?:[^\s\\]|\\(?!\n))+"""
)
"""Quotes count if they hold a whole word (systemd.syntax(7), "Quoting"); elsewhere they are not computed."""
_ESCAPE = re.compile(
    r"""\\(?:([abfnrtvs\\"'])|x([0-7][0-9a-fA-F])|([01][0-7]{2})|u([0-9a-fA-F]{4})|U(000[0-9a-fA-F]{5}|0010[0-9a-fA-F]{4}))"""
)
"""The escapes in the table there, except for bytes that are not ASCII. Tried with systemd-analyze verify of 252."""
_LETTERS = dict(zip("abfnrtvs", "\a\b\f\n\r\t\v ", strict=True))
_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)$")
_OPTION = re.compile(r"(--[\w-]+)=(?s:.+)")


def _known_option(words: Sequence[Value[str]]) -> Iterator[Value[str]]:
    """Yield the words, with each `--option=...` of which only the value is unknown cut in two."""
    for word in words:
        option = _OPTION.fullmatch(word.written) if word.value is None else None
        if option is not None:
            yield Value(option[1], "", word.span)
        yield word


def _character(escape: re.Match[str]) -> str:
    letter, byte, octal, short, long = escape.groups()
    if letter:
        return _LETTERS.get(letter, letter)
    return chr(int(octal, 8) if octal else int(byte or short or long, 16))


def _unquoted(word: re.Match[str]) -> str | None:
    """Return a word of a unit file without its quotes and escapes, or None if systemd.syntax(7) does not have these."""
    inner, quoted = word["inner"], word["quote"] is not None
    text: str = inner if quoted else word[0]
    rest, plain = _ESCAPE.sub("", text), _ESCAPE.sub(_character, text)
    odd = "\\" in rest or (not quoted and ("'" in rest or '"' in rest))
    return None if odd or "\0" in plain or any("\ud800" <= c <= "\udfff" for c in plain) else plain


class _Environment(NamedTuple):
    """The variables of a service, and why others are not known."""

    values: dict[str, Value[str]]
    why: str


def _assigned(host: Host | HostFiles, text: str, here: Source, environment: _Environment) -> _Environment:
    """Return the variables of a service after a file of EnvironmentFile=."""
    path = text.removeprefix("-")
    plain = host.files is not None and re.fullmatch(r"/[^*?\[%\\\s]+", path) is not None
    found = next(
        (f for f in (host.files(path, here) if host.files and plain else None) or () if isinstance(f, Source)), None
    )
    if found is None:
        return _Environment({}, f"it holds a variable that {path} may set, which is not among the inputs")
    odd = any(_ASSIGNS.fullmatch(line) is None for line in _ODD.findall(found.text))
    if odd:
        return _Environment({}, f"it holds a variable that {path} may set, whose quotes or escapes are not plain")
    values = {m[1]: Value(m[3], m[3], Span(found, *m.span(3))) for m in _ASSIGNS.finditer(found.text)}
    return environment._replace(values=environment.values | values)


def _environment(host: Host | HostFiles, source: Source) -> _Environment:
    """Return the variables of a service. What is set later wins, a drop-in over the unit, and a file over both; an empty
    setting takes back all that came before it."""
    result, files = _Environment({}, "it holds a variable that this file does not set"), list[str]()
    for own in (source, *beside(host, NAME, source)):
        for setting in _SETS.finditer(own.text):
            text = setting[2].strip()
            if setting[1]:
                files = [*files, text] if text else []
            elif not text:
                result.values.clear()
            for word in _UNIT_WORD.finditer(own.text, *setting.span(2)) if not setting[1] else ():
                name, equals, _ = word[0].strip("\"'").partition("=")
                plain = _unquoted(word)
                at = word.start() + word[0].find("=") + 1
                span = Span(own, at, max(at, word.end() - len(word["quote"] or "")))
                why = "its quotes, escapes or specifiers are not plain"
                value = plain.partition("=")[2] if plain is not None and not {"%", "$"} & set(plain) else None
                if equals:
                    result.values[name] = Value(value, span.text, span, "" if value is not None else why)
    for text in files:
        result = _assigned(host, text, source, result)
    return result


def _unit_word(source: Source, word: re.Match[str], environment: _Environment) -> Iterator[Value[str]]:
    """Yield the values of a word of ExecStart=. $NAME as a whole word is split, ${NAME} in a word is not."""
    text, span, bare = word[0], Span(source, *word.span()), _unquoted(word)
    if bare is None:
        yield Value(None, text, span, "its quotes or escapes are not plain")
        return
    whole = re.fullmatch(r"\$(\w+)", bare)
    why = ""
    known = environment.values.get(whole[1]) if whole is not None else None
    if known is not None and known.value is not None:
        yield from shell.split(known)
        return

    def put(match: re.Match[str]) -> str:
        nonlocal why
        own = environment.values.get(match[1] or match[2])
        if own is None or own.value is None:
            why = environment.why if own is None else own.why
            return ""
        return own.value

    value = _VARIABLE.sub(put, bare.replace("%%", "\0"))
    if "%" in value:
        why = "a specifier of systemd is not computed"
    elif "$" in value:
        why = why or "it holds a $ that is not a plain variable"
    yield Value(None, text, span, why) if why else Value(value.replace("\0", "%"), text, span)


@lru_cache(maxsize=16)
def restarts(source: Source) -> bool | None:
    """Return whether systemd restarts the service of a unit file when it ends; None if this is not such a file. A file of many
    daemons is asked for each of them."""
    if _SERVICE.search(source.text) is None:
        return None
    return _RESTART.search(source.text) is not None


def _unit(host: Host | HostFiles, source: Source) -> Iterator[list[Value[str]]]:
    """Yield the command lines of a unit file."""
    environment = _environment(host, source) if "$" in source.text else _Environment({}, "")
    for match in _EXEC.finditer(source.text):
        words: list[Value[str]] = []
        for word in _UNIT_WORD.finditer(source.text, match.start(1), match.end(1)):
            words += _unit_word(source, word, environment)
        yield words


def _script(source: Source, left_out: list[Span]) -> Iterator[list[Value[str]]]:
    """Yield the simple commands of a script that start ucarp; those that only may do so are `left_out`."""
    tree = grammar.parse(source.text, "sysconfig")
    for leaf, variables, within in shell.steps(source, tree, {}, []):
        text = source.text[leaf.start : leaf.end] if leaf is not None else ""
        if leaf is None or leaf.kind == "JUNK" or "<<" in text:
            return
        if leaf.kind != "COMMAND" or "ucarp" not in text:
            continue
        words = list(shell.words(source, leaf.start, leaf.end, variables))
        while words and words[0].value in _BEFORE:
            words = words[1:]
        plain = bool(words) and _PROGRAM.fullmatch(words[0].value or "") is not None
        if (plain and within) or (not plain and _holds_one(text)):
            left_out.append(Span(source, leaf.start, leaf.end))
        else:
            yield words


def _holds_one(line: str) -> bool:
    """Return whether a line starts ucarp somewhere between other commands."""
    from carplint.dialects.shell.script import commands  # such lines are rare

    found = ([w for w in c.words if w not in _BEFORE] for c in commands(Source("", line)))
    return any(words and _PROGRAM.fullmatch(words[0]) is not None and len(words) > 2 for words in found)


def _router(host: HostFiles, document: Document, words: Sequence[Value[str]], alone: bool) -> VirtualRouter | None:
    source = document.source
    if not words or _PROGRAM.fullmatch(words[0].value or "") is None:
        return None
    file = source.path.rpartition("/")[2]
    place = words[0].span
    name = file if alone else f"{file}:{source.position(place.start)[0]}"
    rest = tuple(_known_option(words[1:]))
    if not {"addr", "vhid"} & parse(rest).given.keys():
        return None
    return router(host.name, Launch(NAME, Value(name, name, place), source, rest), host.files)


def read(host: HostFiles) -> Part:
    """Read one virtual router per command line."""
    routers = []
    left_out: list[Span] = []
    for document in (d for d in host.documents if d.format == NAME):
        source = document.source
        lines = list(_unit(host, source) if _EXEC.search(source.text) else _script(source, left_out))
        starts = [w for w in lines if w and _PROGRAM.fullmatch(w[0].value or "")]
        routers += [r for w in starts if (r := _router(host, document, w, len(starts) == 1)) is not None]
    return Part(
        virtual_routers=tuple(routers),
        statements=len(routers) + len(left_out),
        understood=len(routers),
        not_checked=tuple(
            f"{s.source.path}:{s.source.position(s.start)[0]}: this ucarp may or may not be started, so it is not checked"
            for s in left_out
        ),
    )


def uncertain(host: Host | HostFiles) -> Sequence[Span]:
    """Return the commands that start ucarp under a condition, or when a function is called, so that nobody can tell."""
    found: list[Span] = []
    for document in (d for d in host.documents if d.format == NAME):
        if not _EXEC.search(document.source.text):
            list(_script(document.source, found))
    return found
