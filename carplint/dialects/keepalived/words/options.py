"""Statements of several words with a grammar of their own, such as `lvs_sync_daemon eth0 inst VI_1 id 5`.

Each has a function over its keyword and words; how many words there must be is checked by `arguments`.
Source: keepalived, global_parser.c, vrrp_parser.c, check_parser.c and check_http.c; tried on 2.2.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from carplint.dialects.keepalived.keywords import Keyword
from carplint.dialects.keepalived.words.lines import Line, read, table_of, take
from carplint.dialects.keepalived.words.typed import INTERFACE_BYTES, TYPES, Fault
from carplint.dialects.keepalived.words.values import family, host, in_c, plain_address, whole
from carplint.text.spelling import nearest
from carplint.text.version import Version

Check = Callable[[Keyword, Sequence[str], Version], Iterator[Fault]]

_MAC_PART = re.compile(r"[0-9A-Fa-f]{1,2}")
_RESERVED_MAC = ((0, 0, 0x5E, 0, 1), (0, 0, 0x5E, 0, 2))
_TABLE_NAME = 255
_CHAIN_NAME = 28
_KEY_BYTES = (32, 64)


def _integers(keyword: Keyword, words: Sequence[str], start: int) -> Iterator[Fault]:
    for index in range(start, len(words)):
        yield from TYPES["int"](keyword, words[index], index).faults


def _choices(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """Any number of the keyword's values."""
    for index, word in enumerate(words[1:], 1):
        if word not in keyword.values:
            message = f"{keyword.name} does not know {word}: keepalived ignores it"
            yield Fault("line-unknown-word", index, message, nearest(word, keyword.values) or "")


def _include_check(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """[CHECK] [+CHECK|-CHECK]...: the first one sets, the others add and take away."""
    for index, word in enumerate(words[1:], 1):
        sign, plain = (word[0], word[1:]) if word[:1] in ("+", "-") else ("", word)
        if plain not in keyword.values:
            message = f"{keyword.name} does not know {word}: keepalived ignores it"
            meant = nearest(plain, keyword.values)
            yield Fault("line-unknown-word", index, message, f"{sign}{meant}" if meant else "")
        elif not sign and index > 1:
            message = f"only the first word of {keyword.name} may lack a sign: keepalived ignores {word}"
            yield Fault("line-word-repeated", index, message, f"+{word}")


def _cpus(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """CPU...: signed numbers for the daemon, to which -0 is one as good as 0."""
    for index, word in enumerate(words[1:], 1):
        if whole(word, -1, 0) != 0:
            yield from TYPES["int"](keyword, word, index).faults


def _all_seconds(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """[all] SECONDS."""
    index = 2 if words[1] == "all" else 1
    if index >= len(words):
        yield Fault("line-word-missing-value", 1, f"{keyword.name} all needs the seconds, too: keepalived ignores it")
        return
    yield from _integers(keyword, words[: index + 1], index)


def _pairs(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """Pairs of one of the keyword's values and a number."""
    index = 1
    while index < len(words):
        if words[index] not in keyword.values:
            message = f"{keyword.name} does not know {words[index]}: keepalived ignores it"
            yield Fault("line-unknown-word", index, message, nearest(words[index], keyword.values) or "")
            index += 2 if words[index + 1 : index + 2] and words[index + 1].isdecimal() else 1
            continue
        if index + 1 >= len(words):
            yield Fault("line-word-missing-value", index, f"{words[index]} needs a number: keepalived ignores it")
            return
        yield from TYPES["int"](keyword, words[index + 1], index + 1).faults
        index += 2


def _policy(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """MTU, ADVERT or a number of bytes; not two of them."""
    kinds = {
        w.upper() if w.upper() in keyword.values else "a number": i for i, w in reversed(list(enumerate(words))[1:])
    }
    for index, word in enumerate(words[1:], 1):
        if word.upper() not in keyword.values:
            yield from TYPES["int"](keyword, word, index).faults
    if len(kinds) > 1:
        message = f"{keyword.name} takes one of MTU, ADVERT and a number, not {' and '.join(sorted(kinds))}"
        yield Fault("line-word-repeated", max(kinds.values()), message)


def _umask(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """A number in C notation, or names of bits with | between them."""
    if words[1][:1].isdecimal():
        mode = in_c(words[1])
        if mode is None or mode > 0o777:
            yield Fault("value-out-of-range", 1, f"a umask is a number up to 0777, not {words[1]}; write it as 022")
        if len(words) > 2:
            yield Fault("too-many-words", 2, "umask takes one number: keepalived ignores it")
        return
    pieces = [(i, piece) for i, w in enumerate(words[1:], 1) for piece in re.findall(r"[|]|[^|]+", w)]
    name_next = True
    for index, piece in pieces:
        if name_next and piece not in keyword.values:
            message = f"{piece} is not a bit of a umask, such as {keyword.values[0]}: keepalived ignores the umask"
            yield Fault("line-unknown-word", index, message, nearest(piece, keyword.values) or "")
            return
        if not name_next and piece != "|":
            yield Fault("line-unknown-word", index, f"a | is missing before {piece}: keepalived ignores the umask")
            return
        name_next = not name_next
    if name_next:
        yield Fault("line-word-missing-value", len(words) - 1, "the name of a bit is missing after the last |")


def _server(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """ADDRESS [PORT], or NAME [PORT]."""
    if len(words) > 2 and not (words[2].isdecimal() and 1 <= int(words[2]) <= 65535):
        yield Fault(
            "value-wrong-type", 2, f"{words[2]} is not a port from 1 to 65535: keepalived leaves {words[1]} out"
        )


def _weight(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """N [reverse]; that of a tracked file, a checker or BFD is looked at elsewhere."""
    if not keyword.block.startswith("vrrp_") or keyword.block == "vrrp_track_file":
        return
    options = keyword.usage.partition("[")[2].rstrip("]").split("|")
    if len(words) > 2 and keyword.usage.startswith("N [") and words[2] not in options:
        message = f"the weight can only be followed by {' or '.join(options)}, not {words[2]}: keepalived ignores it"
        yield Fault("line-unknown-word", 2, message, nearest(words[2], options) or "")


def _key(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """ID VALUE: a key of 32 to 64 bytes; what it is, is never said."""
    if len(words) < 3 or keyword.type != "words":
        return
    if not (words[1].isdecimal() and 1 <= int(words[1]) <= 255):
        yield Fault("value-out-of-range", 1, "the id of a key is a number from 1 to 255: keepalived leaves the key out")
    kind, colon, digits = words[2].partition(":")
    if kind == "file" and colon:
        return
    size = len(digits) // 2 if kind == "hex" and colon else len(words[2].encode("utf-8", "surrogateescape"))
    if not _KEY_BYTES[0] <= size <= _KEY_BYTES[1]:
        message = (
            f"a key has {_KEY_BYTES[0]} to {_KEY_BYTES[1]} bytes, but this one has {size}: keepalived leaves it out"
        )
        yield Fault("value-out-of-range", 2, message)


def _table_name(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    size = len(words[1].encode("utf-8", "surrogateescape"))
    if size > _TABLE_NAME or (not size and version > (2, 2, 7)):
        yield Fault("value-out-of-range", 1, f"a table's name has 1 to {_TABLE_NAME} bytes, but this one has {size}")


def _chains(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """Names of chains of iptables."""
    for index, word in enumerate(words[1:3], 1):
        if len(word) > _CHAIN_NAME:
            yield Fault("value-out-of-range", index, f"a chain's name has at most {_CHAIN_NAME} characters")


def _multicast(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """An address of a multicast group, of the family that the keyword says."""
    address = plain_address(host(words[1]))
    if address is None:
        return
    kind = address.version
    wanted = {"4": 4, "6": 6}.get(keyword.name[-1], kind)
    why = ""
    if kind != wanted:
        why = f"is not an IPv{wanted} address"
    elif not address.is_multicast:
        why = "is not a multicast address"
    elif kind == 6 and int(address) >> 112 & 0xF != 2:
        why = "does not belong to the link: it should begin with ff02"
    if why:
        yield Fault("mcast-group-invalid", 1, f"{words[1]} {why}: advertisements do not reach the other nodes there")


def _interface_name(word: str, index: int) -> Fault | None:
    size = len(word.encode("utf-8", "surrogateescape"))
    if size <= INTERFACE_BYTES and not set(word) & set("/: \t") and word not in ("", ".", ".."):
        return None
    message = f"{word} cannot be an interface's name: at most {INTERFACE_BYTES} bytes, none of them / or :"
    return Fault("interface-name-too-long", index, message)


def _mac_fault(word: str, index: int) -> Fault | None:
    parts = word.split(":")
    why = ""
    if len(parts) < 5 or not all(_MAC_PART.fullmatch(p) for p in parts):
        why = "a MAC address has five or six numbers of two digits"
    else:
        octets = tuple(int(p, 16) for p in parts)
        if octets[0] & 1:
            why = "a multicast address cannot be a host's"
        elif octets[:5] in _RESERVED_MAC and len(octets) == 6:
            why = "these are VRRP's own; without an address keepalived takes the right one"
    return Fault("mac-address-invalid", index, f"keepalived ignores {word}: {why}") if why else None


def _device(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """use_vmac and use_ipvlan: a name, an address, and options, in any order."""
    table = table_of(keyword.line, version)
    mac = keyword.name == "use_vmac"
    seen: dict[str, str] = {}
    index = 1
    while index < len(words):
        word = words[index]
        kind = "name"
        if word in table:
            kind = "type" if table[word].type == "flag" and not mac else word
            if table[word].least:
                index += 1
                if index >= len(words):
                    yield Fault("line-word-missing-value", index - 1, f"{word} needs a value after it")
                    return
                word = words[index]
        elif (mac and ":" in word) or (not mac and family(word.partition("/")[0])):
            kind = "address"
        fault = _mac_fault(word, index) if mac and kind == "address" else None
        if kind == "name":
            fault = _interface_name(word, index)
        if kind in seen:
            message = f"{keyword.name} has its {kind} already, {seen[kind]}: keepalived ignores {word}"
            fault = Fault("line-word-repeated", index, message)
        if fault is not None:
            yield fault
        seen.setdefault(kind, word)
        index += 1


def _sync_daemon(keyword: Keyword, words: Sequence[str], version: Version) -> Iterator[Fault]:
    """INTERFACE [[inst] INSTANCE] and options; as the third word of old the id."""
    fault = _interface_name(words[1], 1)
    if fault is not None:
        yield fault
    table = table_of(keyword.line, version)
    line = Line(words, keyword.line)
    instances = [2] if len(words) > 2 and words[2] not in table else []

    def unknown(line: Line, index: int) -> int:
        word = line.words[index]
        if index == 3 and instances:
            line.fault("deprecated-keyword", index, "a number without id before it is an old spelling", f"id {word}")
            line.faults += TYPES["int"](table["id"], word, index).faults
        else:
            line.unknown("line-unknown-word", index, f"{keyword.name} does not know {word} and ignores it", table)
        return index + 1

    def instance(line: Line, index: int) -> int:
        if instances:
            message = f"the instance was given before, as {line.words[instances[0]]}: keepalived ignores this one"
            line.fault("line-word-repeated", index, message)
        instances.append(index + 1)
        return take(line, index, table["inst"])

    read(line, 2 + len(instances), table, unknown, {"inst": instance} if "inst" in table else {})
    yield from line.faults
    group = line.value("group")
    address = plain_address(group)
    if address is not None and not address.is_multicast:
        message = f"{group} is not a multicast address: keepalived ignores it"
        yield Fault("mcast-group-invalid", line.found["group"].value, message)


SEVERAL: dict[str, Check] = {
    "lvs_sync_daemon": _sync_daemon,
    "lvs_timeouts": _pairs,
    "vrrp_garp_extra_if": _all_seconds,
    "vrrp_vmac_garp_intvl": _all_seconds,
    "garp_extra_if": _all_seconds,
    "vmac_garp_intvl": _all_seconds,
    "vrrp_cpu_affinity": _cpus,
    "checker_cpu_affinity": _cpus,
    "bfd_cpu_affinity": _cpus,
    "vrrp_rx_bufs_policy": _policy,
    "umask": _umask,
    "include_check": _include_check,
    "regex_options": _choices,
    "smtp_server": _server,
    "weight": _weight,
    "key": _key,
    "vrrp_iptables": _chains,
    "nftables": _table_name,
    "nftables_ipvs": _table_name,
    "vrrp_mcast_group4": _multicast,
    "vrrp_mcast_group6": _multicast,
    "mcast_dst_ip": _multicast,
    "use_vmac": _device,
    "use_ipvlan": _device,
}
"""The check of each statement whose words have a grammar of their own, by its keyword."""
