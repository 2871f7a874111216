"""The words of one ifconfig command: an address, and the options that stand around it.

Source: ifconfig(8) of OpenBSD 7 and FreeBSD 14; sbin/ifconfig of both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from carplint.model import Address, IPAddress, Value, VirtualAddress, read_ip, read_ipv4
from carplint.text.source import Span
from carplint.text.typing import NamedTuple

_WORD = re.compile(r"""(?s)(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|\\\Z|[^\s"'\\;&|<>()])+|[;&|<>()]""")
_QUOTED = r"""(?s)"((?:[^"\\]|\\.)*)"?|'([^']*)'?|\\(.)"""
_END = frozenset(";&|<>()")

_ONE = frozenset(
    "vhid advbase advskew pass carpkey carpdev carpnodes carppeer peer peer6 balancing state netmask broadcast prefixlen mtu "
    "metric media mediaopt mode chan channel instance description descr group -group lladdr ether rdomain rtable rtlabel "
    "priority llprio vlan vlandev vlanpcp vlanproto parent vnetid txprio rxprio trunkport trunkproto laggport laggproto "
    "lagghash addm nwid ssid bssid nwkey wpakey wepkey authkey authproto country syncdev syncpeer maxupd "
    "tunneldomain fib tunnelfib name vnet pltime vltime dest tunnelttl timeslot patch pair wgkey wgport wgpeer wgpsk "
    "wgaip wgpka".split()
)
"""Words that take another one."""
_TWO = frozenset("tunnel keepalive wgendpoint".split())
"""Words that take two."""
_FLAGS = frozenset(
    "up down alias inet inet6 add del span delete remove create autoconf eui64 anycast temporary arp debug link0 link1 link2 mcast "
    "mcast6 defer autoconfprivacy soii tso tso4 tso6 lro lro4 lro6 rxcsum txcsum rxcsum6 txcsum6 polling promisc monitor "
    "staticarp accept_rtadv no_radr auto_linklocal defaultif ifdisabled nud prefer_source no_dad vlanhwtag vlanmtu vlanhwtso "
    "vlanhwfilter vlanhwcsum wol wol_magic toe mpls powersave hwfeatures noarp permanent deprecated tentative mpsafe".split()
)
"""Words that stand for themselves; with - before them, too."""


class Call(NamedTuple):
    """One ifconfig command: its address, its options with the last value of each, its flags, and the words that are not
    understood."""

    address: VirtualAddress | None
    options: dict[str, Value[str]]
    flags: frozenset[str]
    strange: tuple[Value[str], ...]


def _unquoted(match: re.Match[str]) -> str:
    double, single, escaped = match.groups()
    if double is not None:
        return re.sub(r"(?s)\\([$`\"\\\n])", lambda m: m[1].strip("\n"), double)
    return str(single) if single is not None else escaped.strip("\n")


def words(text: str, place: Callable[[int, int], Span]) -> Iterator[Value[str]]:
    """The words of a command as the shell that runs it cuts them, up to a comment or an operator. A variable or a
    command's output is not known, but $if is left as it is. Source: POSIX.1-2017, Shell Command Language, 2.2."""
    for match in _WORD.finditer(text):
        written = match[0]
        if written.startswith("#") or written in _END:
            return
        if re.fullmatch(r"(?:\\\n)+", written):
            continue  # the line goes on
        expands = written != "$if" and re.search(r"[$`]", re.sub(r"(?s)'[^']*'|\\.", "", written)) is not None
        why = "an expansion is not computed" if expands else ""
        yield Value(None if expands else re.sub(_QUOTED, _unquoted, written), written, place(*match.span()), why)


def _ip(text: str) -> IPAddress | None:
    try:
        return read_ip(text.partition("%")[0])
    except ValueError:
        return None


def _mask(text: str) -> int | None:
    """The length of a netmask: 255.255.255.0 or 0xffffff00; None for what is none."""
    try:
        number = int(text, 16) if text.lower().startswith("0x") else int(read_ipv4(text))
    except ValueError:
        return None
    ones = f"{number:032b}".rstrip("0")
    return len(ones) if number >> 32 == 0 and "0" not in ones else None


def _address(word: Value[str], length: str | None) -> Value[Address]:
    """An address with its length, from the word itself or from a netmask or prefixlen; else the host's own length."""
    assert word.value is not None
    text, slash, own = word.value.partition("/")
    ip = _ip(text)
    assert ip is not None
    said = own if slash else length
    if said is None:
        return word.but(Address(ip, ip.max_prefixlen))
    size = int(said) if re.fullmatch("[0-9]{1,9}", said) else _mask(said) if ip.version == 4 else None
    if size is None or size > ip.max_prefixlen:
        return word.but(None, f"'{said[:40]}' is not a netmask or prefix length")
    return word.but(Address(ip, size))


def call(command: Sequence[Value[str]]) -> Call:
    """What the words of a command say, behind the interface's name."""
    found: list[Value[str]] = []
    options: dict[str, Value[str]] = {}
    flags: set[str] = set()
    strange: list[Value[str]] = []
    waiting: list[str] = []
    for word in command:
        text = word.value
        if waiting:
            options[waiting.pop()] = word
        elif text is None:
            strange.append(word)
        elif text in _ONE or text in _TWO:
            waiting = [text] * (2 if text in _TWO else 1)
        elif text in _FLAGS or text.removeprefix("-") in _FLAGS | _ONE | _TWO:
            flags.add(text)
        elif _ip(text.partition("/")[0]) is not None:
            found.append(word)
        elif {"add", "del", "span"} & flags and re.fullmatch(r"[a-z]+[0-9]+", text):
            options["member"] = word
        else:
            strange.append(word)
    if waiting:
        strange.append(next(w for w in reversed(command) if w.value == waiting[0]))
    length = options.get("netmask") or options.get("prefixlen")
    address = None
    if found:
        prefixed = length is not None or "/" in (found[0].value or "")
        address = VirtualAddress(_address(found[0], None if length is None else length.value), prefixed)
    return Call(address, options, frozenset(flags), tuple(strange))
