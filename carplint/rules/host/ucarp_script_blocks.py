"""An up or down script waits, and the daemon with it.

Why: while the script runs the MASTER sends no advertisements. A backup that hears none for its whole waiting time
takes over, and then two nodes hold the VIP.

Daemon: ucarp waits for the script in the loop in which it sends and receives. Source: ucarp 1.5.2, src/spawn.c,
waitpid.

Fix: let the script run what takes time in the background: `service nginx restart &`, `systemctl --no-block`.

Exceptions: a sleep that is shorter than the waiting time of a backup (dead ratio x advbase, 3 s by default);
whatever runs in the background.
"""

import re
from collections.abc import Iterator, Sequence

from carplint.model import Command, Host, Script, VirtualRouter
from carplint.text.finding import Finding

CODE = "CL392"
NAME = "ucarp-script-blocks"
SEVERITY = "warning"
ON = "script and host"
NEEDS = "vip-up vip-down"

_ACTIONS = frozenset(("start", "stop", "restart", "reload", "try-restart", "condrestart", "force-reload"))
_GROUP = r"[)}][ \t]*&(?!&)"
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def _patience(routers: Sequence[VirtualRouter]) -> float:
    """How long a backup waits, in seconds: the shortest time among them."""
    times = [
        r.dead_ratio.value * r.interval.value
        for r in routers
        if r.dead_ratio is not None and r.dead_ratio.value and r.interval is not None and r.interval.value
    ]
    return min(times, default=3.0)


def _waits(command: Command, patience: float) -> bool:
    program, words = command.program, command.words[1:]
    if program == "sleep":
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", words[0]) if words else None
        return match is not None and float(match[1]) * _UNITS[match[2]] >= patience
    if program == "systemctl":
        return "--no-block" not in words and not _ACTIONS.isdisjoint(words)
    if program in ("service", "invoke-rc.d"):
        return not _ACTIONS.isdisjoint(words[1:2])
    if "/init.d/" in command.words[0]:
        return not _ACTIONS.isdisjoint(words[:1])
    return program in ("dhclient", "dhcpcd")


def check(script: Script, host: Host) -> Iterator[Finding]:
    """One finding per command that takes longer than a backup waits, or may."""
    if script.role == "launcher" or re.search(_GROUP, script.source.text) is not None:
        return
    patience = _patience(host.users(script) or host.virtual_routers)
    for command in script.commands:
        if not command.background and _waits(command, patience):
            message = (
                f"ucarp sends no advertisements until `{' '.join(command.words[:3])}` has ended, and a backup takes "
                f"over after {patience:g} s without one: run it in the background"
            )
            yield Finding(message, command.span)
