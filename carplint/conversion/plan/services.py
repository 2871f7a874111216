"""The services of a node: what starts the daemons of its files, and how each is started, stopped, enabled and disabled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from shlex import quote

from carplint.conversion.plan.steps import Fact, filled, table
from carplint.dialects.comments import file, origin
from carplint.dialects.debian import write as to_interfaces
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.registry import DIALECTS
from carplint.model import Host, VirtualRouter, known
from carplint.model.system import System
from carplint.model.target import Converted
from carplint.text.source import Span
from carplint.text.typing import NamedTuple

SERVICES = {d.name: d.service for d in DIALECTS if d.service is not None}
"""By the name of the format."""
SAVED = "/root/before-carplint.tar.gz"
"""Where a node's files are saved."""
_UNIT = re.compile(r"(?:^|/)systemd/system/([^/]+?\.service)(?:\.d/[^/]+)?$")
"""The file of a unit of systemd, or a drop-in for one. Source: systemd.unit(5)."""
_FILE = re.compile(r"vip-([^/]*)\.conf$|conf\.d/(ucarp[^/]*)$")
"""The file of a daemon that a service starts by a part of the file's name."""


class Commands(NamedTuple):
    """How some services are run: commands for root."""

    start: tuple[str, ...]
    stop: tuple[str, ...]
    enable: tuple[str, ...]
    disable: tuple[str, ...]


def run(runner: str, items: Sequence[Fact]) -> Commands:
    """Return the commands of a runner: each once for every item that has what it names."""
    row = table("commands")["runner"][runner or "unknown"]
    return Commands(*(filled([row[way]], items) for way in Commands._fields))


def _together(found: Iterable[Commands]) -> Commands:
    """Return the commands of several services of one node."""
    return Commands(*(tuple(dict.fromkeys(chain.from_iterable(ways))) for ways in zip(*found, strict=True)))


def restored(path: str) -> str:
    """Return the command that puts a file back as it was saved."""
    return f"tar -C / -xzf {SAVED} {quote(path.lstrip('/'))}"


def _unit(router: VirtualRouter) -> str:
    """Return the unit of systemd in whose file a command line stands, or ""."""
    found = _UNIT.search(router.span.source.path) if router.format == "ucarp_lines" else None
    return found[1] if found is not None else ""


def _of_unit(unit: str) -> Commands:
    """Return the commands of a unit of one's own: what Restart= starts again, only systemd can stop."""
    active = unit.replace("@.", "@*.")
    return run("template" if "@." in unit else "systemd", [{"unit": quote(active), "template": quote(unit)}])


def _of_lines(spans: Sequence[Span]) -> Commands:
    """Return the commands of command lines that nothing starts by a name."""
    lines = ", ".join(dict.fromkeys(map(origin, spans)))
    files = dict.fromkeys(file(s.source) for s in spans)
    return run("line", [{"lines": lines, "file": quote(f), "restore": restored(f)} for f in files])


def _of_stanzas(starts: Sequence[str], files: Sequence[str], host: Host) -> Commands:
    """Return the commands of Debian's hook for the stanzas that start ucarp. Stanzas of the same device, as eth0:1, lose their
    addresses when that goes down, and come back by themselves only at boot."""
    definitions = definitions_of(host)
    names = [n.value or "" for s in (definitions.selections if definitions else ()) if s.comes_up for n in s.names]
    items = [{"file": quote(f), "restore": restored(f)} for f in files]
    for device in dict.fromkeys(s.partition(":")[0] for s in starts):
        mine = [n for n in dict.fromkeys([*names, *starts]) if n.startswith(f"{device}:") and not n.endswith(":ucarp")]
        up, down = (device, *mine), (*reversed(mine), device)
        items.append({"up": " ".join(map(quote, up)), "down": " ".join(map(quote, down))})
    return run("ifupdown", items or [{}])


def _of_units(name: str, ids: Sequence[str], system: System) -> Commands:
    """Return the commands of a service by its name, or by that of a unit for each of its files where systemd runs it so."""
    service = SERVICES[name]
    units = [(service.service, service.service)]
    if service.instance and system.init != "sysv":
        units = [(service.instance.format(i), service.service) for i in ids]
    elif name == "ucarp_opts" and ids:
        units = [(i, i) for i in ids]
    return run(service.runner or system.init, [{"unit": quote(unit), "service": plain} for unit, plain in units])


def _ids(routers: Sequence[VirtualRouter]) -> list[str]:
    """Return each file's part of the name of the service that runs it."""
    found = (_FILE.search(r.span.source.path) for r in routers)
    return [m[1] or m[2] for m in found if m]


def _old(name: str, routers: Sequence[VirtualRouter], host: Host, system: System) -> Commands:
    """Return the commands of the services that run virtual routers of one format."""
    if SERVICES[name].service:
        return _of_units(name, _ids(routers), system)
    if name == "interfaces":
        files = sorted({file(r.span.source) for r in routers})
        return _of_stanzas([known(r.name, "") for r in routers], files, host)
    named = dict.fromkeys(unit for r in routers if (unit := _unit(r)))
    rest = [r.span for r in routers if not _unit(r)]
    return _together([*map(_of_unit, named), *([_of_lines(rest)] if rest else [])])


def old_commands(routers: Sequence[VirtualRouter], host: Host, system: System) -> Commands:
    """Return the commands of the services that run these virtual routers, which are several on a node of several dialects."""
    by_format: dict[str, list[VirtualRouter]] = {}
    for router in routers:
        by_format.setdefault(router.format, []).append(router)
    return _together(_old(name, own, host, system) for name, own in by_format.items())


def old_name(routers: Sequence[VirtualRouter]) -> str:
    """Return the services that run these virtual routers, in words."""
    return " and ".join(dict.fromkeys(_unit(r) or SERVICES[r.format].what for r in routers))


def new_commands(target: str, routers: Sequence[Converted], host: Host, system: System) -> Commands:
    """Return the commands of the service that the files of a target are for."""
    if SERVICES[target].service:
        return _of_units(target, [str(r.id) for r in routers] if SERVICES[target].instance else [], system)
    return _of_stanzas([to_interfaces.name_of(r, routers) for r in routers], [], host)
