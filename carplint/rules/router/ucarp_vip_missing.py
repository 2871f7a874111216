"""A uCarp daemon gets no VIP.

Why: the ucarp service skips a vip file without VIP_ADDRESS, and a daemon without --addr ends: nothing on this node
guards the VIP.

Daemon: "no VIP_ADDRESS found for vip-NNN.conf, skipped" in the launcher; "You must supply a virtual host address",
status 1. Source: ucarp.init of EPEL; ucarp 1.5.2, src/ucarp.c; tried.

Fix: VIP_ADDRESS="192.0.2.10" in the vip file, the same on all nodes.

Exceptions: silent if it is set to an unknown value. The carp service takes the VIP from an ifcfg file; see
ucarp-vip-interface-undefined.
"""

from collections.abc import Iterator

from carplint.dialects.ucarp.options import parse
from carplint.model import VirtualRouter
from carplint.rules.host.facts import missing
from carplint.text.finding import Finding

CODE = "CL266"
NAME = "ucarp-vip-missing"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "ucarp ucarp_opts ucarp_lines"

_FORMATS = ("ucarp", "ucarp_lines", "ucarp_opts")


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every daemon of these dialects without a VIP."""
    if router.format in _FORMATS and not router.addresses and not parse(router.command).why:
        what = "VIP_ADDRESS is not set, or empty" if router.format == "ucarp" else "there is no --addr"
        yield missing(
            router, f"{what}: no daemon starts for this virtual router", "VIP_ADDRESS", "UCARP_VIRTUALADDRESS", "VIP"
        )
