"""The advert_int of a VRRPv3 instance is longer than 40.95 s, or finer than hundredths of a second.

Why: keepalived uses another interval than the file says.

Daemon: "VRRPv3 advertisement interval is out of range" (40.95 s is used), "must be in units of 10ms - rounding": the
packet has 12 bits for hundredths of a second. Source: keepalived vrrp/vrrp.c (vrrp_complete_instance); RFC 5798,
section 5.2.7; tried with 2.2.7.

Fix: write at most 40.95, with two decimals.

Exceptions: a value that no version takes (0, 300) is value-out-of-range.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding

CODE = "CL227"
NAME = "advert-int-out-of-range"
SEVERITY = "error"
ON = "instance"
NEEDS = "odd-interval"


def check(instance: Instance) -> Iterator[Finding]:
    """Every interval of version 3 that its packets cannot hold."""
    value, statement = instance.given("advert_int"), instance.last("advert_int")
    if value is None or statement is None or instance.version != 3:
        return
    if value >= 40.96:
        message = f"VRRPv3 has room for at most 40.95 s: keepalived uses that instead of {value:g} s"
    elif round(value * 1_000_000) % 10_000:
        message = f"VRRPv3 counts hundredths of a second: keepalived rounds advert_int {value:g}"
    else:
        return
    yield Finding(message, place(statement, 1))
