"""A vip file of the carp service sets no PASSWORD.

Why: ucarp does not start, so this node never takes the VIP, and nobody notices before the other one fails.

Daemon: the launcher writes `-p $PASSWORD` without quotes, so with an empty one -p takes the next word, -s,
as the password, and the source address is lost. Without -p it is "You must supply a password", status 1.
Source: ucarp 1.5.2, src/ucarp.c; tried.

Fix: set PASSWORD in the vip file, the same on all nodes, at most 19 bytes.

Exceptions: silent where the password is unknown, and where it leaks from another vip file, which is
ucarp-value-leak.
"""

from __future__ import annotations

from collections.abc import Iterator

from carplint.finding import Finding
from carplint.model import Net

CODE = "CL208"
NAME = "ucarp-password-missing"
SEVERITY = "error"


def check(net: Net) -> Iterator[Finding]:
    """Every CARP router whose launcher has no PASSWORD to give."""
    for router in net.virtual_routers:
        if router.format == "carp" and all(s.key.written != "PASSWORD" for s in router.settings):
            message = "PASSWORD is not set, or empty: ucarp does not start on this node, so the VIP has no second node"
            yield Finding(message, router.span)
