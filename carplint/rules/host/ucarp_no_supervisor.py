"""A unit file starts ucarp but does not restart it.

Why: the daemon ends for good when its interface goes down for a moment: after an `ip link set eth0 down` or an ifdown
this node never takes the VIP again, and nobody notices before the other fails.

Daemon: `exiting: pfds[0].revents = 8`, and the process is gone. Source: ucarp 1.5.2; tried in a namespace.
systemd.service(5): Restart= is `no` where it is not set.

Fix: Restart=always in the [Service] section, and no -B, so that ucarp stays in the foreground; or Type=forking.

Exceptions: silent for start scripts, rc.local and the services' own launchers, which have no such setting.
"""

from collections.abc import Iterator

from carplint.dialects.systemd.started import started
from carplint.model import Host, known
from carplint.text.finding import Finding

CODE = "CL348"
NAME = "ucarp-no-supervisor"
SEVERITY = "warning"
ON = "host with uCarp"
NEEDS = "unit"


def check(host: Host) -> Iterator[Finding]:
    """Every unit of that kind, once: an instance of a template is as the others."""
    seen = set()
    for own in started(host):
        if own.daemon != "ucarp" or own.command.place in seen or not own.unit.commands:
            continue
        seen.add(own.command.place)
        if known(own.unit.last("Service", "Restart"), "no") == "no":
            message = "this unit has no Restart=: ucarp ends when its interface goes down, and nothing starts it again"
            yield Finding(message, own.command.words[0].span if own.command.words else own.command.place)
