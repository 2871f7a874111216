"""An advbase of 0: the node advertises hundreds of times a second.

Why: the interval is advbase + advskew/256 s, so with a small skew it is a few milliseconds, and the node floods the
segment and always wins.

Daemon: source: ucarp 1.5.2, src/ucarp.c; tried: -b 0 -k 1 sent about 1000 advertisements in 4 s.

Fix: --advbase=1, the default, on every node.

Exceptions: silent if it is unknown. If advskew is 0 too, ucarp does not start: that is covered by ucarp-no-time-base.
"""

from collections.abc import Iterator

from carplint.model import Value, VirtualRouter
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL215"
NAME = "ucarp-advbase-zero"
SEVERITY = "warning"
ON = "ucarp router"
NEEDS = "misread-advbase no-advbase"


def written_zero(router: VirtualRouter) -> Value[str] | None:
    """Return the advbase of a router that is started and has 0 written for it."""
    faults = {m.kind: m.word for m in router.misread if m.option == "advbase"}
    own = router.interval
    zero = own.but(own.written) if own is not None and own.value == 0 and own.written else None
    word = faults.get("refused", zero)
    return None if not router.command or faults.keys() & {"cut", "tail"} else word


def one(word: Value[str]) -> Fix | None:
    """Return what writes the default in place of a plain word."""
    return Fix("write 1", (Edit(word.span, "1"),), safe=False) if word.span.text == word.value else None


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every advbase that is written as 0, unless ucarp refuses it."""
    word = written_zero(router)
    skew = router.advskew.value if router.advskew is not None else None
    if word is None or skew == 0:
        return
    what = "ucarp advertises every advskew/256 s"
    if skew is not None:
        what = f"ucarp advertises every {skew / 256 * 1000:.3g} ms, {256 / skew:.3g} times a second"
    yield Finding(f"advbase is 0 s: {what}", word.span, fix=one(word))
