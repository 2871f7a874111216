"""The file of the VIP's alias sets no NETMASK, and vip-up passes that variable to ifconfig.

Why: ifconfig takes the next word, `up`, as the netmask and fails: the node is MASTER and has no VIP. At boot the same
file works, since the network scripts also take PREFIX.

Daemon: vip-up of the carp service sources ifcfg-ALIAS and runs `ifconfig ALIAS IPADDR netmask $NETMASK up`. With
an empty NETMASK ifconfig says "up: Host name lookup failure" and sets nothing. Tried with net-tools 2.10.

Fix: add NETMASK= to the alias's file; it must agree with PREFIX.

Exceptions: silent unless vip-up is among the inputs and sources no file but the alias's.
"""

from collections.abc import Iterator
from ipaddress import IPv4Network

from carplint.dialects.addresses.ifcfg import read_length
from carplint.model import Command, Host, Interface, Script
from carplint.text.finding import Edit, Finding, Fix, Related

CODE = "CL395"
NAME = "carp-alias-without-netmask"
SEVERITY = "error"
ON = "up script and host"

_EMPTY = ("$NETMASK", "${NETMASK}")


def _needs_netmask(script: Script) -> Command | None:
    """The ifconfig command that needs NETMASK, if the script sources one file only."""
    if sum(c.words[0] in (".", "source") for c in script.commands) != 1:
        return None
    if any(c.words[0].startswith("NETMASK=") for c in script.commands):
        return None
    for command in script.commands:
        pairs = zip(command.words, command.words[1:], strict=False)
        if command.program == "ifconfig" and any(a == "netmask" and b in _EMPTY for a, b in pairs):
            return command
    return None


def _fix(alias: Interface) -> Fix | None:
    """NETMASK from the PREFIX of the same file."""
    prefix = next((s.value for s in alias.settings if s.key.written == "PREFIX"), None)
    length = read_length(prefix, "PREFIX").value if prefix is not None else None
    if prefix is None or length is None:
        return None
    netmask = IPv4Network((0, length)).netmask
    source = prefix.span.source
    end = source.text.find("\n", prefix.span.end)
    at = len(source.text) if end < 0 else end
    return Fix(f"add NETMASK={netmask}", (Edit(source.span(at), f"\nNETMASK={netmask}"),))


def _aliases(host: Host, script: Script) -> Iterator[Interface]:
    for router in host.users(script):
        alias = host.interface(router.alias.value) if router.alias is not None else None
        if alias is not None and all(s.key.written != "NETMASK" for s in alias.settings):
            yield alias


def check(script: Script, host: Host) -> Iterator[Finding]:
    """One finding per alias without a netmask."""
    command = _needs_netmask(script)
    if command is None:
        return
    for alias in dict.fromkeys(_aliases(host, script)):
        message = f"{alias.name} has no NETMASK, so vip-up's ifconfig takes `up` as the netmask: the MASTER has no VIP"
        yield Finding(message, alias.span, (Related(command.span, "needs NETMASK"),), fix=_fix(alias))
