"""The ucarp daemon is started without -z, so it leaves the VIP behind when it exits by itself.

Why: `service carp stop` takes the alias down itself. But a daemon that someone kills, or that exits when its
interface goes down, leaves the VIP on this node while the peer takes it too: a duplicate address, until someone
removes it by hand.

Daemon: only -z, --shutdown, runs the down script at exit; the launcher of the carp service does not give
it. `ip link set IF down` ends the daemon for good. Source: ucarp 1.5.2, tried: after SIGTERM without -z
the VIP was still there.

Fix: add -z to OPTIONS.

Exceptions: silent if OPTIONS is unknown, and if the launcher among the inputs gives the option.
"""

import re
from collections.abc import Iterator

from carplint.dialects.ucarp.edits import add_option, own_options
from carplint.model import Host
from carplint.text.finding import Finding

CODE = "CL205"
NAME = "carp-shutdown-by-launcher-only"
SEVERITY = "info"
ON = "host with uCarp"

_OPTION = r"\s(?:-z|--shutdown)(?!\S)"


def _launcher_gives_it(host: Host) -> bool:
    for script in host.scripts:
        if script.role == "launcher":
            lines = [n for n in script.source.text.replace("\\\n", " ").splitlines() if n.lstrip()[:1] != "#"]
            return any(re.search(_OPTION, line.partition("ucarp ")[2]) for line in lines if "ucarp " in line)
    return False


def check(host: Host) -> Iterator[Finding]:
    """Every CARP daemon that is known to have no -z."""
    routers = [r for r in host.virtual_routers if r.format == "carp"]
    for router in routers if not _launcher_gives_it(host) else ():
        if router.shutdown is None or router.shutdown.value is not False:
            continue
        own = own_options(router)
        message = (
            "ucarp gets no -z: `service carp stop` removes the VIP, but when the daemon is killed or its interface "
            "goes down, the VIP stays here and the peer takes it too. Add -z to OPTIONS"
        )
        yield Finding(message, router.span if own is None else own.span, fix=add_option(own, "-z"))
