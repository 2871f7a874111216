"""A unit does not let ucarp or keepalived give up the VIP when it is stopped.

Why: after `systemctl stop` or `restart`, or at an update, the VIP stays on the node although no daemon defends it, and the other
node takes it, too: an address on two nodes.

Daemon: both give up the VIP on SIGTERM. SIGKILL leaves them no time for it. With KillMode=none systemd kills nothing: the old
daemon goes on, and the next start makes a second one. Source: systemd.kill(5); ucarp 1.5.2, src/carp.c; keepalived(8).

Fix: remove the line: KillMode=control-group, mixed and process with SIGTERM are all right.

Exceptions: silent for KillMode=none with an ExecStop= of its own, which may stop the daemon.
"""

import re
from collections.abc import Iterator

from carplint.dialects.systemd.started import Started
from carplint.model import Host, known
from carplint.text.finding import Finding

CODE = "CL398"
NAME = "systemd-stop-unclean"
SEVERITY = "error"
ON = "started daemon and host"
NEEDS = "unit"

_KILLS = re.compile(r"(?:SIG)?KILL|9")
_KILL = re.compile(r"[-@:+!]*(?:/\S*/)?(?:p?kill|killall)[ \t\0]+(?:-s[ \t]*)?-?(?:(?:SIG)?KILL|9)[ \t\0]")

_WAITS = r"(?:ucarp|keepalived)\b[^;&|\n]*(?:&(?!&)|;|&&|\|\||\n)[ \t]*[^ \t\n}]"
"""A daemon in a line of a shell that goes on behind it: the shell is not replaced by it."""
_SHELLS = ("sh", "bash", "dash", "ash", "ksh", "zsh")


def _behind_shell(own: Started) -> bool:
    """Return whether a shell starts the daemon as a process of its own, and stays the first process itself."""
    words = [known(w, "") for w in own.command.words]
    flags = [i for i, w in enumerate(words[:3]) if w.startswith("-") and w.endswith("c")]
    if not words or words[0].rpartition("/")[2] not in _SHELLS or not flags or len(words) < flags[0] + 2:
        return False
    line = words[flags[0] + 1]
    return (
        re.search(_WAITS, line) is not None and re.search(r"\bexec[ \t]+(?:\S*/)?(?:ucarp|keepalived)\b", line) is None
    )


def check(own: Started, host: Host) -> Iterator[Finding]:
    """One finding for each such line that counts."""
    unit, daemon = own.unit, own.daemon
    signal, mode = unit.last("Service", "KillSignal"), unit.last("Service", "KillMode")
    stops = unit.all("Service", "ExecStop")
    if signal is not None and _KILLS.fullmatch(known(signal, "")) is not None:
        yield Finding(
            f"{daemon} is stopped with SIGKILL, so it cannot give up the VIP: the address stays here", signal.span
        )
    if mode is not None and mode.value == "none" and not stops:
        yield Finding(
            f"with KillMode=none a stop leaves {daemon} and the VIP here, and a restart starts a second one", mode.span
        )
    if mode is not None and mode.value in ("process", "mixed") and not stops and _behind_shell(own):
        end = "goes on" if mode.value == "process" else "is killed with SIGKILL"
        message = f"KillMode={mode.value} stops the shell of ExecStart= only, and {daemon} {end}: the VIP stays here. Write `exec {daemon} ...`"
        yield Finding(message, mode.span)
    for stop in stops:
        if _KILL.match(stop.masked) is not None:
            message = f"this kills {daemon} with SIGKILL, so it cannot give up the VIP: the address stays here"
            yield Finding(message, stop.span)
