"""An advskew or advbase is not a number from 0 to 255, so the daemon uses a different one.

Why: the node that was meant to be last becomes first: an advskew of 256 is 0, the best value.

Daemon: both are cut to 8 bits, and text behind the number is dropped. Source: ucarp 1.5.2, src/ucarp.c lines
190-194; tried: -b 257 -k 300 advertises 1 and 44.

Fix: write numbers from 0 to 255: the lower skew wins, and 1 second is the usual advbase.

Exceptions: silent if the number is unknown, and if an option without a value took the next option as its value, which
is ucarp-unknown-option.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding
from carplint.text.secrets import shown

CODE = "CL214"
NAME = "ucarp-advskew-overflow"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "misread"

_WHY = {"cut": "cut to 8 bits", "tail": "read up to the first character that is not a digit"}


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every advskew and advbase that the daemon cuts."""
    for option, kind, word, number in router.misread if router.command else ():
        text = word.value or ""
        if option not in ("advskew", "advbase") or kind not in _WHY or text.endswith("\r"):
            continue
        if text and not word.written:
            continue  # the launcher's own word, taken for the value of an option that has none
        message = f"{option} {shown(text)} is {number} for ucarp: {_WHY[kind]}. It goes from 0 to 255"
        yield Finding(message, word.span, label=f"is {number}")
