"""The services that start the daemons of each format: how they are started and stopped for good on a node.

Source: the packages ucarp (RepoForge, EPEL 6 and 7, Debian 12, Gentoo's overlay) and keepalived, their init scripts
and units.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from shlex import quote
from typing import NamedTuple

from carplint.conversion.comments import file, origin
from carplint.conversion.plan import Part
from carplint.conversion.systems import SERVICES as WAYS
from carplint.conversion.systems import System


class Service(NamedTuple):
    """A service in words: its package, the name it is started by ("" for none), and the files that it reads.

    `instances` is the name of a unit for each file where systemd runs it so; `{}` is what the file's name has
    between `vip-` and `.conf`. Source: ucarp@.service of EPEL 7.
    """

    what: str
    package: str
    unit: str = ""
    instances: str = ""
    files: str = ""
    script: bool = False
    """Whether it is an init script wherever it is, which `service` runs on any Red Hat."""
    launcher: str = ""
    """What starts its daemons, where packages of one name differ."""
    family: str = ""
    """The family of systems that it is for, where there is only one."""


SERVICES = {
    "carp": Service(
        "the carp service",
        "ucarp",
        "carp",
        files="/etc/sysconfig/carp/vip-*.conf",
        script=True,
        launcher="/etc/init.d/carp",
        family="redhat",
    ),
    "ucarp": Service(
        "the ucarp service",
        "ucarp",
        "ucarp",
        "ucarp@{}",
        "/etc/ucarp/vip-*.conf",
        launcher="/usr/libexec/ucarp/ucarp",
        family="redhat",
    ),
    "ucarp_opts": Service("the ucarp service", "ucarp", "ucarp"),
    "ucarp_lines": Service("the ucarp command", "ucarp"),
    "interfaces": Service(
        "uCarp", "ucarp", files="/etc/network/interfaces", launcher="/etc/network/if-up.d/ucarp", family="debian"
    ),
    "keepalived": Service("keepalived", "keepalived", "keepalived", files="/etc/keepalived/keepalived.conf"),
}
"""By the name of the format."""

_STOP_ALL = "pkill -TERM -x ucarp    # an error is fine: none runs"
_OPTIONS_OFF = "sed -i -E 's/^[[:blank:]]*ucarp[-_]/#&/'"
CONFIG_TEST = (2, 0, 7)
"""The release from which on `keepalived -t` works beside a running keepalived (its ChangeLog; -t is of 2.0.4)."""


class Commands(NamedTuple):
    """A service on one node: the commands for root there."""

    start: tuple[str, ...]
    stop: tuple[str, ...]
    enable: tuple[str, ...]
    disable: tuple[str, ...]


def _units(name: str, parts: Sequence[Part], system: System, old: bool) -> list[tuple[str, str]]:
    """What a service is started by on a node: its units, each with the service where there is no systemd. They are
    named by the source's files, or by those that are written."""
    service = SERVICES[name]
    paths = [p.router.span.source.path for p in parts]
    if name == "ucarp_opts":
        found = (re.search(r"conf\.d/(ucarp[^/]*)$", p) for p in paths)
        return [(n, n) for n in dict.fromkeys(m[1] if m else service.unit for m in found)]
    if service.instances and system.init != "sysv":
        own = (re.search(r"vip-([^/]*)\.conf$", p) for p in paths)
        ids = [m[1] for m in own if m] if old else [str(p.id) for p in parts]
        return [(service.instances.format(i), service.unit) for i in dict.fromkeys(ids)]
    return [(service.unit, service.unit)]


def _run(way: str, unit: str, service: str) -> str:
    command, sign, otherwise = way.partition("    # ")
    return command.replace("{}", quote(unit)) + sign + otherwise.replace("{}", service)


def commands(name: str, parts: Sequence[Part], system: System, *, old: bool) -> Commands:
    """The commands of a format's service on a node with these parts; `old` where they come from it."""
    service = SERVICES[name]
    if service.unit:
        units = _units(name, parts, system, old)
        ways = WAYS["sysv"] if service.script else system.services
        return Commands(*(tuple(_run(way, *u) for u in units) for way in ways))
    if name == "interfaces":
        devices = tuple({p.device: None for p in parts})
        files = sorted({file(p.router.span.source) for p in parts}) if old else []
        return Commands(
            tuple(
                f"ifdown {d} && ifup {d}    # all in one line: the node's own address goes for a moment"
                for d in devices
            ),
            (_STOP_ALL,),
            (),
            tuple(f"{_OPTIONS_OFF} {quote(f)}" for f in files),
        )
    lines = ", ".join(dict.fromkeys(origin(p.router.span) for p in parts))
    return Commands((f"# run the command of {lines} again",), (_STOP_ALL,), (), (f"# take the command out of {lines}",))


def _formats(parts: Sequence[Part]) -> dict[str, list[Part]]:
    """The parts by the format that they come from."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.router.format, []).append(part)
    return found


def old_name(parts: Sequence[Part]) -> str:
    """The services that these parts come from, in words."""
    return " and ".join(dict.fromkeys(SERVICES[name].what for name in _formats(parts)))


def old_commands(parts: Sequence[Part], system: System) -> Commands:
    """The commands of the services that these parts come from, which are several on a node of several dialects."""
    found = [commands(name, own, system, old=True) for name, own in _formats(parts).items()]
    return Commands(*(tuple(dict.fromkeys(chain.from_iterable(ways))) for ways in zip(*found, strict=True)))
