"""The lines of lists whose entries are a name or an address: what is tracked, unicast peers, interfaces, groups of
virtual servers.

Source: keepalived, vrrp_track.c (alloc_track), track_file.c, vrrp_data.c (alloc_vrrp_unicast_peer), check_data.c
(alloc_vsg_entry) and lib/utils.c (inet_stor); tried on 2.2.7.
"""

from collections.abc import Iterator, Sequence

from carplint.dialects.keepalived.keywords import Keyword, positional
from carplint.dialects.keepalived.words.lines import Line, read, table_of
from carplint.dialects.keepalived.words.typed import TYPES, Fault, Word
from carplint.dialects.keepalived.words.values import family, leading, plain_address, whole
from carplint.text.typing import NamedTuple
from carplint.text.version import Version


def _first(block: str) -> Keyword:
    """What stands at the beginning of a line of a language."""
    keyword = positional(block)
    assert keyword is not None, block
    return keyword


def _nearest(word: str, names: Sequence[str]) -> str:
    from carplint.text.spelling import nearest

    return nearest(word, names) or ""


class TrackLine(NamedTuple):
    """What a line says of an object that is tracked. Without a weight of its own, or with one that the daemon refuses,
    that of the object counts; so does `reverse` where the line says nothing of it. `known` is false where a variable
    hides the weight."""

    name: str
    weight: int | None = None
    reverse: bool | None = None
    known: bool = True


_TURNED = {"reverse": True, "noreverse": False}
_MOST = 254
"""The weight that the daemon still reads, and takes down to 253 for interfaces and scripts."""


def tracker(words: Sequence[str], block: str, version: Version) -> Word:
    """NAME [weight N [reverse|noreverse]]; None where the daemon drops the line."""
    if len(words) == 1:
        return Word(TrackLine(words[0]))
    if any("$" in w for w in words):
        return Word(TrackLine(words[0], known="$" not in "".join(words[1:])))
    faults = tuple(_tracker_faults(words, block, version))
    if words[1] != "weight" or len(words) == 2:
        return Word(None, faults)
    limit = int(table_of(block, version)["weight"].maximum or 0)
    most = limit if "bfd" in block else _MOST
    weight = leading(words[2], -most, most)  # the running daemon takes 1.5 as 1; only -t refuses it
    weight = None if weight is None else max(-limit, min(limit, weight))
    return Word(TrackLine(words[0], weight, _TURNED.get(words[3]) if len(words) > 3 else None), faults)


def _tracker_faults(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    table = table_of(block, version)
    if words[1] != "weight":
        what = block.partition("/")[0].removeprefix("track_")
        message = f"{words[1]} is not an option here, and keepalived ignores it; one line tracks one {what}"
        yield Fault("line-unknown-word", 1, message, _nearest(words[1], ("weight",)))
        return
    if len(words) == 2:
        yield Fault("line-word-missing-value", 1, f"weight needs a number: keepalived ignores {words[0]}")
        return
    yield from TYPES["int"](table["weight"], words[2], 2).faults
    if len(words) > 3 and (words[3] == "weight" or words[3] not in table):
        options = [n for n in table if n != "weight"]
        message = f"the weight can only be followed by {' or '.join(options)}, not {words[3]}: keepalived ignores it"
        yield Fault("line-unknown-word", 3, message, _nearest(words[3], options))
    elif len(words) > 4:
        yield Fault("extra-words-ignored", 4, f"keepalived ignores what stands after {words[3]}", silent=True)


def peer(words: Sequence[str], block: str, version: Version) -> Word:
    """ADDRESS [min_ttl N] [max_ttl N]; the address is cut at its first - or /."""
    if any("$" in w for w in words):
        return Word(TYPES["ip"](_first(block), words[0], 0).value)
    value, faults = TYPES["ip"](_first(block), words[0], 0)
    if faults:
        message = f"{words[0]} is not an address, so keepalived leaves this peer out and never sends to it"
        return Word(value, (faults[0]._replace(rule="unicast-peer-malformed", message=message),))
    return Word(value, tuple(_peer_faults(words, block, version)) if len(words) > 1 else ())


def _peer_faults(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    table = table_of(block, version)
    line = Line(words, block)

    def unknown(line: Line, index: int) -> int:
        word = line.words[index]
        rule, what = "line-unknown-word", f"{word} is not an option of a peer"
        if family(word.partition("/")[0]):
            what = f"{word} is a second address on the line"
        if version <= (2, 2, 7) and index + 1 < len(line.words):
            rule = "extra-words-ignored"
        line.unknown(rule, index, f"{what}, and keepalived ignores it: a line holds one peer", table)
        return len(line.words)

    read(line, 1, table, unknown, {})
    yield from line.faults
    low, high = line.known("min_ttl"), line.known("max_ttl")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        message = (
            f"no packet has a TTL of at least {low} and at most {high}: keepalived drops every packet from this peer"
        )
        yield Fault("line-words-conflict", line.found["min_ttl"].at, message)


def linkbeat(words: Sequence[str], block: str, version: Version) -> Word:
    """INTERFACE [MII|ETHTOOL|IOCTL]."""
    table = table_of(block, version)
    if len(words) == 1 or "$" in words[1] or (words[1] in table and len(words) == 2):
        return Word(words[0])
    at = 1 if words[1] not in table else 2
    message = f"the interface can only be followed by one of {', '.join(table)}, not {words[at]}"
    return Word(words[0], (Fault("line-unknown-word", at, message, _nearest(words[1].upper(), tuple(table))),))


def delays(words: Sequence[str], block: str, version: Version) -> Word:
    """INTERFACE DOWN [UP], in seconds with up to six decimals (tried on 2.2.7): the delays."""
    first = _first(block)._replace(decimals=6)
    if len(words) == 1:
        message = f"{words[0]} needs its delays: keepalived ignores the line"
        return Word(None, (Fault("line-word-missing-value", 0, message),))
    found = [TYPES["seconds"](first, w, at) if "$" not in w else Word(None) for at, w in enumerate(words[1:3], 1)]
    faults = [f._replace(message=f.message.replace(first.name, "this delay")) for word in found for f in word.faults]
    if len(words) > 3:
        faults.append(Fault("extra-words-ignored", 3, f"{words[0]} takes two delays: the rest is ignored", silent=True))
    return Word(tuple(w.value for w in found), tuple(faults))


def group(words: Sequence[str], block: str, version: Version) -> Word:
    """ADDRESS[-END][/LENGTH] [PORT], or fwmark N [inet|inet6]."""
    if any("$" in w for w in words):
        return Word(None)
    faults = _fwmark(words, block, version) if words[0] == "fwmark" else _range_faults(words)
    return Word(words[0], tuple(faults))


_RULE = "group-entry-invalid"
_PORT = 65535


def _range_faults(words: Sequence[str]) -> Iterator[Fault]:
    if len(words) > 1 and (not words[1] or whole(words[1], 0, _PORT) is None):
        message = f"{words[1]} is not a port from 1 to {_PORT}: keepalived leaves the entry out"
        yield Fault("value-wrong-type", 1, message)
    why = _refused(words[0])
    if why:
        yield Fault(_RULE, 0, f"{why}: keepalived leaves {words[0]} out")
    if len(words) > 2:
        yield Fault("extra-words-ignored", 2, "a line has one address and its port: the rest is ignored", silent=True)


def _fwmark(words: Sequence[str], block: str, version: Version) -> Iterator[Fault]:
    if len(words) == 1:
        yield Fault("line-word-missing-value", 0, "fwmark needs a number: keepalived stops here and reads no further")
        return
    yield from TYPES["int"](table_of(block, version)["fwmark"], words[1], 1).faults
    if len(words) > 2 and words[2] not in ("inet", "inet6"):
        yield Fault("value-unknown", 2, f"the mark can only be followed by inet or inet6, not {words[2]}")


def _refused(word: str) -> str:
    """Why an entry is refused, or nothing."""
    entry, slash, length = word.partition("/")
    first, dash, last = entry.partition("-")
    start = plain_address(first)
    if start is None:
        return f"{first} is not an address"
    bits = start.max_prefixlen
    if slash:
        kept = whole(length, 1, bits)
        if kept is None:
            return f"the prefix must be a number from 1 to {bits}"
        if not dash and int(start) % (1 << (bits - kept)):
            return "an address with a prefix must be that of the network, without host bits"
    if not dash:
        return ""
    end = plain_address(last)
    if end is not None and end.version != start.version:
        return "a range has two addresses of one family"
    if end is not None:
        return "the range ends before it begins" if int(end) < int(start) else ""
    return _short_range(int(start), last, start.version)


def _short_range(start: int, last: str, kind: int) -> str:
    """Why A-N is refused, with N the last number of the second address."""
    digits = "0123456789" if kind == 4 else "0123456789abcdefABCDEF"
    if set(last) - set(digits):
        return f"{last} is not the end of a range: write an address, or its last number"
    number, limit = int(last or "0", 10 if kind == 4 else 16), 0xFF if kind == 4 else 0xFFFF
    if number > limit:
        return f"the end of the range, {last}, is too large for one number of an address"
    return "" if number > start & limit else "the end of the range must be greater than its beginning"
