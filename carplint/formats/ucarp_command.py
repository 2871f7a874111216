"""A ucarp command line as a virtual router: what every uCarp dialect ends in.

A dialect's reader computes the words of the command line that its launcher starts, each with the place
that it came from, and this module reads them as the daemon does: defaults, base-0 numbers and their cut.
Source: ucarp 1.5.2, src/ucarp.c; tried with the daemon.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import AddressValueError, IPv4Address

from carplint.formats import ucarp_options
from carplint.model import Authentication, IPAddress, T, Value, VirtualRouter
from carplint.source import Source, Span


def address(value: Value[str] | None) -> Value[IPAddress] | None:
    """A word as the daemon's inet_pton takes it: one IPv4 address, unknown where it is none."""
    if value is None:
        return None
    if value.value is None:
        return Value(None, value.written, value.span, value.why)
    try:
        return Value(IPv4Address(value.value), value.written, value.span)
    except AddressValueError as error:
        return Value(None, value.written, value.span, str(error))


class _Command:
    """The options of one ucarp command line as facts: absent ones have the daemon's default, or are
    unknown where a word of the command line is."""

    def __init__(self, place: Span, options: ucarp_options.Options) -> None:
        self.place = place
        self.options = options

    def number(self, option: str, default: int, modulus: int) -> Value[int]:
        given = self.options.given.get(option)
        if given is None:
            return self._default(default)
        if given.value is None:
            return Value(None, given.written, given.span, given.why)
        return Value(ucarp_options.strtoul(given.value) % modulus, given.value, given.span)

    def flag(self, option: str) -> Value[bool]:
        given = self.options.given.get(option)
        return self._default(False) if given is None else Value(True, given.written, given.span)

    def text(self, option: str) -> Value[str] | None:
        given = self.options.given.get(option)
        if given is None and self.options.why:
            return Value(None, "", self.place, self.options.why)
        return given

    def _default(self, default: T) -> Value[T]:
        if self.options.why:
            return Value(None, "", self.place, self.options.why)
        return Value(default, "", self.place)


def _seconds(value: Value[int]) -> Value[float]:
    return Value(None if value.value is None else float(value.value), value.written, value.span, value.why)


def _negated(value: Value[bool]) -> Value[bool]:
    return value if value.value is None else value.but(not value.value)


def router(
    host: str, format: str, name: Value[str], source: Source, words: Sequence[Value[str]]
) -> tuple[VirtualRouter, ucarp_options.Options]:
    """The virtual router that a ucarp with these words (without the program's name) is part of, without its VIPs,
    whose prefix length is the launcher's to say; and the options as they were read. Defaults have the place of
    `name` where that is in `source`, else of `source`. The VHID is unknown where the daemon would refuse it."""
    options = ucarp_options.parse(words)
    place = name.span if name.span.source is source else source.span()
    command = _Command(place, options)
    vhid = command.number("vhid", 0, 1 << 64)
    if vhid.value is not None and not 1 <= vhid.value <= 255:
        vhid = Value(None, vhid.written, vhid.span, "ucarp takes a VHID from 1 to 255 only")
    return VirtualRouter(
        host=host,
        format=format,
        protocol="carp",
        name=name,
        id=vhid,
        interface=command.text("interface"),
        advskew=command.number("advskew", 0, 256),
        interval=_seconds(command.number("advbase", 1, 256)),
        dead_ratio=command.number("deadratio", 3, 1 << 32),
        preempt=command.flag("preempt"),
        authentication=Authentication(Value("hmac-sha1", "", place), command.text("pass")),
        source_address=address(command.text("srcip")),
        multicast_group=address(command.text("mcastip")),
        broadcast=command.flag("nomcast"),
        track_link=_negated(command.flag("ignoreifstate")),
        shutdown=command.flag("shutdown"),
        neutral=command.flag("neutral"),
        up_script=command.text("upscript"),
        down_script=command.text("downscript"),
        script_parameter=command.text("xparam"),
        command=tuple(words),
    ), options
