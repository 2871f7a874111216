"""The last pass: command lines of ucarp or keepalived in files that no dialect reads.

Nothing is computed from them; each is named, with its place. Documentation, logs, lists and the like mention the daemons
and start nothing: they are told by their names, prose by the lack of a VHID, a VIP or a variable behind the program's name.
keepalived counts if its options name the file that it reads, or the part of it: without them it reads the usual one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from carplint.dialects.shell.starts import GUESSED, Start, in_script, is_id, started
from carplint.model import Value
from carplint.text.source import Source, Span

_MENTIONS = re.compile(
    r"(?i)(?:.*/)?(?:share/(?:doc|man|info|bash-completion|zsh|fish|locale|lintian)|var/(?:log|lib/(?:dpkg|rpm|apt))"
    r"|completions?|bash_completion\.d|portage|man[1-9n]?|docs?|licenses)/.*"
    r"|.*\.(?:md|markdown|mkd|rst|adoc|asciidoc|txt|text|html?|tex|texi|pod|log(?:\.[0-9]+)?|[1-9]|po|pot|patch|diff|list|md5sums"
    r"|csv|tsv|xml|css|h|lock|sum)"
    r"|(?:.*/)?(?:readme|news|changelog|changes|history|authors|copyright|copying|license|todo|install|usage|"
    r"\.[a-z]*_history|known_hosts)[^/]*"
)
"""The paths of files that mention programs without starting them."""
_SOURCES = r"(?i).*\.(?:c|cc|cpp|cs|go|java|js|kt|rs|ts)"
"""The paths of source files of programs: only what they start by a list, or by a string of its own, counts."""
_HOOK = "IF_UCARP_"
"""What the hook of Debian's package has: carplint knows what it does."""
_NAME = re.compile(r"ucarp|keepalived")
_BEFORE = re.compile(
    r"""(?:
      -[ \t]+                                                         # an item of YAML
    | @\w+[ \t]+(?:root[ \t]+)?                                       # cron: @reboot
    | (?:[\d*/,-]+[ \t]+){5}(?:[a-z_][\w-]*[ \t]+(?=\S*/|\w+[ \t]))?  # cron: five fields, and perhaps the user
    | \w{0,8}:\w*:[a-z]+:                                             # inittab
    | (?:service|task|run|sysv)[ \t]+(?:\S+[ \t]+){0,8}?(?=/\S*/(?:ucarp|keepalived)[ \t])  # finit
    | exec[ \t]*\{[ \t]*                                             # Puppet
    | (?:RUN[ \t]+)?sed[ \t]+(?:-\S+[ \t]+)*["'][0-9$,]*[aic]\\?[ \t]*  # a line that sed puts into another file
    | [A-Za-z_][\w.]*\([ \t]*                                          # a function of a program
    | (?:CMD|ENTRYPOINT|RUN|ONBUILD|run|exec|up|post-up|pre-up)[ \t]+(?![=:])
    | ["']?[A-Za-z_][\w.-]*(?:[ \t]+[a-z]\w*){0,2}["']?[ \t]*(?:\+?=>?|:)[ \t]*(?:[>|][-+]?[ \t]*)?(?=\S)
    )""",
    re.VERBOSE,
)
"""What may stand before a command: a key, an instruction, a time."""
_PATTERN = re.compile(
    r"(?i)[\"' \t]*(?:pattern|regexp?|match|grep|usage|name|desc|message|msg|title|summary)"
    r"|(?:\w+\.)*(?:log\w*|info|warn\w*|error|debug|print\w*|puts|echo|fail\w*|raise|notify|write\w*|say|assert\w*|contains|compile"
    r"|search|sub|\w*exception|\w*error)\("
)
"""Keys of what is looked for or shown, and functions that look for it or show it."""
_LIST = re.compile(
    r"""(["'])(?:[\w./${}-]*/)?(?:ucarp|keepalived)\1[ \t]*(?:,|\)[ \t]*(?:$|\.args?\())""", re.MULTILINE
)
_CHAIN = re.compile(r"""[^"']*["'][^"'\n]*["'][ \t]*\)\s*\.args?\(""")
"""A program and its arguments as calls behind each other: Command::new("ucarp").arg("-i")."""
_ITEM = re.compile(r"""[ \t]*-[ \t]+["']?(?:/\S*/)?(ucarp|keepalived)["']?[ \t]*$""")
_FLOW = re.compile(r"""\[[ \t]*((?:[\w./-]*/)?(?:ucarp|keepalived)[ \t]*,[^\]\n"']*)\]""")
"""A list of YAML on one line, without quotes."""
_TAG = re.compile(r"[ \t]*<string>([^<\n]*)</string>[ \t]*(?:\n|\Z)")
"""An item of a list of launchd."""
_KEY = re.compile(
    r"""[ \t]*["']?(?:\w*_)?(?:command|server|program|script|exec|executable|cmd|daemon|bin|path)["']?[ \t]*(?:=>?|:)[ \t]*["']?(?P<program>(?:/\S*/)?(?:ucarp|keepalived))["']?[ \t,;]*$"""
)
_VALUE = re.compile(
    r"""(?m)^[ \t]*["']?(?:\w*_)?(?:args|arguments|options|opts|argv|params)["']?[ \t]*(?:=>?|:)[ \t]*(?P<words>\[[^\]]*\]|[^\n]*)"""
)
"""A program under one key and its arguments under another one: xinetd, OpenRC, Nomad, PM2."""
BESIDE = 400
"""How many characters behind a program's key that of its arguments is looked for."""
_STRING = re.compile(r""""([^"\\\n]*)"|'([^'\\\n]*)'""")
_PROGRAM = re.compile(
    r"""(?m)^[ \t]*(?:export[ \t]+|readonly[ \t]+|local[ \t]+)?([A-Za-z_]\w*)=(["']?)([\w./-]*(?:ucarp|keepalived))\2[ \t]*$"""
)
"""A variable that is set to a daemon."""
_DECISIVE = re.compile(r"-f|--use-file|-i|--config-id|-P|--vrrp|-C|--check")
_USUAL = re.compile(r"(?:-f|--use-file=)?/etc/keepalived/keepalived\.conf")
_IMAGE = re.compile(r"(?:[\w.-]+(?::[0-9]+)?/)+(?P<name>[\w.-]+)(?::[\w.-]+)?(?:@\S+)?")
"""An image with a name of more than one part."""
_SAID = re.compile(
    r"(?i)(?:pattern|regexp?|match\w*|grep|usage|name|desc\w*|message|msg|title|summary|echo|print\w*|log\w*|info|warn\w*|error|debug"
    r"|raise|fail\w*|notify|say|puts|write\w*|contains|compile|search|sub|(?:pkill|pgrep|killall)(?:[ \t]+-\w+){0,4})\W*\Z"
)
"""What stands before a string that is looked for or shown."""
NEAR = 40
"""How many characters before a string are looked at."""
MOST = 4
"""How many keys and the like may stand before a command."""
LONGEST = 50
"""How many items of a list are looked at, and how many variables that are set to a daemon."""
FARTHEST = 4000
"""How many characters behind a program's name in a list its arguments are looked for."""


def unread(source: Source) -> Iterator[tuple[Span, str]]:
    """Yield the command lines in a file that no dialect took: the place, and what is said of it."""
    text = source.text
    if _MENTIONS.fullmatch(source.path) is not None or _HOOK in text or "\0" in text:
        return
    script, program = text.startswith("#!"), re.fullmatch(_SOURCES, source.path) is not None
    programs = _programs(source)
    names = "|".join(["ucarp", "keepalived", *map(re.escape, programs)])
    for line in re.finditer(r"(?:[^\\\n]|\\[\s\S])*(?:\n|\\?\Z)", text):
        if re.search(names, line[0], re.IGNORECASE) is None:
            continue
        starts = _lists(source, *line.span()) if program else _line(source, *line.span(), script, programs)
        found = next((s for s in starts if _counts(s)), None)
        at = line.start() + len(line[0]) - len(line[0].lstrip())
        image = _image(line[0]) if found is None else ""
        if found is not None:
            how = "may start" if found.why else "starts"
            yield Span(source, at, line.end()), f"{how} {found.daemon}, in a file that carplint does not read"
        elif image:
            yield Span(source, at, line.end()), f"starts a container of {image}, in a file that carplint does not read"


def _image(line: str) -> str:
    """Return the image of a container that a line runs, if by its name it has one of the daemons; "" otherwise."""
    words = line.split()
    runs = words[:1] != ["#"] and not {"docker", "podman", "nerdctl"}.isdisjoint(words[:6]) and "run" in words[:8]
    images = (m for m in map(_IMAGE.fullmatch, words[2:] if runs else ()) if m is not None)
    return next((m[0] for m in images if _NAME.search(m["name"]) is not None), "")


def _programs(source: Source) -> Mapping[str, Value[str]]:
    found = islice(_PROGRAM.finditer(source.text), LONGEST)
    return {m[1]: Value(m[3], m[3], Span(source, *m.span(3))) for m in found}


def _line(source: Source, start: int, end: int, script: bool, programs: Mapping[str, Value[str]]) -> Iterator[Start]:
    """Yield what a line starts: as a command of a shell, behind what may stand before one in other files, or as a list."""
    text = source.text
    yield from _lists(source, start, end)
    if _ITEM.match(text, start, end) is not None:
        yield from _items(source, start)
    if _TAG.match(text, start) is not None:
        yield from started(_tags(source, start))
    if (flow := _FLOW.search(text, start, end)) is not None:
        yield from started([_value(source, flow, w) for w in re.findall(r"[^\s,]+", flow[1])[:LONGEST]])
    if (key := _KEY.match(text, start, end)) is not None:
        yield from started(_under_keys(source, key))
    at = start
    for _ in range(MOST):
        at, end = _bare(text, at, end)
        if at == end or text[at] in "#;":
            return
        yield from (s for s in in_script(source, at, end, programs) if script or s.why != GUESSED)
        before = _BEFORE.match(text, at, end)
        if before is not None and _PATTERN.match(before[0]) is not None:
            return
        if before is None:
            break
        at = before.end()
    if not script:  # a shell's quotes are around arguments
        yield from _quoted(source, start, end, programs)


def _lists(source: Source, start: int, end: int) -> Iterator[Start]:
    """Yield what the lists of strings that begin on a line start, unless the line is a comment of a program."""
    if source.text.startswith(
        ("//", "*", "/*"), start + len(source.text[start:end]) - len(source.text[start:end].lstrip())
    ):
        return
    at = start
    while (listed := _LIST.search(source.text, at, end)) is not None:
        words = _strings(source, listed.start())
        yield from started(words)
        at = max(words[-1].span.end if words else 0, listed.end())


def _tags(source: Source, start: int) -> list[Value[str]]:
    """Return the strings of a list of launchd that begins on a line."""
    words: list[Value[str]] = []
    while len(words) < LONGEST and (item := _TAG.match(source.text, start)) is not None:
        words.append(_value(source, item, item[1]))
        start = item.end()
    return words


def _under_keys(source: Source, key: re.Match[str]) -> list[Value[str]]:
    """Return a program that stands under a key with its arguments, which stand under another one behind it; nothing without them."""
    found = _VALUE.search(source.text, key.end(), key.end() + BESIDE)
    words = re.findall(r"""[^\s"',\[\]]+""", found["words"])[:LONGEST] if found is not None else []
    return [_value(source, key, key["program"]), *(_value(source, key, w) for w in words)] if words else []


def _quoted(source: Source, start: int, end: int, programs: Mapping[str, Value[str]]) -> Iterator[Start]:
    """Yield what the quoted strings of a line start that are a command line each: monit's start program, udev's RUN+=."""
    for string in islice(_STRING.finditer(source.text, start, end), LONGEST):
        before = source.text[max(start, string.start() - NEAR) : string.start()]
        if _NAME.search(string[0]) is not None and _SAID.search(before) is None:
            inner = in_script(source, string.start() + 1, string.end() - 1, programs)
            yield from (s for s in inner if s.why != GUESSED)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a text without blanks around it, and without quotes if they are around all of it."""
    while start < end and text[start] in " \t":
        start += 1
    last = len(text[start:end].rstrip(" \t\n,;:})")) + start
    if last - start > 2 and text[start] in "\"'" and text[last - 1] == text[start]:
        return start + 1, last - 1
    return start, end


def _strings(source: Source, start: int) -> list[Value[str]]:
    """Return the strings of a list that begins with a program: ["ucarp", "-i", ...]."""
    end = min(len(source.text), start + FARTHEST)
    ends = r";|\n[ \t]*\n" if _CHAIN.match(source.text, start, end) is not None else r"[\])]"
    stop = re.compile(ends).search(source.text, start, end)
    strings = _STRING.finditer(source.text, start, stop.start() if stop is not None else end)
    return [_value(source, m, m[1] if m[1] is not None else m[2]) for m in islice(strings, LONGEST)]


def _items(source: Source, start: int) -> Iterator[Start]:
    """Yield what a list of YAML starts that has a program and each of its arguments on a line of its own."""
    lines = re.compile(r"""[ \t]*-[ \t]+(["']?)(\S+)\1[ \t]*(?:\n|\Z)""")
    words: list[Value[str]] = []
    at = start
    while len(words) < LONGEST and (item := lines.match(source.text, at)) is not None:
        words.append(_value(source, item, item[2]))
        at = item.end()
    yield from started(words)


def _value(source: Source, match: re.Match[str], text: str) -> Value[str]:
    return Value(None if "$" in text or "{{" in text else text, text, Span(source, *match.span()))


def _counts(start: Start) -> bool:
    """Return whether a command line says something that carplint should know."""
    words = start.words[1:]
    if start.daemon == "keepalived":
        return any(
            _DECISIVE.match(w.value) is not None and not _is_usual(w, following)
            for w, following in zip(words, (*words[1:], None), strict=False)
            if w.value is not None
        )
    return _is_named(words)


def _is_usual(word: Value[str], following: Value[str] | None) -> bool:
    own = word.value or ""
    if own in ("-f", "--use-file"):
        return following is not None and _USUAL.fullmatch(following.value or "") is not None
    return _USUAL.fullmatch(own) is not None


def _is_named(words: Sequence[Value[str]]) -> bool:
    return any(w.value is None or is_id(w.value, n) for w, n in zip(words, (*words[1:], None), strict=False))
