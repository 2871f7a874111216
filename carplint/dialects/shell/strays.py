"""Lines of a file that a shell sources, and that were not written for one: pasted with it, or in another notation.

Each line that is neither an assignment nor a comment is a command, which the shell runs each time. One that sets nothing
which the file is for, or that no program can be meant by, is a stray; what else runs is only told. Commands that a shell has
itself for such a file (`.`, `[`, `if`, `export`, functions) are neither. Source: POSIX.1-2017, Shell Command Language, 2.9
and 2.14; tried with dash and bash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from carplint.dialects.shell import effects
from carplint.dialects.shell.script import OPENERS, plain
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.parse import Node
from carplint.text.secrets import shown
from carplint.text.source import Source, Span

BLANKS = "\u00a0\u1680\u2000-\u200f\u2028\u2029\u202a-\u202f\u205f-\u2064\u3000\ufeff"
"""Characters that look like a blank or like nothing, as the inside of a pattern's class."""
_QUOTES = {"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2018": "'", "\u2019": "'"}
_FOREIGN = re.compile(f"(?P<blank>[{BLANKS}])|(?P<sign>[{''.join(_QUOTES)}])")
_UNQUOTED = re.compile(r"""(?:[^"'\\#\n]|(?<![ \t\n;])#|\\[\s\S])+|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|#[^\n]*|[\s\S]""")
_MERGE = re.compile(r"(?m)^(?:<{7}|>{7}|={7}|\|{7})(?=[ \t]|$)")
_PROMPT = re.compile(r"\[?[\w.-]+@[\w.-]+(?::[\w~/.-]*|\])?[$%>\]#]*|\$|%|[a-z][\w-]*%|\w+-[0-9][0-9.]*[$#]")
_ENTITY = re.compile(r"&(?:quot|apos|amp|lt|gt|nbsp|#[0-9]{1,5});")
_KEYED = re.compile(
    r"""[ \t]*+(?:(?:set|setenv|var|my|const|define)[ \t]++)?+[^\w\s#]{0,3}+[ \t]*+(?:[0-9]++[:.)][ \t]*+)?+"""
    r"""(?P<key>[A-Za-z_][\w-]*+)(?P<sign>["']?(?:[ \t]*+(?:=>?|:=?)|[ \t]))"""
)
_GLUED = re.compile(r"""[ \t]*+[A-Za-z_]\w*+=(?:"[^"\n]*+"|'[^'\n]*+'|[^\s"'#;&|<>()`$\\]++)(?P<sign>\#)""")
_SIGN = re.compile(
    r"""[ \t]*+(?:export[ \t]++)?(?P<key>[A-Za-z_]\w*+)=(?P<value>[^\s"'\\$`&|;<>()#]++)"""
    r"""(?P<sign>&(?![&\s])|\|(?![|\s])|;(?![;\s]|[A-Za-z_]\w*+\+?=|export\b)|[<>](?![<>&\s]|/dev/)|\()(?P<rest>[^\s"'\\$`#]++)"""
    r"""[ \t]*+(?:#[^\n]*)?\n?"""
)
"""A value without quotes that one of the shell's own signs cuts."""
_BLANK_BEHIND = re.compile(
    r"""[ \t]*+(?P<key>[A-Za-z_]\w*+)=(?:"[^"\n]*+"|'[^'\n]*+'|[^\s"'\\]++)[ \t]++(?P<sign>\\)[ \t]++\n?"""
)
"""A line that was meant to go on, though a blank stands behind its backslash."""
_NOTE = re.compile(r"!(?:[ \t]+[\w.,:'-]+)+[ \t]*")
_TEMPLATE = re.compile(r"\{[%#{].*[%#}]\}")
_NAME_IN_TICKS = re.compile(
    r"""(?P<key>[A-Za-z_]\w*+)="?(?:`(?P<ticks>[^`\s]*+)`|\$\((?P<braces>[^()\s]*+)\))"?[ \t]*+(?:#[^\n]*)?\n?"""
)
_NO_PROGRAM = re.compile(
    r"[0-9]+(?:\.[0-9]+){3}(?:/[0-9]+)?|(?:eth|en[ops]|em|bond|br|team|vlan|wl)\w*[0-9][\w.]*(?::\w+)?|[^/]*:[^/]*"
)
"""What stands for an address or an interface, and for no program."""
_OWN = frozenset(
    ". source [ [[ test export unset set shopt : true false return break continue umask ulimit declare typeset readonly local "
    "trap alias unalias shift getopts wait hash type let".split()
)
"""The builtins that such files use for themselves."""
_BETWEEN = frozenset((*OPENERS.values(), "then", "elif", "else", "do", "esac", "function", "time", ";;"))
_WITH = frozenset("sudo exec command env nohup time nice".split())
"""Programs before the name of another."""
_EDITORS = frozenset(
    "vi vim nvim view vimdiff nano pico emacs joe jed mcedit ee ed gedit kate kwrite less more most man top htop".split()
)
"""Programs that wait for somebody at a terminal."""
_STOPPERS = frozenset("reboot shutdown halt poweroff telinit".split())
_NOT_HERE = _EDITORS | _STOPPERS | {"service", "systemctl"}
_SERVICES = re.compile(r"(?:service|systemctl|rc-service|invoke-rc\.d)\b.*\bu?carp\b|\S*/init\.d/u?carp\b")
_HERE = re.compile(r"(?<!<)<<-?(?!<)")
_WRITES = re.compile(r">[ \t]*(?![&>]|/dev/)")
_TAG = re.compile(r"<[a-zA-Z]+(?:>|$)")
_PROGRAM = re.compile(r"[\w./+~$-][\w./+:@~${}-]*")


def _foreign(source: Source, leaf: Node) -> Iterator[Finding]:
    """Yield blanks and quotes of a word processor that stand outside of quotes and comments; those of a line together."""
    signs: list[tuple[Span, str]] = []
    for piece in _UNQUOTED.finditer(source.text, leaf.start, leaf.end):
        if piece[0].isascii() or piece[0][0] in "'\"#":
            continue
        for match in _FOREIGN.finditer(source.text, *piece.span()):
            span = Span(source, *match.span())
            if match["sign"]:
                signs.append((span, _QUOTES[match["sign"]]))
                continue
            wide = match["blank"] not in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
            fix = Fix("write a space" if wide else "delete it", (Edit(span, " " if wide else ""),), safe=False)
            message = (
                "this character looks like a blank, or is invisible: the shell takes it as a part of the word, so that "
                "neither the name nor the value is what it looks like"
            )
            yield Finding(message, span, fix=fix, label=f"U+{ord(match[0]):04X}", name="non-ascii-whitespace")
    for span, meant in signs[:1]:
        fix = Fix("write plain quotes", tuple(Edit(own, plain) for own, plain in signs), safe=False)
        message = f"this is not {meant}, though it looks like it: the shell takes it as a part of the value"
        yield Finding(message, span, fix=fix, label=f"U+{ord(span.text):04X}", name="typographic-character")


def _merge(source: Source) -> Finding | None:
    """Return the finding of a file with the marks of a merge, at the first of them."""
    marks = [Span(source, *m.span()) for m in _MERGE.finditer(source.text)]
    if not any(m.text[0] in "<>" for m in marks):
        return None
    message = (
        "this is the mark of a merge conflict: it is no shell syntax, the shell stops reading here, and what was meant to be "
        "set is not"
    )
    return Finding(
        message, marks[0], tuple(Related(m, "another mark") for m in marks[1:]), name="merge-conflict-marker"
    )


def _meant(
    source: Source, leaf: Node, outside: bool, knows: Callable[[str], bool], is_near: Callable[[str], bool]
) -> Finding | None:
    """Return the finding of a line that was to set a variable, and does not. Only `outside` of blocks a line begins with what
    its first word is."""
    line = source.text[leaf.start : leaf.end]
    start, end = leaf.start + len(line) - len(line.lstrip(" \t")), leaf.start + len(line.rstrip())
    if (glued := _GLUED.match(line)) is not None and (
        line[: glued.start("sign")][-1] in "\"'" or leaf.kind == "COMMAND"
    ):
        at = leaf.start + glued.start("sign")
        message = "a comment begins after a blank: this # and what follows it are a part of the value"
        fix = Fix("set the comment apart", (Edit(Span(source, at, at), " "),), safe=False)
        return Finding(message, Span(source, at, end), fix=fix, label="no blank before the #", name="shell-syntax")
    cut = _SIGN.fullmatch(line)
    if cut is not None and knows(cut["key"]):
        begin, over = leaf.start + cut.start("value"), leaf.start + cut.end("rest")
        message = (
            f"{cut['sign']} is a sign of the shell's own: the value of {cut['key']} ends before it, or is not set at all, and what "
            "is behind it runs as a command or names a file. Put the value in quotes"
        )
        fix = Fix(
            "put it in quotes", (Edit(Span(source, begin, begin), "'"), Edit(Span(source, over, over), "'")), safe=False
        )
        place = Span(source, leaf.start + cut.start("sign"), leaf.start + cut.end("sign"))
        return Finding(message, place, fix=fix, label="not in quotes", name="shell-syntax")
    open_end = _BLANK_BEHIND.fullmatch(line)
    if open_end is not None and knows(open_end["key"]):
        at = leaf.start + open_end.start("sign")
        message = (
            f"a blank stands behind this backslash, so the line does not go on: the shell runs a command whose name is a blank, and "
            f"{open_end['key']} stays unset"
        )
        return Finding(message, Span(source, at, at + 1), label="a blank follows", name="shell-syntax")
    ticks = _NAME_IN_TICKS.fullmatch(line.lstrip(" \t"))
    if ticks is not None and knows(ticks["key"]):
        word = ticks["ticks"] or ticks["braces"] or ""
        if _NO_PROGRAM.fullmatch(word) is None:
            return None
        message = (
            f"the shell runs a command {shown(word)} here and takes its output, which is empty: quotes are \" or '"
        )
        span = Span(source, source.text.index("=", start) + 1, end)
        return Finding(message, span, label="runs a command", name="shell-syntax")
    keyed = _KEYED.match(line) if leaf.kind == "COMMAND" and outside else None
    if keyed is None:
        return None
    key, sign = keyed["key"].replace("-", "_"), keyed["sign"].strip("\"' \t")
    if not (knows(key) or (sign and is_near(key))):
        return None
    if sign == "=" and keyed.start("key") == start - leaf.start and "-" not in keyed["key"]:
        if (entity := _ENTITY.search(line)) is None:
            return None  # blanks beside the =, or two words: shell-syntax itself says so
        message = f"{entity[0]} is HTML for another character: the shell ends the command at the &, and {key} is empty"
        span = Span(source, leaf.start + entity.start(), leaf.start + entity.end())
        return Finding(message, span, label="HTML", name="shell-syntax")
    message = (
        f"a shell sets a variable as {key}=value, nothing before it and nothing else between: this line sets nothing"
    )
    return Finding(message, Span(source, start, end), label="not an assignment", name="shell-syntax")


def _command(source: Source, leaf: Node) -> Finding | None:
    """Return the finding of a line that runs something."""
    line = source.text[leaf.start : leaf.end].strip()
    if not line:  # of characters that are blanks to Python alone
        return None
    first, *rest = line.split()
    span = Span(source, leaf.start, leaf.end)
    span = Span(source, span.start + len(span.text) - len(span.text.lstrip()), span.start + len(span.text.rstrip()))
    if _PROMPT.fullmatch(first) is not None:
        message = "this looks like the prompt of a shell, pasted with the line: the line is a command, and sets nothing"
        return Finding(message, span, name="pasted-shell-prompt")
    if first.startswith(";"):
        message = (
            "comments begin with # only: a line that begins with ; is no shell syntax, and the shell stops reading here"
        )
        return Finding(message, span, name="foreign-comment-style")
    if _NOTE.fullmatch(line) is not None and rest[0] not in _OWN:
        message = f"comments begin with # only: what stands behind the ! is a command, which root runs each time: {shown(rest[0])}"
        return Finding(message, span, name="foreign-comment-style")
    if _TEMPLATE.fullmatch(line) is not None:
        message = "this is a line of a template, which was not rendered: the shell takes it for a command"
        return Finding(message, span, name="sourced-file-command")
    words = [plain(w) for w in line.split()]
    if words[0] in _WITH:  # the program is behind its options, which may have values
        words = next(
            (words[i:] for i in range(1, len(words)) if words[i].rpartition("/")[2] in _NOT_HERE), words[1:] or words
        )
    program = words[0].rpartition("/")[2]
    if _HERE.search(line) is not None and (_WRITES.search(line) is not None or program == "tee"):
        message = (
            "this here-document was pasted with the file: the shell writes it to a file at each start, and sets nothing"
        )
        return Finding(message, span, name="pasted-command")
    if program in _EDITORS:
        message = f"root runs `{program}` here each time the file is read, at boot, too: nothing goes on until it ends"
        return Finding(message, span, name="pasted-command")
    if program in _STOPPERS or _SERVICES.match(" ".join(words)) is not None:
        message = (
            "root runs this each time the file is read, at boot, too: what reads it is stopped or started in between"
        )
        return Finding(message, span, name="pasted-command")
    word = first.rstrip(";")
    known = word in _OWN or word in OPENERS or word in _BETWEEN or re.match(r"[A-Za-z_]\w*\+?=|[\w.-]+\(\)", word)
    if (
        known
        or (rest and rest[0].startswith(("()", "=")))
        or (first[0] in "(){}!&|$\"'`<>\\" and not first.startswith(("<!", "</")) and _TAG.match(first) is None)
    ):
        return None
    what = "root runs this as a command" if _PROGRAM.fullmatch(first) else "the shell takes this for a command"
    message = f"{what} each time the file is read: the line is neither an assignment nor a comment"
    return Finding(message, span, name="sourced-file-command")


def strays(
    source: Source, tree: Node, knows: Callable[[str], bool], is_near: Callable[[str], bool] = lambda _: False
) -> Iterator[Finding]:
    """Yield what is wrong with the lines of a file that a shell sources; `knows` tells whether the file is for a variable,
    `is_near` whether a name can stand for one of those. Nothing is said below a here-document."""
    if (merged := _merge(source)) is not None:
        yield merged
        return
    blocks: list[str] = []
    lost = False  # what a line opens or closes is not known, so a line below it may be part of anything
    for leaf in tree.leaves():
        if leaf.kind == "TRIVIA":
            continue
        text = source.text[leaf.start : leaf.end]
        if leaf.start == 0 and text.startswith("\ufeff"):
            message = (
                "a byte order mark stands before this word, so the line is a command and sets nothing: save without BOM"
            )
            span = source.span(0, max(len(text.split()[0]), 1))
            fix = Fix("delete the byte order mark", (Edit(source.span(0, 1), ""),))
            yield Finding(message, span, fix=fix, name="utf8-bom")
            continue
        odd = () if text.isascii() else tuple(_foreign(source, leaf))
        yield from odd
        if odd or leaf.kind == "JUNK":
            continue
        outside = not (blocks or lost)
        meant = _meant(source, leaf, outside, knows, is_near)
        if meant is not None:
            yield meant
        elif leaf.kind == "COMMAND":
            if outside and (found := _command(source, leaf)) is not None:
                yield found
            if _HERE.search(text) is not None:
                return
        if leaf.kind == "COMMAND":
            lost = effects.effect(text, blocks).onwards or lost
