"""A service with virtual routers is not started at boot, by the links of its init system.

Why: it runs as long as nobody reboots. Then the node is without its virtual routers, and the next failure of the other one is
an outage.

Daemon: SysV's init starts what has a link S in the folder of the runlevel, /etc/rcN.d or /etc/rc.d/rcN.d, and stops what has a link K;
OpenRC starts what is in /etc/runlevels/. Source: chkconfig(8); update-rc.d(8); openrc(8), rc-update(8).

Fix: `chkconfig carp on`, `update-rc.d keepalived enable`, `rc-update add ucarp default`.

Exceptions: silent where no such links are among the inputs, where systemd has links of its own, and if any of runlevels 2 to 5 starts
the service; of services that systemd starts, systemd-not-enabled speaks.
"""

from collections.abc import Iterator, Sequence

from carplint.model import Host, VirtualRouter, known, not_known
from carplint.text.finding import Finding
from carplint.text.source import Source

CODE = "CL350"
NAME = "service-not-enabled"
SEVERITY = "warning"
ON = "host"
NEEDS = "runlevels"

_SYSTEMD = "/etc/systemd/system/*.wants/*"
_LEVELS = ("/etc/rc[2345].d", "/etc/rc.d/rc[2345].d")


def _service(router: VirtualRouter) -> str:
    """Return the name of the service that starts a virtual router; "" if there is none by its format."""
    if router.format == "ucarp_opts":
        return known(router.name, "")
    return {"carp": "carp", "ucarp": "ucarp", "keepalived": "keepalived"}.get(router.format, "")


def _names(host: Host, pattern: str, here: Source) -> list[str]:
    return [path for path, _ in (host.links or not_known)(pattern, here) or ()]


def _links(host: Host, here: Source, name: str, first: str) -> Sequence[str]:
    return [path for level in _LEVELS for path in _names(host, f"{level}/{first}[0-9][0-9]{name}", here)]


def check(host: Host) -> Iterator[Finding]:
    """One finding for each such service."""
    services = {name: r for r in reversed(host.virtual_routers) if (name := _service(r))}
    for name, router in services.items():
        here = router.span.source
        if _names(host, _SYSTEMD, here):
            continue
        stopped = _links(host, here, name, "K")
        if stopped and not _links(host, here, name, "S"):
            message = (
                f"the service {name} is not started at boot: there is {stopped[0]}, and no link S: chkconfig {name} on"
            )
            yield Finding(message, router.span)
        others = _names(host, "/etc/runlevels/*/*", here)
        if others and all(path.rpartition("/")[2] != name for path in others):
            like = next(
                (n for p in others if (n := p.rpartition("/")[2]).partition(".")[0] == name.partition(".")[0]), ""
            )
            instead = f", but {like} is" if like else ""
            message = f"the service {name} is not started at boot: it is in no runlevel of OpenRC{instead}: rc-update add {name} default"
            yield Finding(message, router.span)
