"""A check or a notify script stops keepalived.

Why: the node gives up its VIPs, and takes no part until someone starts the daemon by hand: if the other node then
fails, nobody has the VIP, even if the service has recovered. A script that merely fails means FAULT, with a way back.

Daemon: a check with weight 0 that fails means FAULT, and BACKUP as soon as it passes again (keepalived.conf(5));
github.com/acassen/keepalived/issues/1152 and 2522.

Fix: let the check end with a status other than 0, and name it in track_script.

Exceptions: commands that only query keepalived or make it read its files again (killall -0, reload, -HUP);
shutdown_script. Scripts that are not in the tree, or not in shell, are not read.
"""

import re
from collections.abc import Iterator

from carplint.dialects.keepalived.facts.configuration import Program
from carplint.model import Command
from carplint.text.finding import Finding, Related

CODE = "CL318"
NAME = "script-stops-keepalived"
SEVERITY = "warning"
ON = "program"

_UNIT = ("keepalived", "keepalived.service")
_PIDS = re.compile(r"[\s\S]*(?:keepalived\.pid|pid(?:of|grep) (?:-\w+ )*keepalived|pgrep (?:-\w+ )*keepalived)[\s\S]*")
_DEADLY = frozenset(
    "-9 -15 -KILL -TERM -SIGKILL -SIGTERM 9 15 KILL TERM SIGTERM SIGKILL -s -q -w -e -x -f -n -v".split()
)
"""Words that may stand between kill and what it ends."""


def _program(word: str) -> str:
    return word.rpartition("/")[2]


def _stops(command: Command) -> bool:
    """Return whether a command ends keepalived."""
    last, at = len(command.words) - 1, 0
    while at < last and (before := _program(command.words[at])) in ("sudo", "exec", "timeout", "nohup"):
        at = min(at + 1 + (before == "timeout"), last)
    program, words = _program(command.words[at]), command.words[at + 1 :]
    if program == "systemctl":
        plain = [w for w in words if not w.startswith("-")]
        asks = any(w.startswith(("-s", "--signal")) for w in words)
        return plain[:1] in (["stop"], ["kill"]) and any(w in _UNIT for w in plain[1:]) and not asks
    if program in ("service", "rc-service", "invoke-rc.d"):
        return words[:2] == ("keepalived", "stop")
    if command.words[at].endswith("/init.d/keepalived"):
        return words[:1] == ("stop",)
    if program in ("killall", "pkill", "kill"):
        what = [w for w in words if w not in _DEADLY]
        if program != "kill":
            return what == ["keepalived"]
        return len(what) == 1 and _PIDS.fullmatch(what[0]) is not None
    return False


def check(program: Program) -> Iterator[Finding]:
    """One finding per line that names such a script, at the first such command."""
    if program.statement.words[0] == "shutdown_script":
        return
    command = next((c for c in program.commands if _stops(c)), None)
    if command is None:
        return
    what = program.name if program.source is not None else "this"
    message = (
        f"{what} stops keepalived: the node takes no part until someone starts it. Let a check exit with 1 instead"
    )
    related = () if program.source is None else (Related(command.span, "stops it here"),)
    yield Finding(message, program.span, related)
