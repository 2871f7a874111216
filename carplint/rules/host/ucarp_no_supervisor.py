"""A unit file starts ucarp but does not restart it.

Why: the daemon ends for good when its interface goes down for a moment: after an `ip link set eth0 down` or an ifdown
this node never takes the VIP again, and nobody notices before the other fails.

Daemon: `exiting: pfds[0].revents = 8`, and the process is gone. Source: ucarp 1.5.2; tried in a namespace.
systemd.service(5): Restart= is `no` where it is not set.

Fix: Restart=always in the [Service] section, and no -B, so that ucarp stays in the foreground; or Type=forking.

Exceptions: silent for start scripts, rc.local and the services' own launchers, which have no such setting.
"""

from collections.abc import Iterator

from carplint.dialects.ucarp import command_lines
from carplint.model import Host
from carplint.text.finding import Finding

CODE = "CL348"
NAME = "ucarp-no-supervisor"
SEVERITY = "warning"
ON = "host with uCarp"
NEEDS = "ucarp_lines"


def check(host: Host) -> Iterator[Finding]:
    """Every unit file of that kind, once."""
    first = {id(r.span.source): r for r in reversed(host.virtual_routers) if r.format == command_lines.NAME}
    for router in first.values():
        if command_lines.restarts(router.span.source) is False:
            message = "this unit has no Restart=: ucarp ends when its interface goes down, and nothing starts it again"
            yield Finding(message, router.span)
