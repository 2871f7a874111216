"""A command line of ucarp holds an option that ucarp refuses, or one behind a typographic dash, which it ignores.

Why: at an option that it does not know, and at --help, ucarp prints its help and exits with status 0: the service looks
started, and no daemon runs. What a word with a typographic dash was meant to set is not set.

Daemon: getopt_long with the table of ucarp 1.5.2, src/ucarp_p.h; tried: -h, -m, --syslog=none, --foo and
--shutdown=yes give the help, a word with a typographic dash is ignored. Long options may be cut short.

Fix: see ucarp(8). Write --mcast=ADDRESS for -m, --facility for --syslog. carplint repairs a typographic dash from a
word processor or web page.

Exceptions: silent if the options are unknown. Other words that are not an option are covered by ucarp-stray-word.
"""

import re
from collections.abc import Iterator

from carplint.dialects.ucarp.options import HELP, LONG, parse
from carplint.model import Value, VirtualRouter
from carplint.text.finding import Edit, Finding, Fix
from carplint.text.source import Source
from carplint.text.spelling import nearest

CODE = "CL211"
NAME = "ucarp-unknown-option"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "strange"

_DASHES = "[\\u2010-\\u2015\\u2212\\x96\\x97]+|\\xe2\\x80[\\x90-\\x95]"
_REFUSED = "ucarp prints its help and ends, and the start still looks fine"


def _dashes(word: Value[str], text: str) -> Finding:
    """A word that begins with a typographic dash."""
    rest = re.sub(_DASHES, "", text, count=1).lstrip("-")
    fix = None
    for dashes in ("--", "-") if len(rest) > 1 else ("-",):
        plain = f"{dashes}{rest}"
        if word.span.text == text and not parse([word.but(plain)]).strange:
            fix = Fix(f"write {plain.partition('=')[0]}", (Edit(word.span, plain),))
            break
    message = "this word begins with a typographic dash, so ucarp ignores it: options begin with -"
    return Finding(message, word.span, fix=fix, label="not an ASCII -")


def _short(text: str) -> str:
    """The letter of a bundle of short options at which ucarp stops."""
    unknown = next((x for x in text[1:] if parse([_word(f"-{x}"), _word("0")]).strange), text[-1])
    return f"-{unknown}"


def _word(text: str) -> Value[str]:
    return Value(text, text, Source("", text).span())


def _finding(word: Value[str], after: Value[str] | None) -> Finding:
    """What to say about a word. Words are not repeated as they stand: one may be part of a password."""
    text = word.value or ""
    if not text.isascii() and re.match(_DASHES, text):
        return _dashes(word, text)
    if not parse([word, _word("0")]).strange:
        return Finding(
            "this option needs a value and takes the next word of the command line", word.span, label="no value"
        )
    if text == "-m":
        fix = None
        if after is not None and word.span.text == text and after.span.text == after.value:
            edit = Edit(word.span._replace(end=after.span.end), f"--mcast={after.value}")
            fix = Fix("write --mcast=", (edit,), safe=False)
        return Finding(f"ucarp has no -m, though its help says so: {_REFUSED}", word.span, fix=fix, label="not known")
    name, equals, _ = text.removeprefix("--").partition("=")
    if text.startswith("--") and equals and name in LONG:
        return Finding(f"--{name} takes no value: {_REFUSED}", word.span, label="takes no value")
    option, meant = _short(text), None
    if (option == "-h" and text[:2] != "--") or (text[:2] == "--" and not equals and HELP.startswith(name)):
        return Finding(f"this asks for help: {_REFUSED}", word.span, label="prints the help")
    if text.startswith("--"):
        option, meant = f"--{name}", "facility" if name == "syslog" else nearest(name, LONG)
    hint = f"did you mean --{meant}?" if meant is not None else "not known"
    span = word.span._replace(end=word.span.start + len(option))
    plain = meant is not None and word.span.text == text
    fix = Fix(f"write --{meant}", (Edit(span, f"--{meant}"),), safe=False) if plain else None
    return Finding(f"{option} is not an option of ucarp: {_REFUSED}", word.span, fix=fix, label=hint)


def _belongs(word: Value[str], before: Value[str] | None) -> bool:
    """Return whether a word is the value of the strange option directly before it."""
    if before is None or is_stray(before) or not is_stray(word):
        return False
    return not word.span.source.text[before.span.end : word.span.start].strip(" \t")


def counted(router: VirtualRouter) -> Iterator[tuple[Value[str], Value[str] | None]]:
    """Yield each strange word with the one after it, but for the values of strange options and what a Windows line end spoils."""
    before: Value[str] | None = None
    for word, after in zip(router.strange, (*router.strange[1:], None), strict=False):
        if not _belongs(word, before) and not (word.value or "").endswith("\r"):
            yield word, after
        before = word


def is_stray(word: Value[str]) -> bool:
    """Return whether a word is neither an option nor looks like one."""
    text = word.value or ""
    return (not text.startswith("-") or text == "-") and (text.isascii() or re.match(_DASHES, text) is None)


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every strange word that is an option, or was meant to be one."""
    yield from (_finding(word, after) for word, after in counted(router) if not is_stray(word))
