"""A VHID with a leading zero and an 8 or 9 is not an octal number, and ucarp cuts it short.

Why: vip-008.conf is VHID 0, which ucarp refuses, so nothing on this node guards the VIP. vip-018.conf is VHID 1 and
clashes with any other VHID 1.

Daemon: the number is read in C notation, where a leading zero means octal, up to the first digit that is not octal.
The launcher tests the same text in decimal and lets it pass. Source: ucarp 1.5.2, src/ucarp.c lines 131-135, strtoul
with base 0; tried: -v 008 exits with status 1.

Fix: rename the file on all nodes, without the zeros: vip-8.conf.

Exceptions: none.
"""

import re
from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL202"
NAME = "ucarp-vhid-invalid-octal"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "odd-vhid"

_NO_OCTAL = r"0[0-7]*[89][0-9]*"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every VHID of digits that begins with 0 and has an 8 or 9."""
    if router.id is None or re.fullmatch(_NO_OCTAL, router.id.written) is None:
        return
    written = router.id.written
    if router.id.value is None:
        message = f"ucarp refuses VHID {written}: the leading zero makes it octal, which has no 8 or 9; write {{}}"
    else:
        message = (
            f"VHID {written} is {router.id.value} for ucarp: the leading zero makes it octal, and that ends at "
            "the first 8 or 9; write {}"
        )
    meant, fix = written.lstrip("0"), None
    if router.id.span.text == written and int(meant) <= 255:
        fix = Fix(f"write {meant}", (Edit(router.id.span, meant),), safe=router.id.value is None)
    yield Finding(message.format(meant), router.id.span, fix=fix, label="is not an octal number")
