"""The interface of a virtual router does not come up at boot.

Why: after a reboot the node is not in the cluster: its daemon has no interface to send from, and cannot take over when
the other node fails.

Daemon: the network scripts ignore a file with ONBOOT=no, NetworkManager a profile that does not connect by itself.
Source: initscripts, doc/sysconfig.txt line 452; nm-settings(5), connection.autoconnect.

Fix: ONBOOT=yes.

Exceptions: silent if another file brings the same interface up, for ports of a bond, bridge or team, which come up
with it, for SUSE's files, whose STARTMODE a hotplug may overrule, and for aliases, which ucarp-bind-interface-missing reports.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Host
from carplint.rules.host.facts import text
from carplint.text.finding import Edit, Finding, Fix, Related
from carplint.text.secrets import shown

CODE = "CL376"
NAME = "ifcfg-base-onboot-no"
SEVERITY = "warning"
ON = "host with interfaces"
NEEDS = "down-at-boot"


def check(host: Host) -> Iterator[Finding]:
    """Each such interface, once."""
    files = host.by_name
    said = set()
    for router in host.virtual_routers:
        name = text(router.interface) or ""
        found = [i for i in files.get(name, ()) if i.format in ("ifcfg", "networkmanager")]
        if ":" in name or not found or name in said or len(found) < len(files[name]):
            continue
        if any(i.at_boot is None or i.at_boot.value is not False or i.controller is not None for i in found):
            continue
        said.add(name)
        boot = found[0].at_boot
        if boot is None or setting(found[0], "STARTMODE") is not None:
            continue
        message = f"{shown(name)} does not come up at boot on {host.name}: after a reboot it takes no part in failover"
        related = () if router.interface is None else (Related(router.interface.span, "a virtual router needs it"),)
        fix = Fix("write ONBOOT=yes", (Edit(boot.span, "yes"),), safe=False) if found[0].format == "ifcfg" else None
        yield Finding(message, boot.span, related, fix, "stays down at boot")
