"""A uCarp password has more than 19 bytes.

Why: the daemon exits after it has gone to the background, so `service carp start` says OK, and no daemon runs: the
node never takes the VIP.

Daemon: "Password too long". The limit is 19 bytes, although the manual page says 20 and Debian's README 16. Source:
ucarp 1.5.2, src/carp.c lines 691-697; tried: 19 bytes work, 20 fail, with -B the exit code is 0.

Fix: use a password of at most 19 bytes on all nodes.

Exceptions: silent if the password is unknown.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.text.finding import Finding

CODE = "CL209"
NAME = "ucarp-password-too-long"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "odd-password long-password"

LONGEST = 19
"""The most bytes of a password that ucarp takes."""


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every password of 20 bytes or more."""
    secret, file = router.secret, router.passfile
    if secret is None or secret.value is None:
        return
    source = file.source if file is not None and file.source is not None else secret.span.source
    size = len(secret.value.encode(source.encoding, "replace"))
    if size > LONGEST:
        message = (
            f"the password has {size} bytes, and ucarp takes {LONGEST} at most: it ends in the background, after "
            "the start was reported as OK"
        )
        yield Finding(message, secret.span, label="too long")
