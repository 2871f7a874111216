"""All statements of the files that start a ucarp, those that do not reach its command line, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.dialects.addresses.statements import beside
from carplint.dialects.shell.values import commands, run
from carplint.dialects.ucarp.command_lines import restarts
from carplint.dialects.ucarp.options import parse
from carplint.dialects.ucarp.ucarp_service import COMMON
from carplint.model import Host, Value, VirtualRouter
from carplint.text.typing import NamedTuple

_SETTING = re.compile(r"(?m)^[ \t]*([A-Z]\w*)=")
"""A setting of a unit file (systemd.syntax(7))."""
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
    if restarts(source) is None:
        return
    lines = [(r.command[0].span.source, r.command[0].span.start) for r in host.virtual_routers if r.command]
    for own in (source, *beside(host, router.format, source)):
        found = list(_SETTING.finditer(own.text))
        for key, end in zip(found, [*(k.start() for k in found[1:]), len(own.text)], strict=True):
            name = key[1]
            if name == "Environment" and "$" in source.text:
                name = "ExecStart"
            elif name == "ExecStart" and not any(own is s and key.start() <= start < end for s, start in lines):
                name = "another-command"
            yield Statement("unit", Value(key[1], key[1], own.span(*key.span(1))), name)
