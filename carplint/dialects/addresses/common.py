"""The common part of the readers of a node's addresses: words as addresses, names and truth values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address

from carplint.model import Address, Interface, IPAddress, Value, known, read_ip
from carplint.text.finding import Finding
from carplint.text.source import Span

TRUTHS = {"1": True, "yes": True, "y": True, "true": True, "t": True, "on": True} | {
    "0": False, "no": False, "n": False, "false": False, "f": False, "off": False,
}  # fmt: skip
"""The words that systemd's parse_boolean takes, in any case; the other readers take some of them."""


_LIKE = r"[\"']?(?:[0-9][\w.:/]*|[0-9a-fA-F]*:[\w.:/]*)[\"']?"
"""What is meant to be an address."""


def with_length(word: Value[str], length: str | None = None) -> Value[Address]:
    """Return an ADDRESS/LENGTH, or an ADDRESS whose length stands elsewhere. Without a length it is unknown: the
    readers of these files differ in what they make of it."""

    def read(text: str) -> Address:
        if "/" in text:
            return Address.read(text)
        if length is not None:
            return Address.read(f"{text}/{length}")
        read_ip(text)
        raise ValueError("it has no prefix length")

    return word.mapped(read)


def refused(interfaces: Iterable[Interface], effect: str, *, unprefixed: bool = False) -> Iterator[Finding]:
    """Yield a finding for each address of some interfaces that is none, with the effect that it has in words; also for one without a
    prefix length, if it is `unprefixed` that is refused. What does not look like an address may be a hole of a template."""
    seen: set[Span] = set()
    for interface in interfaces:
        for value in (*interface.addresses, interface.gateway):
            if value is None or value.value is not None or value.span in seen or not re.fullmatch(_LIKE, value.written):
                continue
            seen.add(value.span)
            text = value.written.strip("\"'")
            bare = "/" not in text and value is not interface.gateway and _is_ip(text)
            if not bare:
                yield Finding(f"{text[:40]} is not an address: {effect}", value.span, name="address-file-syntax")
            elif unprefixed:
                message = f"{text} has no prefix length: {effect}"
                yield Finding(message, value.span, name="address-file-syntax")


def _is_ip(text: str) -> bool:
    try:
        read_ip(text)
    except ValueError:
        return False
    return True


def classful(ip: IPv4Address, beyond: int = 32) -> int:
    """Return the prefix length of class A, B or C, else `beyond`, the one that a program takes there. Source:
    net/ipv4/devinet.c of Linux (inet_abc_len), for ifconfig; ifupdown 0.8.41, archcommon.c (compute_v4_mask); ipcalc
    of initscripts has 24 there."""
    first = ip.packed[0]
    return 8 if first < 128 else 16 if first < 192 else 24 if first < 224 else beyond


def as_ip_reads(text: str) -> Address:
    """Read ADDRESS/LENGTH or ADDRESS/NETMASK as iproute2 does: 024 is octal, so a /20. Raise ValueError for anything
    else. Source: iproute2, lib/utils.c (get_netmask); tried."""
    head, slash, length = text.partition("/")
    if re.fullmatch(r"0[0-9xX][0-9a-fA-F]*", length):
        try:
            length = str(int(length, 16 if length[1] in "xX" else 8))
        except ValueError:
            raise ValueError(f"'{length[:40]}' is not a netmask or prefix length") from None
    return Address.read(f"{head}{slash}{length}")


def plain(word: Value[str] | None) -> Value[IPAddress] | None:
    """Return an address without a length, or None if there is none."""
    return None if word is None or word.value == "" else word.mapped(read_ip)


def stays_down(on_parent: Value[str] | None) -> bool | None:
    """Return whether an alias stays down when its parent comes up: only if ONPARENT is exactly no or NO, as the network
    scripts compare it. None if not known."""
    return None if on_parent is not None and on_parent.value is None else known(on_parent, "") in ("no", "NO")


def truth(word: Value[str] | None) -> Value[bool] | None:
    """Return whether a word means yes; unknown if it means neither yes nor no."""
    return None if word is None else word.but(TRUTHS.get((word.value or "").lower()))
