"""A VHID is not a number from 1 to 255, or there is none.

Why: the launcher checks the numbers of all vip files first and exits at the first bad one, so not even the good ones
after it start. ucarp itself refuses the number, or cuts it at the first letter.

Daemon: 300 is refused, 12abc is taken as 12, and without a VHID it ends with "You must supply a valid virtual host id". Source: ucarp 1.5.2, src/ucarp.c lines 131-135; tried. The
launcher of the carp service takes the text between `vip-` and `.conf`.

Fix: rename the file to vip-NNN.conf with a number from 1 to 255 that is free on the segment, the same on
all nodes.

Exceptions: a leading zero is ucarp-vhid-octal or ucarp-vhid-invalid-octal.
"""

import re
from collections.abc import Iterator

from carplint.dialects.ucarp.options import NO_VHID
from carplint.model import Misreading, VirtualRouter
from carplint.rules.host.facts import missing
from carplint.text.finding import Finding

CODE = "CL203"
NAME = "ucarp-vhid-out-of-range"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "misread-vhid odd-vhid"

_NO_OCTAL = re.compile(r"0[0-7]*[89][0-9]*")


def _refused(text: str) -> str:
    return f"VHID {text or '(empty)'} is not from 1 to 255: ucarp refuses it"


def _problem(fault: Misreading) -> str:
    """The fault of a VHID; "" if another rule reports it."""
    text = fault.word.value or ""
    if _NO_OCTAL.fullmatch(text) is not None:
        return ""
    if fault.value is None:
        return _refused(text)
    return f"VHID {text} is {fault.value} for ucarp, which reads it up to the first character that is not a digit"


def _name_problem(text: str, fault: Misreading | None) -> str:
    """The fault of the VHID in the name of a vip file, which the carp service reads first, in decimal."""
    if not text.isdecimal():
        return f"VHID {text} is not a number from 1 to 255"
    if _NO_OCTAL.fullmatch(text) is None and (fault is not None or len(text) > 8 or int(text) > 255):
        return _refused(text)
    return ""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every VHID that the launcher or ucarp refuses or cuts."""
    if router.id is None:
        return
    if router.id.value is None and router.id.why == NO_VHID:
        yield missing(
            router, "no VHID is given: ucarp does not start, so the VIP has no second node", "UCARP_VHID", "VHID"
        )
        return
    faults = [m for m in router.misread if m.option == "vhid"]
    if router.id.written and router.id.span.start == router.id.span.end:
        problem = _name_problem(router.id.written, next(iter(faults), None))
        if problem:
            more = ", and `service carp start` ends here without the vip files after it"
            yield Finding(problem + more, router.id.span)
        return
    for fault in faults:
        if problem := _problem(fault):
            yield Finding(problem, fault.word.span)
