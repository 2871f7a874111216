"""A uCarp daemon as a launcher starts it, as a virtual router: the end of every uCarp dialect.

A dialect's reader computes the words of the command line that its launcher starts, each with its span, and what else
the launcher does; `router` reads the words as the daemon does, and nothing else makes a virtual router of them. Source:
ucarp 1.5.2, src/ucarp.c; tried with the daemon.
"""

from collections.abc import Iterator, Mapping, Sequence
from operator import not_

from carplint.dialects.shell import values as shell
from carplint.dialects.ucarp import VARIABLES
from carplint.dialects.ucarp.options import Options, parse
from carplint.model import (
    Address,
    Authentication,
    Document,
    IPAddress,
    PassFile,
    Setting,
    Value,
    VirtualAddress,
    VirtualRouter,
)
from carplint.text.source import Source, Span
from carplint.text.typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from carplint.text.finding import Finding
    from carplint.text.reading import Find


class Launch(NamedTuple):
    """A launcher's way to start a daemon.

    `words` are the command line without the program's name, from `source`; `written` are those that the administrator
    gives as options, None for all. `settings` are the launcher's variables. If `skipped`, it starts nothing."""

    format: str
    name: Value[str]
    source: Source
    words: Sequence[Value[str]]
    written: Sequence[Value[str]] | None = None
    settings: tuple[Setting, ...] = ()
    skipped: bool = False
    instead: Mapping[str, Value[str] | None] = {}
    """The values that count in place of the launcher's own options: the device below an alias, and no VIP if its alias
    has no file."""
    alias: Value[str] | None = None
    """The alias that comes up with the VIP."""
    brings: tuple[VirtualAddress, ...] = ()
    """The addresses that the launcher's own script brings up, as far as it takes them from elsewhere: the VIP, others."""
    no_vhid: str = ""
    """The reason that the command line has no VHID, if the launcher would have given it one."""


def glued(option: str, value: Value[str] | None) -> Iterator[Value[str]]:
    """Yield the words that `option=$VARIABLE` without quotes becomes, none if the variable is absent. If its value is
    not known only the option's own value is unknown, though it might hold blanks."""
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


def _addresses(
    vip: Value[IPAddress] | None,
    plain: VirtualAddress,
    brings: Sequence[VirtualAddress],
    scripted: VirtualAddress | None,
) -> tuple[tuple[VirtualAddress, ...], tuple[VirtualAddress, ...]]:
    """Return the VIP, as the up script adds it, else as the launcher brings it up, else `plain`, without a prefix; and
    what comes up with it."""
    if vip is None:
        return (), ()
    if scripted is not None and scripted.address.value is not None:
        device = plain.device if scripted.device is None else scripted.device
        return (VirtualAddress(vip.but(scripted.address.value), True, device, scripted.label),), ()
    for own in brings:
        if own.address.value is None or own.address.value.ip == vip.value:
            address = vip.but(own.address.value, own.address.why)
            return (own._replace(address=address),), tuple(b for b in brings if b is not own)
    return (plain._replace(address=vip.mapped(lambda ip: Address(ip, 32))),), ()


def _secret(options: Options, place: Span, find: "Find | None") -> tuple[Value[str] | None, PassFile | None]:
    """Return the password: the last of --pass and --passfile counts."""
    last = next((o for o in reversed(options.given) if o in ("pass", "passfile")), "pass")
    if last == "pass":
        return options.text("pass", place), None
    from carplint.dialects.ucarp import passfile  # few daemons have one

    path = options.given[last]
    return passfile.secret(find, path, path.span.source)


def source_of(find: "Find | None", script: Value[str] | None) -> Source | None:
    """Return the text of an up script, if it is at hand."""
    if find is None or script is None or not (script.value or "").startswith("/"):
        return None
    return next((s for s in find(script.value or "", script.span.source) or () if isinstance(s, Source)), None)


def router(host: str, launch: Launch, find: "Find | None" = None) -> VirtualRouter:
    """Return the virtual router that a daemon is part of. Defaults have the span of the launch's name if that is in its
    source, else of the source. `find` is the host's, for a passfile and for an up script: the VIP has the prefix
    length that the script gives it, else none."""
    options = parse(launch.words)
    own = options if launch.written is None else parse(launch.written)
    name, source = launch.name, launch.source
    place = name.span if name.span.source is source else source.span()
    secret, file = _secret(options, place, find)
    script, parameter = options.text("upscript", place), options.text("xparam", place)
    interface = options.text("interface", place)
    instead = {o: v for o, v in launch.instead.items() if o not in own.given}
    vip = options.address("addr", place) if "addr" in options.given and "addr" not in instead else None
    scripted: VirtualAddress | None = None
    further: tuple[VirtualAddress, ...] = ()
    if (text := source_of(find, script)) is not None:
        from carplint.dialects.ucarp import up_script  # few scripts are at hand

        scripted, further = up_script.added(text, interface, vip, parameter)
    other = own is not options and "addr" in own.given  # the launcher's alias belongs to another VIP
    plain = VirtualAddress(
        Value(None, "", place), False, options.given.get("interface"), None if other else launch.alias
    )
    addresses, beside = _addresses(vip, plain, () if other else launch.brings, scripted)
    vhid = options.number("vhid", place)
    if launch.no_vhid and "vhid" not in options.given:
        vhid = Value(None, "", source.span(), launch.no_vhid)
    base, skew = options.number("advbase", place), options.number("advskew", place)
    if base.value == skew.value == 0:
        base = base.but(None, "ucarp refuses an advbase of 0 with an advskew of 0")
    return VirtualRouter(
        host=host,
        format=launch.format,
        protocol="carp",
        daemon="ucarp",
        name=name,
        id=vhid,
        interface=instead.get("interface", interface),
        addresses=addresses,
        excluded=beside or further,
        advskew=skew,
        interval=base.mapped(float),
        dead_ratio=options.number("deadratio", place),
        preempt=options.flag("preempt", place),
        authentication=Authentication(Value("hmac-sha1", "", place), secret, file),
        source_address=options.address("srcip", place),
        multicast_group=options.address("mcastip", place),
        broadcast=options.flag("nomcast", place),
        track_link=options.flag("ignoreifstate", place).mapped(not_),
        shutdown=options.flag("shutdown", place),
        neutral=options.flag("neutral", place),
        up_script=script,
        down_script=options.text("downscript", place),
        script_parameter=parameter,
        alias=launch.alias,
        settings=launch.settings,
        command=() if launch.skipped else tuple(launch.words),
        strange=own.strange,
        misread=tuple(options.misread()),
    )


def strays(documents: Sequence[Document], routers: Sequence[VirtualRouter]) -> "tuple[Finding, ...]":
    """Return what is wrong with the lines of files that a launcher sources; most have nothing but the variables that it reads."""
    if all(
        shell.is_plain(d.source, d.tree) and all(n in VARIABLES[d.format] for n in shell.assigned(d.source.text))
        for d in documents
    ):
        return ()
    from carplint.dialects.ucarp import sourced  # few files have anything else

    return tuple(sourced.findings(documents, routers))
