"""The encap words of routes and nexthops: `encap ip id 5 dst 192.0.2.1`.

Source: keepalived, vrrp_iproute.c, parse_encap; tried on 2.2.7.
"""

from __future__ import annotations

from types import MappingProxyType

from carplint.dialects.keepalived.words.lines import Line
from carplint.dialects.keepalived.words.typed import Fault
from carplint.dialects.keepalived.words.values import family

_ENCAP = MappingProxyType(
    {
        "ip": ("id", "dst", "src", "tos", "ttl", "flags"),
        "ip6": ("id", "dst", "src", "tc", "hoplimit", "flags"),
        "mpls": (),
        "ila": (),
    }
)
_ENCAP_LIMITS = {"ttl": 255, "hoplimit": 255, "flags": 65535}


def encap(line: Line, index: int) -> int:
    """encap TYPE [OPTION VALUE]..."""
    words = line.words
    kind = words[index + 1] if index + 1 < len(words) else ""
    if kind not in _ENCAP:
        if not kind:
            line.fault("line-word-missing-value", index, "encap needs a type: ip, ip6, mpls or ila")
        else:
            line.unknown("line-unknown-word", index + 1, f"{kind} is not a type of encap", _ENCAP)
        return index + 2
    start = index
    index += 2
    if not _ENCAP[kind]:
        if index >= len(words):
            line.fault("line-word-missing-value", start, f"encap {kind} needs an address")
        return index + 1
    given = []
    while index + 1 < len(words) and words[index] in _ENCAP[kind]:
        given.append(words[index])
        fault = _encap_value(kind, words[index], words[index + 1], index + 1)
        if fault is not None:
            line.faults.append(fault)
        index += 2
    if "id" not in given and "dst" not in given:
        line.fault("line-word-missing-value", start, f"encap {kind} needs an id or a dst")
    return index


def _encap_value(kind: str, name: str, word: str, index: int) -> Fault | None:
    if "$" in word:
        return None
    if name in ("dst", "src"):
        wanted = 4 if kind == "ip" else 6
        if family(word) == wanted:
            return None
        return Fault("value-wrong-type", index, f"encap {kind} takes an IPv{wanted} address for {name}, not {word!r}")
    limit = _ENCAP_LIMITS.get(name)
    if limit is not None and not (word.isdigit() and int(word) <= limit):
        return Fault("value-out-of-range", index, f"{name} takes a number from 0 to {limit}, not {word}")
    return None
