"""A program that keepalived.conf names is not on the node.

Why: keepalived drops the check, and the node becomes MASTER while its service is dead; or nobody is notified of a
change of state.

Daemon: "cannot be accessed - No such file or directory", and of a check "Disabling track script chk since not
found/accessible". Behind a shell the check runs and fails forever ("exited with status 2"). Source: keepalived
core/notify.c (check_script_secure); tried with 2.2.7: `-t` exits 0 for a notify script.

Fix: install it, or write its right path.

Exceptions: silent unless the tree is the root of a whole host: below /etc it must hold etc/passwd, elsewhere bin/sh.
A path with a variable or a wildcard is not looked for.
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
    effect = "nobody is told of what happens"
    if program.check:
        effect = "the check fails for ever" if program.interpreted else "keepalived drops the check"
    yield Finding(f"there is no {program.name} at this path on {host.name}: {effect}", program.span)
