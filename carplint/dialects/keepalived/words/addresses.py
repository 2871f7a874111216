"""The lines of virtual_ipaddress, virtual_ipaddress_excluded and static_ipaddress: an address and its options.

Source: keepalived, vrrp_ipaddress.c, parse_ipaddress and alloc_ipaddress; tried on 2.2.7.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from carplint.dialects.keepalived.words.lines import Line, Table, prefix_fault, read, table_of, take
from carplint.dialects.keepalived.words.typed import Fault, Word, faulty
from carplint.dialects.keepalived.words.values import family, plain_address, prefix
from carplint.model import Address
from carplint.text.typing import NamedTuple
from carplint.text.version import Version

_USUAL = ((), ("dev",), ("label",), ("dev", "label"))
"""The options of most lines, to be done with them quickly."""
_LABEL = 15


class AddressLine(NamedTuple):
    """An address line that the daemon takes. `address` is None where a variable hides it; the others are the numbers
    of the words that count, 0 where there is none."""

    address: Address | None
    device: int = 0
    label: int = 0
    broadcast: int = 0
    vmac: int = 0


def address_line(words: Sequence[str], block: str, version: Version) -> Word:
    """The address of a line with its options; None where keepalived drops the line."""
    head, slash, length = words[0].partition("/")
    if "$" in words[0]:
        line = _options(words, block, version, 0)
        return Word(_of(line, None) if line.whole else None)
    ip = plain_address(head)
    if ip is None:
        bare = words[0].rstrip(",;")
        meant = bare if bare != words[0] and family(bare.partition("/")[0]) and prefix_fault(bare, 0) is None else ""
        return faulty("vip-invalid-address", 0, _no_address(words[0]), meant)
    address = Address(ip, prefix(length, ip.max_prefixlen) if slash else ip.max_prefixlen)
    options = words[1::2]
    if ip.version == 4 and len(words) % 2 and options in _USUAL and (not slash or length == str(address.length)):
        device, label = (
            (2, 0) if options == ("dev",) else (0, 2) if options == ("label",) else (2, 4) if options else (0, 0)
        )
        values = words[2::2]
        if not values or (max(map(len, values)) <= _LABEL and "".join(values).isascii()):
            return Word(AddressLine(address, device, label))
    line = _options(words, block, version, ip.version)
    faults = [f for f in (prefix_fault(words[0], 0), *line.faults) if f is not None]
    if line.whole:
        faults += _together(line, ip.version)
    return Word(_of(line, address), tuple(faults))


def _of(line: Line, address: Address | None) -> AddressLine | None:
    """What the daemon makes of a line, None where it drops it."""
    if not line.whole:
        return None
    kind = 0 if address is None else address.ip.version
    if address is not None and family(line.value("peer")) == kind:
        address = Address(address.ip, address.ip.max_prefixlen)
    at = {name: option.value for name, option in line.found.items()}
    label = 0 if kind == 6 else at.get("label", 0)
    return AddressLine(address, at.get("dev", 0), label, at.get("brd", 0), at.get("use_vmac", 0))


def _size(word: str) -> int:
    return len(word.encode("utf-8", "surrogateescape"))


def _no_address(word: str) -> str:
    numbers = word.partition("/")[0].split(".")
    if len(numbers) == 4 and all(n.isdecimal() for n in numbers) and any(n != "0" and n[:1] == "0" for n in numbers):
        why = "the numbers of an address have no leading zeros"
    elif word.rstrip(",;") != word and family(word.rstrip(",;").partition("/")[0]):
        why = f"the {word[-1]} is taken for a part of it"
    elif any(c.isalpha() for c in word) and ":" not in word:
        why = "names are not looked up here"
    else:
        why = "it must be an IPv4 or IPv6 address"
    return f"{word} is not an address, so keepalived leaves this line out: {why}"


def _options(words: Sequence[str], block: str, version: Version, kind: int) -> Line:
    table = table_of(block, version)
    line = Line(words, block)

    def unknown(line: Line, index: int) -> int:
        word = line.words[index]
        if family(word.partition("/")[0]):
            message = f"keepalived takes one address per line and ignores {word}: give it a line of its own"
        else:
            message = f"{word} is not an option of an address: keepalived ignores it"
        line.unknown("vip-unknown-option", index, message, table)
        return index + 1

    special = {"dev": _only_one, "peer": _only_one, "track_group": _only_one, "label": _label}
    special |= dict.fromkeys(("brd", "broadcast"), partial(_broadcast, kind))
    read(line, 1, table, unknown, {name: partial(handle, table) for name, handle in special.items() if name in table})
    return line


_REPEATED = {
    "dev": "keepalived drops the address",
    "peer": "keepalived ignores it",
    "track_group": "keepalived reads no further",
}
"""What the daemon does with a second one."""


def _only_one(table: Table, line: Line, index: int) -> int:
    name = line.words[index]
    first = line.found.get(name)
    after = take(line, index, table[name])
    if first is None or first.known is None or not line.whole:
        return after
    line.fault("line-word-repeated", index, f"{name} was given before on this line: {_REPEATED[name]}")
    line.found[name] = first
    line.whole = name != "dev"
    return after if name == "peer" else len(line.words)


def _label(table: Table, line: Line, index: int) -> int:
    after = take(line, index, table["label"])
    label = line.value("label")
    if line.whole and _size(label) > _LABEL:
        address = line.words[0].partition("/")[0]
        message = f"the label {label} has more than {_LABEL} characters, so keepalived drops {address}"
        line.fault("vip-label-too-long", after - 1, message)
        line.whole = False
    return after


def _broadcast(kind: int, table: Table, line: Line, index: int) -> int:
    after = take(line, index, table[line.words[index]])
    if line.whole and kind == 6:
        address = line.words[0].partition("/")[0]
        line.fault("line-words-conflict", index, f"IPv6 has no broadcast: keepalived drops {address}")
    line.whole = line.whole and kind != 6 and line.known("brd") is not None
    return after


def _together(line: Line, kind: int) -> Iterator[Fault]:
    """What the options of an address do to each other."""
    found = line.found
    address, _, length = line.words[0].partition("/")
    broadcast, peer, label = line.value("brd"), line.value("peer"), line.value("label")
    rule = "line-words-conflict"
    if kind == 6:
        if label:
            yield Fault(rule, found["label"].at, "an IPv6 address has no label: keepalived ignores it")
        if line.value("scope") not in ("", "global", "0"):
            yield Fault(rule, found["scope"].at, "an IPv6 address has its own scope: keepalived ignores this one")
    elif broadcast and peer:
        yield Fault(rule, found["brd"].at, "an address with a peer has no broadcast: keepalived ignores it")
    elif broadcast in ("+", "-") and (not length or (length.isdecimal() and int(length) > 30)):
        message = f"brd {broadcast} needs a network: a prefix of at most 30, not {length or 32}"
        yield Fault(rule, found["brd"].at, message)
    if peer and family(peer) and family(peer) != kind:
        yield Fault(rule, found["peer"].value, f"the peer {peer} is not of the family of {address}")
    elif peer and length not in ("", "32" if kind == 4 else "128"):
        yield Fault(rule, 0, f"keepalived takes no prefix with a peer: it ignores /{length}")
