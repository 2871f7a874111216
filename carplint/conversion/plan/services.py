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

from carplint.conversion.plan.steps import restored
from carplint.dialects.comments import file, origin
from carplint.dialects.debian import write as to_interfaces
from carplint.dialects.debian.stanzas import definitions_of
from carplint.model import Host, known
from carplint.model.system import SERVICES as WAYS
from carplint.model.system import Services, System
from carplint.model.target import Part
from carplint.text.source import Span


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

_UNIT = re.compile(r"(?:^|/)systemd/system/([^/]+?\.service)(?:\.d/[^/]+)?$")
"""The file of a unit of systemd, or a drop-in for one. Source: systemd.unit(5)."""
_INSTANCES = Services(
    "# start the instances of {} again",
    "systemctl stop {}",
    restored("etc/systemd/system"),
    "systemctl disable {unit}",
)
"""How the instances of a template are run, which no file names: `{}` is a pattern, which meets only those that are active,
and `{unit}` the template, which stands for all of them in disable. Source: systemctl(1)."""
_STOP_ALL = "pkill -TERM -x ucarp    # an error is fine: none runs"
_OPTIONS_OFF = "sed -i -E 's/^[[:blank:]]*ucarp[-_]/#&/'"


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


def _unit(part: Part) -> str:
    """The unit of systemd in whose file a command line stands, "" for none."""
    found = _UNIT.search(part.router.span.source.path) if part.router.format == "ucarp_lines" else None
    return found[1] if found is not None else ""


def _of_unit(unit: str) -> Commands:
    """The commands of a unit of one's own: what Restart= starts again, only systemd can stop."""
    active, ways = unit.replace("@.", "@*."), _INSTANCES if "@." in unit else WAYS["systemd"]
    return Commands(*((way.replace("{}", quote(active)).replace("{unit}", quote(unit)),) for way in ways))


def _of_lines(spans: Sequence[Span]) -> Commands:
    """The commands of command lines that nothing starts by a name."""
    lines = ", ".join(dict.fromkeys(map(origin, spans)))
    files = list(dict.fromkeys(file(s.source) for s in spans))
    return Commands(
        (f"# run the command of {lines} again",),
        (_STOP_ALL,),
        tuple(map(restored, files)),
        tuple(f"vi {quote(f)}    # take the command out of {lines}" for f in files),
    )


def _together(found: Sequence[Commands]) -> Commands:
    return Commands(*(tuple(dict.fromkeys(chain.from_iterable(ways))) for ways in zip(*found, strict=True)))


def _debian(parts: Sequence[Part], host: Host, *, old: bool) -> Commands:
    """The commands of Debian's hook: ucarp runs from ifup on. Stanzas of the same device, as eth0:1, lose their addresses
    when that goes down, and come back by themselves only at boot."""
    starts = [known(p.router.name, "") if old else to_interfaces.name_of(p, parts) for p in parts]
    definitions = definitions_of(host)
    names = [n.value or "" for s in (definitions.selections if definitions else ()) if s.comes_up for n in s.names]
    lines = []
    for device in dict.fromkeys(s.partition(":")[0] for s in starts):
        mine = [n for n in dict.fromkeys([*names, *starts]) if n.startswith(f"{device}:") and not n.endswith(":ucarp")]
        up = " ".join(map(quote, (device, *mine)))
        down = " ".join(map(quote, (*reversed(mine), device)))
        lines.append(f"ifdown {down}; ifup {up}    # all in one line: the node's own address goes for a moment")
    files = sorted({file(p.router.span.source) for p in parts}) if old else []
    return Commands(
        tuple(lines), (_STOP_ALL,), tuple(map(restored, files)), tuple(f"{_OPTIONS_OFF} {quote(f)}" for f in files)
    )


def commands(name: str, parts: Sequence[Part], host: Host, system: System, *, old: bool) -> Commands:
    """The commands of a format's service on a node with these parts; `old` where they come from it."""
    service = SERVICES[name]
    if service.unit:
        units = _units(name, parts, system, old)
        ways = WAYS["sysv"] if service.script else system.services
        return Commands(*(tuple(_run(way, *u) for u in units) for way in ways))
    if name == "interfaces":
        return _debian(parts, host, old=old)
    named = dict.fromkeys(unit for p in parts if (unit := _unit(p)))
    rest = [p.router.span for p in parts if not _unit(p)]
    return _together([*map(_of_unit, named), *([_of_lines(rest)] if rest else [])])


def _formats(parts: Sequence[Part]) -> dict[str, list[Part]]:
    """The parts by the format that they come from."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.router.format, []).append(part)
    return found


def old_name(parts: Sequence[Part]) -> str:
    """The services that these parts come from, in words."""
    return " and ".join(dict.fromkeys(_unit(p) or SERVICES[p.router.format].what for p in parts))


def old_commands(parts: Sequence[Part], host: Host, system: System) -> Commands:
    """The commands of the services that these parts come from, which are several on a node of several dialects."""
    return _together([commands(name, own, host, system, old=True) for name, own in _formats(parts).items()])
