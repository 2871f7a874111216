"""Whether a text is one that keepalived reads, whatever its file is called, and as what: a whole configuration, or the inside of
a block that another file includes.

Each statement is asked in its place: within a block that is known, for the keywords of this block; outside of all blocks, for those of
any. Within blocks of other programs only words count that nobody else has. Words such as `type`, `interface` and `timeout` are
keywords of other programs, too: of a text without any of keepalived's own words each line has to fit, with its arguments.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from carplint.dialects.keepalived.keyword_table import KEYWORDS
from carplint.text.typing import Any, NamedTuple

LINES = 2000
"""How many lines are looked at: what comes later does not change what a file is."""

TOP = ""
"""The kind of a text that stands for itself: the path of the block around all others."""

ADDRESSES = "virtual_ipaddress"
"""The kind of a list of addresses, which may be that of other blocks."""
MAILS = "global_defs/notification_email"
"""The kind of a list of mail addresses."""

_ADDRESS = re.compile(
    r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:[-/][0-9.]+)?|(?=[0-9a-fA-F:]*:[0-9a-fA-F:]*:)[0-9a-fA-F:.]+(?:/[0-9]+)?"
)
_NEARLY = re.compile(r"(?:[0-9]{1,4}[.,]){2,4}[0-9a-zA-Z]{1,4}(?:[-/\\]\S*)?")
"""What was meant for an address: counted with others that are."""
_BEHIND_ADDRESS = frozenset(
    "brd broadcast dev scope label peer preferred_lft home mngtmpaddr nodad no_track use_vmac".split()
)
_ROUTES, _RULES, _TRACKED = "virtual_routes", "virtual_rules", "track_interface"
_FIRST = {
    **dict.fromkeys("from to iif oif fwmark not".split(), _RULES),
    **dict.fromkeys("default src blackhole unreachable prohibit throw local multicast".split(), _ROUTES),
}
"""The words that rules and routes begin with, if it is not an address."""
_LIKELY = ("vrrp_instance", "vrrp_sync_group")
"""The blocks that a part is of rather than of others."""
_MAIL = re.compile(r"[^\s@{}#!;,<>\"']+@[^\s@{}#!;,<>\"']+\.[A-Za-z]{2,}")
_BEFORE = re.compile(r"^(?:\s*(?:@\^?[^\s{}]+(?=\s|$)|~(?:SEQ|LST)\([^)]*\)))+")
"""What may stand in front of any line: for whom it is, and how often it is repeated."""
_DIRECTIVE = re.compile(r"include(?:[rmwba]|_check)?")
_WHOLE = re.compile(
    r"(?m)^[ \t]*(?:vrrp_(?:instance|script|sync_group)|virtual_server(?:_group)?|global_defs)\b(?![ \t]*[:=])"
)
"""A line that no other program has, however damaged the others are."""
_FOREIGN = re.compile(r"\[+[\w:. -]+\]+$|<[A-Za-z?!/]|#!/|#cloud-config|---$|[\w.-]+:(?: |$)|[\[{]$")
"""What the first line of a file in INI, XML, YAML, or of a script begins with."""
_WORD = re.compile(r'"[^"]*"|[^\s"]\S*|"')

_EVERYDAY = frozenset(
    "auth_type bind_if bind_port child_wait_time config_save_dir connect_ip connect_port connect_timeout default_interface enable_dbus"
    " enable_traps http_protocol init_file ip_family json_version max_hops net_namespace plugin_dir process_name process_names"
    " random_seed reload_file router_id shutdown_script smtp_server source_ip startup_script status_code strict_mode time_window".split()
)
"""Keywords of several words that other programs have, too."""
_OWN = frozenset(("nopreempt", "lthreshold", "uthreshold"))
"""Keywords of one word that others do not have."""
GUESSES = 20
"""How many words of a text are compared with keywords that they may be meant for."""


class _Statement(NamedTuple):
    words: list[str]
    place: tuple[str, ...] | None
    """The paths of the blocks that it may stand in, none of them where they are unknown; None outside of all blocks."""
    opens: bool


@cache
def _blocks() -> dict[str, tuple[str, ...]]:
    """Return the blocks that know each keyword."""
    found: dict[str, list[str]] = {}
    for block, keywords in KEYWORDS.items():
        if "<" not in block:
            for name in keywords:
                found.setdefault(name, []).append(block)
    return {name: tuple(blocks) for name, blocks in found.items()}


def _is_own(word: str) -> bool:
    """Return whether a keyword is one that no other program has."""
    return word in _OWN or ("_" in word and word not in _EVERYDAY)


def _own(start: str) -> tuple[str, ...]:
    return tuple(name for name in _blocks() if name.startswith(start) and _is_own(name))


def _path(block: str, name: str) -> str:
    return f"{block}/{name}" if block else name


def _is_list(path: str) -> bool:
    return path not in KEYWORDS


def _fits(words: list[str], opens: bool, row: Any) -> bool:
    """Return whether the words behind a keyword are such as it takes."""
    shape, type, least, most, values = row[0], row[1], row[2], row[3], row[11]
    if opens or shape in ("block", "list"):
        return opens and shape in ("block", "list") and least <= len(words) - 1
    if not least <= len(words) - 1 <= (len(words) if most is None else most):
        return False
    value = words[1] if len(words) > 1 else ""
    if not value or "$" in value:
        return True
    if type in ("int", "seconds", "float"):
        return re.fullmatch(r"[-+]?[0-9.]+", value) is not None
    return type not in ("enum", "bool") or not values or value.lower() in map(str.lower, values)


def _is_of_others(words: list[str]) -> bool:
    """Return whether a statement has what keepalived's never have: an end, or a sign between a key and its value."""
    return words[-1][-1] in ";," or (len(words) > 1 and words[1] in ("=", "=>", ":", "+=", ":="))


def _is_directive(words: list[str]) -> bool:
    """Return whether a statement is an include, a definition, or the use of one."""
    if words[0].startswith("include"):
        return len(words) == 2 and _DIRECTIVE.fullmatch(words[0]) is not None and words[1][-1] != ";"
    return re.match(r"\$\w+(?: ?=|$)", " ".join(words[:2])) is not None and words[-1][-1] != ";"


def _filled(word: str) -> str:
    """Return a word with a number in place of each variable."""
    return re.sub(r"\$\w+", "1", word)


def _lists(words: list[str]) -> tuple[str, ...]:
    """Return the blocks of lines of which one may be: lists of addresses, routes, rules, what is tracked, and mail addresses."""
    first = _filled(words[0])
    if _ADDRESS.fullmatch(first):
        if len(words) == 1 or words[1] in _BEHIND_ADDRESS:
            return (ADDRESSES,)
        return (_ROUTES,) if words[1] in KEYWORDS[f"{_ROUTES}/<line>"] else ()
    if len(words) == 1:
        return (MAILS,) if _MAIL.fullmatch(first) else (ADDRESSES,) if _NEARLY.fullmatch(first) else ()
    if words[1] == "weight" and re.fullmatch(r"-?[0-9]+", words[2] if len(words) > 2 else ""):
        return (_TRACKED,)
    if first not in _FIRST or not any(_ADDRESS.fullmatch(_filled(w)) or w == "table" for w in words[1:]):
        return ()
    return (_FIRST[first],)


def _blocks_of(statement: _Statement) -> tuple[str, ...]:
    """Return the blocks that know a statement where it stands."""
    words, place, opens = statement
    if _is_of_others(words):
        return ()
    first = words[0]
    blocks = _blocks().get(first, ())
    if place is None:
        known = tuple(b for b in blocks if _is_own(first) or _fits(words, opens, KEYWORDS[b][first]))
        return known or (() if opens else _lists(words))
    known = tuple(b for b in place if first in KEYWORDS.get(b, ()) or (_is_list(b) and not opens))
    return known or (blocks if _is_own(first) else ())


def _statements(text: str) -> Iterator[_Statement]:
    """Yield the statements of a text, each with the blocks that it may stand in."""
    stack: list[tuple[str, ...]] = []
    last: list[str] = []
    guesses = GUESSES
    for line in text.split("\n", LINES)[:LINES]:
        line = _BEFORE.sub("", line, count=1)
        line = re.sub(r"\$\{(\w+)\}", r"$\1", re.split(r"(?:^|(?<=[\s{}]))[#!]", line, maxsplit=1)[0])
        for piece in (line,) if line.lstrip().startswith("include") else re.split(r"([{}])", line):
            words = _WORD.findall(piece)
            if not words:
                continue
            place = stack[-1] if stack else None
            if last:
                statement = _Statement(last, place, words == ["{"])
                yield statement
            if words == ["{"]:
                blocks = _blocks_of(statement) if last else ()
                stack.append(tuple(_path(b, last[0]) for b in blocks if last[0] in KEYWORDS.get(b, ())))
            elif words == ["}"]:
                del stack[-1:]
            last = [] if words in (["{"], ["}"]) else words
            if last and "_" in last[0] and last[0] not in _blocks() and guesses:
                from carplint.text.spelling import nearest  # most words are spelt right

                guesses -= 1
                last = [nearest(last[0], _own(last[0][:3])) or last[0], *last[1:]]
    if last:
        yield _Statement(last, stack[-1] if stack else None, False)


def kind(text: str, sure: bool = False) -> str | None:
    """Return the path of the block that a text belongs into, TOP for a whole configuration; None if keepalived reads no such
    text. If it has to be `sure`, a text without any word that is keepalived's alone is none."""
    text = text.removeprefix("\ufeff")
    first = next((line for line in map(str.strip, text.split("\n", LINES)) if line), "")
    if _FOREIGN.match(first) or _FOREIGN.match(_first_statement(text)):
        return None
    votes: Counter[str] = Counter()
    lines = own = within = directives = addresses = 0
    for statement in _statements(text):
        word = statement.words[0]
        if _is_directive(statement.words):
            directives += 1
            continue
        if word[0] == "$" and not _is_of_others(statement.words):
            continue
        lines += 1
        blocks = _blocks_of(statement)
        own += bool(blocks) and (_is_own(word) or blocks == (_TRACKED,) or word == "state")
        addresses += blocks == (ADDRESSES,) and _ADDRESS.match(_filled(word)) is not None
        if statement.place is None:
            votes.update(blocks)
        else:
            within += bool(blocks)
    most = max(votes.values(), default=0)
    known = most + within
    if _WHOLE.search(text) is None and (
        not lines + directives
        or 2 * known < lines
        or (sure and not own)
        or (known < lines and not (own or addresses))
        or (votes[ADDRESSES] and not addresses)
    ):
        return None
    likely = (b for b, n in votes.items() if n == most)
    return min(likely, key=lambda b: (b.count("/") if b else -1, b not in _LIKELY, b), default=TOP)


def _first_statement(text: str) -> str:
    return next((line for line in map(str.strip, text.split("\n", LINES)) if line and line[0] not in "#!"), "")
