"""The Type= of a unit does not fit the daemon that it starts.

Why: systemd ends the service although the daemon runs well, and kills it: the node never holds the VIP for long, or at all.

Daemon: with Type=simple, exec, idle or oneshot the process that systemd starts is the service. ucarp with --daemonize, and
keepalived without --dont-fork, leave it and go on in the background; systemd takes that for the end, and kills what is left in
the control group. With Type=forking it waits for just that: a daemon that stays in the foreground is killed after 90 seconds.
With Type=notify it waits for a message that ucarp never sends. Source: systemd.service(5), Type=, TimeoutStartSec=;
systemd.kill(5); ucarp 1.5.2, src/daemonize.c; keepalived(8).

Fix: no --daemonize with Type=simple or exec, --daemonize with Type=forking. The other way round for keepalived: --dont-fork with
Type=simple, exec or notify, nothing with Type=forking and PIDFile=.

Exceptions: silent for RemainAfterExit=yes and for KillMode=process or none, with which the daemon stays, without supervision;
for Type=forking without a limit on the time to start; and where a variable of the command line is not known.
"""

from collections.abc import Iterator

from carplint.dialects.systemd.started import Started
from carplint.model import Host, Value, known
from carplint.text.finding import Finding, Related

CODE = "CL396"
NAME = "systemd-type-mismatch"
SEVERITY = "error"
ON = "started daemon and host"
NEEDS = "unit"

_ALONE = ("simple", "exec", "idle", "oneshot")
"""The types whose first process is the service."""
_TYPES = (*_ALONE, "forking", "dbus", "notify", "notify-reload")
_YES = ("yes", "true", "on", "1", "y", "t")
_ENDLESS = ("infinity", "0")
_OPTION = {
    "ucarp": ("--daemonize, -B", "lacks --daemonize (-B)"),
    "keepalived": ("without --dont-fork, -n", "has --dont-fork (-n)"),
}


def _type(own: Started) -> Value[str] | None:
    """The type of a service: the last one that systemd knows."""
    found = [a.value for a in own.unit.all("Service", "Type") if a.text in _TYPES]
    return found[-1] if found else None


def _message(own: Started, kind: str) -> str:
    """What goes wrong, "" if nothing does."""
    last, daemon = own.unit.last, own.daemon
    background, foreground = _OPTION[daemon]
    if kind in ("notify", "notify-reload") and daemon == "ucarp":
        return (
            f"Type={kind} waits for a message that ucarp never sends: systemd kills it when the time to start is over"
        )
    if kind in _ALONE and own.forks:
        stays = known(last("Service", "RemainAfterExit"), "").lower() in _YES
        if stays or known(last("Service", "KillMode"), "") in ("process", "none"):
            return ""
        return f"{daemon} goes to the background ({background}), which Type={kind} takes for its end: systemd kills it at once"
    limits = (known(last("Service", key), "") for key in ("TimeoutStartSec", "TimeoutSec"))
    if kind == "forking" and own.forks is False and not any(limit in _ENDLESS for limit in limits):
        return f"Type=forking waits for {daemon} to go to the background, and it {foreground}: systemd kills it after 90 seconds"
    return ""


def check(own: Started, host: Host) -> Iterator[Finding]:
    """One finding at the command line, with the line that says the type."""
    kind = _type(own)
    message = _message(own, known(kind, "simple"))
    if message and own.command.words and own.unit.commands:
        related = () if kind is None else (Related(kind.span, "the type"),)
        yield Finding(message, own.command.words[0].span, related)
