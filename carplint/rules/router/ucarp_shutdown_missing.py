"""A uCarp daemon is started without --shutdown, so the VIP stays on this node when it is stopped.

Why: at a stop, a restart or an update the peer takes the VIP, and this node still has it: a duplicate address until
someone removes it by hand.

Daemon: only -z, --shutdown, runs the down script at exit. Source: ucarp 1.5.2; tried: after SIGTERM without -z the
VIP was still on the interface. The ucarp service's own vip-common.conf has OPTIONS="--shutdown --preempt".

Fix: add --shutdown to OPTIONS, or to the command line.

Exceptions: silent if a word of the command line is unknown. Debian's hook always gives it; for the carp service,
whose stop takes the alias down, see carp-shutdown-by-launcher-only.
"""

from collections.abc import Iterator

from carplint.dialects.ucarp.edits import add_option
from carplint.model import VirtualRouter
from carplint.text.finding import Finding

CODE = "CL219"
NAME = "ucarp-shutdown-missing"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "ucarp ucarp_opts ucarp_lines interfaces"


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every daemon that is known to have no --shutdown."""
    if router.format == "carp" or not router.command:
        return
    if router.shutdown is not None and router.shutdown.value is False:
        options = router.setting("OPTIONS")
        message = (
            "ucarp gets no --shutdown: when it is stopped the VIP stays here, and the peer takes it, too: a "
            "duplicate address"
        )
        span = options.span if options is not None else router.span
        yield Finding(message, span, fix=add_option(options, "--shutdown"))
