"""GATEWAY is in the file of an alias.

Why: the default route goes over the alias, and with the VIP it comes and goes: the node loses its default route when
it becomes BACKUP.

Daemon: ifup-aliases replaces the default route where it has another gateway than this one, unless
NO_ALIASROUTING=yes. Source: initscripts 9.49.38, ifup-aliases lines 292-298.

Fix: write GATEWAY only in the parent's file.

Exceptions: silent if ONPARENT=no keeps the network scripts away from the alias, with NO_ALIASROUTING=yes, and if the
parent's file has the same gateway, since then nothing changes.
"""

from collections.abc import Iterator

from carplint.dialects.addresses.ifcfg import setting
from carplint.model import Host, Interface
from carplint.rules.host.facts import stays_down, text
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL377"
NAME = "ifcfg-gateway-in-alias"
SEVERITY = "warning"
ON = "host with interfaces"
NEEDS = "alias.GATEWAY"


def _value(interface: Interface, key: str) -> str:
    found = setting(interface, key)
    return text(found.value) or "" if found is not None else ""


def _aliases(host: Host) -> Iterator[tuple[Interface, list[Interface]]]:
    parents = host.by_name
    for interface in host.interfaces:
        if interface.parent is not None and interface.format == "ifcfg" and stays_down(interface) is False:
            yield interface, parents.get(interface.parent, [])


def check(host: Host) -> Iterator[Finding]:
    """Each alias that changes the default route."""
    for alias, above in _aliases(host):
        gateway = _value(alias, "GATEWAY")
        if not gateway or any(_value(i, "NO_ALIASROUTING") == "yes" for i in (alias, *above)):
            continue
        if any(_value(i, "GATEWAY") == gateway for i in above):
            continue
        found = setting(alias, "GATEWAY")
        assert found is not None
        message = (
            f"GATEWAY in the file of an alias: the default route of {host.name} comes and goes with {shown(alias.name)}"
        )
        yield Finding(message, found.key.span)
