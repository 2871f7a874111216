"""A virtual router of the kernel: what ifconfig's options for CARP come to.

Source: carp(4) and ifconfig(8) of OpenBSD 7 and FreeBSD 14, sys/netinet/ip_carp.c of both: a backup waits
3 x advbase + advskew/256 s; the digest covers the VHID and all addresses; 19 bytes of the password count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from carplint.dialects.addresses.common import plain
from carplint.model import Authentication, HostFiles, Interface, Value, VirtualAddress, VirtualRouter
from carplint.text.source import Source, Span
from carplint.text.typing import NamedTuple

_KEY = 19
"""Bytes of a password that count: CARP_KEY_LEN without the NUL at its end."""
_PREEMPT = re.compile(r"(?m)^[ \t]*net\.inet\.carp\.preempt[ \t]*=[ \t]*\"?([0-9]+)")


class System(NamedTuple):
    """What differs between the kernels: the name of the dialect, and the ranges of advbase and advskew. OpenBSD's ifconfig
    refuses what is not a number, FreeBSD's reads it up to the first character that is not a digit."""

    name: str
    base: tuple[int, int]
    skew: tuple[int, int]
    strict: bool


OPENBSD = System("openbsd", (0, 254), (0, 254), strict=True)
FREEBSD = System("freebsd", (1, 255), (0, 254), strict=False)


def _number(word: Value[str] | None, default: int, limits: tuple[int, int], place: Span, *, strict: bool) -> Value[int]:
    """A number as ifconfig reads it, unknown where it is refused."""
    if word is None:
        return Value(default, "", place)
    if word.value is None:
        return word.but(None)
    digits = re.match(r"\s*\+?([0-9]+)", word.value)
    number = int(digits[1]) if digits is not None and (not strict or digits.end() == len(word.value)) else -1
    low, high = limits
    return (
        word.but(number)
        if low <= number <= high
        else word.but(None, f"ifconfig takes a number from {low} to {high} here")
    )


def preempt(host: HostFiles, here: Source) -> Value[bool] | None:
    """Whether a better node takes over from a worse one: a sysctl, for all virtual routers, 0 by default."""
    found = host.files("/etc/sysctl.conf", here) if host.files is not None else None
    if found is None:
        return None
    source = next((f for f in found if isinstance(f, Source)), None)
    matches = list(_PREEMPT.finditer(source.text)) if source is not None else []
    if not matches or source is None:
        return Value(False, "", here.span())
    return Value(int(matches[-1][1]) != 0, matches[-1][1], source.span(*matches[-1].span(1)))


def _counting(secret: str) -> str:
    return secret.encode("utf-8", "surrogateescape")[:_KEY].decode("utf-8", "replace")


def router(
    host: HostFiles,
    system: System,
    name: Value[str],
    interface: Value[str] | None,
    addresses: Sequence[VirtualAddress],
    options: Mapping[str, Value[str]],
    strange: Sequence[Value[str]],
) -> VirtualRouter:
    """The virtual router of these options and addresses; `strange` are the words of its lines that are not understood."""
    place = name.span
    vhid = Value[int](None, "", place, "no VHID is given")
    if "vhid" in options:
        vhid = _number(options["vhid"], 0, (1, 255), place, strict=system.strict)
    secret = options.get("pass", Value("", "", place))
    peer = plain(options.get("carppeer") or options.get("peer"))
    unicast = peer is not None and peer.value is not None and not peer.value.is_multicast
    return VirtualRouter(
        host=host.name,
        format=system.name,
        protocol="carp",
        daemon=system.name,
        name=name,
        id=vhid,
        interface=interface,
        addresses=tuple(addresses),
        advskew=_number(options.get("advskew"), 0, system.skew, place, strict=system.strict),
        interval=_number(options.get("advbase"), 1, system.base, place, strict=system.strict).mapped(float),
        dead_ratio=Value(3, "", place),
        preempt=preempt(host, place.source),
        authentication=Authentication(Value("hmac-sha1", "", place), secret.mapped(_counting)),
        unicast_peers=(peer,) if unicast and peer is not None else (),
        multicast_group=peer if not unicast else None,
        broadcast=None if unicast else Value(False, "", place),
        strange=tuple(strange),
    )


def parent(addresses: Sequence[VirtualAddress], interfaces: Sequence[Interface]) -> Value[str] | None:
    """The interface in whose subnet a VIP is: the kernel's choice where no carpdev is given, or can be (OpenBSD up to 5.6,
    FreeBSD up to 9)."""
    for vip in (v.address for v in addresses if v.address.value is not None):
        for interface in interfaces:
            own = [a.value.network for a in interface.addresses if a.value is not None]
            if vip.value is not None and any(vip.value.ip in n for n in own if n.version == vip.value.ip.version):
                return Value(interface.name, "", vip.span)
    return None
