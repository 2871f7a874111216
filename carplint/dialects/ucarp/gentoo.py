"""Files of UCARP_* variables: Gentoo's /etc/conf.d/ucarp, and PLD's /etc/ucarp/ADDRESS.conf. Those of Alpine, which have
names of their own, are in `alpine`.

Gentoo starts, one service per file (ucarp, ucarp.NAME), without quotes

    ucarp --interface=$UCARP_INTERFACE --srcip=$UCARP_SOURCEADDRESS --vhid=$UCARP_VHID --passfile=$UCARP_PASSFILE
          --addr=$UCARP_VIRTUALADDRESS --upscript=$UCARP_UPSCRIPT --downscript=$UCARP_DOWNSCRIPT
          --xparam=$UCARP_VIRTUALPREFIX $UCARP_OPTS

and refuses if any of these but UCARP_OPTS is empty. PLD starts `ucarp --addr=ADDRESS $UCARP_OPTS`, where the address
is the name of the file. Containers start the first of these lines with --pass=$UCARP_PASS.
Source: net-misc/ucarp (ucarp.initd) of Gentoo's overlay; ucarp.init and ucarp@.service of PLD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.addresses import ifcfg
from carplint.dialects.addresses.common import as_ip_reads
from carplint.dialects.dialect import Part
from carplint.dialects.shell import values as shell
from carplint.dialects.shell.expansion import Environment
from carplint.dialects.ucarp import alpine
from carplint.dialects.ucarp.command import Launch, glued, router, strays
from carplint.model import Document, HostFiles, Setting, Value, VirtualAddress, VirtualRouter
from carplint.text.source import Span

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


def _seen(environment: Environment, name: str) -> Value[str] | None:
    value = environment.get(name, environment.get(""))
    return None if value is None or value.value == "" else value


def _words(document: Document, environment: Environment, address: str | None) -> Iterator[Value[str]]:
    """Yield the command line, with --addr from the file's name if that is `address`."""
    if address is not None:
        yield Value(f"--addr={address}", address, document.source.span())
    else:
        for option, name in _GENTOO:
            yield from glued(option, _seen(environment, name))
    options = _seen(environment, "UCARP_OPTS")
    yield from shell.split(options) if options is not None else ()


def _brought(environment: Environment) -> tuple[VirtualAddress, ...]:
    """Return the VIP with the prefix that the up script is given."""
    vip, prefix = _seen(environment, "UCARP_VIRTUALADDRESS"), _seen(environment, "UCARP_VIRTUALPREFIX")
    if vip is None or prefix is None or not (prefix.value or "").isdecimal():
        return ()
    address = vip.mapped(lambda ip: as_ip_reads(f"{ip}/{prefix.value}"))
    return () if address.value is None else (VirtualAddress(address, True, _seen(environment, "UCARP_INTERFACE")),)


def _router(host: HostFiles, document: Document, address: str | None) -> VirtualRouter:
    source = document.source
    environment = shell.run(source, document.tree).environment
    name = source.path.rpartition("/")[2]
    settings = {n: _seen(environment, n) for n in (*(v for _, v in _GENTOO), "UCARP_OPTS")}
    own = settings["UCARP_OPTS"]
    launch = Launch(
        NAME,
        Value(name, name, source.span()),
        source,
        tuple(_words(document, environment, address)),
        written=() if own is None else shell.split(own),
        settings=tuple(Setting(Value(k, k, v.span), v) for k, v in settings.items() if v is not None),
        skipped=address is None and any(settings[variable] is None for _, variable in _GENTOO),
        brings=_brought(environment),
    )
    return router(host.name, launch, host.files)


def read(host: HostFiles) -> Part:
    """Read one virtual router per file that sets some of the variables. Debian's default/ucarp-mvip, which only
    switches the service on, and PLD's sysconfig/ucarp, which only lists the addresses, have none."""
    routers = []
    total = 0
    puzzling: list[Span] = []
    documents = [d for d in host.documents if d.format == NAME]
    for document in documents:
        lines, odd = ifcfg.statements(document)
        total += lines
        puzzling += odd
        name = document.source.path.rpartition("/")[2]
        address = _ADDRESS.fullmatch(name)
        keys = {s.key.written for s in shell.run(document.source, document.tree).settings}
        if keys & {"UCARP_OPTS", *(variable for _, variable in _GENTOO)}:
            routers.append(_router(host, document, address[1] if address is not None else None))
        elif keys & alpine.OWN:
            routers.append(alpine.read(host, document, NAME))
    return Part(
        virtual_routers=tuple(routers),
        findings=strays(documents, routers),
        statements=total,
        understood=total - len(puzzling),
        puzzling=tuple(puzzling),
    )
