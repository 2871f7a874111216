"""The first VIP of an IPv6 instance is not a link-local address.

Why: advertisements of VRRPv3 over IPv6 should carry the link-local address of the virtual router first; other vendors'
routers may refuse them. Between keepalived nodes it works.

Daemon: "the first IPv6 VIP address should be link local", only in its log. Source: keepalived vrrp/vrrp.c
(vrrp_complete_instance); RFC 5798, section 5.2.9; tried with 2.2.7.

Fix: write an address of fe80::/10 as the first VIP.

Exceptions: with unicast peers there is no other vendor's router. In strict mode it is strict-mode-conflict.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL246"
NAME = "vip6-first-not-link-local"
SEVERITY = "info"
ON = "instance"
NEEDS = "ipv6"


def check(instance: Instance) -> Iterator[Finding]:
    """Every IPv6 instance that begins with another address."""
    if instance.family != 6 or instance.strict or instance.peers or not instance.vips:
        return
    first = instance.vips[0].line
    if first.words[0][:3].lower() not in ("fe8", "fe9", "fea", "feb") and "$" not in first.words[0]:
        message = "the first VIP over IPv6 should be link-local (fe80::/10): other vendors' routers expect it"
        yield Finding(message, place(first))
