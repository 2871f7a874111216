"""What runs the virtual routers of a node, by the files that say them; commands.tsv has the commands for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from carplint.conversion.plan.steps import Fact, table
from carplint.conversion.plan.steps import commands as made
from carplint.dialects.comments import file, origin
from carplint.dialects.debian import write as to_interfaces
from carplint.dialects.debian.stanzas import definitions_of
from carplint.dialects.registry import DIALECTS
from carplint.dialects.shell.reading import COMMANDS
from carplint.model import Host, VirtualRouter, known
from carplint.model.system import System
from carplint.model.target import Converted
from carplint.text.phrase import Phrase, joined

SERVICES = {d.name: d.service for d in DIALECTS if d.service is not None}
SAVED = "/root/before-carplint.tar.gz"
_UNIT = re.compile(r"(?:^|/)systemd/system/([\w:.\\@-]+?\.service)(?:\.d/[^/]+)?$", re.ASCII)
"""The file of a unit of systemd, or a drop-in for one. Source: systemd.unit(5)."""
_FILE = re.compile(r"vip-([^/]*)\.conf$|conf\.d/(ucarp[^/]*)$")
"""The file of a daemon that a service starts by a part of the file's name."""
WAYS = ("start", "stop", "enable", "disable")
Running = Iterable[tuple[str, Fact]]
"""What runs some daemons: runners (commands.tsv), each with the facts that its commands name."""


def commands(way: str, running: Running) -> tuple[Phrase, ...]:
    """Return the commands for root that do one of WAYS with what is running, each one once."""
    runners = table("commands")
    found = (c for name, fact in running for c in made(runners[name or "any"].get(way, ()), [{**fact, "way": way}]))
    return tuple(dict.fromkeys(found))


def restored(path: str) -> Phrase:
    """Return the command that puts a file back as it was saved."""
    return COMMANDS.say("tar -C / -xzf {} {}", SAVED, path.lstrip("/"))


def _unit(router: VirtualRouter) -> str:
    found = _UNIT.search(router.span.source.path) if router.format == "ucarp_lines" else None
    return found[1] if found is not None else ""


def _daemons(routers: Sequence[VirtualRouter]) -> Running:
    """The daemons of some virtual routers and no others: each has the address that it announces on its command line."""
    for vip in (r.addresses[0].address.value for r in routers if r.addresses):
        if vip is not None:
            yield "ucarp", {"announced": f"^[^ ]*ucarp .*[^0-9.]{re.escape(str(vip.ip))}( |$)"}


def _by_line(routers: Sequence[VirtualRouter]) -> Running:
    """Command lines: in units of one's own, which only systemd can stop, since Restart= starts them again; and those that
    nothing starts by a name."""
    for unit in dict.fromkeys(filter(None, map(_unit, routers))):
        active = unit.replace("@.", "@*.")
        yield "template" if active != unit else "systemd", {"unit": active, "template": unit}
    spans = [r.span for r in routers if not _unit(r)]
    lines = ", ".join(dict.fromkeys(map(origin, spans)))
    for path in dict.fromkeys(file(s.source) for s in spans):
        yield "line", {"lines": lines, "file": path, "restore": restored(path)}
    yield from _daemons([r for r in routers if not _unit(r)])


def _by_hook(starts: Sequence[str], routers: Sequence[VirtualRouter], host: Host) -> Running:
    """Debian's hook, for the stanzas that start the daemons of some virtual routers; the device itself stays up unless it is one
    of them. Stanzas of the same device, as eth0:1, lose their addresses when that goes down, and come back by themselves
    only at boot."""
    yield from _daemons(routers)
    definitions = definitions_of(host)
    names = [n.value or "" for s in (definitions.selections if definitions else ()) if s.comes_up for n in s.names]
    by_device: dict[str, list[str]] = {}
    for name in dict.fromkeys([*names, *starts]):
        if ":" in name and not name.endswith(":ucarp"):
            by_device.setdefault(name.partition(":")[0], []).append(name)
    first = frozenset(starts)
    held: dict[str, dict[str, None]] = {}
    for own, _ in to_interfaces.elsewhere(host):
        held.setdefault(own.name, {})[own.format] = None
    for device in dict.fromkeys(s.partition(":")[0] for s in starts):
        mine = by_device.get(device, [])
        stanzas = (device, *mine) if device in first else tuple(n for n in mine if n in first)
        others = held.get(device, ()) if device in first else ()
        free = joined((c for by in others for c in made(table("commands")[by]["free"], [{"device": device}])), "; ")
        yield "ifupdown", {"up": stanzas, "down": stanzas[::-1], "free": free}


def _by_service(format: str, ids: Sequence[str], system: System, beside: bool = False) -> Running:
    """A service by its name, or by that of a unit for each of its files if the system has these; `beside` others that it runs
    already."""
    own = SERVICES[format]
    without = ("sysv", "openrc") if "@" in own.instance else ("sysv",)  # neither has templates
    units = [own.instance.format(i) for i in ids] if own.instance and system.init not in without else []
    if beside and not units:
        return [("shared", {"unit": own.service, "files": tuple(own.files.replace("*", i) for i in ids)})]
    return [(own.runner or system.init, {"unit": u, "service": own.service}) for u in units or [own.service]]


def old(routers: Sequence[VirtualRouter], host: Host, system: System) -> Running:
    """Return what runs these virtual routers, which is several services on a node of several dialects."""
    for format in dict.fromkeys(r.format for r in routers):
        own = [r for r in routers if r.format == format]
        if format == "ucarp_lines":
            yield from _by_line(own)
        elif format == "interfaces":
            files = sorted({file(r.span.source) for r in own})
            yield from (("ifupdown", {"file": f, "restore": restored(f)}) for f in files)
            yield from _by_hook([known(r.name, "") for r in own], own, host)
        else:
            found = (_FILE.search(r.span.source.path) for r in own)
            yield from _by_service(format, [m[1] or m[2] for m in found if m], system)


def old_name(routers: Sequence[VirtualRouter]) -> str:
    """Return the services that run these virtual routers, in words."""
    return " and ".join(dict.fromkeys(_unit(r) or SERVICES[r.format].what for r in routers))


def new(target: str, routers: Sequence[Converted], host: Host, system: System) -> Running:
    """Return what the files of a target are for."""
    if target == "interfaces":
        return _by_hook(to_interfaces.names_of(routers, host), [r.after for r in routers], host)
    beside = "*" in SERVICES[target].files and any(r.format == target for r in host.virtual_routers)
    return _by_service(target, [str(known(r.after.id, 0)) for r in routers], system, beside)
