"""A ucarp command line as a virtual router: what every uCarp dialect ends in.

A dialect's reader computes the words of the command line that its launcher starts, each with the place
that it came from, and this module reads them as the daemon does: defaults, base-0 numbers and their cut.
Source: ucarp 1.5.2, src/ucarp.c; tried with the daemon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address
from operator import not_
from typing import TYPE_CHECKING

from carplint.dialects.shell import values as shell
from carplint.dialects.ucarp import options as ucarp_options
from carplint.dialects.ucarp import passfile, up_script
from carplint.model import Address, Authentication, IPAddress, PassFile, T, Value, VirtualAddress, VirtualRouter
from carplint.text.source import Source, Span

if TYPE_CHECKING:
    from carplint.text.reading import Find


def address(value: Value[str] | None) -> Value[IPAddress] | None:
    """A word as the daemon's inet_pton takes it: one IPv4 address, unknown where it is none."""
    return None if value is None else value.mapped(IPv4Address)


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
            return given.but(None)
        return Value(ucarp_options.strtoul(given.value) % modulus, given.value, given.span)

    def flag(self, option: str) -> Value[bool]:
        given = self.options.given.get(option)
        return self._default(False) if given is None else given.but(True)

    def text(self, option: str) -> Value[str] | None:
        given = self.options.given.get(option)
        if given is None and self.options.why:
            return Value(None, "", self.place, self.options.why)
        return given

    def _default(self, default: T) -> Value[T]:
        if self.options.why:
            return Value(None, "", self.place, self.options.why)
        return Value(default, "", self.place)


def glued(option: str, value: Value[str] | None) -> Iterator[Value[str]]:
    """The words that `option=$VARIABLE` without quotes becomes, none where the variable is absent. Where its value
    is not known only the option's own value is unknown, though it might hold blanks."""
    if value is None:
        return
    if value.value is None:
        yield Value(option, "", value.span)
        yield value
        return
    words = shell.split(value)
    if not words or value.value[:1].isspace():
        yield Value(f"{option}=", "", value.span)
        yield from words
    else:
        yield Value(f"{option}={words[0].value}", words[0].written, words[0].span)
        yield from words[1:]


def _vips(
    vip: Value[IPAddress] | None, interface: Value[str] | None, scripted: VirtualAddress | None
) -> tuple[VirtualAddress, ...]:
    """The VIP as the up script adds it, else without a prefix."""
    if vip is None:
        return ()
    if scripted is None or scripted.address.value is None:
        return (VirtualAddress(vip.mapped(lambda ip: Address(ip, 32)), False, interface),)
    device = interface if scripted.device is None else scripted.device
    return (VirtualAddress(vip.but(scripted.address.value), True, device, scripted.label),)


def _secret(
    options: ucarp_options.Options, command: _Command, find: Find | None
) -> tuple[Value[str] | None, PassFile | None]:
    """The password: the last of --pass and --passfile counts."""
    last = next((o for o in reversed(options.given) if o in ("pass", "passfile")), "pass")
    if last == "pass":
        return command.text("pass"), None
    path = options.given[last]
    return passfile.secret(find, path, path.span.source)


def router(
    host: str,
    format: str,
    name: Value[str],
    source: Source,
    words: Sequence[Value[str]],
    find: Find | None = None,
) -> tuple[VirtualRouter, ucarp_options.Options]:
    """The virtual router that a ucarp with these words (without the program's name) is part of, and the options as they were read. Defaults have the place of
    `name` where that is in `source`, else of `source`. The VHID is unknown where the daemon would refuse it.
    `find` is the host's, for a passfile, and for an up script: the VIP has the prefix length that this gives it, else none."""
    options = ucarp_options.parse(words)
    place = name.span if name.span.source is source else source.span()
    command = _Command(place, options)
    vhid = command.number("vhid", 0, 1 << 64)
    secret, file = _secret(options, command, find)
    script, parameter = command.text("upscript"), command.text("xparam")
    interface, vip = command.text("interface"), address(options.given.get("addr"))
    added = up_script.added(up_script.source_of(find, script), interface, vip, parameter)
    if vhid.value is not None and not 1 <= vhid.value <= 255:
        vhid = vhid.but(None, "ucarp takes a VHID from 1 to 255 only")
    return VirtualRouter(
        host=host,
        format=format,
        protocol="carp",
        daemon="ucarp",
        name=name,
        id=vhid,
        interface=interface,
        addresses=_vips(vip, options.given.get("interface"), added.vip),
        advskew=command.number("advskew", 0, 256),
        interval=command.number("advbase", 1, 256).mapped(float),
        dead_ratio=command.number("deadratio", 3, 1 << 32),
        preempt=command.flag("preempt"),
        authentication=Authentication(Value("hmac-sha1", "", place), secret, file),
        source_address=address(command.text("srcip")),
        multicast_group=address(command.text("mcastip")),
        broadcast=command.flag("nomcast"),
        track_link=command.flag("ignoreifstate").mapped(not_),
        shutdown=command.flag("shutdown"),
        neutral=command.flag("neutral"),
        excluded=added.further,
        up_script=script,
        down_script=command.text("downscript"),
        script_parameter=parameter,
        command=tuple(words),
    ), options
