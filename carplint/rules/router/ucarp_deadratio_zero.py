"""A dead ratio of 0, or one that is not a number.

Why: the daemon does not start, so this node never takes the VIP.

Daemon: "Dead ratio can't be zero", status 1. Source: ucarp 1.5.2, src/ucarp.c; tried: 0, abc and 4294967296.

Fix: leave --deadratio out (3), or give a number from 2: with 1 a backup takes over at the first late packet.

Exceptions: silent if it is unknown.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding

CODE = "CL216"
NAME = "ucarp-deadratio-zero"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "misread-deadratio"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every dead ratio that the daemon reads as 0."""
    for fault in router.misread if router.command else ():
        if fault.option == "deadratio" and fault.kind == "refused":
            yield Finding("ucarp reads this dead ratio as 0, and refuses it: no daemon starts", fault.word.span)
