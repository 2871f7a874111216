"""A check script cannot fail: whatever it finds, its exit status is 0.

Why: the node stays MASTER while its service is dead. Nobody reads what a script prints.

Daemon: it looks at the exit status alone, and discards the output; lib/notify.c, keepalived.conf(5), vrrp_script;
github.com/acassen/keepalived/issues/2103 and 2485.

Fix: exit 1 when the check fails.

Exceptions: silent unless it is certain: a shell script in the tree that ends in `exit 0` or echo, or in one `if` whose
branches all do, and that has no other exit, no `set -e`, no loop or function, writes no file, and stops or starts
nothing itself.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from carplint.dialects.keepalived.facts.configuration import Program
from carplint.model import Command
from carplint.text.finding import Finding, Related

CODE = "CL317"
NAME = "script-echo-instead-of-exit"
SEVERITY = "warning"
ON = "program"

_ENDS = frozenset(
    ("return", "trap", "exec", "kill", "killall", "pkill", "systemctl", "service", "set", ".", "source", "eval")
)
"""Commands by which a script may end with another status, or by which it acts on its own."""
_STRANGE = re.compile(
    r"<<|(?<!\S)(?:case|while|until|for|select|function)(?!\S)|\(\)|\b(?:init\.d|keepalived|ip|ifconfig)\b"
    r"|>>?[ \t]*(?!/dev/(?:null|stdout|stderr)\b|[&>])[^\s]"
)
"""What makes it hard to tell: loops, functions, files that are written, commands that change addresses."""
_COMMENT = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
_BRANCH = re.compile(r"\b(?:else|elif)\b")


def _succeeds(command: Command) -> bool:
    """Return whether it ends with 0 by itself."""
    before = command.span.source.text[: command.span.start].rstrip()
    alone = not before.endswith(("&&", "|", "!")) or before.endswith("||")
    return alone and (command.program in ("echo", "printf", "true", ":") or command.words == ("exit", "0"))


def _last(program: Program) -> Command | None:
    """The last command of a script that can only end with 0: the script's own, or that of its one last `if`, whose
    branches all end so."""
    source, commands = program.source, list(program.commands)
    if source is None or not commands or re.match(r"#![^\n]*[ \t]-\w*e", source.text) is not None:
        return None
    if _STRANGE.search(_COMMENT.sub("", source.text)) is not None:
        return None
    if any(c.program in _ENDS or (c.program == "exit" and c.words != ("exit", "0")) for c in commands):
        return None
    ends = [commands[-1]]
    if commands[-1].words == ("fi",):
        if sum(c.words == ("fi",) for c in commands) > 1 or len(commands) < 2:
            return None
        between = [source.text[a.span.end : b.span.start] for a, b in pairwise(commands)]
        ends = [commands[-2], *(c for c, text in zip(commands, between, strict=False) if _BRANCH.search(text))]
    return ends[0] if all(_succeeds(c) for c in ends) else None


def check(program: Program) -> Iterator[Finding]:
    """One finding per check whose script can only end with 0."""
    last = _last(program) if program.check else None
    if last is not None:
        message = f"{program.name} always ends with 0, so this check always passes: exit 1 when it fails"
        yield Finding(message, program.span, (Related(last.span, "the last command"),))
