"""The advert_int of a VRRPv2 instance has a fraction.

Why: keepalived rounds it to whole seconds. Failover is slower than planned; a peer that rounds differently drops all
advertisements, and both become MASTER.

Daemon: "VRRPv2 advertisement interval 0.500000s must be an integer. rounding" (half is rounded up, at least 1).
Source: keepalived vrrp/vrrp.c (vrrp_complete_instance); tried with 2.2.7.

Fix: write whole seconds, or `version 3` on all nodes.

Exceptions: silent if the version is unknown.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL226"
NAME = "advert-int-fractional-v2"
SEVERITY = "error"
ON = "instance"
NEEDS = "odd-interval"


def check(instance: Instance) -> Iterator[Finding]:
    """Every interval of version 2 that is not whole."""
    given, statement = instance.given("advert_int"), instance.last("advert_int")
    if given is None or statement is None or instance.version != 2 or given == int(given):
        return
    message = f"VRRPv2 counts whole seconds: keepalived rounds advert_int {given:g} to {instance.interval.value:g} s"
    yield Finding(message, place(statement, 1))
