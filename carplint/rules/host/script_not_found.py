"""A program that keepalived.conf names is not on the node.

Why: keepalived drops the check, and the node becomes MASTER while its service is dead; or nobody is notified of a
change of state.

Daemon: "cannot be accessed - No such file or directory", and for a check "Disabling track script chk since not
found/accessible". Run by a shell, the check fails forever ("exited with status 2"). Source: keepalived core/notify.c
(check_script_secure); tried with 2.2.7: `-t` exits 0 for a notify script.

Fix: install it, or correct its path.

Exceptions: silent unless the tree is the root of a whole host: below /etc it must hold etc/passwd, elsewhere bin/sh. A
path with a variable or a wildcard is not checked.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Program
from carplint.model import Host
from carplint.text.finding import Finding

CODE = "CL314"
NAME = "script-not-found"
SEVERITY = "error"
ON = "program and host"


def check(program: Program, host: Host) -> Iterator[Finding]:
    """One finding per line that names a program which is not there."""
    if not program.absent:
        return
    effect = "nobody is notified"
    if program.check:
        effect = "the check fails forever" if program.interpreted else "keepalived drops the check"
    yield Finding(f"{program.name} does not exist on {host.name}: {effect}", program.span)
