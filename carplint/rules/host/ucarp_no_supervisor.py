"""A unit file starts ucarp, and nothing restarts it.

Why: the daemon ends for good when its interface goes down for a moment: after an `ip link set eth0 down` or an ifdown
this node never takes the VIP again, and nobody notices before the other one fails.

Daemon: `exiting: pfds[0].revents = 8`, and the process is gone. Source: ucarp 1.5.2; tried in a namespace.
systemd.service(5): Restart= is `no` where it is not set.

Fix: Restart=always in the [Service] section, and no -B: the daemon has to stay in the foreground, or Type=forking.

Exceptions: silent for start scripts, rc.local and the services' own launchers, which have no such setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.model import Net
from carplint.text.finding import Finding

CODE = "CL348"
NAME = "ucarp-no-supervisor"
SEVERITY = "warning"
NEEDS = "ucarp_lines"

_RESTART = re.compile(r"(?m)^[ \t]*Restart=[ \t]*(?!no[ \t]*$)\S")
_SERVICE = re.compile(r"(?m)^[ \t]*\[Service\]")


def check(net: Net) -> Iterator[Finding]:
    """Every unit file of that kind, once."""
    seen = set()
    for router in net.virtual_routers:
        source = router.span.source
        if router.format != "ucarp_lines" or id(source) in seen or _SERVICE.search(source.text) is None:
            continue
        seen.add(id(source))
        if _RESTART.search(source.text) is None:
            message = "this unit has no Restart=: ucarp ends when its interface goes down, and nothing starts it again"
            yield Finding(message, router.span)
