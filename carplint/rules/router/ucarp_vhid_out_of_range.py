"""A VHID is no number from 1 to 255.

Why: the launcher tests the numbers of all vip files before and ends at the first bad one: not even the
good ones after it are started. ucarp itself refuses the number, or cuts it at the first letter.

Daemon: 300 is refused, 12abc is taken as 12. Source: ucarp 1.5.2, src/ucarp.c lines 131-135; tried. The
launcher of the carp service takes the text between `vip-` and `.conf`.

Fix: rename the file to vip-NNN.conf with a number from 1 to 255 that is free on the segment, the same on
all nodes.

Exceptions: a leading zero is ucarp-vhid-octal or ucarp-vhid-invalid-octal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from carplint.model import Net, Value
from carplint.text.finding import Finding

CODE = "CL203"
NAME = "ucarp-vhid-out-of-range"
SEVERITY = "error"

_NO_OCTAL = re.compile(r"0[0-7]*[89][0-9]*")
_C_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]+")


def _problem(vhid: Value[int]) -> str:
    """What is wrong with a VHID; "" where nothing is, or another rule says it."""
    text = vhid.written
    if not text or _NO_OCTAL.fullmatch(text) is not None:
        return ""
    from_name = vhid.span.start == vhid.span.end
    if vhid.value is not None:
        if _C_NUMBER.fullmatch(text) is None:
            return f"VHID {text} is {vhid.value} for ucarp, which reads it up to the first character that is no digit"
        if not from_name or (text.isdecimal() and len(text) < 9 and int(text) <= 255):
            return ""
    elif not from_name or text.isdecimal():
        return f"VHID {text} is not from 1 to 255: ucarp refuses it"
    return f"VHID {text} is no number from 1 to 255"


def check(net: Net) -> Iterator[Finding]:
    """Every VHID that the launcher or ucarp refuses or cuts."""
    for router in net.virtual_routers:
        problem = _problem(router.id) if router.daemon == "ucarp" and router.id is not None else ""
        if problem and router.id is not None:
            by_name = router.id.span.start == router.id.span.end
            more = ", and `service carp start` ends here without the vip files after it" if by_name else ""
            yield Finding(problem + more, router.id.span)
