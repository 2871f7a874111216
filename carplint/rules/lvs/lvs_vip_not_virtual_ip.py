"""The address of a virtual_server is not a VIP of any vrrp_instance of this host.

Why: nothing brings the address up, so no client reaches the service; or the service stays on one director when the
VIPs move.

Daemon: it does not compare the two. Source: keepalived check/check_data.c, vrrp/vrrp_data.c; the file is accepted
without a message (tried with 2.2.7).

Fix: the same address in virtual_ipaddress, or in virtual_ipaddress_excluded.

Exceptions: silent if the host has no vrrp_instance, as the address then belongs to the host; where any VIP or file of
it is unknown; for firewall marks, networks and ranges.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.words.values import IPAddress, address
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL823"
NAME = "lvs-vip-not-virtual-ip"
SEVERITY = "warning"
ON = "configuration with virtual servers"

_LISTS = ("virtual_ipaddress", "virtual_ipaddress_excluded")


def _addresses(configuration: Configuration) -> set[IPAddress] | None:
    """The addresses that keepalived brings up, None where there is none or one is unknown."""
    lists = [b for i in configuration.all("vrrp_instance") for b in i.within(*_LISTS)]
    lists += configuration.all("static_ipaddress")
    found = [address(line.words[0]) for block in lists for line in block.children or ()]
    known = {a for a in found if a is not None}
    return known if known and None not in found else None


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every address of a service that is not among the VIPs, once."""
    services = [v for v in configuration.virtual_servers if not v.dropped]
    known = _addresses(configuration) if services else None
    if known is None:
        return
    for service in services:
        for end in service.endpoints:
            if end.single and end.address not in known:
                known.add(end.address)
                at = 0 if service.kind == "group" else 1
                message = (
                    f"{shown(str(end.address))} is not a VIP of any vrrp_instance here: nothing brings up the address of "
                    "this service"
                )
                yield Finding(message, end.statement.span(at))
