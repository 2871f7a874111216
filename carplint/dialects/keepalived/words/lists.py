"""The lines of lists, and statements of several words: what is wrong with each, over the whole configuration.

`problems` walks through the statements; what a list's line may hold is known by the language that the
keyword table names for it. Source: keepalived, vrrp_parser.c, vrrp_track.c, track_file.c, vrrp_data.c and
check_data.c; tried on 2.2.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.keywords import Keyword, lookup, positional
from carplint.dialects.keepalived.tree import edits as repair
from carplint.dialects.keepalived.tree.oddities import oddity
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.tree.unknown import comment
from carplint.dialects.keepalived.words.addresses import address_faults
from carplint.dialects.keepalived.words.arguments import TYPES, Fault, finding
from carplint.dialects.keepalived.words.grammar import Line, family, read, table_of
from carplint.dialects.keepalived.words.groups import group_faults
from carplint.dialects.keepalived.words.routing import route_faults, rule_faults
from carplint.dialects.keepalived.words.scripts import TEXTS
from carplint.dialects.keepalived.words.statements import STATEMENTS
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.spelling import nearest
from carplint.text.version import Version


def _first(block: str) -> Keyword:
    """What stands at the beginning of a line of a language."""
    keyword = positional(block)
    assert keyword is not None, block
    return keyword


def _tracker(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    """NAME [weight N [reverse|noreverse]]."""
    if len(words) == 1 or any("$" in w for w in words):
        return
    table = table_of(block, version)
    weight = table["weight"]
    if words[1] != "weight":
        message = f"{words[1]} is no option here, and keepalived ignores it; one line tracks one {_what(block)}"
        yield Fault("line-unknown-word", 1, message, nearest(words[1], ("weight",)) or "")
        return
    if len(words) == 2:
        yield Fault("line-word-missing-value", 1, f"weight needs a number: keepalived ignores {words[0]}")
        return
    fault = TYPES["int"](weight, words[2], 2)
    if fault is not None:
        yield fault
    if len(words) > 3 and (words[3] == "weight" or words[3] not in table):
        options = [n for n in table if n != "weight"]
        message = f"after the weight can stand {' or '.join(options)}, not {words[3]}: keepalived ignores it"
        yield Fault("line-unknown-word", 3, message, nearest(words[3], options) or "")
    elif len(words) > 4:
        yield Fault("extra-words-ignored", 4, f"keepalived ignores what stands after {words[3]}")


def _what(block: str) -> str:
    return block.partition("/")[0].removeprefix("track_")


def _peer(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    """ADDRESS [min_ttl N] [max_ttl N]; the address is cut at its first - or /."""
    if any("$" in w for w in words):
        return
    first = _first(block)
    fault = TYPES["ip"](first, words[0], 0)
    if fault is not None:
        message = f"{words[0]} is no address, so keepalived leaves this peer out and never sends to it"
        yield fault._replace(rule="unicast-peer-malformed", message=message)
        return
    table = table_of(block, version)
    line = Line(words, block)

    def unknown(line: Line, index: int) -> int:
        word = line.words[index]
        rule, what = "line-unknown-word", f"{word} is no option of a peer"
        if family(word.partition("/")[0]):
            what = f"{word} is a second address on the line"
        if version <= (2, 2, 7) and index + 1 < len(line.words):
            rule = "extra-words-ignored"
        line.unknown(rule, index, f"{what}, and keepalived ignores it: a line holds one peer", table)
        return len(line.words)

    read(line, 1, table, unknown, {})
    yield from line.faults
    low, high = line.value("min_ttl"), line.value("max_ttl")
    if low.isdecimal() and high.isdecimal() and int(low) > int(high):
        message = f"no packet has a TTL of at least {low} and at most {high}: keepalived drops all from this peer"
        yield Fault("line-words-conflict", line.found["min_ttl"].at, message)


def _linkbeat(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    """INTERFACE [MII|ETHTOOL|IOCTL]."""
    table = table_of(block, version)
    if len(words) > 1 and "$" not in words[1] and (words[1] not in table or len(words) > 2):
        at = 1 if words[1] not in table else 2
        message = f"after the interface can stand one of {', '.join(table)}, not {words[at]}"
        yield Fault("line-unknown-word", at, message, nearest(words[1].upper(), table) or "")


def _delays(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    """INTERFACE DOWN [UP], in seconds with up to six decimals (tried on 2.2.7)."""
    first = _first(block)._replace(decimals=6)
    if len(words) == 1:
        yield Fault("line-word-missing-value", 0, f"{words[0]} needs the delays: keepalived ignores the line")
    for index, word in enumerate(words[1:3], 1):
        fault = None if "$" in word else TYPES["seconds"](first, word, index)
        if fault is not None:
            yield fault._replace(message=fault.message.replace(first.name, "this delay"))
    if len(words) > 3:
        yield Fault("extra-words-ignored", 3, f"{words[0]} takes two delays: the rest is ignored")


Reader = Callable[[Sequence[str], str, Version], Iterator[Fault]]

READERS: dict[str, Reader] = {
    "virtual_ipaddress/<line>": address_faults,
    "virtual_ipaddress_excluded/<line>": address_faults,
    "static_ipaddress/<line>": address_faults,
    "virtual_routes/<line>": route_faults,
    "static_routes/<line>": route_faults,
    "virtual_rules/<line>": rule_faults,
    "static_rules/<line>": rule_faults,
    "track_interface/<line>": _tracker,
    "track_script/<line>": _tracker,
    "track_file/<line>": _tracker,
    "track_process/<line>": _tracker,
    "track_bfd/<line>": _tracker,
    "unicast_peer/<line>": _peer,
    "linkbeat_interfaces/<line>": _linkbeat,
    "interface_up_down_delays/<line>": _delays,
    "virtual_server_group/<line>": group_faults,
}
"""The reader of each language of lines."""

_NEVER_EMPTY = frozenset(("group", "interfaces", "notification_email", "virtual_server_group"))
"""Lists that the daemon wants to have something in them."""


_LONGEST = 1100
"""Characters of a line that the daemon reads as one: longer ones are not looked at here."""


def _list(statement: Statement, children: list[Statement], version: Version) -> Iterator[Finding]:
    block = children[0].block
    reader = READERS.get(block)
    if reader is None:
        return
    sound = 0
    for line in children:
        if line.end - line.start > _LONGEST:
            continue
        odd = None if line.words[0][:1].isalnum() else oddity(line.words[0])
        if odd is not None:
            yield Finding(odd.message, line.span(), fix=comment(line, odd), name=odd.rule)
            continue
        faults = list(reader(line.words, block, version))
        for fault in faults:
            yield finding(line, fault)
        sound += not faults or faults[0].rule == "extra-words-ignored"
    if not sound and statement.words[0] in _NEVER_EMPTY:
        yield _empty(statement, f"no line of this {statement.words[0]} counts, so keepalived removes it")
    if block[:6] == "track_":
        yield from _twice(statement, children)


def _empty(statement: Statement, message: str) -> Finding:
    end = statement.closing()
    related = () if end is None else (Related(end, "and ends here"),)
    return Finding(message, statement.span(), related, name="empty-list")


def _twice(statement: Statement, children: list[Statement]) -> Iterator[Finding]:
    """Entries that the daemon takes once."""
    if len({c.words[0] for c in children}) == len(children):
        return
    seen: dict[str, Statement] = {}
    for line in children:
        other = seen.setdefault(line.words[0], line)
        if other is not line:
            message = f"{line.words[0]} stands twice in {statement.key}: the first one counts, this line is ignored"
            related = (Related(other.span(), "this one counts"),)
            fix = repair.loser(other, line, "delete this line")
            yield Finding(message, line.span(), related, fix, name="list-entry-duplicate")


def _policies(block: Statement) -> Iterator[Finding]:
    """vrrp_rx_bufs_policy on several lines: MTU, ADVERT and a number exclude each other."""
    first: Statement | None = None
    for line in block.within("vrrp_rx_bufs_policy"):
        kind = line.words[1].upper() if len(line.words) == 2 else ""
        if first is None:
            first = line if kind else None
        elif kind != first.words[1].upper() and not (kind.isdecimal() and first.words[1].isdecimal()):
            message = "the policy was given before, as something else: keepalived takes one of MTU, ADVERT and a number"
            related = (Related(first.whole(), "the one before"),)
            yield Finding(message, line.whole(), related, name="line-word-repeated")


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


def _old(statement: Statement, version: Version) -> Iterator[Finding]:
    new = _OLD[statement.words[0]]
    keyword = lookup(statement.block, new)
    if keyword is None or keyword.since > version:
        return
    fix = Fix(f"write {new}", (Edit(statement.span(), new),))
    yield Finding(f"{statement.key} is an old spelling of {new}", statement.span(), fix=fix, name="old-spelling")


def _walk(statements: Sequence[Statement], version: Version) -> Iterator[Finding]:
    devices: Statement | None = None  # the use_vmac before: further ones add to it
    for statement in statements:
        children = statement.children
        key = statement.words[0]
        if key in _OLD:
            yield from _old(statement, version)
        if children is not None and (statement.block, key) in _OLD_BLOCKS:
            message = f"{key} is an old spelling: {_OLD_BLOCKS[statement.block, key]}"
            yield Finding(message, statement.span(), name="old-spelling")
        if children:
            if children[0].block[-1:] == ">":
                yield from _list(statement, children, version)
            elif children[0].block != "names":
                yield from _walk(children, version)
                if key == "global_defs":
                    yield from _policies(statement)
        elif children is not None:
            if key in _NEVER_EMPTY:
                yield _empty(statement, f"{key} is empty: nothing comes of it")
        elif key in TEXTS:
            yield from TEXTS[key](statement)
        if children is None and key in STATEMENTS and len(statement.words) > 1:
            before = devices.words[1:] if devices is not None and key == "use_vmac" else ()
            yield from _several(statement, before, version)
            if key == "use_vmac":
                devices = statement


def _several(statement: Statement, before: tuple[str, ...], version: Version) -> Iterator[Finding]:
    """A statement of several words; what an earlier one of its kind has said is in `before`."""
    words = (statement.words[0], *before, *statement.words[1:])
    keyword = lookup(statement.block, words[0], version)
    if keyword is None or any("$" in w for w in words) or statement.end - statement.start > _LONGEST:
        return
    for fault in STATEMENTS[words[0]](keyword, words, version):
        if not before or fault.word > len(before):
            yield finding(statement, fault._replace(word=fault.word - len(before)))


def problems(configuration: Configuration) -> Iterator[Finding]:
    """What is wrong with the lines of lists and with statements of several words, in their order."""
    return _walk(configuration.statements, configuration.version)
