"""`keepalived -t` of the target ends without a verdict, because a script belongs to another user than root.

Why: whoever relies on the exit status of `-t`, a deployment or `reload_check_config`, takes a sound file for a broken
one; and mistakes below are not reported.

Daemon: `-t` runs everything in one process. Looking whether a script may be run, it takes the script's user and, back
as root, whether its parent still lives; it knows none, and ends itself by SIGTERM: "Terminated", exit 143. The daemon
itself does not. Source: lib/notify.c (check_script_secure) and the project's pull request 2180, after which 2.2.8 does
it right; tried on 2.2.7, as root.

Fix: nothing in the file; test it with a newer release, or without the users.

Exceptions: said for the target 2.2.7 only, as older releases were not tried. Silent of scripts without a path.
"""

from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Configuration
from carplint.dialects.keepalived.facts.programs import SCRIPTS
from carplint.dialects.keepalived.tree.statement import Statement
from carplint.dialects.keepalived.words.scripts import Command
from carplint.text.finding import Finding

CODE = "CL196"
NAME = "config-test-killed"
SEVERITY = "info"
ON = "configuration"
NEEDS = "program"

_RELEASE = (2, 2, 7)
_ROOT = frozenset(("root", "0"))
_USER_BESIDE = ("script", "misc_path")
"""Scripts whose user is another statement of their block; that of all others is behind them."""


def _scripts(configuration: Configuration) -> Iterator[tuple[Statement, list[str]]]:
    """Each script that has a path, with its user and group as far as they are said."""
    common = [s for block in configuration.all("global_defs") for s in block.within("script_user")]
    default = list(common[-1].words[1:3]) if common else []
    for top in configuration.statements:
        for block in top.below():
            for line in block.within(*SCRIPTS):
                command = Command(line)
                program = command.text.strip().partition(" ")[0]
                if "/" not in program or program.startswith("<"):
                    continue
                if line.key in _USER_BESIDE:
                    beside = block.last("user")
                    owner = [] if beside is None else list(beside.words[1:3])
                else:
                    owner = [word for _, _, word in command.rest[:2]]
                yield line, owner or default


def check(configuration: Configuration) -> Iterator[Finding]:
    """The first such script of each configuration."""
    if configuration.version != _RELEASE or not any(configuration.all("vrrp_instance", "virtual_server")):
        return
    for line, owner in _scripts(configuration):
        if owner and not _ROOT.issuperset(owner) and not any("$" in word for word in owner):
            message = (
                "root does not own this script: keepalived -t kills itself because of it, while the daemon runs it"
            )
            yield Finding(message, line.whole())
            break
