"""systemd refuses a unit that starts ucarp or keepalived.

Why: the service does not start at all, and the node never holds the VIP. After a change the old state goes on until the next
boot, so nobody notices before.

Daemon: `Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.`, `Invalid
section header`, `Unbalanced quoting`, `Service has no ExecStart=` (also after `Unknown section 'Services'`), `Restart=always isn't allowed for Type=oneshot services` or `Neither a valid executable name nor an absolute path`. Tried with systemd-analyze
verify of systemd 252. A file of EnvironmentFile= that is not there ends each start: `Failed to load environment files`. Source: systemd.exec(5).

Fix: an empty ExecStart= above the new one in a drop-in takes the unit's own one back. For the others the line that is named.

Exceptions: only what systemd itself says is reported. A file of EnvironmentFile= that is not among the inputs may be on the machine: one
finding only where its folder has a file of nearly its name.
"""

from collections.abc import Iterator

from carplint.dialects.systemd.started import Started
from carplint.model import Host, known, not_known
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown
from carplint.text.spelling import closest

CODE = "CL349"
NAME = "systemd-unit-refused"
SEVERITY = "error"
ON = "started daemon and host"
NEEDS = "unit"


def _absent(own: Started, host: Host) -> Iterator[Finding]:
    """Each file of EnvironmentFile= that must be there and is not, though its folder has one of nearly its name."""
    links = host.links or not_known
    for assigned, path, optional in own.unit.paths():
        here = assigned.span.source
        if optional or path is None or not path.startswith("/") or set(path) & set("*?[") or links(path, here):
            continue
        folder, _, name = path.rpartition("/")
        names = [p.rpartition("/")[2] for p, _ in links(f"{folder}/*", here) or ()]
        there = next((n for n in names if n.startswith(f"{name}.")), None) or closest(name, names)
        if there is not None:
            message = f"{shown(path)} is not there, so systemd does not start the unit; what is there is {shown(there)}"
            yield Finding(message, assigned.span, label="not there")


def check(own: Started, host: Host) -> Iterator[Finding]:
    """The first reason, at its line."""
    unit, commands = own.unit, own.unit.commands
    yield from _absent(own, host)
    kind, restart = unit.last("Service", "Type"), unit.last("Service", "Restart")
    ignored = own.command if own.command.ignored else next((c for c in commands if c.ignored), None)
    if unit.broken is not None:
        yield Finding("this is not a section header, so systemd does not load the unit", unit.broken)
    elif ignored is not None:
        yield Finding(f"{ignored.ignored}, so systemd refuses the unit", ignored.place)
    elif len(commands) > 1 and known(kind, "") != "oneshot":
        message = f"{unit.name} has {len(commands)} ExecStart=, so systemd refuses it: write an empty ExecStart= above the one that counts"
        yield Finding(message, commands[-1].place, (Related(commands[-2].place, "the one before"),))
    elif kind is not None and kind.value == "oneshot" and known(restart, "") in ("always", "on-success"):
        message = f"Type=oneshot does not go with Restart={known(restart, '')}, so systemd refuses the unit"
        yield Finding(message, (restart or kind).span, (Related(kind.span, "the type"),))
    elif own.command.words:
        program = own.command.words[0]
        path = known(program, "/")
        if "/" in path and not path.startswith("/"):
            yield Finding(f"{path} is not an absolute path, so systemd does not load the unit", program.span)
