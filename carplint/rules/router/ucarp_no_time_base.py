"""advbase and advskew are both 0: ucarp does not start.

Why: this node never takes the VIP, and nobody notices before the other one fails.

Daemon: it exits with "You must supply an advertisement time base". Source: ucarp 1.5.2, src/ucarp.c; tried.

Fix: --advbase=1, the default, on every node.

Exceptions: silent if one of the two is unknown. advbase counts only from 0 to 255: 256 is 0, too, which ucarp-number-cut covers.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.rules.router.ucarp_advbase_zero import one, written_zero
from carplint.text.finding import Finding

CODE = "CL249"
NAME = "ucarp-no-time-base"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "misread-advbase no-advbase"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every router whose advbase is written as 0 while its advskew is 0."""
    word = written_zero(router)
    if word is not None and router.advskew is not None and router.advskew.value == 0:
        message = "advbase and advskew are both 0: ucarp refuses to start, and this node never has the VIP"
        yield Finding(message, word.span, fix=one(word))
