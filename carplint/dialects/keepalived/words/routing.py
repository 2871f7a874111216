"""The lines of virtual_routes, static_routes, virtual_rules and static_rules.

Routes and rules are of one family, which the first address or word that has one decides. A route has its
destination anywhere; what is not a word of the table is one. Source: keepalived, vrrp_iproute.c and
vrrp_iprule.c; tried on 2.2.7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from carplint.dialects.keepalived.keywords import lookup
from carplint.dialects.keepalived.words.encap import encap
from carplint.dialects.keepalived.words.lines import WHOLE_FAMILY, Handler, Line, Table, network, read, table_of, take
from carplint.dialects.keepalived.words.typed import Fault, Word
from carplint.dialects.keepalived.words.values import family, in_c, whole
from carplint.text.version import Version

_OWN_PROTOCOL = ("18", "0x12", "keepalived")
_FAMILIES = {"inet": 4, "inet6": 6}
_ONE_FAMILY = {"realms": 4, "expires": 6, "pref": 6}
_ROUTE_TYPES = frozenset(v for v in getattr(lookup("virtual_routes/<line>", "<TYPE>"), "values", ()) if v.isalpha())
_ACTIONS = ("table", "nop", "goto", "blackhole", "prohibit", "unreachable", "l3mdev")
_RULE_TYPES = ("blackhole", "prohibit", "unreachable")
_ONLY_FOR_TABLES = ("realms", "suppress_prefixlength", "suppress_ifgroup")


def route(words: Sequence[str], block: str, version: Version) -> Word:
    """A route; the model holds none, so its value are its words."""
    return Word(tuple(words), tuple(_route_faults(words, block, version)))


def rule(words: Sequence[str], block: str, version: Version) -> Word:
    """A rule; the model holds none, so its value are its words."""
    return Word(tuple(words), tuple(_rule_faults(words, block, version)))


def _route_faults(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    table = table_of(block, version)
    line = Line(words, block)
    destinations: list[int] = []
    destination = partial(_destination, table, destinations)
    special: dict[str, Handler] = {
        "to": destination,
        "inet": _swallow,
        "inet6": _swallow,
        "encap": encap,
        "nexthop": partial(_nexthops, table),
        "as": partial(_as, table),
        "or": partial(_or, table),
        "track_group": partial(_track_group, table, destination),
    }
    read(line, 0, table, destination, {n: h for n, h in special.items() if n in table})
    yield from line.faults
    if version > (2, 2, 7):
        yield from _times(line)
    if line.whole and not any("$" in w for w in words):
        if not destinations and not line.faults:
            yield Fault("route-without-destination", 0, "this route has no destination: keepalived leaves it out")
        yield from _mixed(line, destinations)
        yield from _tracked(line, "dev", version)


def _destination(table: Table, destinations: list[int], line: Line, index: int) -> int:
    """What is not a word of the table: [TYPE] DESTINATION, or to DESTINATION."""
    words = line.words
    at = index
    if words[index] == "to" or words[index] in _ROUTE_TYPES:
        index += 1
    if index >= len(words):
        line.whole = False
        line.fault("line-word-missing-value", at, f"{words[at]} needs a destination after it: keepalived stops here")
        return index
    word = words[index]
    if "$" in word:
        return index + 1
    if word in WHOLE_FAMILY or word == "default6" or family(word.partition("/")[0]):
        line.faults += network(table.get("from", table["to"]), word, index).faults
        if word == "default6":
            line.fault("deprecated-keyword", index, "default6 is an old spelling; write ::/0", "::/0")
        if destinations:
            message = f"{word} is a second destination, and the last one counts: is the word via missing before it?"
            line.fault("line-word-repeated", index, message, silent=True)
        destinations.append(index)
    else:
        line.unknown(
            "line-unknown-word",
            index,
            f"{word} is neither a route option nor an address: keepalived drops the route",
            table,
        )
        line.whole = False
    return index + 1


def _swallow(line: Line, index: int) -> int:
    """inet and inet6: the daemon passes over the word after them, in every release."""
    word = line.words[index]
    if index + 1 < len(line.words):
        lost = line.words[index + 1]
        message = f"keepalived loses the word after {word}, {lost}: write {word} at the end of the line, or not at all"
        line.fault("family-word-swallows", index, message)
    return index + 2


def _as(table: Table, line: Line, index: int) -> int:
    line.fault("line-unknown-word", index, "keepalived does not support `as` for such a route, and ignores it")
    return take(line, index, table["as"])


def _track_group(table: Table, otherwise: Handler, line: Line, index: int) -> int:
    """The group of a static route or rule; the word is no other line's."""
    if "track_group" not in table:
        return otherwise(line, index)
    if "track_group" in line.found:
        line.fault("line-word-repeated", index, "track_group was given before: keepalived drops the line")
    return take(line, index, table["track_group"])


def _or(table: Table, line: Line, index: int) -> int:
    if "or" in line.found:
        line.fault("line-word-repeated", index, "or was given before on this route: keepalived ignores this one")
    return take(line, index, table["or"])


def _hop_table(table: Table) -> Table:
    """The words of a nexthop: those of a route, and its weight."""
    names = ("via", "dev", "onlink", "realms")
    weight = table["hoplimit"]._replace(name="weight", minimum=1, maximum=256)
    return {**{n: table[n] for n in names}, "weight": weight}


def _nexthops(table: Table, line: Line, index: int) -> int:
    """nexthop OPTION... [nexthop OPTION...]..., up to the end of the line."""
    words, hop = line.words, _hop_table(table)
    if "or" in line.found:
        line.fault("line-word-repeated", index, "a route with `or` cannot also have `nexthop`: keepalived drops it")
    kept = dict(line.found)
    while index < len(words) and words[index] == "nexthop" and line.whole:
        index = read(line, index + 1, hop, lambda line, at: at, {"encap": encap})
        for name in ("via", "realms"):
            if name in line.found:
                kept.setdefault(name, line.found[name])
        line.found = {n: o for n, o in line.found.items() if n != "via" and n != "dev"}
    line.found = kept
    if index < len(words) and line.whole:
        message = f"{words[index]} cannot stand after nexthop: keepalived drops what follows; put it before nexthop"
        line.fault("line-unknown-word", index, message)
    return len(words)


def _times(line: Line) -> Iterator[Fault]:
    """Round trip times: releases after 2.2.7 say that they reset what is beyond their limits."""
    for name in ("rtt", "rttvar", "rto_min"):
        known = line.known(name)
        if isinstance(known, float) and not 200 <= known <= 120_000:
            message = f"{name} goes from 200ms to 120s: keepalived does not take {line.value(name)}"
            yield Fault("value-out-of-range", line.found[name].value, message)


def _mixed(line: Line, destinations: Sequence[int]) -> Iterator[Fault]:
    """Words and addresses of both families on one line, in the order in which the daemon reads them."""
    words = line.words
    places = {i: words[i] for i in destinations}
    for name in ("src", "via", "from", "to"):
        if name in line.found:
            places[line.found[name].value] = line.value(name)
    is_route = "routes/" in line.block
    places.update({o.at: n for n, o in line.found.items() if n in _ONE_FAMILY})
    known: int | None = 0
    for index, word in sorted(places.items()):
        kind = _ONE_FAMILY.get(word) or family(word.partition("/")[0])
        if words[index - 1] == "from" and kind == 4 and is_route:
            yield Fault("route-family-mixed", index, "from is for IPv6 routes only: keepalived drops the route")
        elif words[index - 1] in _FAMILIES and kind and kind != _FAMILIES[words[index - 1]]:
            yield Fault("route-family-mixed", index, f"{word} is not of the family that {words[index - 1]} names")
        elif known and kind != known and (kind or word in WHOLE_FAMILY):
            what = "write it before the other addresses" if not kind else "a line has one family"
            message = f"{word} does not go with the IPv{known} of this line, so keepalived drops it: {what}"
            yield Fault("route-family-mixed", index, message)
            return
        known = known or kind


def _tracked(line: Line, device: str, version: Version) -> Iterator[Fault]:
    """Routes and rules that go with the state of an interface."""
    protocol = line.value("protocol")
    untracked = "no_track" in line.found
    if protocol and protocol not in _OWN_PROTOCOL and not untracked:
        message = f"keepalived sets its own protocol, 18, instead of {protocol}: a protocol needs no_track"
        yield Fault("route-not-tracked", line.found["protocol"].at, message)
    if device in line.found:
        return
    if "track_group" in line.found:
        message = f"keepalived ignores track_group: it needs a {device} to look at"
        yield Fault("route-not-tracked", line.found["track_group"].at, message)
    if device == "dev" and not untracked and version <= (2, 2, 7) and "routes/" in line.block:
        yield Fault("route-not-tracked", 0, "keepalived cannot track a route without dev: write dev or no_track")


def _rule_faults(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    table = table_of(block, version)
    line = Line(words, block)
    actions: list[int] = []

    def unknown(line: Line, index: int) -> int:
        word = line.words[index]
        if "$" not in word:
            line.unknown("line-unknown-word", index, f"{word} is not a rule option: keepalived drops the rule", table)
            line.whole = False
        return index + 1

    special: dict[str, Handler] = {
        **_rule_words(table, actions),
        "inet": _swallow,
        "inet6": _swallow,
        "track_group": partial(_track_group, table, unknown),
    }
    read(line, 0, table, unknown, special)
    yield from line.faults
    if line.whole and not line.faults and not any("$" in w for w in words):
        yield from _action(line, actions)
        yield from _mixed(line, ())
        yield from _tracked(line, "dev", version)


def _rule_words(table: Table, actions: list[int]) -> dict[str, partial[int]]:
    names = [n for n, k in table.items() if (k.synonym or n) in _ACTIONS]
    return {n: partial(_act, table, actions) for n in (*names, "type")}


def _act(table: Table, actions: list[int], line: Line, index: int) -> int:
    """An action: of several the rule is dropped."""
    if line.words[index] == "type":
        index += 1
        word = line.words[index] if index < len(line.words) else ""
        if word not in (*_RULE_TYPES, "goto", "nop"):
            message = f"a rule's type is blackhole, prohibit, unreachable, goto or nop, not {word!r}"
            line.fault(
                "line-word-missing-value" if not word else "value-unknown", min(index, len(line.words) - 1), message
            )
            return index + 1
    actions.append(index)
    return take(line, index, table[line.words[index]])


def _action(line: Line, actions: Sequence[int]) -> Iterator[Fault]:
    found = line.found
    if not actions:
        yield Fault(
            "rule-without-action",
            0,
            "this rule does not say what to do (table, blackhole and so on): keepalived drops it",
        )
        return
    if len(actions) > 1:
        first, second = (line.words[i] for i in actions[:2])
        message = f"a rule has one action, not both {first} and {second}: keepalived drops it"
        yield Fault("line-words-conflict", actions[1], message)
        return
    limited = next((n for n in _ONLY_FOR_TABLES if n in found), "")
    if limited and "table" not in found and "l3mdev" not in found:
        message = f"{limited} is for rules with a table only: keepalived drops the rule"
        yield Fault("line-words-conflict", found[limited].at, message)
    preference, target = line.value("preference"), line.value("goto")
    if target and not preference:
        yield Fault("line-words-conflict", found["goto"].at, "goto needs a preference: keepalived drops the rule")
    elif target and (in_c(preference) or 0) >= (whole(target, 0, 2**32) or 0):
        message = f"goto can only go to a preference above its own, {preference}: keepalived drops the rule"
        yield Fault("line-words-conflict", found["goto"].value, message)
    elif not preference:
        message = "without a preference keepalived numbers the rule itself, so the order of rules is not what you wrote"
        yield Fault("rule-without-preference", 0, message)
