"""ucarp reads an advskew, advbase or dead ratio as a number other than the one written.

Why: the node that was meant to be last becomes first: an advskew of 256 is 0, the best value; with a dead ratio of -1 a
backup never takes over.

Daemon: advskew and advbase are cut to 8 bits, the dead ratio to 32, and text behind a number is dropped. Source: ucarp
1.5.2, src/ucarp.c lines 190-194; tried: -b 257 -k 300 advertises 1 and 44.

Fix: write numbers from 0 to 255: the lower skew wins, 1 second is the usual advbase, and 3 the usual dead ratio.

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
NEEDS = "misread-advskew misread-advbase misread-deadratio"

_BITS = {"advskew": 8, "advbase": 8, "deadratio": 32}
_ELSE = "read up to the first character that is not a digit"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every such number that the daemon reads differently."""
    for option, kind, word, number in router.misread if router.command else ():
        text = word.value or ""
        if option not in _BITS or kind not in ("cut", "tail") or text.endswith("\r"):
            continue
        if text and not word.written:
            continue  # the launcher's own word, taken for the value of an option that has none
        why = f"cut to {_BITS[option]} bits" if kind == "cut" else _ELSE
        limit = "It goes from 0 to 255" if _BITS[option] == 8 else "Write a whole number; 3 is usual"
        yield Finding(f"{option} {shown(text)} is {number} for ucarp: {why}. {limit}", word.span, label=f"is {number}")
