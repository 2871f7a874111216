"""A uCarp daemon gets no password.

Why: ucarp does not start, so this node never takes the VIP, and nobody notices before the other fails.

Daemon: the launcher writes `-p $PASSWORD` without quotes, so with an empty one -p takes the next word, -s, as the
password, and the source address is lost. Without -p it ends with "You must supply a password", status 1. The ucarp
service skips a vip file without PASSFILE, or PASSWORD in older releases. Source: ucarp 1.5.2, src/ucarp.c; tried;
ucarp.init of EPEL.

Fix: set PASSWORD or PASSFILE, with the same password on all nodes, at most 19 bytes.

Exceptions: silent if the password is unknown, if it leaks from another vip file, which is ucarp-value-leak, and for an
empty line of a passfile, which is ucarp-passfile-first-line.
"""

from collections.abc import Iterator

from carplint.model import VirtualRouter
from carplint.rules.host.facts import missing
from carplint.text.finding import Finding

CODE = "CL208"
NAME = "ucarp-password-missing"
SEVERITY = "error"
ON = "ucarp router"
NEEDS = "no-password"

_MESSAGES = {
    "ucarp": "neither PASSWORD nor PASSFILE is set: the launcher skips this file, so the VIP has no second node",
    "ucarp_opts": "ucarp gets no password and does not start on this node, so the VIP has no second node",
    "ucarp_lines": "ucarp gets no password and does not start on this node, so the VIP has no second node",
}


def check(router: VirtualRouter) -> Iterator[Finding]:
    """Every CARP router whose launcher has no PASSWORD to give."""
    if router.format == "carp" and all(s.key.written != "PASSWORD" for s in router.settings):
        message = "PASSWORD is not set, or empty: ucarp does not start on this node, so the VIP has no second node"
        yield missing(router, message, "PASSWORD")
    elif router.format in _MESSAGES and router.authentication is not None:
        secret, file = router.authentication.secret, router.authentication.passfile
        if secret is None or (secret.value == "" and file is None):
            message, names = _MESSAGES[router.format], ("PASSWORD", "PASSFILE", "UCARP_PASSFILE", "UCARP_PASS")
            yield missing(router, message, *names) if secret is None else Finding(message, secret.span)
