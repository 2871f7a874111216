"""systemd-networkd manages the interface of a vrrp_instance and may remove its VIPs.

Why: each restart of networkd, also by an upgrade, removes the addresses that it did not add: the VIPs are gone, and
keepalived is still MASTER.

Daemon: without KeepConfiguration=yes or static networkd drops foreign addresses when it takes the interface over.
From 2.0.0 on keepalived sees that an address is gone, and takes over again. Source: systemd.network(5); keepalived issues 1385
and 2479; systemd issue 12050; Debian bug 860151; netplan(5), critical.

Fix: KeepConfiguration=yes in the [Network] section. carplint adds it. With netplan `critical: true`.

Exceptions: only if the interface's .network file is among the inputs; with use_vmac or use_ipvlan the VIP is on
another interface. netplan makes the .network file: it counts only if keepalived is known to be older than 2.0.0 (`--target`,
or the release of the system), and neither `critical` nor NetworkManager as renderer is set.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from carplint.dialects.addresses.ifcfg import setting
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Host, Interface
from carplint.model.system import system
from carplint.rules.host.facts import text
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.secrets import shown
from carplint.text.source import Span

CODE = "CL388"
NAME = "networkd-removes-vip"
SEVERITY = "warning"
ON = "host with interfaces"
NEEDS = "networkd netplan"

_SEES = (2, 0, 0)
"""The release from which keepalived sees that an address of its own is removed."""
_OTHER = re.compile(r"(?m)^[ \t]*renderer:[ \t]*NetworkManager\b")


def _file(host: Host, name: str) -> Interface | None:
    """The file that networkd uses for an interface: the first that matches."""
    return next((i for i in host.interfaces if i.format == "networkd" and i.name and fnmatchcase(name, i.name)), None)


def _by_netplan(host: Host, name: str) -> Interface | None:
    """What netplan says of an interface for which it writes networkd's file; None if keepalived sees the address go, as from
    2.0.0 on, or if its release is not known."""
    release = host.target or system(host).keepalived
    managers = (d.source.text for d in host.documents if d.format == "netplan")
    if release is None or release >= _SEES or any(_OTHER.search(text) for text in managers):
        return None
    found = next((i for i in host.interfaces if i.format == "netplan" and i.name == name), None)
    return None if found is None or setting(found, "critical") is not None else found


def _fix(file: Interface) -> Fix | None:
    said = setting(file, "KeepConfiguration")
    if said is not None:
        return Fix("write yes", (Edit(said.value.span, "yes"),), safe=False)
    header = re.search(r"(?m)^[ \t]*\[Network\][ \t]*\n", file.span.source.text)
    if header is None:
        return None
    at = Span(file.span.source, header.end(), header.end())
    return Fix("add KeepConfiguration=yes", (Edit(at, "KeepConfiguration=yes\n"),), safe=False)


def check(host: Host) -> Iterator[Finding]:
    """Each such file, once."""
    configuration = configuration_of(host)
    own = {i.name for i in configuration.instances if i.vmac is not None} if configuration else set()
    said = set()
    for router in host.virtual_routers:
        name = text(router.interface) or ""
        counts = router.daemon == "keepalived" and router.name.value not in own
        file = (_file(host, name) or _by_netplan(host, name)) if counts else None
        if file is None or file.span in said or router.interface is None:
            continue
        keep = setting(file, "KeepConfiguration")
        if keep is not None and (keep.value.value or "").lower() in ("yes", "true", "1", "on", "y", "t", "static"):
            continue
        said.add(file.span)
        if file.format == "netplan":
            message = (
                f"netplan hands {shown(name)} to systemd-networkd, whose restart removes the VIPs; keepalived before 2.0.0 does "
                "not see it and stays MASTER: write `critical: true`"
            )
            yield Finding(message, file.span, (Related(router.interface.span, "keepalived has VIPs there"),))
            continue
        message = f"systemd-networkd manages {shown(name)}: without KeepConfiguration=yes its restart removes the VIPs"
        related = (Related(router.interface.span, "keepalived has VIPs there"),)
        yield Finding(message, keep.value.span if keep is not None else file.span, related, _fix(file))
