"""The multicast group of VRRP is not in 224.0.0.0/24.

Why: switches forward packets for 224.0.0.x to all ports, and those for other groups only to ports where they have
seen a join: the nodes do not hear each other, and both become MASTER.

Daemon: it takes any multicast address. Source: RFC 4541, 2.1.2; github.com/acassen/keepalived/pull/1663 (224.0.10.18:
both MASTER; 224.0.0.28 works).

Fix: 224.0.0.18, which is VRRP's own; two clusters on a segment are told apart by their ids.

Exceptions: silent with unicast peers, and for IPv6, for which mcast-group-invalid asks for ff02::/16.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.tree.statement import Statement, place
from carplint.dialects.keepalived.words.values import address
from carplint.text.finding import Finding

CODE = "CL258"
NAME = "mcast-group-not-link-local"
SEVERITY = "warning"
ON = "configuration"
NEEDS = "vrrp_mcast_group4 mcast_dst_ip"

_LOCAL, _MULTICAST = IPv4Network("224.0.0.0/24"), IPv4Network("224.0.0.0/4")


def _faulty(statement: Statement) -> bool:
    group = address(statement.words[1]) if len(statement.words) > 1 else None
    return isinstance(group, IPv4Address) and group in _MULTICAST and group not in _LOCAL


def check(configuration: Configuration) -> Iterator[Finding]:
    """Every such group that an instance without peers may use."""
    if configuration.instances and all(i.peers for i in configuration.instances):
        return
    groups = [s for b in configuration.all("global_defs") for s in b.within("vrrp_mcast_group4")]
    groups += [s for i in configuration.instances if not i.peers and (s := i.last("mcast_dst_ip")) is not None]
    for statement in groups:
        if _faulty(statement):
            message = "switches may not pass this group on between the nodes, since it is not in 224.0.0.0/24"
            yield Finding(message, place(statement, 1))
