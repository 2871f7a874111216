"""A script that keepalived.conf names is not executable.

Why: keepalived drops the check, and the node becomes MASTER while its service is dead; or nobody is notified of a
change of state.

Daemon: "is not executable for uid:gid 0:0 - disabling." and the instance goes on to MASTER; `-t` exits 0. Source:
keepalived core/notify.c (check_script_secure); tried with 2.2.7; github.com/osixia/container-keepalived/issues/27.

Fix: chmod 755.

Exceptions: copies often lose the permission, so carplint reports it only if another script of the same keepalived.conf
has it, or the tree is the root of a whole host. A script that a shell is told to run needs none.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Program, configuration_of
from carplint.model import Host
from carplint.text.finding import Finding, Related

CODE = "CL315"
NAME = "script-not-executable"
SEVERITY = "error"
ON = "host"
NEEDS = "program"

_RUN = 0o111


def _runs(program: Program) -> bool | None:
    """Return whether its file has the permission to be run; None if that is unknown or does not matter."""
    source = program.source
    return None if source is None or source.mode is None or program.interpreted else bool(source.mode & _RUN)


def check(host: Host) -> Iterator[Finding]:
    """One finding per line that names such a script."""
    configuration = configuration_of(host)
    programs = configuration.programs if configuration is not None else ()
    kept = any(map(_runs, programs))
    for program in programs:
        if _runs(program) is False and (program.modes_known or kept):
            assert program.source is not None
            effect = "keepalived drops the check" if program.check else "it is not run"
            message = f"{program.name} is not executable on {host.name}, so {effect}: chmod 755"
            yield Finding(message, program.span, (Related(program.source.span(), "the script"),))
