"""An advbase of 0: the node advertises hundreds of times a second, or does not start at all.

Why: the interval is advbase + advskew/256 s, so with a small skew it is a few milliseconds, and the node floods the
segment and always wins. If advskew is 0 too, the daemon exits.

Daemon: "You must supply an advertisement time base" where both are 0. Source: ucarp 1.5.2, src/ucarp.c; tried:
-b 0 -k 1 sent about 1000 advertisements in 4 s.

Fix: --advbase=1, the default, on every node.

Exceptions: silent if it is unknown.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Edit, Finding, Fix

CODE = "CL215"
NAME = "ucarp-advbase-zero"
SEVERITY = "warning"
ON = "ucarp router"
NEEDS = "misread-advbase no-advbase"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every advbase that is written as 0."""
    faults = {m.kind: m.word for m in router.misread if m.option == "advbase"}
    own = router.interval
    zero = own.but(own.written) if own is not None and own.value == 0 and own.written else None
    word = faults.get("refused", zero)
    if word is None or not router.command or faults.keys() & {"cut", "tail"}:
        return
    skew = router.advskew.value if router.advskew is not None else None
    if skew is None:
        what = "ucarp advertises every advskew/256 s"
    elif skew == 0:
        what = "ucarp refuses it, since advskew is 0 too"
    else:
        what = f"ucarp advertises every {skew / 256 * 1000:.3g} ms, {256 / skew:.3g} times a second"
    fix = Fix("write 1", (Edit(word.span, "1"),), safe=False) if word.span.text == word.value else None
    yield Finding(f"advbase is 0 s: {what}", word.span, fix=fix)
