"""A VHID with a leading zero is octal for ucarp but looks decimal.

Why: vip-010.conf is VHID 8, not 10. A node whose file is vip-10.conf does not hear it: both become MASTER, and no log
line says why. It also clashes with any other VHID 8.

Daemon: the number is read in C notation, where a leading zero means octal. Source: ucarp 1.5.2,
src/ucarp.c lines 131-135, strtoul with base 0; tried: -v 010 pairs with -v 8.

Fix: rename the file on all nodes at the same time, without the zeros: vip-10.conf, or vip-8.conf to keep
the VHID as it is.

Exceptions: silent if both readings give the same number, as in vip-001.conf.
"""

import re
from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL201"
NAME = "ucarp-vhid-octal"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "odd-vhid"

_OCTAL = r"0[0-7]+"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every VHID whose octal and decimal readings differ and are both allowed."""
    written = router.id.written if router.id is not None else ""
    if router.id is None or re.fullmatch(_OCTAL, written) is None or len(written) > 4:
        return
    octal, decimal = int(written, 8), int(written)
    if octal != decimal and decimal <= 255:
        message = (
            f"VHID {written} is {octal} for ucarp, not {decimal}: the leading zero makes it octal. A node that "
            f"says {decimal} does not hear this one, and both become MASTER"
        )
        literal = router.id.span.text == written
        fix = Fix(f"write {decimal}", (Edit(router.id.span, str(decimal)),), safe=False) if literal else None
        yield Finding(message, router.id.span, fix=fix, label=f"is {octal}, not {decimal}")
