"""GATEWAY is in the file of an alias.

Why: the default route comes and goes with the alias: the node loses it when it becomes BACKUP.

Daemon: ifup-aliases replaces a default route whose gateway is not this one, unless NO_ALIASROUTING=yes. Source:
initscripts 9.49.38, ifup-aliases lines 292-298.

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
            f"GATEWAY is in an alias's file: the default route of {host.name} comes and goes with {shown(alias.name)}"
        )
        yield Finding(message, found.key.span)
