"""A script that keepalived runs can be changed by other users of the node.

Why: keepalived runs it as root by default, so anyone who can write or replace the file controls the node.

Daemon: with enable_script_security "Unsafe permissions found for script ... - disabling", and the check is gone;
without it the script runs. Only root may have write permission for the file and every folder above it. Source:
keepalived core/notify.c (check_script_secure); tried with 2.2.7; github.com/acassen/keepalived/issues/1372.

Fix: move it to a folder of root's, such as /etc/keepalived or /usr/libexec/keepalived, and chmod 755.

Exceptions: below /home it is reported only if no other user is set for the scripts. File permissions are checked in
the tree, folder permissions are not.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration, Program
from carplint.text.finding import Finding

CODE = "CL602"
NAME = "script-insecure-path"
SEVERITY = "warning"
ON = "program and configuration"

_ANYBODY = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108
_WRITE = 0o002


def _runs_as_root(configuration: Configuration, program: Program) -> bool:
    """Return whether no other user is set for the scripts."""
    users = [s for b in configuration.all("global_defs") for s in b.within("script_user")]
    users += [s for b in configuration.all("vrrp_script") for s in b.within("user")]
    given = {s.words[1] for s in users if len(s.words) > 1}
    if not program.check and len(program.statement.words) > 2:
        given.add(program.statement.words[2])
    return given <= {"root"}


def _fault(configuration: Configuration, program: Program) -> str:
    if program.source is not None and (program.source.mode or 0) & _WRITE:
        return "every user can write it"
    if program.path.startswith(_ANYBODY):
        return "every user can put a file there"
    if program.path.startswith("/home/") and _runs_as_root(configuration, program):
        return "the owner of its folder can change it"
    return ""


def check(program: Program, configuration: Configuration) -> Iterator[Finding]:
    """One finding per line that names such a script."""
    fault = _fault(configuration, program)
    if fault:
        message = f"keepalived runs {program.name}, but {fault}: with enable_script_security it does not run"
        yield Finding(message, program.span)
