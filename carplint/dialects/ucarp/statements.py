"""All statements of the files that start a ucarp, those that do not reach its command line, too."""

from __future__ import annotations

from collections.abc import Iterator

from carplint.dialects.shell import starts
from carplint.dialects.shell.values import commands, run
from carplint.dialects.systemd.started import Units
from carplint.dialects.systemd.unit import Command
from carplint.dialects.ucarp.command_lines import NAME
from carplint.dialects.ucarp.options import parse
from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.model import Host, Value, VirtualRouter, known
from carplint.text.typing import NamedTuple

LAUNCHERS = ("carp", "ucarp", "ucarp_opts")
"""The formats of the files that launchers source."""


class Statement(NamedTuple):
    """A statement: its place (options of ucarp, variables of a format, shell, unit), its word, and the name that is known by."""

    place: str
    word: Value[str]
    name: str


def statements(host: Host, router: VirtualRouter) -> Iterator[Statement]:
    """Yield what starts a router's ucarp: its options, the variables and commands of its launcher's files, and the settings of
    its unit, whose variables its command line or scripts have."""
    source = router.span.source
    for option, value in parse(router.command).given.items():
        yield Statement("options of ucarp", value, option)
    files = (source.path, f"{source.path.rpartition('/')[0]}/{COMMON}") if router.format in LAUNCHERS else ()
    for document in (d for d in host.documents if d.source.path in files):
        for setting in run(document.source, document.tree, bash=True).settings:
            yield Statement(f"{router.format} variables", setting.key, setting.key.written)
        for command in commands(document.source):
            yield Statement("shell", command, command.written)
    yield from _of_unit(host, router) if router.format == NAME else ()


def _starts(command: Command) -> bool:
    """Return whether a command line starts a ucarp."""
    return any(start.daemon == "ucarp" for start in starts.started(command.words))


def _of_unit(host: Host, router: VirtualRouter) -> Iterator[Statement]:
    """Yield the assignments of the unit that starts a router's ucarp, but for those that an empty one takes back."""
    units = host.of(Units)
    own = units.by_router.get(known(router.name, "")) if units is not None else None
    if own is None:
        return
    lines = {(c.place.source, c.place.start) for c in own.unit.commands if _starts(c)}
    for assignment in own.unit.assignments:
        key, span = assignment.key, assignment.span
        name = key.written
        if name in ("Environment", "EnvironmentFile") and "$" in own.command.place.text:
            name = "ExecStart"
        elif name.startswith("Exec") and assignment not in own.unit.all("Service", name):
            continue
        elif name == "ExecStart" and (span.source, span.start) not in lines:
            name = "another-command"
        yield Statement("unit", key, name)
