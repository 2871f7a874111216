"""A statement or a line of a list, read once: the value that the daemon runs with, and all that is wrong with its words.

The keyword table says how many words there are, of which type, in which range; what has a grammar of its own has a
reader of its own, which is imported when the first such line is met. What several statements say together is for
facts and rules. Source: keepalived's handlers of each keyword (vrrp_parser.c, global_parser.c, check_parser.c); tried
on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from carplint.dialects.keepalived.keywords import Keyword, lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.addresses import address_line
from carplint.dialects.keepalived.words.typed import TYPES, Fault, Word
from carplint.dialects.keepalived.words.values import leading
from carplint.text.version import Version

LineReader = Callable[[Sequence[str], str, Version], Word]


def _route(words: Sequence[str], block: str, version: Version) -> Word:
    from carplint.dialects.keepalived.words.routing import route

    return route(words, block, version)


def _rule(words: Sequence[str], block: str, version: Version) -> Word:
    from carplint.dialects.keepalived.words.routing import rule

    return rule(words, block, version)


def _entry(words: Sequence[str], block: str, version: Version) -> Word:
    from carplint.dialects.keepalived.words import entries

    return {
        "unicast_peer": entries.peer,
        "linkbeat_interfaces": entries.linkbeat,
        "interface_up_down_delays": entries.delays,
        "virtual_server_group": entries.group,
    }.get(block.partition("/")[0], entries.tracker)(words, block, version)


LINES: dict[str, LineReader] = {
    **dict.fromkeys(("virtual_ipaddress", "virtual_ipaddress_excluded", "static_ipaddress"), address_line),
    **dict.fromkeys(("virtual_routes", "static_routes"), _route),
    **dict.fromkeys(("virtual_rules", "static_rules"), _rule),
    **dict.fromkeys(("track_interface", "track_script", "track_file", "track_process", "track_bfd"), _entry),
    **dict.fromkeys(
        ("unicast_peer", "linkbeat_interfaces", "interface_up_down_delays", "virtual_server_group"), _entry
    ),
}
"""The reader of the lines of each list, by the list; those of other lists are names."""

SEVERAL = frozenset(
    "lvs_sync_daemon lvs_timeouts vrrp_garp_extra_if vrrp_vmac_garp_intvl garp_extra_if vmac_garp_intvl vrrp_cpu_affinity "
    "checker_cpu_affinity bfd_cpu_affinity vrrp_rx_bufs_policy umask include_check regex_options smtp_server weight key "
    "vrrp_iptables nftables nftables_ipvs vrrp_mcast_group4 vrrp_mcast_group6 mcast_dst_ip use_vmac use_ipvlan".split()
)
"""The keywords whose words have a grammar of their own, in carplint/dialects/keepalived/words/options.py."""

_INSTEAD = {
    ("vrrp_instance", "priority"): 100,
    ("vrrp_instance", "preempt_delay"): 0.0,
    ("vrrp_instance", "state"): "BACKUP",
}
"""What the daemon takes instead of a value that it refuses; else the one before stays, or the default."""

_TEXTS = ("string", "path", "script")
"""Types of which a value may hold a `$` that stands for itself, before anything but a name or a brace."""

_LONGEST = 1100
"""Characters of a line that the daemon reads as one: what longer ones come to is not known."""

_LENIENT = frozenset(
    [("vrrp_instance", "down_timer_adverts"), ("vrrp_instance", "version"), ("global_defs", "vrrp_version")]
    + [
        (block, "weight")
        for block in ("vrrp_script", "track_file", "vrrp_track_file", "vrrp_track_process", "bfd_instance")
    ]
)
"""Integers of which the running daemon takes the digits that they begin with, and only `keepalived -t` refuses the
whole; the others of vrrp_instance are refused by both, or not held by the model."""


def _words_of(block: str, words: tuple[str, ...], version: Version) -> Word:
    """What a line of a block comes to."""
    if sum(map(len, words)) > _LONGEST:
        return Word(None)
    if block[-1:] == ">":
        reader = LINES.get(block.partition("/")[0])
        return Word(words) if reader is None else reader(words, block, version)
    keyword = lookup(block, words[0], version)
    if keyword is None:
        return Word(None)
    count = len(words) - 1
    if count < keyword.least:
        return Word(None, (_missing(keyword, count),))
    value, faults = _value(keyword, words)
    if keyword.most is not None and count > keyword.most and not _quoted_otherwise(keyword, words):
        faults += _surplus(keyword, words)
    if words[0] in SEVERAL and count and not any("$" in w for w in words):
        more = several(keyword, words, version)
        value = None if any(f.rule == "mcast-group-invalid" for f in more) else value
        faults += more
    return Word(value, faults)


words_of = lru_cache(1 << 12)(_words_of)
"""What a line of a block comes to, kept: most lines of a large file stand in it many times."""

_OWN = ("virtual_ipaddress/<line>", "virtual_ipaddress_excluded/<line>")
"""The lists of which each line is another one, as each password is: they would only push out what is kept of others."""


def read(statement: Statement, version: Version) -> Word:
    """What a statement or a line of a list comes to in a release: the value, and all that is wrong with its words."""
    if statement.read_for is not version:
        block, words = statement.block, statement.words
        of = _words_of if block in _OWN or words[0] == "auth_pass" else words_of
        statement.read, statement.read_for = of(block, words, version), version
    word: Word = statement.read
    return word


def several(keyword: Keyword, words: Sequence[str], version: Version) -> tuple[Fault, ...]:
    """What is wrong with the words of a statement that has a grammar of its own."""
    from carplint.dialects.keepalived.words import options

    return tuple(options.SEVERAL[words[0]](keyword, words, version))


def _value(keyword: Keyword, words: tuple[str, ...]) -> Word:
    """The first word after the keyword by its type; without one the keyword itself is what counts."""
    if keyword.type == "flag" or len(words) == 1:
        return Word(True)
    if "$" in words[1] and (keyword.type not in _TEXTS or re.search(r"\$[A-Za-z_{]", words[1])):
        return Word(None)
    if keyword.type not in TYPES:
        return Word(words[1])
    value, faults = TYPES[keyword.type](keyword, words[1], 1)
    if faults and value is None:
        where = keyword.block, keyword.name
        value = _INSTEAD.get(where)
        if where in _LENIENT:
            low, high = (keyword.minimum, keyword.maximum) if keyword.type == "int" else (2, 3)
            value = leading(words[1], int(low or 0), int(high or 0))
    return Word(value, faults)


def _surplus(keyword: Keyword, words: tuple[str, ...]) -> tuple[Fault, ...]:
    """Words that are too many, where the daemon's log or nothing at all speaks of them."""
    assert keyword.most is not None
    at, takes = keyword.most + 1, f"{words[0]} takes {_number(keyword.most)}"
    if keyword.extra == "ignored":
        return (Fault("extra-words-ignored", at, f"{takes}: the rest is ignored", silent=True),)
    if keyword.extra in ("diagnosed", "exit"):
        return (Fault("too-many-words", at, f"{takes}, so keepalived ignores it"),)
    return ()


def _quoted_otherwise(keyword: Keyword, words: tuple[str, ...]) -> bool:
    """Whether a script's line has other words than those of other lines: single quotes and backslashes count."""
    return keyword.type == "script" and any("'" in w or "\\" in w for w in words)


def _number(count: int) -> str:
    return "no word" if count == 0 else "one word" if count == 1 else f"{count} words"


def _missing(keyword: Keyword, count: int) -> Fault:
    wanted = keyword.usage or {"int": "a number", "seconds": "a number", "ip": "an address"}.get(keyword.type, "a word")
    ends = {
        "exit": "keepalived stops here and reads no further",
        "diagnosed": "keepalived ignores the line",
        "silent": "keepalived ignores the line without a word",
    }
    message = f"{keyword.name} needs {wanted}: {ends.get(keyword.missing, ends['diagnosed'])}"
    return Fault("keyword-missing-value", count, message)
