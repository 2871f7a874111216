"""Files of UCARP_* variables: Gentoo's /etc/conf.d/ucarp, and PLD's /etc/ucarp/ADDRESS.conf.

Gentoo starts, a service a file (ucarp, ucarp.NAME), without quotes

    ucarp --interface=$UCARP_INTERFACE --srcip=$UCARP_SOURCEADDRESS --vhid=$UCARP_VHID --passfile=$UCARP_PASSFILE
          --addr=$UCARP_VIRTUALADDRESS --upscript=$UCARP_UPSCRIPT --downscript=$UCARP_DOWNSCRIPT
          --xparam=$UCARP_VIRTUALPREFIX $UCARP_OPTS

and refuses where one of these but UCARP_OPTS is empty. PLD starts `ucarp --addr=ADDRESS $UCARP_OPTS`, where the address
is the name of the file. Containers start the first of these lines with --pass=$UCARP_PASS.
Source: net-misc/ucarp (ucarp.initd) of Gentoo's overlay; ucarp.init and ucarp@.service of PLD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.addresses import ifcfg
from carplint.dialects.formats import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.ucarp import command as ucarp_command
from carplint.dialects.ucarp import options as ucarp_options
from carplint.model import Address, Document, Host, Setting, Value, VirtualAddress, VirtualRouter

NAME = "ucarp_opts"

_GENTOO = (
    ("--interface", "UCARP_INTERFACE"),
    ("--srcip", "UCARP_SOURCEADDRESS"),
    ("--vhid", "UCARP_VHID"),
    ("--passfile", "UCARP_PASSFILE"),
    ("--addr", "UCARP_VIRTUALADDRESS"),
    ("--upscript", "UCARP_UPSCRIPT"),
    ("--downscript", "UCARP_DOWNSCRIPT"),
    ("--xparam", "UCARP_VIRTUALPREFIX"),
)
_ADDRESS = re.compile(r"([0-9.]+)\.conf")


def _seen(environment: shell.Environment, name: str) -> Value[str] | None:
    value = environment.get(name, environment.get(""))
    return None if value is None or value.value == "" else value


def _words(document: Document, environment: shell.Environment, address: str | None) -> Iterator[Value[str]]:
    """The command line, with --addr from the file's name where that is `address`."""
    if address is not None:
        yield Value(f"--addr={address}", address, document.source.span())
    else:
        for option, name in _GENTOO:
            yield from ucarp_command.glued(option, _seen(environment, name))
    options = _seen(environment, "UCARP_OPTS")
    yield from shell.split(options) if options is not None else ()


def _prefixed(vips: tuple[VirtualAddress, ...], prefix: Value[str] | None) -> tuple[VirtualAddress, ...]:
    """The VIPs with the prefix that the up script is given."""
    length = prefix.value if prefix is not None else None
    if length is None or not length.isdecimal() or int(length) > 32:
        return vips
    return tuple(
        v._replace(address=v.address.but(Address(v.address.value.ip, int(length))), prefixed=True)
        for v in vips
        if v.address.value is not None
    )


def _router(host: Host, document: Document, address: str | None) -> VirtualRouter:
    source = document.source
    environment = shell.run(source, document.tree).environment
    words = tuple(_words(document, environment, address))
    name = source.path.rpartition("/")[2]
    router, _ = ucarp_command.router(host.name, NAME, Value(name, name, source.span()), source, words, host.files)
    missing = address is None and any(_seen(environment, variable) is None for _, variable in _GENTOO)
    settings = {n: _seen(environment, n) for n in (*(v for _, v in _GENTOO), "UCARP_OPTS")}
    own = settings["UCARP_OPTS"]
    return router._replace(
        addresses=_prefixed(router.addresses, settings["UCARP_VIRTUALPREFIX"]),
        strange=() if own is None else ucarp_options.parse(shell.split(own)).strange,
        settings=tuple(Setting(Value(k, k, v.span), v) for k, v in settings.items() if v is not None),
        command=() if missing else words,
    )


def read(host: Host) -> Part:
    """One virtual router a file that sets some of the variables. Debian's default/ucarp-mvip, which only switches the
    service on, and PLD's sysconfig/ucarp, which only lists the addresses, have none."""
    routers = []
    total = understood = 0
    for document in (d for d in host.documents if d.format == NAME):
        lines, settings = ifcfg.statements(document)
        total += lines
        understood += settings
        name = document.source.path.rpartition("/")[2]
        address = _ADDRESS.fullmatch(name)
        keys = {s.key.written for s in shell.run(document.source, document.tree).settings}
        if keys & {"UCARP_OPTS", *(variable for _, variable in _GENTOO)}:
            routers.append(_router(host, document, address[1] if address is not None else None))
    return Part(virtual_routers=tuple(routers), statements=total, understood=understood)
