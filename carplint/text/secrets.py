"""Hide passwords in text that is shown to people, whatever the dialect and however broken the line.

When in doubt it hides too much: everything behind the name of a secret up to the end of its line, the lines that a
backslash or an open quote joins to it, and what follows -p on a command line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from carplint.text.source import Source, merged, within

HIDDEN = "•••"
Places = tuple[tuple[int, int], ...]
Secret = bool | tuple[str, ...]
"""What of a text is secret besides what looks so anywhere: all of it, or what stands behind some words."""

# Also misspelt ones, but not PASSFILE (a path), auth_type PASS or passive.
# Patterns are compiled when first used: most runs have nothing to hide.
_NAME = r"""(?: auth_(?!type)\w++ | (?:\w*_)?auth(?=[ \t]*=(?![ \t]*["']?(?:yes|no|true|false|on|off|none|[01]|login|plain|basic|digest|ntlm|\w*chap\w*|pap|md5|peap|ttls|tls|gtc|/(?:etc|run|var|usr|opt)/\S*)["']?[ \t]*(?:$|[;#&|])))
| \w*_pat(?=[ \t]*=[ \t]*["']?[\w-]++["']?(?:[\s;]|$)) | \w*[_-]pwd | pwd(?=[ \t]*=[ \t]*[\w^%&@!#+-]) | \w*?pin(?=[ \t]*=)
| password-raw | smtp_auth_\w++ | (?:private|shared)(?=["']?[ \t]*:) | (?:[^\W_]*+[_-])*+ (?: pw(?=\\{0,7}["']?[ \t]*[=:]|[ ](?:was|is)[ ])
  | (?!passfile|pass_?file|passiv|passthr|password_flags) (?> \w*? (?:pass|p\w?s+w) \w*+)
  | (?> \w*?(?:secret|token|credential|kennwort|apikey)\w*+) | psk\w*+ | community | (?:default|private-?|preshared-?)?key[0-4]?
  | \w*?pw[0-9]?(?=\\{0,7}["']?[ \t]*[=:]) ))"""
_OTHER = r"""(?:[^\W_]*pass(?:e[ds]|ing|ages?) | (?:by|com|encom|over|sur|tres|under)pass)(?![\w-])
| pass(?:[ \t]+(?:in|out|quick|log|on|all|inet6?|proto|from|to|any)\b)(?:[ \t]*$|[ \t]+(?:in|out|quick|log|on|all|inet6?|proto|from|to|any|\())"""
"""Words that only look so, and rules of pf: `tests passed: 12`, `pass in quick on em0`."""
_LINE = rf"""(?imx) (?<![\w-]) (?! --pass(?:word|file)?\b | {_OTHER} ) (?: {_NAME} | (?P<french>\w*passe|mdp) ) (?P<by> \\{{0,7}}+["']?\s*\+?=[ \t]* | \\{{0,7}}+["']?\s*:=?[ \t]* | > | [ \t]+ ) (?=\S)"""
"""`PASSWORD=SECRET`, `passphrase: SECRET`, and where it begins a line or a block, `auth_pass SECRET`."""
_SHORT = (
    r"""(?<![\w-])-[BDMPSnz]*+p(?!ass(?:in|out)[ \t])(?:["'](?=[ \t=,]))?+[ \t=,]*+"""
    r"""(?P<secret>\\"(?:[^"\\\n]|\\(?!"))*+|(?:\\'|'\\'')(?:[^'\\\n]|\\(?!'))*+|\$?"(?:[^"\\\n]|\\.)*+(?:"[^\s"';,|&)\]}]++)?"""
    r"""|\$?'[^'\n]*+|`[^`\n]*+|\$\([^)\n]*+|(?:[^\s"';\\]|\\.)+)"""
)
"""What stands behind -p, and behind ucarp's flags with it: `-zBp SECRET`."""
_MARKS = (
    ("-", "pas pw secret token key cred kennw Pas Pw Secret Token Key -U -user".split()),
    (":", ["ookie", "OOKIE", "uthorization", "UTHORIZATION", " -u", "\t-u", '"-u', "'-u", "-user", "://"]),
    (" ", "echo printf earer EARER set nmcli connect neighbor username login LOGIN AUTH".split()),
)
"""What a line with a secret of a command has (carplint/text/commands.py): a sign, and one of some words. Few others have."""
COMMANDS = tuple(
    "<(echo <(printf <<< sudo 7z bcp check_http check_ldap check_smtp check_snmp curl docker expect fence_ htpasswd ipmi ldap lftp mariadb mongo mosquitto mysql openssl podman"
    " racadm rabbitmqadmin rabbitmqctl redis-cli snmp sqlcmd ssh-keygen sshpass swaks unzip upscmd upsrw valkey-cli wpa_passphrase zip"
    " -----BEGIN".split()
)
"""What shows that a command line gives a program a secret in another way than by a telling option (carplint/text/commands.py)."""
_FLAGS = ("Bp", "Dp", "Mp", "Pp", "Sp", "np", "zp")
"""What stands in a line with -p behind other flags of ucarp."""
_BEHIND = r"""(?<![\w-])(?:{})(?:[ \t]|\\\n)+(?P<secret>\\?"[^"\n]*|'[^'\n]*|[^\s"';]+)"""
"""`pass SECRET` of ifconfig, anywhere on a line."""
_HINT = r"(?i)pas|pw|sw|auth_|auth[ \t]*=|secret|psk|key|mdp|-p|-[bdmpsnz]+p|://|bearer|authorization|token|-u|cred|kennw|pin=|cookie|community|_pat[ \t]*=|auth |login "
"""What every line with the name of a secret holds: looking for this first is ten times as fast."""
_ASSIGNMENT = r"[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*="
_REST = r'(?s)(?:[^"\\]++|\\.)*+"'
_QUOTED = r"""(?s)\\.|"(?:[^"\\]++|\\.)*+(?P<open>"?)|'[^']*+(?P<single>'?)"""
_OPENS = (":", "=", "|", ">", "-", "+")
"""What a line may end in whose secret is on the next ones: `password:`, in YAML `password: |`."""
_NAMES = 64
"""How many names of secrets on a line are looked at: what is behind the first is hidden up to the end of the line."""
FEW = 8
"""The most values that are looked for one by one."""
_PLAIN = r"[\w.:@/+-]+"
_LONGEST = 45
"""The longest word that a message repeats whole: an IPv6 address with an IPv4 address in it fits."""


def shown(word: str | None) -> str:
    """A word as a message may repeat it, cut if it is long. After a missing quote a word may run into the next line, so
    any but a plain one may hold a password, and is hidden."""
    if word is None or re.compile(_PLAIN).fullmatch(word) is None:
        return HIDDEN
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 5]}…"


def _quote(text: str, at: int, end: int, quote: str) -> str:
    """Return the quote that is open at the end of a part of a text, "" if none is, given the one at its start."""
    if quote:
        close = re.compile(_REST if quote == '"' else "[^']*+'").match(text, at, end)
        if close is None:
            return quote
        at = close.end()
    for match in re.compile(_QUOTED).finditer(text, at, end):
        if match["open"] == "" or match["single"] == "":
            return text[match.start()]
    return ""


def _pieces(text: str, start: int, walked: set[tuple[int, str]], *, joined: bool = False) -> list[tuple[int, int]]:
    """Return the secret that starts at an offset, line by line. A backslash or an open quote joins the next line to it;
    `joined` says that this is so for the first one. `walked` are the starts of lines from which the secret of another
    one goes on, with the open quote: from there this one is the same."""
    pieces = []
    at, quote = start, ""
    while True:
        end = text.find("\n", at) % (len(text) + 1)
        line = text[at:end]
        shown = line.rstrip()
        blank = len(shown) - len(shown.lstrip())
        if shown.strip("\"' \t\\"):
            pieces.append((at + blank, at + len(shown)))
        quote = _quote(text, at, end, quote)
        joined = joined or quote != "" or (len(line) - len(line.rstrip("\\"))) % 2 == 1
        if end == len(text) or not joined or re.compile(_ASSIGNMENT).match(text, end + 1) or (end + 1, quote) in walked:
            return pieces
        at, joined = end + 1, False
        walked.add((at, quote))


def of(source: Source) -> tuple[tuple[int, int], ...]:
    """Where secrets stand in a file: what looks like one, what its reader took for one, and each value of the run's."""
    key = (source.secret, source.values, source.places)
    if source.hidden is None or source.hidden[0] != key:
        source.hidden = (key, spans(source.text, *key))
    return source.hidden[1]


def _is_word(text: str, start: int, end: int) -> bool:
    """Return True if a piece of a text is not a part of a longer word."""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    return not (before.isalnum() or behind.isalnum() or before == "_" or behind == "_")


class Values(frozenset[str]):
    """Secrets that are looked for in many texts."""

    @cached_property
    def shapes(self) -> dict[str, set[tuple[int, int]]]:
        """By the first word of values where it begins in them, and how long they are; those without one stand at ""."""
        found: dict[str, set[tuple[int, int]]] = {}
        for value in self:
            first = re.search(r"\w+", value)
            key, at = (first[0], first.start()) if first is not None else ("", 0)
            found.setdefault(key, set()).add((at, len(value)))
        return found


NONE = Values()


def _places(text: str, values: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where values stand, each looked for in the whole text."""
    for value in values:
        at = text.find(value)
        while at >= 0:
            yield at, at + len(value)
            at = text.find(value, at + len(value))


def _places_of_many(text: str, values: Values) -> Iterator[tuple[int, int]]:
    """Yield where values stand, in one walk through the words of the text."""
    shapes = values.shapes
    if "" in shapes:
        yield from _places(text, (value for value in values if re.search(r"\w", value) is None))
    for word in re.finditer(r"\w+", text):
        for at, length in shapes.get(word[0], ()):
            start = word.start() - at
            if start >= 0 and text[start : start + length] in values:
                yield start, start + length


def whole(text: str, values: Values) -> Iterator[tuple[int, int]]:
    """Yield where values stand as whole words. No pattern is compiled for few of them: most texts hold none."""
    found = _places(text, values) if len(values) <= FEW else _places_of_many(text, values)
    return ((low, high) for low, high in found if _is_word(text, low, high))


def _elsewhere(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Return whether a known secret means something else where it stands: an ordinary word that nothing assigns, with no
    secret before it on its line. `taken` is where secrets stand, in order."""
    if text.endswith(("=", '="', "='"), max(start - 2, 0), start):
        return False
    at = bisect_left(taken, (text.rfind("\n", 0, start) + 1, 0))
    if at < len(taken) and taken[at][0] < start:
        return False
    from carplint.text.prose import is_ordinary  # a secret seldom stands where its reader did not look for one

    return is_ordinary(text[start:end])


def _known(text: str, values: Values, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where known secrets stand, line by line: at `places`, and where else their values do."""
    taken = merged(places)
    own = [p for p in whole(text, values) if not within(p, taken) and not _elsewhere(text, *p, taken)]
    lines = []
    for low, high in (*taken, *own):
        for line in text[low:high].splitlines(keepends=True):
            lines.append((low, low + len(line.rstrip("\r\n"))))
            low += len(line)
    return [(low, high) for low, high in lines if low < high]


def _short(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return what stands behind -p on a line, but for programs that mean something else by it."""
    found = [match.span("secret") for match in re.compile(_SHORT).finditer(text, start, end)]
    at = text.find("ucarp -", start, end)
    if not found or (
        0 <= at < found[0][0] and frozenset(";|&`(").isdisjoint(text[at : found[-1][0]]) and text[at + 7] != "p"
    ):
        return found  # of ucarp alone
    from carplint.text.commands import short  # few lines are about others

    return short(text, start, end, found)


def _named(text: str, start: int, end: int, walked: set[tuple[int, str]]) -> list[tuple[int, int]]:
    """Return the secrets that stand on a line, and on those joined to it, behind their names."""
    found: list[tuple[int, int]] = []
    line = text[start:end]
    first = at = start + len(line) - len(line.lstrip("#! \t"))
    comment = line.lstrip()[:1] in ("#", "!")
    names, speaks = 0, False
    for match in re.compile(_LINE).finditer(text, start, end):
        begins = match.start() <= first or text[at : match.start()].rstrip(" \t").endswith("{")
        at = match.end()
        by = match["by"].strip()
        if by == ":" and text[at:end].strip() in ('"', "'") and text.count(text[at], start, at) % 2:
            continue
        sure = by or text.startswith("auth_pass", match.start()) or (begins and not match["french"])
        if comment and sure:
            from carplint.text.prose import is_said  # few comments are settings

            if is_said(text[match.start() : match.start("by")], by, text[at:end]):
                break
        elif comment and not speaks:
            speaks = True
            words = (word.strip(".,;:()") for word in text[at:end].split())
            if any(not word.isdecimal() and not (word.isalpha() and word.islower()) for word in words if len(word) > 4):
                from carplint.text.prose import telling  # few comments have more than small letters

                found += telling(text, at, end)
        if sure:
            names += 1
            found += _pieces(text, at, walked, joined=names == _NAMES)
            if names == _NAMES:
                break
    return found


@lru_cache(maxsize=16)
def spans(text: str, secret: Secret = False, values: Values = NONE, places: Places = ()) -> tuple[tuple[int, int], ...]:
    """Where secrets stand in a text: start and end of each, none of them longer than its line; for a `secret` text each
    line but for the white space at its end. `values` are secrets that are known, `places` where some stand."""
    if secret is True:
        return tuple(m.span() for m in re.finditer(r"(?m)^.*\S", text))
    found: list[tuple[int, int]] = []
    walked: set[tuple[int, str]] = set()
    end = -1
    for hint in re.finditer(_HINT, text):
        if hint.start() < end:
            continue
        start = text.rfind("\n", 0, hint.start()) + 1
        end = text.find("\n", start) % (len(text) + 1)
        line = text[start:end]
        found += _named(text, start, end, walked)
        if "-p" in line.replace("--p", "") or any(flags in line for flags in _FLAGS):
            found += _short(text, start, end)
        if any(sign in line and any(word in line for word in words) for sign, words in _MARKS):
            from carplint.text.commands import on_line  # few lines have what it looks for

            found += on_line(text, start, end)
        if line.rstrip().endswith(_OPENS):
            from carplint.text.commands import below  # few lines end so

            found += (lines := below(text, start, end))
            end = lines[-1][1] if lines else end
    if any(mark in text for mark in COMMANDS):
        from carplint.text.commands import anywhere  # few files have one

        found += anywhere(text)
    if secret:
        words = "|".join(map(re.escape, secret))
        found += [match.span("secret") for match in re.finditer(_BEHIND.format(words), text)]
    return merged(_known(text, values, (*places, *found)))


def hide(text: str, shown: Callable[[str], str], secrets: Iterable[tuple[int, int]]) -> str:
    """Return the text with each of its secrets, given by their places, replaced by what `shown` gives for it."""
    parts, at = [], 0
    for start, end in secrets:
        parts += [text[at:start], shown(text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


def mask(text: str, secret: Secret = False) -> str:
    """Return the text with its secrets hidden; it keeps its lines."""
    return hide(text, lambda _: HIDDEN, spans(text, secret))


def without(text: str, values: Values) -> str:
    """Return the text with some known secrets hidden, and nothing else."""
    return hide(text, lambda _: HIDDEN, merged(_known(text, values, ())))


def between(source: Source, start: int, end: int) -> Sequence[tuple[int, int]]:
    """Return where secrets stand in a part of a file, as offsets from its start."""
    found = of(source)
    low, high = bisect_left(found, (start, 0)), bisect_left(found, (end, 0))
    return [(a - start, b - start) for a, b in found[low:high]]
