"""What a command line starts: which of the daemons, ucarp or keepalived, and with which words.

The words are those of a shell or of a unit file, their values known or not; nothing is run. Programs that run a command
which is given to them are looked through by the table of `wrappers`, and lines that they give to a shell are cut as it
would cut them. Source: `wrappers`; POSIX.1-2017, Shell Command Language, 2.9; start-stop-daemon(8) of dpkg and of OpenRC;
ucarp(8) and keepalived(8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, islice

from carplint.dialects.shell import values as shell
from carplint.dialects.shell.expansion import Environment
from carplint.dialects.shell.script import OPENERS, Cut, cuts
from carplint.dialects.shell.words import EXPANSION
from carplint.dialects.shell.wrappers import HARMLESS, READERS, SETS, Step, name_of, through
from carplint.model import Value
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

DAEMONS = ("ucarp", "keepalived")
DEEPEST = 6
"""How many command lines within each other are looked through."""
MAYBE = "it may or may not be started"
GUESSED = "the program before it is not known: it may or may not be started"
_RESERVED = frozenset((*OPENERS, *OPENERS.values(), "then", "elif", "else", "do", "!"))
_LISTS = frozenset(("for", "case", "select", "function"))
_ROUGHLY = r"""[^\s"'`$();&|<>{}]+"""
_ESCAPED = re.compile(r'\\([$`"\\])')


class Start(NamedTuple):
    """A daemon that is started: the words of its command line, its program first; the place of the whole line; the reason that
    it is not certain that it is started, "" if it is; and where it runs, "" for the system and the network that the line
    itself is of."""

    daemon: str
    words: tuple[Value[str], ...]
    span: Span
    why: str = ""
    where: str = ""


def started(words: Sequence[Value[str]], exported: Environment | None = None) -> Iterator[Start]:
    """Yield what a simple command starts, or may start. `exported` are the variables that a shell which it starts has."""
    yield from _command(words, exported or {}, DEEPEST) if words else ()


def in_script(
    source: Source, start: int, end: int, variables: Environment, exported: Environment | None = None
) -> Iterator[Start]:
    """Yield what a part of a script starts, or may start: its first command for certain, as far as nothing but other commands
    stands before it. `variables` are those of the shell that runs it."""
    yield from _script(source, start, end, variables, exported or {}, DEEPEST)


def _script(
    source: Source, start: int, end: int, variables: Environment, exported: Environment, depth: int
) -> Iterator[Start]:
    certain, reached = True, start
    fed: tuple[Value[str], ...] = ()
    for cut in cuts(source.text[start:end]):
        own = list(dropwhile(lambda w: w.text in _RESERVED, cut.words))
        certain = certain and len(own) == len(cut.words) and cut.sign != "("
        listed = bool(own) and own[0].text in _LISTS
        words = [v for w in own for v in shell.word(source, start + w.start, start + w.end, variables)]
        plain = list(dropwhile(lambda w: SETS.match(w.written) is not None, words))
        span = Span(source, start + own[0].start, start + cut.end) if own else source.span()
        for found in _command(plain, exported, depth) if plain and not listed else ():
            yield found._replace(span=span, why=found.why if certain else found.why or MAYBE)
        for found in _given(cut, plain, fed, depth):
            yield found._replace(span=span, why=MAYBE)
        for value in words:
            for found in _substituted(value, variables, depth):
                yield found._replace(span=span, why=MAYBE)
        reached = max(reached, start + cut.end)
        if cut.sign == "?":
            yield from _uncut(source, reached, end)
        passed = bool(fed) and bool(plain) and name_of(plain[0]) == "tee"
        fed = ((fed if passed else tuple(plain)) if cut.sign == "|" else ()) if cut.words else fed
        certain = certain and cut.sign in (";", "&", "\n") and not listed


def _uncut(source: Source, start: int, end: int) -> Iterator[Start]:
    """Yield a ucarp that the rest of a script may start, which cannot be cut any further."""
    words = [Value(m[0], m[0], Span(source, *m.span())) for m in re.compile(_ROUGHLY).finditer(source.text, start, end)]
    if any(w.value == "ucarp" for w in words[1:]):
        yield from _evident(words, 0, "")


def _given(cut: Cut, words: Sequence[Value[str]], fed: Sequence[Value[str]], depth: int) -> Iterator[Start]:
    """Yield what a command starts if it is a shell and the lines that it is given on its standard input start something: what
    an echo before it prints, or the word behind <<<."""
    texts = [r[3:].strip(" \t\"'") for r in cut.redirections if r.startswith("<<<")]
    if fed and name_of(fed[0]) in ("echo", "printf", "cat"):
        texts += ["\n".join(map(_plain, fed[1:])), _joined(fed[1:])]
    if not texts or not words or depth == 0 or not any(name_of(w) in READERS for w in words):
        return
    yield from islice((found for text in texts for found in _text(text, words[0].span, {}, depth - 1)), 1)


def _joined(words: Sequence[Value[str]]) -> str:
    return " ".join(map(_plain, words))


def _substituted(word: Value[str], variables: Environment, depth: int) -> Iterator[Start]:
    """Yield what the commands in $(...) or `...` in a word may start."""
    text = word.written
    if depth == 0 or text[:1] == "'" or not any(d in text for d in DAEMONS):
        return
    for piece in re.finditer(EXPANSION, text):
        inner = piece[0][2:-1] if piece[0].startswith("$(") else piece[0][1:-1] if piece[0][0] == "`" else ""
        yield from _text(inner, word.span, variables, depth - 1) if inner else ()


def _text(text: str, span: Span, variables: Environment, depth: int) -> Iterator[Start]:
    """Yield what a line for a shell starts that stands in no file as it is: its words have the place of the whole."""
    for found in _script(Source("", text), 0, len(text), variables, variables, depth):
        yield found._replace(words=tuple(Value(w.value, w.written, span, w.why) for w in found.words))


def _line(step: Step, exported: Environment, depth: int) -> Iterator[Start]:
    """Yield what a line for a shell starts, which is a word, or all words from there on."""
    word = step.words[step.at] if step.line is None else step.line
    several = word is step.words[step.at] and len(step.words) > step.at + 1 and step.joins
    text, span = _joined(step.words[step.at :]) if several else _plain(word), word.span
    if depth == 0 or not any(d in text.lower() for d in DAEMONS):
        return
    at = span.start + (1 if word.written[:1] in "\"'" and word.written[1:-1] == text else 0)
    if span.source.text[at : at + len(text)] == text:
        yield from _script(span.source, at, at + len(text), exported, exported, depth - 1)
    else:
        yield from _text(text, span, exported, depth - 1)


def _plain(word: Value[str]) -> str:
    """Return the text of a line for a shell; the variables in it stay if they are not known."""
    if word.value is not None:
        return word.value
    written = word.written
    return _ESCAPED.sub(r"\1", written[1:-1]) if len(written) > 1 and written[0] == written[-1] == '"' else written


def _whole(words: Sequence[Value[str]]) -> Span:
    first, last = words[0].span, words[-1].span
    return (
        Span(first.source, first.start, last.end) if first.source is last.source and first.start < last.end else first
    )


def _command(words: Sequence[Value[str]], exported: Environment, depth: int) -> Iterator[Start]:
    """Yield what a simple command starts, through all programs that run others."""
    span, at, where, why = _whole(words), 0, "", ""
    while name_of(words[at]) not in DAEMONS:
        steps = through(words, at)
        why = MAYBE if name_of(words[at]) == "xargs" else why  # with more words from its standard input
        if steps is None:
            yield from _evident(words, at, where)
        for step in steps or ():
            words, at, where = step.words, step.at, where or step.where
            for found in _line(step, exported, depth) if step.line is not None else ():
                yield found._replace(where=where or found.where)
        if not steps or steps[0].line is not None:
            return
    daemon = name_of(words[at])
    if why or _is_start(daemon, words[at + 1 :]):
        yield Start(daemon, tuple(words[at:]), span, why, where)


def is_id(option: str, following: Value[str] | None) -> bool:
    """Return whether an option gives ucarp its VHID or its VIP."""
    if option in ("-v", "-a"):
        return following is not None and (following.value is None or following.value[:1].isdecimal())
    return option.partition("=")[0] in ("--vhid", "--addr")


def _is_start(daemon: str, rest: Sequence[Value[str]]) -> bool:
    """Return whether a daemon with some arguments runs: it does not only print its version, and it is not an init script of
    the daemon's name."""
    first = rest[0].value if rest else None
    if daemon == "keepalived":
        prints = any(w.value in ("-t", "--config-test", "-v", "--version", "-h", "--help") for w in rest)
        return not prints and (first is None or first[:1] == "-")
    if any(w.value is None or w.value.startswith(("-v", "-a", "--vhid", "--addr")) for w in rest):
        return True
    return len(rest) > 1 and first is not None and first[:1] == "-"


def _evident(words: Sequence[Value[str]], at: int, where: str) -> Iterator[Start]:
    """Yield a ucarp that may be started by a program which is not known: one whose VHID or VIP stands behind its name, or,
    where the program has no name, both of them."""
    name, own = name_of(words[at]), words[at]
    if name in HARMLESS:
        return
    first = next((i for i in range(at + 1, len(words)) if name_of(words[i]) == "ucarp"), None)
    nameless = first is None and (own.value is None or own.value[:1] == "-") and not name.isidentifier()
    behind = words[at:] if nameless else words[first + 1 :] if first is not None else ()
    pairs = zip(behind, (*behind[1:], None), strict=False)
    ids = {w.value.lstrip("-")[:1] for w, following in pairs if w.value and is_id(w.value, following)}
    if (len(ids) == 2 or (own.value is None and "ucarp" in own.written.lower())) if nameless else ids:
        yield Start("ucarp", tuple(words[at if first is None else first :]), _whole(words), GUESSED, where)
