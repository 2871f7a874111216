"""The source address of a uCarp daemon is the VIP itself.

Why: a backup does not hold the VIP, so it has no address to send from; and two nodes that send from the same address
do not hear each other, so both become MASTER.

Daemon: it ignores packets from its own source address (the filter says `src host not`). Source: ucarp 1.5.2,
src/carp.c line 659; its README asks for the real address.

Fix: give the node's own permanent address as SOURCE_ADDRESS, -s or --srcip.

Exceptions: silent if either is unknown, and if the launcher took the VIP from the node's own address, which is
carp-real-address-as-vip.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding, Related

CODE = "CL212"
NAME = "ucarp-srcaddr-is-vip"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "vip-as-source"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every uCarp daemon that sends from its VIP."""
    source = router.source_address
    if source is None or source.value is None:
        return
    for vip in (v.address for v in router.addresses):
        if vip.value is not None and vip.value.ip == source.value and vip.span != source.span:
            message = (
                f"the source address {source.value} is the VIP: a backup does not hold it, and nodes that send from "
                "one address do not hear each other"
            )
            yield Finding(message, source.span, (Related(vip.span, "the VIP"),), label="is the VIP")
