"""An address of a vrrp_instance is not of the first one's family.

Why: keepalived drops it. A VIP of the other family never comes up; a peer gets no advertisements.

Daemon: "address family must match VRRP instance", "MUST be of the same family". The first VIP, peer, source or
multicast address in the file decides. Source: keepalived vrrp/vrrp_data.c (alloc_vrrp_vip, alloc_vrrp_unicast_peer),
vrrp_parser.c; tried with 2.2.7 and 2.4.3.

Fix: write one instance per family, and join them in a vrrp_sync_group if they belong together; or put the VIPs of the
other family into virtual_ipaddress_excluded.

Exceptions: virtual_ipaddress_excluded may hold both. Silent after an address that is a variable.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.instances import Instance
from carplint.dialects.keepalived.tree.statement import place
from carplint.text.finding import Finding, Related
from carplint.text.secrets import shown

CODE = "CL224"
NAME = "address-family-mixed"
SEVERITY = "error"
ON = "instance"
NEEDS = "other-family"


def check(instance: Instance) -> Iterator[Finding]:
    """Every address that is dropped."""
    for line, word, first in instance.strange:
        what = "native_ipv6" if line.words[0] == "native_ipv6" else shown(line.words[word])
        message = f"keepalived ignores {what}: the first address made this an IPv{instance.family} instance"
        related = () if first is None else (Related(first.whole(), "the address that decided"),)
        yield Finding(message, place(line, word), related)
