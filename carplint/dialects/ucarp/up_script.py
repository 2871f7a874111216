"""The addresses that an up script of ucarp adds: the VIP with its prefix, and others, which are on the node that has it.

The script is read as text. Only what is certain counts: the values of the script's parameters, literal words, and
variables that were set to these before any condition. What stands behind a condition may never be run, so no further
address is taken from such a script; the VIP's prefix is, where all commands that add the VIP agree on it.
Source: ip-address(8); ifconfig(8), and for its default netmask net/ipv4/devinet.c of Linux (inet_abc_len), tried with
net-tools 2.10; ucarp 1.5.2, src/spawn.c (`script INTERFACE VIP [XPARAM]`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from carplint.model import Address, Command, IPAddress, Value, VirtualAddress
from carplint.text.source import Source, Span

if TYPE_CHECKING:
    from carplint.text.reading import Find

IP_WORDS = frozenset("dev label scope broadcast brd valid_lft preferred_lft metric proto".split())
"""Keywords of `ip address` that take a word."""
OPAQUE = frozenset("eval . source shift unset read getopts alias trap mapfile readarray let".split())
"""Commands after which nobody can tell what a variable or a word means."""

_BRANCHES = r"\b(?:if|case|for|while|until|function)\b|&&|\|\||\(\)|<<"
_COMMENT = r"(?m)(?:^|(?<=\s))#.*$"
_REFERENCE = r"\$(?:(\w+)|\{(\w+)\})"
ASSIGNMENT = r"([A-Za-z_]\w*)=(.*)"
"""A word that sets a variable. All these are compiled when they are first used: few scripts are at hand."""

DEBIAN_UP = "/usr/share/ucarp/vip-up"
"""Debian's own up script."""

_CLASSES = ((128, 8), (192, 16), (224, 24))
"""The prefix lengths of classes A, B and C, which an address without a netmask gets from ifconfig, each with the first byte
that is beyond the class."""


class Added(NamedTuple):
    """What an up script adds: the VIP, None where that is not certain, and further addresses."""

    vip: VirtualAddress | None = None
    further: tuple[VirtualAddress, ...] = ()


class _Adding(NamedTuple):
    """A command that adds an address, to a device and with a label, "" where these are not certain."""

    address: Address
    device: str
    label: str
    written: str
    span: Span


def resolved(word: str, variables: Mapping[str, str | None]) -> str | None:
    """What a word of a script comes to; None where that is not known."""
    from carplint.dialects.ucarp.launcher import plain  # few scripts are at hand

    if "`" in word or "$(" in word or ("'" in word and "$" in word):
        return None
    unknown = False

    def value(match: re.Match[str]) -> str:
        nonlocal unknown
        found = variables.get(match[1] or match[2])
        unknown = unknown or found is None
        return found or ""

    text = re.sub(_REFERENCE, value, plain(word))
    return None if unknown or "$" in text else text


def _operands(words: Sequence[str | None]) -> tuple[list[str | None], dict[str | None, str | None]]:
    """The words of `ip address add` that belong to no keyword, and those that do by their keyword."""
    rest = list(words)
    plain: list[str | None] = []
    keywords: dict[str | None, str | None] = {}
    while rest:
        word = rest.pop(0)
        if word in IP_WORDS and rest:
            keywords[word] = rest.pop(0)
        elif word != "local":
            plain.append(word)
    return plain, keywords


def _by_ip(words: Sequence[str | None]) -> tuple[str | None, str, str]:
    """Address, device and label of an `ip address add`; None for anything else."""
    rest = [w for w in words[1:] if w is None or not w.startswith("-")]
    if len(rest) < 3 or rest[0] not in ("a", "addr", "address") or rest[1] not in ("a", "add", "r", "replace"):
        return None, "", ""
    plain, keywords = _operands(rest[2:])
    device = (keywords.get("dev") or "").partition(":")[0]  # of an alias ip takes the device
    return (plain or [None])[0], device, keywords.get("label") or ""


def _by_ifconfig(words: Sequence[str | None]) -> tuple[str | None, str, str]:
    """Address, device and label of an `ifconfig DEVICE ADDRESS [netmask MASK]`; None for anything else."""
    if len(words) < 3 or words[2] is None:
        return None, "", ""
    address, name = words[2], words[1] or ""
    if "netmask" in words[:-1]:
        mask = words[words.index("netmask") + 1]
        address = f"{address.partition('/')[0]}/{mask}" if mask is not None else ""
    elif "/" not in address:
        try:
            read = Address.read(address)
        except ValueError:
            return None, "", ""
        classes = _CLASSES if read.ip.version == 4 else ()
        length = next((n for end, n in classes if read.ip.packed[0] < end), read.ip.max_prefixlen)
        address = f"{address}/{length}"
    device = name.partition(":")[0]
    return address, device, name if name != device else ""


_READERS = {"ip": _by_ip, "ifconfig": _by_ifconfig}


def _adding(command: Command, words: Sequence[str | None]) -> _Adding | None:
    """What a command adds, where that is certain."""
    reader = _READERS.get((words[0] or "").rpartition("/")[2])
    address, device, label = reader(words) if reader is not None else (None, "", "")
    if address is None or any(c.isspace() for c in device + label):
        return None
    try:
        read = Address.read(address)
    except ValueError:
        return None
    start = command.span.text.find(address)
    span = (
        command.span
        if start < 0
        else command.span._replace(start=command.span.start + start, end=command.span.start + start + len(address))
    )
    return _Adding(read, device, label, address, span)


def _branch(source: Source) -> int:
    """Where the first condition, loop or function of a script is; its end where it has none."""
    found = re.search(_BRANCHES, re.sub(_COMMENT, lambda m: " " * len(m[0]), source.text))
    return len(source.text) if found is None else found.start()


def _commands(source: Source, parameters: Mapping[str, str | None]) -> Iterator[tuple[Command, list[str | None]]]:
    """The commands of a script, and what their words come to: variables count that are set before any branch."""
    from carplint.dialects.ucarp.launcher import commands  # few scripts are at hand

    variables, certain = dict(parameters), _branch(source)
    for command in commands(source):
        words = list(command.words)
        if words[0] in ("export", "readonly"):
            del words[0]
        while words and (match := re.fullmatch(ASSIGNMENT, words[0], re.DOTALL)):
            variables[match[1]] = resolved(match[2], variables) if command.span.start < certain else None
            del words[0]
        if words and words[0] in OPAQUE:
            return
        if words:
            yield command, [resolved(w, variables) for w in words]


def _virtual(adding: _Adding) -> VirtualAddress:
    def value(text: str) -> Value[str] | None:
        return Value(text, text, adding.span) if text else None

    address = Value(adding.address, adding.written, adding.span)
    return VirtualAddress(address, True, value(adding.device), value(adding.label))


def source_of(find: Find | None, script: Value[str] | None) -> Source | None:
    """The text of an up script, where it is at hand."""
    if find is None or script is None or not (script.value or "").startswith("/"):
        return None
    return next((s for s in find(script.value or "", script.span.source) or () if isinstance(s, Source)), None)


def added(
    source: Source | None, interface: Value[str] | None, vip: Value[IPAddress] | None, parameter: Value[str] | None
) -> Added:
    """The addresses that an up script adds, which ucarp calls with the interface, the VIP and the parameter."""
    if source is None:
        return Added()
    plain = _branch(source) == len(source.text)
    own = vip.value if vip is not None else None
    parameters = {
        "1": interface.value if interface is not None else None,
        "2": None if own is None else str(own),
        "3": parameter.value if parameter is not None else "",
    }
    found = [a for c, words in _commands(source, parameters) if (a := _adding(c, words)) is not None]
    mine = [a for a in found if a.address.ip == own]
    further = tuple(_virtual(a) for a in found if own is not None and a.address.ip != own and plain)
    agreed = mine and len({a.address for a in mine}) == 1
    return Added(_virtual(mine[0]) if agreed else None, further)


def brings_up(source: Source | None, interface: str) -> frozenset[str]:
    """The interfaces that an up script brings up by `ifup`, itself or by Debian's vip-up, which runs `ifup NAME:ucarp`."""
    calls = list(_commands(source, {"1": interface})) if source is not None else []
    given = {words[-1] for _, words in calls if len(words) > 1 and (words[0] or "").rpartition("/")[2] == "ifup"}
    by_default = {f"{interface}:ucarp" for _, words in calls if words[0] == DEBIAN_UP}
    return frozenset(n for n in given | by_default if n is not None)
