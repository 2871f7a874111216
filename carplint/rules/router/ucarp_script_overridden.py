"""The launcher's own script, which comes later, overrides a script in OPTIONS.

Why: the script never runs. Its work (routes, services, another prefix) is not done at a failover.

Daemon: the last --upscript and the last --downscript count, and the launchers of the carp and ucarp services write
theirs after OPTIONS. Source: ucarp 1.5.2, src/ucarp.c; the launchers.

Fix: for the ucarp service set UPSCRIPT and DOWNSCRIPT; for the carp service change vip-up and vip-down.

Exceptions: silent if both are the same script.
"""

from collections.abc import Iterator

from carplint.dialects.shell.values import split
from carplint.dialects.ucarp.options import parse
from carplint.model import VirtualRouter
from carplint.text.finding import Finding

CODE = "CL265"
NAME = "ucarp-script-overridden"
SEVERITY = "warning"
ON = "ucarp router"
NEEDS = "OPTIONS"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every script of OPTIONS that is not the one that counts."""
    options = router.setting("OPTIONS")
    if options is None or options.value is None or not router.command:
        return
    own, given = parse(split(options)).given, parse(router.command).given
    for option in ("upscript", "downscript"):
        word, last = own.get(option), given.get(option)
        if word is not None and last is not None and last.value is not None and word.value != last.value:
            message = f"--{option} in OPTIONS has no effect: the launcher passes {last.value} after it, and that counts"
            yield Finding(message, word.span, label="never runs")
