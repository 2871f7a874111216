"""A VIP is given to the node at boot by a command of ifupdown, or by static_ipaddress of keepalived.

Why: the node has the VIP whichever node is MASTER: two nodes answer for it, and connections end at either.

Daemon: ifup runs the commands of `up`, `post-up` and `pre-up` each time that it brings the interface up. keepalived removes VIPs that it
finds when it starts, but not what static_ipaddress gives, which it sets itself; ucarp removes nothing that it did not add. Source:
interfaces(5); keepalived.conf(5), static_ipaddress; tried with keepalived 2.2.7: a BACKUP had the address.

Fix: remove the command, or the line of static_ipaddress: the daemon adds the VIP where it belongs.

Exceptions: silent for lo and dummy interfaces, where real servers of LVS have the VIP; for stanzas that nothing brings up at boot; and
for commands that do not begin with `ip` or `ifconfig`. Addresses in the files of interfaces are covered by vip-equals-own-address.
"""

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.facts.static import ip_of, static_addresses
from carplint.model import Host, IPAddress, known
from carplint.rules.host.facts import comes_up, is_quiet
from carplint.text.finding import Finding, Related
from carplint.text.source import Span
from carplint.text.typing import NamedTuple

CODE = "CL338"
NAME = "vip-set-at-boot"
SEVERITY = "error"
ON = "host"
NEEDS = "interfaces static_ipaddress"

_COMMANDS = ("up", "post-up", "pre-up")
_ADDS = (
    r"(?:\S*/)?ip[ \t]+(?:-\S+[ \t]+)*a(?:d|dd|ddr|ddre|ddres|ddress)?[ \t]+(?:a|ad|add|replace|change|chg)[ \t]+"
    r"(?:local[ \t]+)?(?P<ip>[0-9a-fA-F.:]+)"
    r"|(?:\S*/)?ifconfig[ \t]+(?P<device>\S+)[ \t]+(?:add[ \t]+|inet6?[ \t]+)*(?P<other>[0-9a-fA-F.:]+)"
)
_DEVICE = r"\bdev[ \t]+(\S+)"


class _Given(NamedTuple):
    """An address that is set at boot, where that is said, and what is to say of it."""

    ip: IPAddress
    span: Span
    what: str


def _commands(host: Host) -> Iterator[_Given]:
    """The addresses that the commands of Debian's stanzas add."""
    own = {known(r.alias, "") for r in host.virtual_routers if r.alias is not None}  # the daemon brings these up
    files = (i for i in host.interfaces if i.format == "interfaces" and i.name not in own)
    for interface in (i for i in files if comes_up(i) and not is_quiet(i.name)):
        for setting in (s for s in interface.settings if s.key.value in _COMMANDS):
            text = setting.value.value or ""
            match = re.match(_ADDS, text)
            ip = ip_of(match["ip"] or match["other"]) if match is not None else None
            device = re.search(_DEVICE, text)
            name = (match and match["device"]) or (device[1] if device is not None else "")
            if ip is not None and not is_quiet(name):
                yield _Given(ip, setting.value.span, f"this command gives {host.name} the VIP {ip} at boot")


def _static(host: Host) -> Iterator[_Given]:
    """The addresses of static_ipaddress."""
    for ip, device, span in static_addresses(host):
        if ip is not None and not is_quiet(device):
            yield _Given(ip, span, f"static_ipaddress gives {host.name} the VIP {ip}")


def check(host: Host) -> Iterator[Finding]:
    """Each such line that gives the VIP of one of the node's virtual routers."""
    vips = {a.address.value.ip: a.address.span for r in host.virtual_routers for a in r.brought_up if a.address.value}
    for given in (g for found in (_commands(host), _static(host)) for g in found if g.ip in vips):
        message = f"{given.what}, whichever node is MASTER: two nodes then have it"
        yield Finding(message, given.span, (Related(vips[given.ip], "the VIP"),))
