"""The `carp` service of the CentOS 5 and 6 era: /etc/sysconfig/carp/vip-NNN.conf.

Its launcher sources, in one shell and without unsetting anything, each vip file, then the ifcfg file of
its BIND_INTERFACE, then that of its VIP_INTERFACE, and starts

    ucarp -v NNN -p $PASSWORD -s BIND_ADDRESS -a $IPADDR -i $VIP_INTERFACE $OPTIONS -B ...

So this reader computes that command line, with the place that each word came from, and reads it as the
daemon does. The source address is what `ifconfig` shows for BIND_INTERFACE, so its ifcfg file's IPADDR.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address

from carplint.formats import Part, ifcfg, ucarp_options
from carplint.model import (
    Address,
    Authentication,
    Document,
    Host,
    IPAddress,
    Setting,
    T,
    Value,
    VirtualAddress,
    VirtualRouter,
)
from carplint.source import Source
from carplint.syntax import shell

NAME = "carp"

_FILE = re.compile(r"vip-(.+)\.conf")
_VARIABLES = ("BIND_INTERFACE", "VIP_INTERFACE", "PASSWORD", "OPTIONS")


def _address(value: Value[str] | None) -> Value[IPAddress] | None:
    if value is None:
        return None
    if value.value is None:
        return Value(None, value.written, value.span, value.why)
    try:
        return Value(IPv4Address(value.value), value.written, value.span)
    except AddressValueError as error:
        return Value(None, value.written, value.span, str(error))


def _present(environment: shell.Environment, name: str) -> Value[str] | None:
    """A variable as the launcher sees it: an empty one counts as absent."""
    value = environment.get(name, environment.get(""))
    return None if value is None or value.value == "" else value


def _inside(word: Value[str], value: Value[str] | None) -> bool:
    """Whether a word comes from a variable's value."""
    return (
        value is not None
        and word.span.source is value.span.source
        and value.span.start <= word.span.start < value.span.end
    )


class _Command:
    """The options of one ucarp command line as facts: absent ones have the daemon's default, or are
    unknown where a word of the command line is."""

    def __init__(self, source: Source, options: ucarp_options.Options) -> None:
        self.source = source
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
            return Value(None, "", self.source.span(), self.options.why)
        return given

    def _default(self, default: T) -> Value[T]:
        if self.options.why:
            return Value(None, "", self.source.span(), self.options.why)
        return Value(default, "", self.source.span())


def _vip(
    host: Host, environment: shell.Environment, bind: Document | None, alias: Document | None
) -> Value[Address] | None:
    """The VIP with the netmask that vip-up gives it, which is that of the alias' own file."""
    ip = _present(environment, "IPADDR")
    if ip is None or alias is None:
        return None
    own = {s.key.written: s.value for s in shell.run(alias.source, alias.tree).settings}
    parents = host.interface(bind.source.path.rpartition("/")[2].removeprefix("ifcfg-")) if bind else None
    inherited = None
    if parents is not None and parents.addresses and parents.addresses[0].value is not None:
        inherited = parents.addresses[0].value.length
    return ifcfg.address(ip, own.get("NETMASK"), own.get("PREFIX"), inherited)


def _router(host: Host, document: Document, before: shell.Environment) -> tuple[VirtualRouter, shell.Environment]:
    source = document.source
    environment = shell.run(source, document.tree, before).environment
    variables = {name: _present(environment, name) for name in _VARIABLES}
    bind_name, alias_name = variables["BIND_INTERFACE"], variables["VIP_INTERFACE"]
    bind = ifcfg.file_of(host, bind_name.value) if bind_name is not None and bind_name.value else None
    alias = ifcfg.file_of(host, alias_name.value) if alias_name is not None and alias_name.value else None
    bind_address: Value[str] | None = None
    for sourced in (bind, alias):
        if sourced is not None:
            environment = shell.run(sourced.source, sourced.tree, environment).environment
        if sourced is not None and sourced is bind:
            found = _present(environment, "IPADDR")  # one that leaked from another file is not shown by ifconfig
            bind_address = found if found is not None and found.span.source is bind.source else None
    vip = _vip(host, environment, bind, alias)
    name = source.path.rpartition("/")[2]
    match = _FILE.fullmatch(name)
    variables = {name: _present(environment, name) for name in _VARIABLES}
    words = []
    if match is not None:
        words += [Value("-v", "-v", source.span()), Value(match[1], match[1], source.span())]
    for option, variable in (("-p", "PASSWORD"), ("-i", "VIP_INTERFACE"), ("", "OPTIONS")):
        value = variables[variable]
        if value is not None:
            words += [Value(option, option, value.span)] if option else []
            words += shell.split(value)
    options = ucarp_options.parse(words)
    command = _Command(source, options)
    secret = command.text("pass")
    vhid = command.number("vhid", 0, 1 << 64)
    if match is None and "vhid" not in options.given:
        vhid = Value(None, "", source.span(), "the VHID is in the name of the file, and this is no vip-NNN.conf")
    elif vhid.value is not None and not 1 <= vhid.value <= 255:
        vhid = Value(None, vhid.written, vhid.span, "ucarp takes a VHID from 1 to 255 only")
    return VirtualRouter(
        host=host.name,
        format=NAME,
        protocol="carp",
        name=Value(name, name, source.span()),
        id=vhid,
        interface=bind_name,
        addresses=() if vip is None else (VirtualAddress(vip, True, bind_name, alias_name),),
        advskew=command.number("advskew", 0, 256),
        interval=_seconds(command.number("advbase", 1, 256)),
        dead_ratio=command.number("deadratio", 3, 1 << 32),
        preempt=command.flag("preempt"),
        authentication=Authentication(Value("hmac-sha1", "", source.span()), secret),
        source_address=_address(bind_address),
        multicast_group=_address(command.text("mcastip")),
        broadcast=command.flag("nomcast"),
        track_link=_negated(command.flag("ignoreifstate")),
        shutdown=command.flag("shutdown"),
        neutral=command.flag("neutral"),
        up_script=command.text("upscript"),
        down_script=command.text("downscript"),
        script_parameter=command.text("xparam"),
        alias=alias_name,
        strange=tuple(w for w in options.strange if _inside(w, variables["OPTIONS"])),
        settings=tuple(
            Setting(Value(key, key, value.span), value) for key, value in variables.items() if value is not None
        ),
    ), environment


def _seconds(value: Value[int]) -> Value[float]:
    return Value(None if value.value is None else float(value.value), value.written, value.span, value.why)


def _negated(value: Value[bool]) -> Value[bool]:
    return value if value.value is None else value.but(not value.value)


def read(host: Host) -> Part:
    """One virtual router a vip file, in the order of the C locale, in which the launcher takes them."""
    documents = sorted((d for d in host.documents if d.format == NAME), key=lambda d: d.source.path)
    routers = []
    environment: shell.Environment = {}
    total = understood = 0
    for document in documents:
        router, environment = _router(host, document, environment)
        routers.append(router)
        lines, settings = ifcfg.statements(document)
        total += lines
        understood += settings
    return Part(virtual_routers=tuple(routers), statements=total, understood=understood)
