"""What is wrong with statements: their words, each read once (carplint/dialects/keepalived/words/read.py), repetitions,
empty lists, old spellings.

Findings come block by block, in the order of the statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from carplint.dialects.keepalived.keywords import Keyword, in_block, lookup
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.read import LINES, read, several
from carplint.dialects.keepalived.words.typed import Fault
from carplint.text.finding import Finding, Related
from carplint.text.version import Version

_LONGEST = 1100
"""Characters of a line that the daemon reads as one: the words of longer ones with a grammar are not looked at."""

_NEVER_EMPTY = frozenset(("group", "interfaces", "notification_email", "virtual_server_group"))
"""Lists that the daemon wants to have something in them."""

_OLD = {
    "lvs_process_name": "checker_process_name",
    "lvs_flush_onstop": "lvs_flush_on_stop",
    "vrrp_rlimit_rtime": "vrrp_rlimit_rttime",
    "checker_rlimit_rtime": "checker_rlimit_rttime",
    "bfd_rlimit_rtime": "bfd_rlimit_rttime",
    "enable_snmp_keepalived": "enable_snmp_vrrp",
    "vrrp_track_file": "track_file",
}
"""Old spellings of which only the daemon's log speaks. Source: global_parser.c, track_file.c (2.2.7)."""

_OLD_BLOCKS = {
    ("virtual_server/real_server/SMTP_CHECK", "host"): "write an SMTP_CHECK for each host",
}
"""Blocks that the daemon's log calls deprecated, and what to write instead. Source: check_smtp.c,
smtp_check_end_handler."""

_ONCE_CALLED = frozenset((*_OLD, *(key for _, key in _OLD_BLOCKS)))

_TEXTS = frozenset(
    ("auth_pass", "key", "password", "router_id", "notification_email_from", "process", "file", "virtualhost")
)
"""The keywords whose text matters more than their words, beside those of scripts."""


@cache
def _watched(block: str, version: Version) -> frozenset[str]:
    """The keywords of a block about whose statements there is more to say than what is wrong with their words."""
    named = _TEXTS | _ONCE_CALLED
    found = in_block(block, version).items()
    return frozenset(n for n, k in found if n in named or k.type == "script" or k.deprecated_by)


def problems(statements: Sequence[Statement], version: Version, *, sound: bool = True) -> Iterator[Finding]:
    """What is wrong with statements, block by block. Unless the layout is `sound` nothing is said of repetitions: a
    brace that is missing puts lines of two blocks into one."""
    if not statements:
        return
    keywords, watched = in_block(statements[0].block, version), _watched(statements[0].block, version)
    first: dict[str, Statement] = {}
    devices: Statement | None = None  # the use_vmac before: further ones add to it
    for statement in statements:
        words, children = statement.words, statement.children
        keyword = keywords.get(words[0])
        if keyword is None:
            continue
        if children is None:
            faults: Sequence[Fault] = read(statement, version).faults
            if words[0] == "use_vmac":
                faults = faults if devices is None else _added(keyword, devices, statement, version)
                devices = statement
            if faults:
                yield from _findings(statement, faults)
        elif keyword.shape == "block":
            yield from problems(children, version, sound=sound)
            if words[0] == "global_defs":
                yield from _policies(statement)
        else:
            yield from _list(statement, children, version)
        if words[0] in watched:
            if children is None and (keyword.type == "script" or words[0] in _TEXTS):
                yield from _text(statement, keyword)
            yield from _old(statement, keyword, version)
        if children is not None and len(words) > 1:
            continue  # a block with a name: duplicate-instance-name and its likes
        place = " ".join(words[:2]) if keyword.usage[:3] == "ID " else words[0]
        if first.setdefault(place, statement) is not statement and sound and keyword.repeat != "adds":
            from carplint.dialects.keepalived.words import repetitions  # seldom needed, so not at the start

            again = repetitions.finding(first[place], statement, keyword, version)
            if again is not None:
                yield again
            if repetitions.counts(first[place], statement, keyword):
                first[place] = statement


_NO_ADDRESS = ("vip-prefix-invalid", "vip-invalid-address")


def addresses(lines: Sequence[Statement], version: Version) -> Iterator[Finding]:
    """What is wrong with addresses of which nobody knows the list that they are in: what is none in any."""
    for line in lines:
        word = line.words[0]
        if len(line.words) == 1 and word[:1].isdigit() and "-" not in word:
            yield from _findings(line, [f for f in read(line, version).faults if f.rule in _NO_ADDRESS])


def _findings(statement: Statement, faults: Sequence[Fault]) -> Iterator[Finding]:
    from carplint.dialects.keepalived.words.findings import finding  # a sound file needs none

    yield from (finding(statement, fault) for fault in faults)


def _added(keyword: Keyword, before: Statement, statement: Statement, version: Version) -> Sequence[Fault]:
    """What is wrong with a use_vmac that adds to the one before."""
    count, joined = len(before.words) - 1, (*before.words, *statement.words[1:])
    if any("$" in w for w in joined):
        return ()
    found = several(keyword, joined, version) if len(statement.words) > 1 else ()
    return [f._replace(word=f.word - count) for f in found if f.word > count]


def _text(statement: Statement, keyword: Keyword) -> Iterator[Finding]:
    """What is wrong with a text whose quotes, comments and words behind it matter."""
    script = keyword.type == "script"
    part = statement.text.text[statement.start : statement.end]
    if script or "'" in part or "#" in part or "!" in part:
        from carplint.dialects.keepalived.words.scripts import comment_findings, script_findings

        yield from comment_findings(statement, script=script)
        if script:
            yield from script_findings(statement)


def _old(statement: Statement, keyword: Keyword, version: Version) -> Iterator[Finding]:
    """An old spelling; of some the daemon's log alone speaks."""
    key = statement.words[0]
    diagnosed = keyword.deprecated_by and keyword.deprecation == "diagnosed"
    if not diagnosed and key not in _OLD and (statement.block, key) not in _OLD_BLOCKS:
        return
    from carplint.dialects.keepalived.words import findings

    if diagnosed:
        yield findings.deprecated(statement, keyword)
    if key in _OLD:
        new = lookup(statement.block, _OLD[key])
        if new is not None and new.since <= version:
            yield findings.old(statement, new.name)
    if (statement.block, key) in _OLD_BLOCKS:
        message = f"{key} is an old spelling: {_OLD_BLOCKS[statement.block, key]}"
        yield Finding(message, statement.span(), name="old-spelling")


def _list(statement: Statement, children: list[Statement], version: Version) -> Iterator[Finding]:
    key = statement.words[0]
    if not children:
        if key in _NEVER_EMPTY:
            yield _empty(statement, f"{key} is empty and has no effect")
        return
    if children[0].block.partition("/")[0] not in LINES:
        return
    sound = 0
    for line in children:
        if line.end - line.start > _LONGEST:
            continue
        if not line.words[0][:1].isalnum():
            from carplint.dialects.keepalived.tree.unknown import odd_entry

            odd = odd_entry(line)
            if odd is not None:
                yield odd
                continue
        faults = read(line, version).faults
        if faults:
            yield from _findings(line, faults)
        sound += not faults or faults[0].rule == "extra-words-ignored"
    if not sound and key in _NEVER_EMPTY:
        yield _empty(statement, f"no line of this {key} counts, so keepalived removes it")
    if key[:6] == "track_" and len({c.words[0] for c in children}) < len(children):
        yield from _twice(statement, children)


def _empty(statement: Statement, message: str) -> Finding:
    end = statement.closing()
    related = () if end is None else (Related(end, "and ends here"),)
    return Finding(message, statement.span(), related, name="empty-list")


def _twice(statement: Statement, children: list[Statement]) -> Iterator[Finding]:
    """Entries that the daemon takes once."""
    from carplint.dialects.keepalived.tree.edits import loser

    seen: dict[str, Statement] = {}
    for line in children:
        other = seen.setdefault(line.words[0], line)
        if other is not line:
            message = f"{line.words[0]} is given twice in {statement.key}: the first one counts, this line is ignored"
            related = (Related(other.span(), "this one counts"),)
            fix = loser(other, line, "delete this line")
            yield Finding(message, line.span(), related, fix, name="list-entry-duplicate")


def _policies(block: Statement) -> Iterator[Finding]:
    """vrrp_rx_bufs_policy on several lines: MTU, ADVERT and a number exclude each other."""
    first: Statement | None = None
    for line in block.within("vrrp_rx_bufs_policy"):
        kind = line.words[1].upper() if len(line.words) == 2 else ""
        if first is None:
            first = line if kind else None
        elif kind != first.words[1].upper() and not (kind.isdecimal() and first.words[1].isdecimal()):
            message = "the policy is already set to another kind: keepalived takes one of MTU, ADVERT and a number"
            related = (Related(first.whole(), "the one before"),)
            yield Finding(message, line.whole(), related, name="line-word-repeated")
