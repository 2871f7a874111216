"""NetworkManager manages the interface of a vrrp_instance.

Why: `nmcli con down` and `up`, or a reapply, removes the VIP from it; in the reports keepalived 2.2.7 and 2.2.8 did
not bring it back until it was restarted.

Daemon: when NetworkManager activates a profile, it removes the addresses that it does not know. Source: keepalived
issues 2564, 2528 and 2164.

Fix: no fix is always right. Leave the profile alone while keepalived runs, or restart keepalived after changing it.

Exceptions: only if a keyfile, NM_CONTROLLED=yes or a UUID in the interface's ifcfg file shows it; with use_vmac or
use_ipvlan the VIP is on another interface.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.networkmanager import managed
from carplint.dialects.keepalived.facts.configuration import configuration_of
from carplint.model import Host
from carplint.rules.host.facts import text
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL387"
NAME = "networkmanager-manages-vip-interface"
SEVERITY = "info"
ON = "host with interfaces"
NEEDS = "managed"


def check(host: Host) -> Iterator[Finding]:
    """Each such interface, once."""
    files, said = host.by_name, set()
    configuration = configuration_of(host)
    own = {i.name for i in configuration.instances if i.vmac is not None} if configuration else set()
    for router in host.virtual_routers:
        name = text(router.interface) or ""
        if router.daemon != "keepalived" or not name or name in said or router.name.value in own:
            continue
        sign = next((s for i in files.get(name, ()) if (s := managed(i)) is not None), None)
        if sign is None or router.interface is None:
            continue
        said.add(name)
        message = f"NetworkManager manages {shown(name)}: it removes the VIPs when the profile is activated again"
        yield Finding(message, router.interface.span, (Related(sign, "shows it"),))
